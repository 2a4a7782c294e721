package window

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// base is what all plans of this package have.
type base struct {
	schema *event.Schema
	traits Traits
	key    string
}

// Schema returns the type of the events that come out.
func (b *base) Schema() *event.Schema { return b.schema }

// Traits returns what the rest of a plan must know.
func (b *base) Traits() Traits { return b.traits }

// Key returns the window's name and arguments.
func (b *base) Key() string { return b.key }

// newBase makes the base of a window that hands its input on.
func newBase(c *Call, t Traits) base {
	return base{schema: c.Schema, traits: t, key: keyOf(c)}
}

// newOnce is newBase for a window whose arguments at the given places are taken once, when it is
// made. When they are no constants two windows of equal text may differ, so that it has no key.
func newOnce(c *Call, t Traits, once ...int) base {
	b := newBase(c, t)
	for _, i := range once {
		if i < len(c.Args) && !c.isConst(i) {
			b.key = ""
		}
	}
	return b
}

// keyOf is the call in one text, or "" when the text of an argument is not known.
func keyOf(c *Call) string {
	var b strings.Builder
	b.WriteString(strings.ToLower(c.Name))
	b.WriteByte('(')
	for i := range c.Args {
		a := &c.Args[i]
		if a.Text == "" && !a.Star {
			return ""
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(a.Text)
		if a.Desc {
			b.WriteString(" desc")
		}
	}
	b.WriteByte(')')
	return b.String()
}

// core is what every view needs to work: the clock, an environment for its expressions, which all
// views of a host share, and the delta that it fills and pushes. The groups of a groupwin share one.
type core struct {
	rt     *expr.Runtime
	env    *expr.Env
	out    event.Sink
	schema *event.Schema // of what the view holds
	delta  event.Delta
	// lean cores belong to windows of which there may be thousands: see newLean.
	lean bool
}

// newLean makes a core whose memory is the engine's where it can be: the environment, when expressions
// need no more than the event, and the lists of a delta, which are borrowed for the length of a push.
// Its view may not evaluate anything after it has pushed.
func newLean(h *Host, out event.Sink, s *event.Schema) core {
	if h.env == nil && len(h.State) == 0 && h.Locals == 0 {
		return core{rt: h.Rt, env: h.Rt.Plain(), out: out, schema: s, lean: true}
	}
	c := *newCore(h, out, s)
	c.lean = true
	return c
}

// minLocals is the room for parameters of lambdas when the host does not tell.
const minLocals = 8

func newCore(h *Host, out event.Sink, s *event.Schema) *core {
	if m, ok := out.(*merge); ok && h.shared != nil && h.shared == m.core {
		return h.shared
	}
	if h.env == nil {
		h.env = &expr.Env{
			Ev: make([]*event.Event, 1), State: h.State, Rt: h.Rt, IsNew: true,
			Local: make([]any, max(h.Locals, minLocals)),
		}
	}
	return &core{rt: h.Rt, env: h.env, out: out, schema: s}
}

// on binds the environment to an event.
func (c *core) on(ev *event.Event) *expr.Env {
	c.env.Ev[0] = ev
	return c.env
}

func (c *core) now() int64 { return c.rt.Schedule.Now() }

// own gives a timer its view and its place among the timers of the host: the order in which the
// views were made, which decides between timers that are due at the same time.
func (h *Host) own(t *event.Timer, f event.Firer) {
	t.F, t.Slot = f, h.Slot+h.timers
	if h.timers < event.SubSlots-1 {
		h.timers++
	}
}

// set arms a timer.
func (c *core) set(t *event.Timer, at int64) { c.rt.Schedule.Set(t, at) }

func (c *core) cancel(t *event.Timer) {
	if t.Armed() {
		c.rt.Schedule.Cancel(t)
	}
}

// load sets a timer as it was saved.
func (c *core) load(d *event.Decoder, t *event.Timer) { d.Timer(c.rt.Schedule, t) }

// event reads an event that the view held; one of another type fails, since its columns would be
// read where they are not.
func (c *core) event(d *event.Decoder) *event.Event {
	ev := d.Event()
	if ev != nil && !ev.Schema().Is(c.schema) {
		d.Fail("an event of type %s among those of %s", ev.Schema().Name(), c.schema.Name())
		return nil
	}
	return ev
}

// push hands the delta on, unless it is empty.
func (c *core) push() {
	if !c.delta.Empty() {
		c.post()
	}
}

// post hands the delta on, be it empty. It ends also when what takes it fails: what entered and left
// must not be told again with the next delta.
func (c *core) post() {
	if c.lean {
		defer c.giveBack()
	} else {
		defer c.delta.Reset()
	}
	c.out.Push(&c.delta)
}

// enter puts all arrivals into the delta.
func (c *core) enter(evs []*event.Event) {
	if c.lean { // they are whole: nothing else enters
		c.delta.New = evs
		return
	}
	if len(evs) == 1 {
		c.delta.New = append(c.delta.New, evs[0])
		return
	}
	c.delta.New = append(c.delta.New, evs...)
}

// leave puts one event into the remove stream.
func (c *core) leave(ev *event.Event) {
	if c.lean && c.delta.Old == nil {
		c.delta.Old = c.rt.Borrow()
	}
	c.delta.Old = append(c.delta.Old, ev)
}

// giveBack ends a delta of a lean core.
func (c *core) giveBack() {
	if c.delta.Old != nil {
		c.rt.Return(c.delta.Old)
	}
	c.delta = event.Delta{}
}

// OneDelta tells whether a view of the plan posts at most one delta for an arrival, and one for a
// timer, none of them empty. Windows of expressions, of groups and those that are combined may post
// several.
func OneDelta(p Plan) bool {
	switch p := p.(type) {
	case *lengthPlan, *timePlan, *extTimedPlan, *keepallPlan, *packedPlan, *derivedPlan,
		*sortPlan, *rankPlan, *uniquePlan, *lastEventPlan, *timeAccumPlan, *timeOrderPlan,
		*firstLengthPlan, *firstTimePlan, *firstUniquePlan, *firstEventPlan,
		*lengthBatchPlan, *extTimedBatchPlan:
		return true
	case *timeBatchPlan:
		return !p.flags.force
	case *timeLengthBatchPlan:
		return !p.flags.force
	case *seriesPlan:
		return !slices.ContainsFunc(p.parts, func(q Plan) bool { return !OneDelta(q) })
	}
	return false
}
