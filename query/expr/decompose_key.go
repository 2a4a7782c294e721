package expr

import (
	"math"

	"github.com/cephei-go/cephei/event"
)

// exactInts is how far whole numbers can be trusted as floating point.
const exactInts = 1 << 52

// keyFor returns a value as a key for a column: of the column's class, equal in the index exactly
// when `=` holds. What cannot be one is left to be checked after.
func keyFor(col *event.Column, v Fn) (Fn, bool) {
	class := col.Type.Class()
	switch {
	case class == event.ClassAny || v.Type.Class() == event.ClassAny:
		return Fn{}, false
	case class == v.Type.Class():
		if class == event.ClassFloat && v.Const && isNaN(v) {
			return Fn{}, false
		}
		return v, true
	// A double column meets an int as double in the comparison, and so it does in the index.
	case class == event.ClassFloat && v.Type.Class() == event.ClassInt:
		return toNumber(v, event.Double), true
	// An int column can equal a double only if that is whole. Far out, where doubles skip
	// integers, the comparison itself has to decide.
	case class == event.ClassInt && v.Type.Class() == event.ClassFloat && v.Const:
		x, _ := v.Float(&Env{})
		if math.Abs(x) < exactInts && x == math.Trunc(x) {
			return Constant(event.Long, int64(x)), true
		}
	}
	return Fn{}, false
}

// isNaN tells whether a constant is not a number, which no index finds but `=` does.
func isNaN(v Fn) bool {
	x, _ := v.AsFloat()(&Env{})
	return math.IsNaN(x)
}

// boundFor returns a value as the bound of a range over a column. A fractional bound of an integer
// column is moved to the next integer inside.
func boundFor(col *event.Column, v Fn, open, low bool) (Fn, bool, bool) {
	if col.Type.Class() == event.ClassBool {
		return Fn{}, false, false
	}
	if k, ok := keyFor(col, v); ok {
		return k, open, true
	}
	if col.Type.Class() != event.ClassInt || v.Type.Class() != event.ClassFloat || !v.Const {
		return Fn{}, false, false
	}
	x, _ := v.Float(&Env{})
	if !(math.Abs(x) < exactInts) {
		return Fn{}, false, false
	}
	if low {
		x = math.Ceil(x)
	} else {
		x = math.Floor(x)
	}
	return Constant(event.Long, int64(x)), false, true // x had a fraction, hence the end is inside
}
