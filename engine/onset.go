package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// onSet is the operator of `on E set v = ...`.
type onSet struct {
	core  *core
	st    *Statement
	plan  *query.OnSetPlan
	env   *expr.Env
	entry filter.Entry
}

func newOnSet(c *core, st *Statement) *onSet {
	p := st.plan.OnSet
	o := &onSet{core: c, st: st, plan: p, env: newEnv(c, p.Slots, 1)}
	o.entry = filter.Entry{
		Order: st.order, Target: o, Owner: &agent{core: c, st: st}, Test: p.Input.Filter.Test,
		Env: newEnv(c, p.Slots, 1),
	}
	c.stream(p.Input.Filter.Schema).index.Add(&o.entry, indexKey(p.Input.Filter, o.env))
	return o
}

// Accept sets the variables and tells their values.
func (o *onSet) Accept(ev *event.Event) {
	o.env.Ev[0] = ev
	query.Do(o.plan.Set, o.env)
	if len(o.st.listeners) == 0 {
		return
	}
	row := o.plan.Out.New()
	for i, v := range o.plan.Vars {
		row.SetAny(&o.plan.Out.Columns()[i], v.Get())
	}
	o.st.publish(event.Delta{New: []*event.Event{row}})
}

func (o *onSet) stop() {
	o.core.stream(o.plan.Input.Filter.Schema).index.Remove(&o.entry)
}
