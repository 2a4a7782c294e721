package expr

import (
	"cmp"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compileBetween is a range with both ends.
func compileBetween(b *ast.Between, s *Scope) (Fn, error) {
	return between(b.Pos, s, bounds{not: b.Not}, b.X, b.Low, b.High)
}

// compileInRange is a range whose ends belong as their brackets say.
func compileInRange(r *ast.InRange, s *Scope) (Fn, error) {
	return between(r.Pos, s, bounds{r.Not, r.LowOpen, r.HighOpen}, r.X, r.Low, r.High)
}

// bounds says which ends of a range belong to it, and whether what lies outside is wanted.
type bounds struct{ not, lowOpen, highOpen bool }

// ops are the comparisons with the lower and the upper end.
func (b bounds) ops() (from, to ast.CompareOp) {
	from, to = ast.Ge, ast.Le
	if b.lowOpen {
		from = ast.Gt
	}
	if b.highOpen {
		to = ast.Lt
	}
	return from, to
}

// between is never null: a null value is outside and inside of nothing, a null bound holds nothing,
// so that everything is outside. Bounds may come in either order.
func between(pos ast.Pos, s *Scope, b bounds, x, low, high ast.Expr) (Fn, error) {
	fns, err := compileAll([]ast.Expr{x, low, high}, s)
	if err != nil {
		return Fn{}, err
	}
	for _, bound := range fns[1:] {
		if !isOrdered(fns[0].Type, bound.Type) {
			return Fn{}, typeError(pos, "a range needs numbers or strings, not %s and %s",
				fns[0].Type, bound.Type)
		}
	}
	t := fns[0].Type
	for _, bound := range fns[1:] {
		if t.IsNumeric() {
			t = numberType(t, bound.Type)
		}
	}
	f := Fn{Type: event.Bool, Const: allConst(fns...)}
	if l := rangeLeaf(b, &fns[0], &fns[1], &fns[2]); l != nil {
		f.leaves = []leaf{*l}
	}
	switch t.Class() {
	case event.ClassInt:
		f.Bool = inside(b, fns[0].Int, fns[1].Int, fns[2].Int)
	case event.ClassFloat:
		f.Bool = inside(b, fns[0].AsFloat(), fns[1].AsFloat(), fns[2].AsFloat())
	case event.ClassStr:
		f.Bool = inside(b, fns[0].Str, fns[1].Str, fns[2].Str)
	default:
		f.Bool = insideBig(b, asDecimal(&fns[0]), asDecimal(&fns[1]), asDecimal(&fns[2]))
	}
	return f, nil
}

// inside is between for plain values.
func inside[T cmp.Ordered](b bounds, x, low, high func(*Env) (T, bool)) BoolFn {
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		if !ok {
			return false, true
		}
		lo, ok := low(e)
		hi, ok2 := high(e)
		if !ok || !ok2 {
			return b.not, true
		}
		// `between 9 and 1` means what `between 1 and 9` does, as in Esper; the flags stay where
		// they are.
		if lo > hi {
			lo, hi = hi, lo
		}
		in := (v > lo || v == lo && !b.lowOpen) && (v < hi || v == hi && !b.highOpen)
		return in != b.not, true
	}
}

// insideBig is between for numbers of unlimited size.
func insideBig(b bounds, x, low, high func(*Env) (event.Decimal, bool)) BoolFn {
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		if !ok {
			return false, true
		}
		lo, ok := low(e)
		hi, ok2 := high(e)
		if !ok || !ok2 {
			return b.not, true
		}
		if lo.Cmp(hi) > 0 {
			lo, hi = hi, lo
		}
		l, h := v.Cmp(lo), v.Cmp(hi)
		in := (l > 0 || l == 0 && !b.lowOpen) && (h < 0 || h == 0 && !b.highOpen)
		return in != b.not, true
	}
}
