package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// input is one stream of the from-clause: a filtered event type or a pattern, then its windows, then
// match_recognize where there is one.
type input struct {
	agent   *agent
	plan    *query.Input
	entry   *filter.Entry // of a filtered event type
	matcher *matcher      // of a pattern
	head    event.Sink    // what an event is pushed into first
	view    window.View   // nil when there is none
	window  *sharedWindow // that view belongs to; nil when it is the input's own
	above   event.Sink    // what a shared window's deltas are pushed into
	prior   *window.Prior
	rows    *recognizer // match_recognize; nil when there is none

	consumer *consumer // of a named window; nil when there is none
	one      [1]*event.Event
	delta    event.Delta
}

func newInput(a *agent, p *query.Input, priors []int) *input {
	in := &a.block.input
	if len(a.inputs) > 0 || in.agent != nil { // the block has room for the first one
		in = &input{}
	}
	*in = input{agent: a, plan: p, head: event.SinkFunc(a.push)}
	if p.Window != nil {
		in.head = event.SinkFunc(a.guardedPush)
	}
	switch {
	case a.watches():
		in.head = ender{a.part}
	case a.join != nil:
		in.head = joinPort{a.join, p.Slot}
	case a.direct != nil:
		in.head = a.direct
	}
	sched := a.core.schedule
	if p.Match != nil {
		in.rows = newRecognizer(a, p, in.head)
		in.head = in.rows
		if p.Where != nil {
			in.head = &gate{env: a.env, pass: p.Where, out: in.rows}
		}
	}
	host := func() *window.Host {
		return &window.Host{
			Rt: a.core.rt, Slot: sched.NewSlot(), State: a.env.State, Locals: len(a.env.Local),
		}
	}
	switch {
	case len(priors) > 0:
		in.prior = window.NewPrior(p.Window, priors, host(), in.head)
		in.head = in.prior
		if p.Window != nil {
			in.view = in.prior
		}
	case p.Window != nil:
		in.openWindow(host, priors)
	}
	if p.Pattern != nil {
		in.matcher = newMatcher(a, p.Pattern, in.head)
	}
	return in
}

// openWindow makes the window, or joins one that is shared.
func (in *input) openWindow(host func() *window.Host, priors []int) {
	key := shareKey(in.agent, in.plan, priors)
	if key == "" {
		h := host()
		if d := in.agent.direct; d != nil {
			h.NewOnly, h.Lazy = d.set == nil, d.late != nil
			h.Turns = in.agent.part.forAll()
		}
		in.view = in.plan.Window.New(h, in.head)
		in.head = window.Head(in.view)
		return
	}
	in.above = in.head
	in.window = in.agent.core.share(key, in, func(out event.Sink) window.View {
		return in.plan.Window.New(host(), out)
	})
	in.view, in.head = in.window.view, port{in}
}

// start lets events in.
func (in *input) start() {
	switch {
	case in.plan.Store != nil:
		in.agent.stored = true
		in.consume()
	case in.matcher == nil:
		in.listen()
	case !in.agent.core.loading:
		in.matcher.in.Start()
	}
}

// listen enters the filter index.
func (in *input) listen() {
	a, f := in.agent, in.plan.Filter
	in.entry = &filter.Entry{}
	var target filter.Target = in
	if d := a.direct; d != nil {
		in.entry, target = &d.entry, d
		if p := in.plan; p.Window != nil {
			d.head = in.head
		}
	}
	*in.entry = filter.Entry{Order: a.order, Target: target, Owner: a, Test: f.Test}
	if a.partitioned(f.Schema) {
		in.entry.Test = f.Full
	}
	if in.entry.Test != nil {
		in.entry.Env = &expr.Env{
			Ev: make([]*event.Event, 1), Local: a.env.Local, State: a.env.State, Rt: a.core.rt,
		}
	}
	if a.partitioned(f.Schema) { // the partition's key has found it already
		a.index(f.Schema).Add(in.entry, &filter.Key{})
		return
	}
	enterIndex(a.index(f.Schema), in.entry, f, a.env)
}

// Accept takes an event that the filter let through, unless its partition has ended since.
func (in *input) Accept(ev *event.Event) {
	if in.agent.core.stale && !in.entry.In() {
		return
	}
	in.push(ev)
}

// Failed takes what the filter threw.
func (in *input) Failed(thrown any) { in.agent.core.failed(in.agent.st, thrown) }

func (in *input) push(ev *event.Event) {
	in.one[0] = ev
	in.delta = event.Delta{New: in.one[:]}
	in.head.Push(&in.delta)
}

// each yields what the input holds: the rows of its windows.
func (in *input) each(yield func(*event.Event) bool) {
	switch {
	case in.rows != nil:
		in.rows.each(in.held, yield)
	default:
		in.held(yield)
	}
}

// scan shows what the input holds to f, which tells whether it takes the event and wants more.
func (in *input) scan(f func(*event.Event) (take, more bool)) {
	if s, ok := in.view.(window.Scanner); ok && in.rows == nil {
		s.Scan(f)
		return
	}
	in.each(func(ev *event.Event) bool {
		_, more := f(ev)
		return more
	})
}

// held yields the rows of the input's windows, or of the named window that it selects from.
func (in *input) held(yield func(*event.Event) bool) {
	switch {
	case in.view != nil:
		in.view.Each(yield)
	case in.consumer != nil:
		in.consumer.each(yield)
	}
}

// told returns how many events the window holds; -1 where the statement may not know all of them yet,
// because its turn is still to come.
func (in *input) told() int {
	if in.view == nil || in.window != nil && len(in.window.members) > 1 {
		return -1
	}
	return in.view.Len()
}

// holds tells whether the input has contents to list.
func (in *input) holds() bool { return in.view != nil || in.consumer != nil }

func (in *input) stop() {
	if in.consumer != nil {
		in.consumer.leave()
	} else if in.matcher != nil {
		in.matcher.in.Close()
	} else if in.entry != nil && in.entry.In() {
		in.agent.index(in.plan.Filter.Schema).Remove(in.entry)
	}
	if in.window != nil {
		in.window.leave(in)
	} else if in.view != nil {
		in.view.Close()
	} else if in.prior != nil {
		in.prior.Close()
	}
	if in.rows != nil {
		in.rows.m.Close()
	}
}

func (in *input) save(enc *event.Encoder) {
	if in.matcher != nil {
		in.matcher.in.Save(enc)
	}
	switch {
	case in.prior != nil:
		in.prior.Save(enc)
	case in.window != nil && in.window.members[0] != in: // saved already
	case in.view != nil:
		in.view.Save(enc)
	}
	if in.rows != nil {
		in.rows.m.Save(enc)
	}
}

func (in *input) load(dec *event.Decoder) {
	if in.matcher != nil {
		in.matcher.in.Load(dec)
	}
	switch {
	case in.prior != nil:
		in.prior.Load(dec)
	case in.window != nil && in.window.members[0] != in:
	case in.view != nil:
		in.view.Load(dec)
	}
	if in.rows != nil {
		in.rows.m.Load(dec)
	}
}

// gate lets the rows through that pass a condition, when they enter and when they leave.
type gate struct {
	env  *expr.Env
	pass func(*expr.Env) bool
	out  event.Sink
	d    event.Delta
}

// Push takes rows.
func (g *gate) Push(d *event.Delta) {
	g.d.New = g.filter(g.d.New[:0], d.New, true)
	g.d.Old = g.filter(g.d.Old[:0], d.Old, false)
	if !g.d.Empty() {
		g.out.Push(&g.d)
	}
}

func (g *gate) filter(out, rows []*event.Event, isNew bool) []*event.Event {
	g.env.IsNew = isNew
	for _, ev := range rows {
		g.env.Ev[0] = ev
		if g.pass(g.env) {
			out = append(out, ev)
		}
	}
	return out
}
