package expr

import (
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// equality is = and !=; a null on either side gives null.
func equality(op ast.CompareOp, l, r *Fn) BoolFn {
	if isNullType(l) || isNullType(r) {
		return func(*Env) (bool, bool) { return false, false }
	}
	switch meetClass(l.Type, r.Type) {
	case event.ClassInt:
		return ordered(op, l.Int, r.Int, r.Const)
	case event.ClassFloat:
		return ordered(op, l.AsFloat(), r.AsFloat(), r.Const)
	case event.ClassStr:
		return ordered(op, l.Str, r.Str, r.Const)
	case event.ClassBool:
		return equalBools(op == ast.Eq, l.Bool, r.Bool)
	default:
		x, y, want := l.AsAny(), r.AsAny(), op == ast.Eq
		return func(e *Env) (bool, bool) {
			a, b := x(e), y(e)
			if a == nil || b == nil {
				return false, false
			}
			return Equal(a, b) == want, true
		}
	}
}

// equalBools is equality of booleans, or its opposite.
func equalBools(want bool, l, r BoolFn) BoolFn {
	return func(e *Env) (bool, bool) {
		a, ok := l(e)
		b, ok2 := r(e)
		if !ok || !ok2 {
			return false, false
		}
		return (a == b) == want, true
	}
}

// identity is `is` and `is not`: null is a value like others.
func identity(want bool, l, r *Fn) BoolFn {
	if isNullType(r) {
		return isNull(want, l)
	}
	if isNullType(l) {
		return isNull(want, r)
	}
	eq := equality(ast.Eq, l, r)
	x, y := notNull(l), notNull(r)
	return func(e *Env) (bool, bool) {
		// Equality is null exactly when a side is null; then both must be.
		if v, ok := eq(e); ok {
			return v == want, true
		}
		return (!x(e) && !y(e)) == want, true
	}
}

// isNull tests for null without looking at the value.
func isNull(want bool, f *Fn) BoolFn {
	there := notNull(f)
	return func(e *Env) (bool, bool) { return there(e) != want, true }
}

// notNull tells whether an expression has a value.
func notNull(f *Fn) func(*Env) bool {
	g := *f
	switch g.Type.Class() {
	case event.ClassBool:
		return func(e *Env) bool { _, ok := g.Bool(e); return ok }
	case event.ClassInt:
		return func(e *Env) bool { _, ok := g.Int(e); return ok }
	case event.ClassFloat:
		return func(e *Env) bool { _, ok := g.Float(e); return ok }
	case event.ClassStr:
		return func(e *Env) bool { _, ok := g.Str(e); return ok }
	default:
		return func(e *Env) bool { return g.Any(e) != nil }
	}
}

// Equal tells whether two values are equal as `=` sees it, nulls equal to each other: numbers by
// value (decimals by their digits too), arrays and maps by content, events by identity.
func Equal(a, b any) bool {
	if a == nil || b == nil {
		return a == b
	}
	switch x := a.(type) {
	case string, bool:
		return x == b
	case *event.Event:
		y, ok := b.(*event.Event)
		return ok && (x == y || sameRow(x, y))
	case []any:
		y, ok := b.([]any)
		return ok && equalArrays(x, y)
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && equalMaps(x, y)
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	}
	return equalNumbers(a, b)
}

// sameRow compares the rows of `new {...}`, which have no name and no identity of their own.
func sameRow(a, b *event.Event) bool {
	if a.Schema().Name() != "" || b.Schema().Name() != "" || !sameShape(a.Schema(), b.Schema()) {
		return false
	}
	for i := range a.Schema().Columns() {
		if !Equal(a.Any(&a.Schema().Columns()[i]), b.Any(&b.Schema().Columns()[i])) {
			return false
		}
	}
	return true
}

// equalNumbers compares a decimal with its digits: 3.00 is not 3.
func equalNumbers(a, b any) bool {
	_, da := a.(event.Decimal)
	_, db := b.(event.Decimal)
	if da || db {
		x, ok := toDecimal(a)
		y, ok2 := toDecimal(b)
		return ok && ok2 && x.Exponent() == y.Exponent() && x.Equal(y)
	}
	c, ok := compareNumbers(a, b)
	return ok && c == 0
}

// equalArrays compares element by element; nulls equal each other.
func equalArrays(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// equalMaps compares key by key; nulls equal each other.
func equalMaps(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a { // the order does not matter
		w, ok := b[k]
		if !ok || !Equal(v, w) {
			return false
		}
	}
	return true
}

// asTime returns a value of one of the date types.
func asTime(v any) (time.Time, bool) {
	t, ok := v.(time.Time)
	return t, ok
}
