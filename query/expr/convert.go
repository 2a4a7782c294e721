package expr

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/cephei-go/cephei/event"
)

// Widen returns f as type t where that loses nothing: a number as a wider one, null as anything, an
// event as one of its supertypes, anything as object. It serves assignments: to columns of a
// declared type, variables, branches of a case.
func Widen(f Fn, t event.Type) (Fn, bool) {
	switch {
	case f.Type.Equal(t):
		return f, true
	case f.Type.Kind == event.KindNull:
		return Constant(t, nil), true
	case t.Kind == event.KindObject:
		return Fn{Type: t, Any: f.AsAny(), Const: f.Const}, true
	// Upward on the ladder only: what narrows needs a cast, which says so in the text.
	case t.IsNumeric() && f.Type.IsNumeric():
		return widenNumber(f, t)
	case t.Kind == event.KindString && f.Type.Class() == event.ClassStr:
		f.Type = t
		return f, true
	case t.Kind == f.Type.Kind && fits(f.Type, t):
		f.Type = t
		return f, true
	}
	return Fn{}, false
}

// fits tells whether a value of type from is one of type to of the same kind: a subtype of events,
// an array whose elements fit, any map.
func fits(from, to event.Type) bool {
	switch to.Kind {
	case event.KindEvent:
		return to.Schema == nil || from.Schema != nil && from.Schema.Is(to.Schema) ||
			sameShape(from.Schema, to.Schema)
	case event.KindArray:
		if to.Elem == nil || from.Elem == nil || from.Elem.Kind == event.KindNull {
			return true
		}
		return to.Elem.Kind == event.KindObject || from.Elem.Equal(*to.Elem) ||
			from.Elem.Kind == to.Elem.Kind && fits(*from.Elem, *to.Elem)
	default:
		return true
	}
}

// sameShape tells whether two schemas have equal columns, as the rows of two `new {...}` may.
func sameShape(a, b *event.Schema) bool {
	if a == nil || b == nil || len(a.Columns()) != len(b.Columns()) {
		return false
	}
	for i := range a.Columns() {
		x, y := &a.Columns()[i], &b.Columns()[i]
		if x.Name != y.Name || !x.Type.Equal(y.Type) {
			return false
		}
	}
	return true
}

// widenNumber goes up the ladder.
func widenNumber(f Fn, t event.Type) (Fn, bool) {
	// The kinds stand in the order of the ladder, but a fraction is no big integer.
	k := f.Type.Kind
	if k > t.Kind || t.Kind == event.KindBigInt && !f.Type.IsInteger() {
		return Fn{}, false
	}
	return toNumber(f, t), true
}

// toNumber returns a number as the type t of the ladder; bits that do not fit are the caller's.
func toNumber(f Fn, t event.Type) Fn {
	if f.Type.Kind == t.Kind {
		return f
	}
	g := Fn{Type: t, Const: f.Const}
	switch {
	case t.IsInteger():
		g.Int = f.AsInt()
	case t.Class() == event.ClassFloat:
		g.Float = f.AsFloat()
	case t.Kind == event.KindBigInt:
		big := asBigInt(&f)
		g.Any = func(e *Env) any {
			if v, ok := big(e); ok {
				return v
			}
			return nil
		}
	default:
		dec := asDecimal(&f)
		g.Any = func(e *Env) any {
			if v, ok := dec(e); ok {
				return v
			}
			return nil
		}
	}
	return g
}

// asBigInt returns an integer expression as *big.Int.
func asBigInt(f *Fn) func(*Env) (*big.Int, bool) {
	box := f.AsAny()
	return func(e *Env) (*big.Int, bool) { return toBigInt(box(e)) }
}

// toBigInt takes integers of any size.
func toBigInt(v any) (*big.Int, bool) {
	if b, ok := v.(*big.Int); ok {
		return b, true
	}
	if i, ok := event.ToInt(v); ok {
		return big.NewInt(i), true
	}
	return nil, false
}

// asDecimal returns a numeric expression as a decimal.
func asDecimal(f *Fn) func(*Env) (event.Decimal, bool) {
	box := f.AsAny()
	return func(e *Env) (event.Decimal, bool) { return toDecimal(box(e)) }
}

// maxExponent bounds the powers of ten of decimals that are computed with: beyond it, adding or
// comparing two would write out all the zeros between them.
const maxExponent = 1 << 14

// toDecimal takes any number but NaN and the infinities, which no decimal is, and decimals that are
// out of bounds.
func toDecimal(v any) (event.Decimal, bool) {
	switch v := v.(type) {
	case event.Decimal:
		return v, v.Exponent() <= maxExponent && v.Exponent() >= -maxExponent
	case *big.Int:
		return decimal.NewFromBigInt(v, 0), true
	case float32:
		return toDecimal(float64(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return event.Decimal{}, false
		}
		return decimal.NewFromFloat(v), true
	}
	if i, ok := event.ToInt(v); ok {
		return decimal.NewFromInt(i), true
	}
	return event.Decimal{}, false
}

// numberType is the type in which two numbers meet: the coercion ladder.
func numberType(a, b event.Type) event.Type {
	lo, hi := min(a.Kind, b.Kind), max(a.Kind, b.Kind)
	switch {
	case hi == event.KindBigInt && lo >= event.KindFloat && lo <= event.KindDouble:
		return event.BigDec
	case hi >= event.KindDouble:
		return event.Type{Kind: hi}
	case hi == event.KindFloat:
		if lo == event.KindFloat {
			return event.Float
		}
		return event.Double // a float does not hold every int
	case hi == event.KindLong:
		return event.Long
	default:
		return event.Int
	}
}

// commonType is the type in which the branches of a case, the arguments of coalesce or the elements
// of an array meet; ok is false when there is none. Nulls have no say.
func commonType(fns []Fn) (t event.Type, ok bool) {
	t = event.Null
	for i := range fns {
		if t, ok = meet(t, fns[i].Type); !ok {
			return t, false
		}
	}
	return t, true
}

// meet is the type in which two types meet. Null meets everything, and what is known only at run
// time makes the whole so.
func meet(a, b event.Type) (event.Type, bool) {
	switch {
	case b.Kind == event.KindNull || a.Equal(b):
		return a, true
	case a.Kind == event.KindNull:
		return b, true
	case a.Kind == event.KindObject || b.Kind == event.KindObject:
		return event.Object, true
	case a.IsNumeric() && b.IsNumeric():
		return numberType(a, b), true
	case a.Class() == event.ClassStr && b.Class() == event.ClassStr:
		return event.String, true
	case a.Kind != b.Kind:
		return a, false
	case fits(b, a):
		return a, true
	case fits(a, b):
		return b, true
	}
	return a, false
}

// toCommon widens all to one type found by commonType.
func toCommon(fns []Fn, t event.Type) {
	for i := range fns {
		if g, ok := Widen(fns[i], t); ok {
			fns[i] = g
		}
	}
}
