package aggregate

import "github.com/cephei-go/cephei/event"

// Floats makes an aggregate function of one's own, from numbers to a number: S is the state of a
// group, its methods have pointer receivers and its zero value is an empty group. Distinct values,
// filters, groups, null arguments, checkpoints of the state's Save and Load, and memory accounts
// (where S has a method Bytes) come with it:
//
//	engine.Config{Aggregates: []*aggregate.Def{
//		aggregate.Floats[geoMean]("geomean", "geomean(x) is the geometric mean of x."),
//	}}
func Floats[S any, P stateOf[S, float64, float64]](name, doc string, examples ...Example) *Def {
	return &Def{Name: name, Doc: doc, Examples: examples, Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		return planOf[S, float64, float64, P](&c, event.Double, c.Args[0].Fn.AsFloat()), nil
	}}
}

// Values makes an aggregate function of one's own, from values of any type, as [event.Event.Any]
// gives them, to a result of type t. A result of another Go type than t's kind has is null.
func Values[S any, P stateOf[S, any, any]](name, doc string, t event.Type, examples ...Example) *Def {
	return &Def{Name: name, Doc: doc, Examples: examples, Compile: func(c Call) (Plan, error) {
		if err := c.plain(); err != nil {
			return nil, err
		}
		in := newInput(&c, t, boxed(&c.Args[0].Fn))
		in.column = func(in *input[any]) Column {
			v := &valuesColumn[S, P]{}
			v.in = in
			return v
		}
		return in, nil
	}}
}

// valuesColumn unpacks results that the state gives as any.
type valuesColumn[S any, P stateOf[S, any, any]] struct {
	column[S, any, any, P]
}

// Bool implements expr.AggReader.
func (c *valuesColumn[S, P]) Bool(g uint32) (bool, bool) {
	v, ok := c.Any(g).(bool)
	return v, ok
}

// Int implements expr.AggReader.
func (c *valuesColumn[S, P]) Int(g uint32) (int64, bool) { return event.ToInt(c.Any(g)) }

// Float implements expr.AggReader.
func (c *valuesColumn[S, P]) Float(g uint32) (float64, bool) { return event.ToFloat(c.Any(g)) }

// Str implements expr.AggReader.
func (c *valuesColumn[S, P]) Str(g uint32) (string, bool) {
	v, ok := c.Any(g).(string)
	return v, ok
}
