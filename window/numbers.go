package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// numbers is a statistic of one or two numbers of each event: they are all that a window before it
// must keep. An event of which one is null takes no part.
type numbers interface {
	values(env *expr.Env) (v pair, ok bool)
	add(v pair)
	remove(v pair) // a pair that was added
	write(row *event.Event, cols []event.Column)
	Save(e *event.Encoder)
	Load(d *event.Decoder)
	bytes() int
}

// pair is what such a statistic takes of an event; y is nothing where it takes one number.
type pair struct{ x, y float64 }

// pairOf reads two numbers.
type pairOf struct{ x, y expr.FloatFn }

func (p *pairOf) values(env *expr.Env) (v pair, ok bool) {
	var okX, okY bool
	v.x, okX = p.x(env)
	v.y, okY = p.y(env)
	return v, okX && okY
}

// ofEvents is such a statistic for those who have the events.
type ofEvents struct{ numbers }

func (c ofEvents) enter(env *expr.Env) {
	if v, ok := c.values(env); ok {
		c.add(v)
	}
}

func (c ofEvents) leave(env *expr.Env) {
	if v, ok := c.values(env); ok {
		c.remove(v)
	}
}

// newNumeric is [newDerived] for a statistic of so many numbers, which begins as empty is.
func newNumeric[C any, P interface {
	*C
	numbers
}](c *Call, fields []event.Field, width int, empty C) (*derivedPlan, error) {
	p, err := newDerived(c, fields, width, func() calc {
		s := empty
		return ofEvents{P(&s)}
	})
	if err != nil {
		return nil, err
	}
	p.tally = func() *tally {
		both := &struct {
			tally tally
			calc  C
		}{calc: empty}
		both.tally.calc, both.tally.width = P(&both.calc), width
		return &both.tally
	}
	return p, nil
}
