package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// bitwise is `& | ^` on two integers of one type or on two booleans. Both sides are evaluated.
func bitwise(b *ast.Binary, l, r Fn) (Fn, error) {
	t := l.Type
	// No ladder here: mixed widths would hide which bits are meant.
	isInt := t.IsInteger() && r.Type.IsInteger()
	if t.Kind != r.Type.Kind || !isInt && t.Kind != event.KindBool {
		return Fn{}, typeError(b.Pos,
			"'%s' needs two integers of one type or two booleans, not %s and %s",
			opNames[b.Op], l.Type, r.Type)
	}
	f := Fn{Type: t, Const: allConst(l, r)}
	if isInt {
		f.Int = bitInt(b.Op, l.Int, r.Int)
	} else {
		f.Bool = bitBool(b.Op, l.Bool, r.Bool)
	}
	return f, nil
}

// bitInt evaluates both sides always: the bits of a null are unknown, whatever the other side.
func bitInt(op ast.BinaryOp, l, r IntFn) IntFn {
	return func(e *Env) (int64, bool) {
		a, ok := l(e)
		b, ok2 := r(e)
		switch {
		case !ok || !ok2:
			return 0, false
		case op == ast.BitAnd:
			return a & b, true
		case op == ast.BitOr:
			return a | b, true
		default:
			return a ^ b, true
		}
	}
}

// bitBool is no short-circuit `and` or `or`: a null on either side gives null.
func bitBool(op ast.BinaryOp, l, r BoolFn) BoolFn {
	return func(e *Env) (bool, bool) {
		a, ok := l(e)
		b, ok2 := r(e)
		switch {
		case !ok || !ok2:
			return false, false
		case op == ast.BitAnd:
			return a && b, true
		case op == ast.BitOr:
			return a || b, true
		default:
			return a != b, true
		}
	}
}
