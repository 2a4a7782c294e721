package engine

import (
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// agent is the operator graph of a statement in one context partition; a statement without context
// has one. The plan is shared and immutable, everything here is the partition's own.
type agent struct {
	core   *core
	st     *Statement
	order  uint64
	part   *partition // nil without a context
	env    *expr.Env
	subs   []*subquery // they come before the inputs in everything
	inputs []*input
	set    *resultset.Set // of a select
	limit  *limiter       // nil when rows leave at once
	hits   *matcher       // the patterns that the present event has reached, linked by next
	join   *joiner        // of several streams; nil for one
	block  *block
	direct *direct      // the short way, where there is one
	store  rowStore     // of create window and create table
	feeder *tableFeeder // of into table
	atOnce bool         // rows of matches leave on a short way of their own
	dirty  bool         // has rows to deliver
	drop   bool         // @Drop
	slots  [2]uint64    // its operators' places in the schedule lie between these
	done   event.Delta  // rows that are finished: distinct and limit are behind them

	snapshot bool // what is to be delivered is the present contents
	due      bool // the delivery is owed even without rows
	quiet    bool // rows are taken in without telling anyone
	stored   bool // an input selects from a named window

	on    *onTrigger // of an on-statement over a store
	drops func()     // ends the index of create index
}

// block is an agent with what every event touches in it, side by side in memory: with thousands of
// statements or partitions the cost of an event is the cold memory that it meets.
type block struct {
	agent agent
	input input // the first one
	env   expr.Env
	ev    [1]*event.Event
	set   resultset.Set
}

// start lets events in.
func (a *agent) start() {
	for _, q := range a.subs {
		q.start()
	}
	for _, in := range a.inputs {
		in.start()
	}
	if a.store != nil {
		a.store.start()
	}
	if a.stored {
		a.preload()
	}
	if a.limit != nil && !a.core.loading && a.onTables() {
		a.limit.begin() // no event will begin it
	}
}

// guardedPush is push for what windows give: an error above must not hinder the window from keeping
// its own books.
func (a *agent) guardedPush(d *event.Delta) {
	defer a.core.guard(a)
	a.push(d)
}

// push takes a delta of the from-clause.
func (a *agent) push(d *event.Delta) {
	switch {
	case a.on != nil:
		a.on.Push(d)
	case a.quiet:
		a.learn(d)
	case a.st.plan.Split != nil:
		a.split(a.st.plan.Split, d)
	case a.set == nil:
		a.assign(d)
	case a.limit != nil:
		a.limit.push(d)
	case a.feeder != nil && a.feeder.silent(a.st):
		a.set.Absorb(d.New, d.Old)
	default:
		a.set.Push(d.New, d.Old)
		if a.set.Pending() {
			a.mark()
		}
	}
}

// assign carries out on ... set for each event that entered.
func (a *agent) assign(d *event.Delta) {
	p := a.st.plan.OnSet
	for _, ev := range d.New {
		a.env.Ev[0] = ev
		query.Do(p.Set, a.env)
		if len(a.st.listeners) == 0 {
			continue
		}
		a.st.publish(event.Delta{New: []*event.Event{a.assigned()}})
	}
}

// assigned returns the row of the values of the variables that on ... set assigns to.
func (a *agent) assigned() *event.Event {
	p := a.st.plan.OnSet
	row := p.Out.New()
	for i, v := range p.Vars {
		row.SetAny(&p.Out.Columns()[i], v.Get())
	}
	return row
}

// mark says that the agent has something to do when the present event has been through it.
func (a *agent) mark() {
	if !a.dirty {
		a.dirty = true
		a.core.dirty = append(a.core.dirty, a)
	}
}

// deliver hands the gathered rows to listeners and to the streams they are inserted into.
func (a *agent) deliver() {
	if a.hits != nil {
		a.matchPatterns()
		if a.atOnce {
			return
		}
	}
	if a.join != nil {
		a.join.run()
		if a.join.rows != nil {
			return
		}
	}
	if a.set == nil {
		return
	}
	due := a.due
	a.due = false
	if a.snapshot {
		a.snapshot = false
		a.emit(event.Delta{New: a.contents()}, due)
		return
	}
	if a.limit != nil {
		if !a.limit.released {
			return
		}
		a.limit.released = false
	}
	defer a.set.Done()
	d := a.set.Take()
	if !a.done.Empty() {
		d.New, d.Old = append(a.done.New, d.New...), append(a.done.Old, d.Old...)
		a.done.Reset()
	}
	a.emit(d, due)
}

// settle finishes the rows gathered so far, so that distinct and limit are applied to them and not
// to what comes after them in the same delivery.
func (a *agent) settle() {
	if a.set == nil || a.limit != nil || !a.set.Selects() {
		return
	}
	d := a.set.Take()
	a.done.New, a.done.Old = append(a.done.New, d.New...), append(a.done.Old, d.Old...)
	a.set.Done()
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
		if ins.NewStream {
			a.route(ins, d.New)
		}
		if ins.OldStream {
			a.route(ins, d.Old)
		}
	}
	a.st.publish(a.st.streams(d))
}

// route queues the rows as events of the target type.
func (a *agent) route(ins *query.InsertPlan, rows []*event.Event) {
	for _, row := range rows {
		a.send(ins, row)
	}
}

// send queues a row as an event of the target type. Those of named windows go first.
func (a *agent) send(ins *query.InsertPlan, row *event.Event) {
	if ins.Store != nil && ins.Store.Table != nil { // which has it at once
		a.table(ins.Store.Table).insert(ins.Event(row))
		return
	}
	if ins.Store != nil {
		a.core.front = append(a.core.front, ins.Event(row))
		return
	}
	a.core.queue = append(a.core.queue, ins.Event(row))
}

// stop takes the agent out of everything and drops its state.
func (a *agent) stop() {
	a.core.stale = true
	for _, q := range a.subs {
		q.stop()
	}
	for _, in := range a.inputs {
		in.stop()
	}
	if a.join != nil {
		a.join.stop()
	}
	if a.store != nil {
		a.store.stop()
	}
	if a.on != nil {
		a.on.stop()
	}
	if a.drops != nil {
		a.drops()
	}
	a.core.leaveGroups(a)
	if a.limit != nil {
		a.limit.stop()
	}
	if a.feeder != nil {
		a.feeder.table.removeFeeder(a.feeder)
	}
	if a.direct != nil {
		a.direct.stop()
	}
}

// contents returns the statement's present rows; they are valid during the call.
func (a *agent) contents() []*event.Event {
	if a.onTables() {
		return a.tableContents()
	}
	if a.join != nil {
		return a.set.Contents(a.join.contents(), !a.join.triggered)
	}
	in := a.inputs[0]
	var held []*event.Event
	need := a.set.Need(in.told())
	in.scan(func(ev *event.Event) (take, more bool) {
		take, more = need(ev)
		if take {
			held = append(held, ev)
		}
		return take, more
	})
	return a.set.Contents(held, in.holds())
}
