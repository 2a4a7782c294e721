package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// agent is the operator graph of a statement in one context partition; a statement without context
// has one. The plan is shared and immutable, everything here is the partition's own.
type agent struct {
	core   *core
	st     *Statement
	order  uint64
	env    *expr.Env
	inputs []*input
	set    *resultset.Set
	limit  *limiter // nil when rows leave at once
	dirty  bool     // has rows to deliver

	snapshot bool // what is to be delivered is the present contents
	due      bool // the delivery is owed even without rows
}

// input is one stream of the from-clause: its place in the filter index and its window.
type input struct {
	agent *agent
	plan  *query.Input
	entry filter.Entry
	view  window.View // nil when there is none
	one   [1]*event.Event
	delta event.Delta
}

// newAgent makes the operators of a select.
func newAgent(c *core, st *Statement, order uint64) *agent {
	p := st.plan.Select
	a := &agent{core: c, st: st, order: order, env: newEnv(c, p.Slots, len(p.Inputs))}
	for _, ip := range p.Inputs {
		a.inputs = append(a.inputs, newInput(a, ip))
	}
	a.set = resultset.New(p, a.env)
	if p.Result.Output != nil {
		a.limit = newLimiter(a, p.Result.Output)
	}
	for _, acc := range p.Access {
		a.connect(acc)
	}
	return a
}

func newEnv(c *core, s query.Slots, streams int) *expr.Env {
	env := &expr.Env{
		Ev: make([]*event.Event, max(streams, 1)), Local: make([]any, s.Local), Rt: c.rt,
	}
	for _, mk := range s.State {
		env.State = append(env.State, mk())
	}
	return env
}

func newInput(a *agent, p *query.Input) *input {
	in := &input{agent: a, plan: p}
	if p.Window != nil {
		h := &window.Host{Rt: a.core.rt, Slot: a.core.schedule.NewSlot(), State: a.env.State}
		in.view = p.Window.New(h, in)
	}
	return in
}

// connect gives a prev or prior expression the view that it looks into.
func (a *agent) connect(acc query.Access) {
	switch ref := a.env.State[acc.Slot].(type) {
	case *query.PrevRef:
		ref.View, _ = a.inputs[acc.Input].view.(window.Prever)
	}
}

// start lets events in.
func (a *agent) start() {
	for _, in := range a.inputs {
		in.listen()
	}
}

func (in *input) listen() {
	f := in.plan.Filter
	in.entry = filter.Entry{Order: in.agent.order, Target: in, Owner: in.agent}
	if f.Test != nil {
		in.entry.Test = f.Test
		in.entry.Env = &expr.Env{
			Ev: make([]*event.Event, 1), Local: in.agent.env.Local, State: in.agent.env.State,
			Rt: in.agent.core.rt,
		}
	}
	in.agent.core.stream(f.Schema).index.Add(&in.entry, indexKey(f, in.agent.env))
}

// Accept takes an event that the filter let through.
func (in *input) Accept(ev *event.Event) {
	in.one[0] = ev
	in.delta = event.Delta{New: in.one[:]}
	if in.view != nil {
		in.view.Push(&in.delta)
		return
	}
	in.Push(&in.delta)
}

// Push takes what the window let in and out.
func (in *input) Push(d *event.Delta) {
	in.agent.push(d)
}

// push takes a delta of the from-clause.
func (a *agent) push(d *event.Delta) {
	if a.limit != nil {
		a.limit.push(d)
		return
	}
	a.set.Push(d.New, d.Old)
	if a.set.Pending() {
		a.mark()
	}
}

// mark says that the agent has rows to deliver when the present event has been through it.
func (a *agent) mark() {
	if !a.dirty {
		a.dirty = true
		a.core.dirty = append(a.core.dirty, a)
	}
}

// deliver hands the gathered rows to listeners and to the streams they are inserted into.
func (a *agent) deliver() {
	due := a.due
	a.due = false
	if a.snapshot {
		a.snapshot = false
		a.emit(event.Delta{New: a.contents()}, due)
		return
	}
	defer a.set.Done()
	a.emit(a.set.Take(), due)
}

// emit delivers rows; due says that listeners are called even when there are none.
func (a *agent) emit(d event.Delta, due bool) {
	if d.Empty() {
		if due {
			a.st.announce(d)
		}
		return
	}
	if ins := a.st.plan.Select.Insert; ins != nil {
		a.insert(ins, d)
	}
	a.st.publish(a.st.streams(d))
}

// insert queues the rows as events of the target type.
func (a *agent) insert(ins *query.InsertPlan, d event.Delta) {
	if ins.NewStream {
		a.route(ins, d.New)
	}
	if ins.OldStream {
		a.route(ins, d.Old)
	}
}

func (a *agent) route(ins *query.InsertPlan, rows []*event.Event) {
	for _, row := range rows {
		a.core.queue = append(a.core.queue, ins.Event(row))
	}
}

// stop takes the agent out of everything and drops its state.
func (a *agent) stop() {
	for _, in := range a.inputs {
		a.core.stream(in.plan.Filter.Schema).index.Remove(&in.entry)
		if in.view != nil {
			in.view.Close()
		}
	}
	if a.limit != nil {
		a.limit.stop()
	}
}

// contents returns the statement's present rows; they are valid during the call.
func (a *agent) contents() []*event.Event {
	in := a.inputs[0]
	var held []*event.Event
	if in.view != nil {
		in.view.Each(func(ev *event.Event) bool {
			held = append(held, ev)
			return true
		})
	}
	return a.set.Contents(held, in.view != nil)
}
