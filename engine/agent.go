package engine

import (
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

	window *namedWindow // of create window
	on     *onTrigger   // of an on-statement over a store
	drops  func()       // ends the index of create index
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

// newAgent makes the operators of a statement in a partition.
func newAgent(c *core, st *Statement, part *partition) *agent {
	b := &block{}
	a := &b.agent
	*a = agent{core: c, st: st, order: st.order, part: part, drop: st.plan.Drop, block: b}
	if part == nil {
		st.agent = a // before it is whole: should that fail, what is there must be stopped
	}
	if c.loading && len(c.slots) > 0 { // timers of one instant fire in the order they would have had
		c.schedule.ContinueAt(c.slots[0])
		c.slots = c.slots[1:]
	}
	a.slots[0] = c.schedule.NewSlot()
	defer func() { a.slots[1] = c.schedule.NewSlot() }()
	if !a.initOther() {
		a.initSelect(st.plan.Select)
	}
	return a
}

// initOther makes the operators of a statement that is no select from streams; it tells whether it is one.
func (a *agent) initOther() bool {
	plan := a.st.plan
	switch {
	case plan.Window != nil:
		a.env = a.newEnv(plan.WindowSlots, 1)
		a.window = newNamedWindow(a, plan.Window)
		a.store = a.window
	case plan.Table != nil:
		a.env = a.newEnv(query.Slots{}, 1)
		a.store = newTable(a, plan.Table)
	case plan.Index != nil:
		a.env = a.newEnv(query.Slots{}, 1)
		if x, ok := a.core.store(plan.Index.Store, a.part).(indexer); ok {
			a.drops = x.createIndex(plan.Index)
		}
	case plan.On != nil:
		a.initOn(plan.On)
	case plan.Split != nil:
		a.initTrigger(plan.Split.Slots, plan.Split.Input)
	case plan.OnSet != nil:
		a.initTrigger(plan.OnSet.Slots, plan.OnSet.Input)
	default:
		return false
	}
	return true
}

// initTrigger makes the one input of an on-statement without store.
func (a *agent) initTrigger(s query.Slots, in *query.Input) {
	a.env = a.newEnv(s, 1)
	a.subs = newSubqueries(a, s)
	a.inputs = []*input{newInput(a, in, nil)}
}

// initSelect makes the operators of a select.
func (a *agent) initSelect(p *query.SelectPlan) {
	a.env = a.newEnv(p.Slots, len(p.Inputs))
	if a.part != nil && p.ContextSlot >= 0 {
		a.env.State[p.ContextSlot] = a.part
	}
	a.subs = newSubqueries(a, p.Slots)
	if p.Join != nil {
		a.join = newJoiner(a, p.Join)
	}
	if len(p.Inputs) == 1 {
		a.direct = newDirect(a)
	}
	for i, ip := range p.Inputs {
		a.inputs = append(a.inputs, newInput(a, ip, priors(p, i)))
	}
	a.set = &a.block.set
	a.set.Init(p, a.env, a.core.idlePolicy(p.Result))
	a.core.shareGroups(a)
	if p.Into != nil {
		a.feeder = newTableFeeder(a, p)
		a.set.Into(a.feeder)
	}
	if p.Result.Output != nil {
		a.limit = newLimiter(a, p.Result.Output)
	}
	for _, acc := range p.Access {
		a.connect(acc)
	}
}

// newEnv makes the agent's own Env.
func (a *agent) newEnv(s query.Slots, streams int) *expr.Env {
	env := &a.block.env
	*env = expr.Env{Ev: a.block.ev[:], Rt: a.core.rt, Params: a.st.plan.Params}
	if streams > 1 {
		env.Ev = make([]*event.Event, streams)
	}
	if s.Local > 0 {
		env.Local = make([]any, s.Local)
	}
	for _, mk := range s.State {
		env.State = append(env.State, mk())
	}
	a.openTables(s, env)
	return env
}

// priors returns how far back the prior expressions over an input look.
func priors(p *query.SelectPlan, input int) []int {
	var depths []int
	for _, acc := range p.Access {
		if acc.Prior && acc.Input == input {
			depths = append(depths, acc.Depth)
		}
	}
	return depths
}

// connect gives a prev or prior expression the view that it looks into.
func (a *agent) connect(acc query.Access) {
	in := a.inputs[acc.Input]
	connect(a.env.State[acc.Slot], in.view, in.prior)
}

func connect(ref any, view window.View, prior *window.Prior) {
	switch ref := ref.(type) {
	case *query.PrevRef:
		if prior != nil {
			view = prior.Window()
		}
		ref.View, _ = view.(window.Prever)
	case *query.PriorRef:
		ref.View = prior
	}
}

// start lets events in.
func (a *agent) start() {
	for _, q := range a.subs {
		q.start()
	}
	for _, in := range a.inputs {
		in.start()
	}
	if a.window != nil {
		a.window.start()
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
	if a.window != nil {
		a.window.stop()
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
	if t, ok := a.store.(*table); ok {
		t.stop()
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

func (a *agent) save(enc *event.Encoder) {
	if t, ok := a.store.(*table); ok {
		t.save(enc)
	}
	for _, q := range a.subs {
		q.save(enc)
	}
	for _, in := range a.inputs {
		in.save(enc)
	}
	if a.window != nil {
		a.window.save(enc)
	}
	if a.join != nil {
		a.join.save(enc)
	}
	if a.direct != nil {
		a.direct.settle()
	}
	if a.set != nil {
		a.set.Save(enc)
	}
	if a.limit != nil {
		a.limit.save(enc)
	}
}

func (a *agent) load(dec *event.Decoder) {
	if t, ok := a.store.(*table); ok {
		t.load(dec)
	}
	for _, q := range a.subs {
		q.restore(dec)
	}
	for _, in := range a.inputs {
		in.load(dec)
	}
	if a.window != nil {
		a.window.load(dec)
	}
	if a.join != nil {
		a.join.load(dec)
	}
	if a.set != nil {
		a.set.Load(dec)
	}
	if a.limit != nil {
		a.limit.load(dec)
	}
}

// bytes estimates the memory held and counts the events in windows.
func (a *agent) bytes() (bytes, events int) {
	if a.set != nil {
		bytes = a.set.Bytes()
	}
	if t, ok := a.store.(*table); ok {
		bytes, events = t.size()
	}
	if a.window != nil {
		bytes, events = a.window.size()
	}
	if a.join != nil {
		bytes += a.join.bytes()
	}
	for _, q := range a.subs {
		b, n := q.size()
		bytes, events = bytes+b, events+n
	}
	for _, in := range a.inputs {
		if in.view != nil {
			bytes += in.view.Bytes()
			if window.HoldsEvents(in.view) {
				bytes += in.view.Len() * in.plan.Schema.EventBytes()
			}
			events += in.view.Len()
		}
	}
	return bytes, events
}
