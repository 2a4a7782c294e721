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
			return planOfFigure(&c, event.Float, figureSum), nil
		}
		return planOfFigure(&c, event.Double, figureSum), nil
	},
}

// sumOf is the result of sum, null when there is no value. It is NaN or infinite while such are inside.
func sumOf(s *stats.Sum) (float64, bool) {
	return s.Value(), s.Count()+s.NonFinite() > 0
}

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
