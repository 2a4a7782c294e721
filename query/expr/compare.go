package expr

import (
	"cmp"
	"math/big"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

var compareNames = [...]string{"=", "!=", "is", "is not", "<", "<=", ">", ">="}

// compileCompare makes `= != is < <= > >=` and their kin.
func compileCompare(c *ast.Compare, s *Scope) (Fn, error) {
	l, r, err := compileTwo(c.Left, c.Right, s)
	if err != nil {
		return Fn{}, err
	}
	return comparison(c.Pos, c.Op, l, r)
}

// comparison types and makes one of the eight comparisons.
func comparison(pos ast.Pos, op ast.CompareOp, l, r Fn) (Fn, error) {
	var f Fn
	switch op {
	case ast.Eq, ast.Ne:
		if !canEqual(l.Type, r.Type) {
			return f, typeError(pos, "%s and %s cannot be compared", l.Type, r.Type)
		}
		f.Bool = equality(op, &l, &r)
	// The difference from = is only what null means, not what may be compared.
	case ast.Is, ast.IsNot:
		if !canEqual(l.Type, r.Type) {
			return f, typeError(pos, "%s and %s cannot be compared", l.Type, r.Type)
		}
		f.Bool = identity(op == ast.Is, &l, &r)
	default:
		if !isOrdered(l.Type, r.Type) {
			return f, typeError(pos, "'%s' needs two numbers or two strings, not %s and %s",
				compareNames[op], l.Type, r.Type)
		}
		f.Bool = relation(op, &l, &r)
	}
	f.Type, f.Const = event.Bool, allConst(l, r)
	if x := compareLeaf(op, &l, &r); x != nil {
		f.leaves = []leaf{*x}
	}
	return f, nil
}

// isOrdered tells whether < is defined: for two numbers and for two strings.
func isOrdered(a, b event.Type) bool {
	return a.IsNumeric() && b.IsNumeric() ||
		a.Class() == event.ClassStr && b.Class() == event.ClassStr
}

// canEqual tells whether = is defined. With something known only at run time it always is.
func canEqual(a, b event.Type) bool {
	if a.Kind == event.KindNull || b.Kind == event.KindNull ||
		a.Kind == event.KindObject || b.Kind == event.KindObject || isOrdered(a, b) {
		return true
	}
	if a.Kind == event.KindArray && b.Kind == event.KindArray && a.Elem != nil && b.Elem != nil {
		return canEqual(*a.Elem, *b.Elem)
	}
	return a.Kind == b.Kind
}

// relation is < <= > >=; a null on either side gives null.
func relation(op ast.CompareOp, l, r *Fn) BoolFn {
	switch meetClass(l.Type, r.Type) {
	case event.ClassInt:
		return ordered(op, l.Int, r.Int, r.Const)
	case event.ClassFloat:
		return ordered(op, l.AsFloat(), r.AsFloat(), r.Const)
	case event.ClassStr:
		return ordered(op, l.Str, r.Str, r.Const)
	default:
		x, y := asDecimal(l), asDecimal(r)
		return func(e *Env) (bool, bool) {
			a, ok := x(e)
			b, ok2 := y(e)
			if !ok || !ok2 {
				return false, false
			}
			return holds(op, a.Cmp(b)), true
		}
	}
}

// holds reads a three-way comparison.
func holds(op ast.CompareOp, c int) bool {
	switch op {
	case ast.Lt:
		return c < 0
	case ast.Le:
		return c <= 0
	case ast.Gt:
		return c > 0
	case ast.Ge:
		return c >= 0
	case ast.Ne, ast.IsNot:
		return c != 0
	default:
		return c == 0
	}
}

// meetClass is the class in which two plain values are compared; [event.ClassAny] for big numbers
// and everything that is not plain.
func meetClass(a, b event.Type) event.Class {
	if a.IsNumeric() && b.IsNumeric() {
		return numberType(a, b).Class()
	}
	if a.Class() == b.Class() {
		return a.Class()
	}
	return event.ClassAny
}

// ordered makes a comparison of plain values, with a constant right side taken once.
func ordered[T cmp.Ordered](op ast.CompareOp, l, r func(*Env) (T, bool), constRight bool) BoolFn {
	if constRight {
		if k, ok := r(&Env{}); ok {
			return orderedConst(op, l, k)
		}
		// The constant is null: every comparison with it is null.
		return func(*Env) (bool, bool) { return false, false }
	}
	switch op {
	case ast.Lt:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(a < b, ok, ok2)
		}
	case ast.Le:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(a <= b, ok, ok2)
		}
	case ast.Gt:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(a > b, ok, ok2)
		}
	case ast.Ge:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(a >= b, ok, ok2)
		}
	case ast.Ne:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(!same(a, b), ok, ok2)
		}
	default:
		return func(e *Env) (bool, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return both(same(a, b), ok, ok2)
		}
	}
}

// both is the result of a comparison of two values that each may be null.
func both(v, ok, ok2 bool) (bool, bool) {
	ok = ok && ok2
	return v && ok, ok
}

// orderedConst is ordered with the right side known, which saves a call.
func orderedConst[T cmp.Ordered](op ast.CompareOp, l func(*Env) (T, bool), k T) BoolFn {
	switch op {
	case ast.Lt:
		return func(e *Env) (bool, bool) { a, ok := l(e); return a < k && ok, ok }
	case ast.Le:
		return func(e *Env) (bool, bool) { a, ok := l(e); return a <= k && ok, ok }
	case ast.Gt:
		return func(e *Env) (bool, bool) { a, ok := l(e); return a > k && ok, ok }
	case ast.Ge:
		return func(e *Env) (bool, bool) { a, ok := l(e); return a >= k && ok, ok }
	case ast.Ne:
		return func(e *Env) (bool, bool) { a, ok := l(e); return !same(a, k) && ok, ok }
	default:
		return func(e *Env) (bool, bool) { a, ok := l(e); return same(a, k) && ok, ok }
	}
}

// same is equality in which NaN equals itself.
func same[T cmp.Ordered](a, b T) bool { return a == b || a != a && b != b }

// Compare orders two values that are not null: numbers by value, strings, booleans, dates. It is the
// order of `order by`, sort and min; ok is false for values that have no order between them.
func Compare(a, b any) (c int, ok bool) {
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return cmp.Compare(x, y), ok
	case bool:
		y, ok := b.(bool)
		return compareBool(x, y), ok
	}
	if x, ok := asTime(a); ok {
		y, ok := asTime(b)
		return x.Compare(y), ok
	}
	return compareNumbers(a, b)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareNumbers compares integers as such, big numbers exactly, others as floating point with NaN
// above all.
func compareNumbers(a, b any) (int, bool) {
	x, ok := event.ToInt(a)
	y, ok2 := event.ToInt(b)
	if ok && ok2 {
		return cmp.Compare(x, y), true
	}
	if isBig(a) || isBig(b) {
		x, ok := toDecimal(a)
		y, ok2 := toDecimal(b)
		if ok && ok2 {
			return x.Cmp(y), true
		}
	}
	f, ok := event.ToFloat(a)
	g, ok2 := event.ToFloat(b)
	if !ok || !ok2 {
		return 0, false
	}
	if f != f || g != g { // cmp.Compare puts NaN below all
		return cmp.Compare(g, f), true
	}
	return cmp.Compare(f, g), true
}

// isBig tells whether a number is of unlimited size.
func isBig(v any) bool {
	switch v.(type) {
	case *big.Int, event.Decimal:
		return true
	}
	return false
}
