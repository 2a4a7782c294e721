package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compileLogical makes `and` and `or` of three-valued logic: false and null is false, true or null
// is true. What is not needed is not evaluated.
func compileLogical(l *ast.Logical, s *Scope) (Fn, error) {
	fns, err := compileAll(l.Operands, s)
	if err != nil {
		return Fn{}, err
	}
	bools := make([]BoolFn, len(fns))
	for i := range fns {
		if fns[i].Type.Kind != event.KindBool {
			return Fn{}, typeError(l.Operands[i].Position(),
				"'%s' needs conditions, not %s", [...]string{"and", "or"}[l.Op], fns[i].Type)
		}
		bools[i] = fns[i].Bool
	}
	f := Fn{Type: event.Bool, Const: allConst(fns...)}
	if l.Op == ast.And {
		f.leaves = conjunction(fns)
	} else {
		f.leaves = disjunction(fns)
	}
	switch {
	case len(bools) == 2 && l.Op == ast.And:
		f.Bool = and2(bools[0], bools[1])
	case len(bools) == 2:
		f.Bool = or2(bools[0], bools[1])
	case l.Op == ast.And:
		f.Bool = many(bools, false)
	default:
		f.Bool = many(bools, true)
	}
	return f, nil
}

// and2 is the common case of many, without the loop.
func and2(l, r BoolFn) BoolFn {
	return func(e *Env) (bool, bool) {
		a, ok := l(e)
		if ok && !a {
			return false, true
		}
		b, ok2 := r(e)
		if ok2 && !b {
			return false, true
		}
		return ok && ok2, ok && ok2
	}
}

// or2 is the common case of many, without the loop.
func or2(l, r BoolFn) BoolFn {
	return func(e *Env) (bool, bool) {
		a, ok := l(e)
		if ok && a {
			return true, true
		}
		b, ok2 := r(e)
		if ok2 && b {
			return true, true
		}
		return false, ok && ok2
	}
}

// many is `and` (decided by the first false) or `or` (decided by the first true).
func many(fns []BoolFn, decider bool) BoolFn {
	return func(e *Env) (bool, bool) {
		known := true
		for _, f := range fns {
			v, ok := f(e)
			if ok && v == decider {
				return decider, true
			}
			known = known && ok
		}
		return known && !decider, known
	}
}

// negate is `not`: null stays null.
func negate(pos ast.Pos, x Fn) (Fn, error) {
	if x.Type.Kind != event.KindBool {
		return Fn{}, typeError(pos, "'not' needs a condition, not %s", x.Type)
	}
	b := x.Bool
	f := Fn{Type: event.Bool, Const: x.Const, Bool: func(e *Env) (bool, bool) {
		v, ok := b(e)
		return ok && !v, ok
	}}
	if l := boolLeaf(&x, leafFalse); l != nil {
		f.leaves = []leaf{*l}
	}
	return f, nil
}
