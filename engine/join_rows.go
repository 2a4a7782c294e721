package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// joinRows is the short way from the tuples of a join to the rows of a statement without aggregation
// or anything that holds rows back: each tuple that entered is a row as soon as it is found.
type joinRows struct {
	a    *agent
	plan *query.SelectPlan
	made []*event.Event
}

// newJoinRows returns the short way, or nil when the statement needs the general one.
func newJoinRows(a *agent) *joinRows {
	p := a.st.plan.Select
	if r := p.Result; !rowAtOnce(p) || p.TellsLeft() || r.Distinct || r.Unbound || r.Columns == nil {
		return nil
	}
	return &joinRows{a: a, plan: p}
}

// add makes a row of the tuple in env.
func (r *joinRows) add(env *expr.Env) {
	if r.a.quiet || r.plan.Where != nil && !r.plan.Where(env) {
		return
	}
	row := r.plan.Result.Schema.New()
	for _, write := range r.plan.Result.Columns {
		write(env, row)
	}
	r.made = append(r.made, row)
}

// tell hands out the rows made. After an error those that were made before go out.
func (r *joinRows) tell() {
	rows := r.made
	r.made = rows[:0]
	if len(rows) == 0 {
		return
	}
	if ins := r.plan.Insert; ins != nil && ins.NewStream {
		r.a.route(ins, rows)
	}
	r.a.st.publish(event.Delta{New: rows})
}
