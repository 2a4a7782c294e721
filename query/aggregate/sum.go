package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
)

var sumDef = &Def{
	Name: "sum",
	Doc: "sum(x) is the sum of the values that are not null, sum(distinct x) takes each " +
		"different value once; null when there is none. Integers are summed exactly as a long, " +
		"and a sum that does not fit one is an error of the statement; float, double, " +
		"biginteger and bigdecimal keep their type. The sum of a window does not drift however " +
		"long it slides, and a NaN or infinity that has left is gone from it.",
	Examples: []Example{{"Bytes sent in the last two events, and errors among them", `
deploy
create schema Req(path string, status int, bytes long);
@name('out') select sum(bytes) as b, sum(bytes, filter: status >= 500) as lost from Req#length(2);
----
ok

play
Req {"path":"/a","status":200,"bytes":100}
Req {"path":"/b","status":503,"bytes":20}
Req {"path":"/c","status":200,"bytes":3}
----
1 out new {"b":100,"lost":null}
2 out new {"b":120,"lost":20}
3 out new {"b":23,"lost":20}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		f := &c.Args[0].Fn
		switch {
		case f.Type.IsInteger():
			return planOfSum(&c, f), nil
		case f.Type.Kind == event.KindBigInt:
			return planOf[bigIntSum, any](&c, f.Type, boxed(f)).undone(&c), nil
		case f.Type.Kind == event.KindBigDec:
			return planOf[decimalSum, any](&c, f.Type, boxed(f)), nil
		case f.Type.Kind == event.KindFloat:
			return planOf[floatSum, float64](&c, event.Float, f.AsFloat()).undone(&c), nil
		}
		return planOf[floatSum, float64](&c, event.Double, f.AsFloat()).undone(&c), nil
	},
}

// floatSum is an exact sum of floating point numbers, rounded once when it is read. Subtracting what
// leaves is therefore exact as well: nothing drifts, and no value leaves a trace.
//
//	order  any     cost  O(parts), two or three parts for ordinary data: 5 to 10 ns
//	space  72 bytes and 8 a further part
//	NaN    counted apart, as infinities are; the sum is NaN or infinite while they are inside
//	empty  null
//	source stats.Sum
type floatSum struct{ s stats.Sum }

// Enter implements State.
func (s *floatSum) Enter(v float64) { s.s.Enter(v) }

// Leave implements State.
func (s *floatSum) Leave(v float64) { s.s.Leave(v) }

// Value implements State.
func (s *floatSum) Value() (float64, bool) {
	return s.s.Value(), s.s.Count()+s.s.NonFinite() > 0
}

// Reset empties the sum for the next group.
func (s *floatSum) Reset() { s.s.Reset() }

// Save implements State.
func (s *floatSum) Save(e *event.Encoder) { s.s.Save(e) }

// Load implements State.
func (s *floatSum) Load(d *event.Decoder) { loadStats(d, s.s.Load(d)) }

// Bytes tells the memory of the parts, of which there are two or three for ordinary data.
func (s *floatSum) Bytes() int { return 32 }

// loadStats hands the error of a type of package stats to the decoder.
func loadStats(d *event.Decoder, err error) {
	if err != nil {
		d.Fail("%v", err)
	}
}

func planOfSum(c *Call, f *expr.Fn) Plan {
	in := newInput(c, event.Long, f.Int).undone(c)
	in.column = func(in *input[int64]) Column {
		s := &sumColumn{}
		s.in = in
		return s
	}
	return in
}

// sumColumn sums integers and throws when a sum is read that does not fit a long. The state itself
// is wider, so that the statement recovers when rows leave.
type sumColumn struct {
	column[intSum, int64, int64, *intSum]
}

// Int implements expr.AggReader.
func (c *sumColumn) Int(g uint32) (int64, bool) {
	s := &c.states[g]
	if !s.fits() {
		expr.Throw(c.in.pos, "overflow", "the sum of %d values does not fit a long", s.n)
	}
	return int64(s.low), s.n > 0
}
