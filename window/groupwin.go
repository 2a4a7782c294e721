package window

import (
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

var groupWinDef = &Def{
	Namespace: "std", Name: "groupwin",
	Doc: "Makes the windows behind it once for each key: groupwin(host)#length(10). It stands first, " +
		"once, and needs a window behind it. Each group works and posts by itself. Groups whose " +
		"windows are empty are forgotten where a new window would be the same; the hint " +
		"reclaim_group_aged lets go of groups that nothing came for: their events leave.",
	Examples: []Example{{"The last two samples of each host", `
deploy
create schema Cpu(host string, pct int);
@name('by') select irstream host, pct from Cpu#groupwin(host)#length(2);
----
ok

play
Cpu {"host":"a","pct":1}
Cpu {"host":"b","pct":2}
Cpu {"host":"a","pct":3}
Cpu {"host":"a","pct":4}
----
1 by new {"host":"a","pct":1}
2 by new {"host":"b","pct":2}
3 by new {"host":"a","pct":3}
4 by new {"host":"a","pct":4}
4 by old {"host":"a","pct":1}
`}},
	Compile: func(c Call) (Plan, error) {
		k, err := compileKey(&c, "groupwin(host)#length(10)")
		if err != nil {
			return nil, err
		}
		return &groupPlan{base: newBase(&c, Traits{Grouped: true}), key: k, call: c}, nil
	},
}

// groupPlan is completed by [Chain] with the windows behind it.
type groupPlan struct {
	base
	key        *keys.Key
	call       Call
	sub        Plan
	age, every int64 // of idle groups, in ms; age 0 is for ever
}

// over returns the plan with its sub-windows.
func (p *groupPlan) over(sub Plan, opt ChainOptions) *groupPlan {
	g := *p
	t := sub.Traits()
	g.sub, g.schema = sub, sub.Schema()
	g.traits = Traits{Grouped: true, Batch: t.Batch, Derived: t.Derived, First: t.First, Prev: t.Prev}
	if g.base.key != "" && sub.Key() != "" {
		g.base.key += "#" + sub.Key()
	} else {
		g.base.key = ""
	}
	g.age, g.every = opt.ReclaimAge, opt.ReclaimEvery
	if g.every == 0 {
		g.every = g.age
	}
	if g.age > 0 && g.base.key != "" {
		g.base.key += fmt.Sprintf(" reclaim %d %d", g.age, g.every)
	}
	return &g
}

// Key returns the windows' names and arguments.
func (p *groupPlan) Key() string { return p.base.key }

// New returns a window without groups.
func (p *groupPlan) New(h *Host, out event.Sink) View {
	w := &groupWin{plan: p, c: newCore(h, out, p.schema), groups: keys.NewMap[group](p.key), sweepAt: firstSweep}
	// The groups need not know where they push: those that push straight to this window's sink
	// share its core.
	w.sink = &merge{core: w.c}
	w.host = *h
	w.host.shared = w.c
	w.forgetful = forgetful(p.sub)
	return w
}

// merge is where the groups push.
type merge struct{ core *core }

// Push hands a group's delta on.
func (m *merge) Push(d *event.Delta) { m.core.out.Push(d) }

// group is one group: its windows and when it was last used.
type group struct {
	view  View
	used  int64
	place uint64 // of its timers
	rank  int    // in the update that is split up, from 1
}

// groupWin costs one look-up an event besides what its windows cost.
type groupWin struct {
	plan      *groupPlan
	c         *core
	host      Host
	sink      *merge
	groups    *keys.Map[group]
	forgetful bool
	sweepAt   int   // number of groups at which empty ones are looked for
	nextSweep int64 // when idle ones are looked for

	part         event.Delta // one group's part of an update
	order        []uint32    // the groups of an update
	heads, tails []int       // the first and last event of each
	next         []int       // the event after each, or -1
}

const firstSweep = 64

// Push splits an update by group.
func (w *groupWin) Push(d *event.Delta) {
	if w.plan.age > 0 && len(d.New) > 0 {
		w.reclaim()
	}
	if len(d.New)+len(d.Old) == 1 {
		w.one(d)
		return
	}
	w.split(d)
	for r, n := range w.order {
		w.part.Reset()
		for i := w.heads[r]; i >= 0; i = w.next[i] {
			if i < len(d.New) {
				w.part.New = append(w.part.New, d.New[i])
			} else {
				w.part.Old = append(w.part.Old, d.Old[i-len(d.New)])
			}
		}
		w.groups.At(n).view.Push(&w.part)
	}
}

// one handles the update of a single event.
func (w *groupWin) one(d *event.Delta) {
	if len(d.New) == 1 {
		n := w.group(d.New[0])
		w.groups.At(n).view.Push(d)
		return
	}
	if n, ok := w.groups.Find(w.c.on(d.Old[0])); ok {
		w.groups.At(n).view.Push(d)
	}
}

// split collects the groups of an update in the order of their first event, and the events of each
// as a list through next: the arrivals are numbered first, then what leaves.
func (w *groupWin) split(d *event.Delta) {
	w.order, w.heads, w.tails, w.next = w.order[:0], w.heads[:0], w.tails[:0], w.next[:0]
	for _, ev := range d.New {
		w.append(w.group(ev))
	}
	for _, ev := range d.Old {
		if n, ok := w.groups.Find(w.c.on(ev)); ok {
			w.append(n)
		} else {
			w.next = append(w.next, -1)
		}
	}
	for _, n := range w.order {
		w.groups.At(n).rank = 0
	}
}

// append puts the next event of the update at the end of a group's list.
func (w *groupWin) append(n uint32) {
	i := len(w.next)
	w.next = append(w.next, -1)
	if g := w.groups.At(n); g.rank > 0 {
		w.next[w.tails[g.rank-1]] = i
		w.tails[g.rank-1] = i
		return
	}
	w.order, w.heads, w.tails = append(w.order, n), append(w.heads, i), append(w.tails, i)
	w.groups.At(n).rank = len(w.order)
}

// group returns the group of an arrival, a new one if need be.
func (w *groupWin) group(ev *event.Event) uint32 {
	env := w.c.on(ev)
	n, ok := w.groups.Find(env)
	if !ok {
		if w.forgetful && w.groups.Len() >= w.sweepAt {
			w.sweep()
		}
		n, _ = w.groups.Add(w.c.on(ev))
		g := w.groups.At(n)
		g.place = w.host.timers
		g.view = w.plan.sub.New(&w.host, w.sink)
	}
	if w.plan.age > 0 {
		w.groups.At(n).used = w.c.now()
	}
	return n
}

// sweep forgets empty groups. It runs when the number of groups has doubled since the last time, so
// that it costs O(1) a group.
func (w *groupWin) sweep() {
	for n := range w.groups.Each() {
		if g := w.groups.At(n); g.rank == 0 && g.view.Len() == 0 {
			w.forget(n)
		}
	}
	w.sweepAt = max(firstSweep, 2*w.groups.Len())
}

// reclaim lets go of groups that nothing has come for.
func (w *groupWin) reclaim() {
	now := w.c.now()
	if now < w.nextSweep {
		return
	}
	w.nextSweep = saturate(now, w.plan.every)
	for n := range w.groups.Each() {
		g := w.groups.At(n)
		if now-g.used <= w.plan.age {
			continue
		}
		w.part.Reset()
		g.view.Each(func(ev *event.Event) bool {
			w.part.Old = append(w.part.Old, ev)
			return true
		})
		view := g.view
		view.Push(&w.part)
		w.forget(n)
	}
}

func (w *groupWin) forget(n uint32) {
	w.groups.At(n).view.Close()
	w.groups.Remove(n)
}

// views yields the windows of the groups, the oldest group first.
func (w *groupWin) views(yield func(View) bool) {
	for n := range w.groups.Each() {
		if !yield(w.groups.At(n).view) {
			return
		}
	}
}

// Each yields the contents group by group.
func (w *groupWin) Each(yield func(*event.Event) bool) {
	more := true
	for v := range w.views {
		v.Each(func(ev *event.Event) bool { more = yield(ev); return more })
		if !more {
			return
		}
	}
}

// Len is the number of events held.
func (w *groupWin) Len() int {
	n := 0
	for v := range w.views {
		n += v.Len()
	}
	return n
}

// Save writes the groups.
func (w *groupWin) Save(e *event.Encoder) {
	w.groups.Save(e)
	e.Int(w.sweepAt)
	e.Int64(w.nextSweep)
	e.Uint64(w.host.timers)
	for n := range w.groups.Each() {
		g := w.groups.At(n)
		e.Int64(g.used)
		e.Uint64(g.place)
		g.view.Save(e)
	}
}

// Load reads what Save wrote.
func (w *groupWin) Load(d *event.Decoder) {
	w.groups.Load(d)
	w.sweepAt, w.nextSweep = d.Int(), d.Int64()
	timers := d.Uint64()
	for n := range w.groups.Each() {
		g := w.groups.At(n)
		g.used, g.place = d.Int64(), d.Uint64()
		w.host.timers = min(g.place, event.SubSlots-1)
		g.view = w.plan.sub.New(&w.host, w.sink)
		g.view.Load(d)
	}
	w.host.timers = min(timers, event.SubSlots-1)
}

// Close closes the groups.
func (w *groupWin) Close() {
	for v := range w.views {
		v.Close()
	}
	w.groups.Clear()
}

// Bytes estimates the memory held.
func (w *groupWin) Bytes() int {
	b := viewBytes + w.groups.Bytes() + 40*w.groups.Cap()
	for v := range w.views {
		b += v.Bytes()
	}
	return b
}

// prever returns the windows of ev's group, or nil.
func (w *groupWin) prever(ev *event.Event) Prever {
	n, ok := w.groups.Find(w.c.on(ev))
	if !ok {
		return nil
	}
	p, _ := w.groups.At(n).view.(Prever)
	return p
}

// Prev asks the window of ev's group.
func (w *groupWin) Prev(ev *event.Event, n int) *event.Event {
	if p := w.prever(ev); p != nil {
		return p.Prev(ev, n)
	}
	return nil
}

// Tail asks the window of ev's group.
func (w *groupWin) Tail(ev *event.Event, n int) *event.Event {
	if p := w.prever(ev); p != nil {
		return p.Tail(ev, n)
	}
	return nil
}

// Count asks the window of ev's group.
func (w *groupWin) Count(ev *event.Event) int {
	if p := w.prever(ev); p != nil {
		return p.Count(ev)
	}
	return -1
}

// All asks the window of ev's group.
func (w *groupWin) All(ev *event.Event, yield func(*event.Event) bool) {
	if p := w.prever(ev); p != nil {
		p.All(ev, yield)
	}
}
