package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// The names that expr and expr_batch offer, by slot.
const (
	localCount = iota
	localExpired
	localNewestEvent
	localNewestTime
	localOldestEvent
	localOldestTime
	localView
)

func exprLocals() []expr.Local {
	return []expr.Local{
		{Name: "current_count", Type: event.Int, Slot: localCount},
		{Name: "expired_count", Type: event.Int, Slot: localExpired},
		{Name: "newest_event", Type: event.EventOf(nil), Slot: localNewestEvent},
		{Name: "newest_timestamp", Type: event.Long, Slot: localNewestTime},
		{Name: "oldest_event", Type: event.EventOf(nil), Slot: localOldestEvent},
		{Name: "oldest_timestamp", Type: event.Long, Slot: localOldestTime},
		{Name: "view_reference", Type: event.Object, Slot: localView},
	}
}

const exprLocalsDoc = "current_count is the number of events inside, expired_count that of those " +
	"which this look has let go of, oldest_event and newest_event are events with their properties, " +
	"oldest_timestamp and newest_timestamp the engine times at which they came, view_reference is " +
	"the window itself."

// condition is the boolean expression of expr and expr_batch.
type condition struct {
	test func(*expr.Env) bool // null is false
	aggs []aggregate.Plan
	vars []*expr.Variable
}

// condition reads the condition in argument 0.
func (c *Call) condition() (condition, error) {
	if err := c.plain(0, "the condition"); err != nil {
		return condition{}, err
	}
	f := &c.Args[0].Fn
	if f.Type.Kind != event.KindBool && f.Type.Kind != event.KindObject {
		return condition{}, c.errorf(0, codeType, "the condition must be true or false, not %s", f.Type)
	}
	return condition{f.Truth(), c.Aggs, c.Vars}, nil
}

// asker asks the condition: it holds the aggregations over the window, what the names stand for,
// and looks again when a variable has changed.
type asker struct {
	c                        *core
	cond                     *condition
	cols                     []aggregate.Column
	reads                    []expr.AggReader
	view                     View
	count, expired, from, to box
	timer                    event.Timer
	cancel                   []func()
}

func (a *asker) make(h *Host, c *core, cond *condition, view View, f event.Firer) {
	a.c, a.cond = c, cond
	h.own(&a.timer, f)
	for _, p := range cond.aggs {
		col := p.New()
		col.Grow(1)
		a.cols = append(a.cols, col)
		a.reads = append(a.reads, col)
	}
	a.view = view
	for _, v := range cond.vars {
		a.cancel = append(a.cancel, v.Watch(a.changed))
	}
	if len(c.env.Local) <= localView {
		c.env.Local = make([]any, localView+1)
	}
}

// changed has the window look again at the next step of the clock.
func (a *asker) changed() {
	if !a.timer.Armed() {
		a.c.set(&a.timer, a.c.now())
	}
}

func (a *asker) enter(ev *event.Event) {
	for _, col := range a.cols {
		col.Enter(0, a.c.on(ev))
	}
}

func (a *asker) leave(ev *event.Event) {
	for _, col := range a.cols {
		col.Leave(0, a.c.on(ev))
	}
}

func (a *asker) clear() {
	for _, col := range a.cols {
		col.Clear(0)
	}
}

// state is what the names stand for in one question.
type state struct {
	count, expired int
	oldest, newest *event.Event
	from, to       int64 // when they came
}

// ask asks about an event.
func (a *asker) ask(ev *event.Event, s *state) bool {
	env := a.c.on(ev)
	env.Local[localCount] = a.count.int(s.count)
	env.Local[localExpired] = a.expired.int(s.expired)
	env.Local[localOldestTime] = a.from.long(s.from)
	env.Local[localNewestTime] = a.to.long(s.to)
	env.Local[localOldestEvent], env.Local[localNewestEvent] = boxEvent(s.oldest), boxEvent(s.newest)
	env.Local[localView] = a.view
	env.Aggs = a.reads
	return a.cond.test(env)
}

// box keeps the last two numbers that a name stood for as interface values. Counts go up and down
// by one and times stay for a while, so that as a rule none is made anew.
type box struct{ even, odd any }

// int gives a number as an int.
func (b *box) int(v int) any {
	p := &b.even
	if v&1 != 0 {
		p = &b.odd
	}
	if x, ok := (*p).(int32); !ok || x != int32(v) {
		*p = int32(v)
	}
	return *p
}

// long gives a number as a long.
func (b *box) long(v int64) any {
	p := &b.even
	if v&1 != 0 {
		p = &b.odd
	}
	if x, ok := (*p).(int64); !ok || x != v {
		*p = v
	}
	return *p
}

func boxEvent(ev *event.Event) any {
	if ev == nil {
		return nil
	}
	return ev
}

func (a *asker) save(e *event.Encoder) {
	for _, col := range a.cols {
		col.Save(0, e)
	}
	e.Timer(&a.timer)
}

func (a *asker) load(d *event.Decoder) {
	for _, col := range a.cols {
		col.Load(0, d)
	}
	a.c.load(d, &a.timer)
}

func (a *asker) close() {
	a.c.cancel(&a.timer)
	for _, f := range a.cancel {
		f()
	}
}

func (a *asker) bytes() int {
	b := 0
	for _, col := range a.cols {
		b += col.Bytes()
	}
	return b
}
