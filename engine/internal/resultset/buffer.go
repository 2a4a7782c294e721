package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// buffer gathers rows with the values they are to be ordered by.
type buffer struct {
	rows  []*event.Event
	order []any // len(plan.Order) values a row
}

func (b *buffer) reset(held bool) {
	if held {
		for _, r := range b.rows {
			r.Drop()
		}
	}
	clear(b.order) // rows are the pool's, but keys may refer to anything
	b.rows, b.order = b.rows[:0], b.order[:0]
}

// add appends the row that env shows.
func (b *buffer) add(p *query.ResultPlan, env *expr.Env, hold bool) {
	b.append(p.Row(env), p, env, hold)
}

// append appends a row that is made already, with the order keys that env shows.
func (b *buffer) append(row *event.Event, p *query.ResultPlan, env *expr.Env, hold bool) {
	b.order = b.order[:len(b.rows)*len(p.Order)] // a key that could not be evaluated left some
	for i := range p.Order {
		b.order = append(b.order, p.Order[i].Value(env))
	}
	if hold {
		row.Hold()
	}
	b.rows = append(b.rows, row)
}
