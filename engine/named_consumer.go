package engine

import (
	"cmp"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// consumer is an input that selects from a named window: it gets the rows that come and go there.
type consumer struct {
	in    *input
	env   *expr.Env
	delta event.Delta
	new   []*event.Event
	old   []*event.Event
}

// consume makes the input one of those that are told, in their order.
func (in *input) consume() {
	a, p := in.agent, in.plan
	in.consumer = newConsumer(in)
	if p.Store.Context != nil && a.part == nil {
		a.core.outside[p.Store] = inOrder(a.core.outside[p.Store], in)
	}
	a.core.eachStore(p.Store, a.part, func(s rowStore) {
		if w, ok := s.(*namedWindow); ok {
			w.consumers = inOrder(w.consumers, in)
		}
	})
}

func newConsumer(in *input) *consumer {
	c := &consumer{in: in}
	if in.plan.Filter.Full != nil {
		a := in.agent
		c.env = &expr.Env{
			Ev: make([]*event.Event, 1), Local: a.env.Local, State: a.env.State, Rt: a.core.rt,
			Params: a.env.Params,
		}
	}
	return c
}

// inOrder inserts a consumer behind those of statements that come before its own.
func inOrder(list []*input, in *input) []*input {
	i := len(list)
	for i > 0 && list[i-1].agent.order > in.agent.order {
		i--
	}
	return slices.Insert(slices.Clone(list), i, in)
}

// leave takes the input out of those that are told.
func (c *consumer) leave() {
	a, p := c.in.agent, c.in.plan
	not := func(list []*input) []*input {
		return slices.DeleteFunc(slices.Clone(list), func(x *input) bool { return x == c.in })
	}
	if p.Store.Context != nil && a.part == nil {
		a.core.outside[p.Store] = not(a.core.outside[p.Store])
	}
	a.core.eachStore(p.Store, a.part, func(s rowStore) {
		if w, ok := s.(*namedWindow); ok {
			w.consumers = not(w.consumers)
		}
	})
}

// take hands a change of the window on, as far as the filter lets it through.
func (c *consumer) take(d *event.Delta, forced bool) {
	c.delta = *d
	if c.env != nil {
		c.new, c.old = c.pass(c.new[:0], d.New, true), c.pass(c.old[:0], d.Old, false)
		c.delta = event.Delta{New: c.new, Old: c.old}
		forced = false
	}
	if j := c.in.plan; c.in.agent.join != nil && c.in.agent.st.plan.Select.Join.Uni[j.Slot] {
		c.delta.Old = nil // what leaves triggers nothing
	}
	if !c.delta.Empty() || forced {
		c.in.agent.st.counters.EventsIn += uint64(len(c.delta.New))
		c.in.head.Push(&c.delta)
	}
}

func (c *consumer) pass(out, rows []*event.Event, isNew bool) []*event.Event {
	c.env.IsNew = isNew
	for _, ev := range rows {
		if c.passes(ev) {
			out = append(out, ev)
		}
	}
	return out
}

// passes asks the filter about a row. One for which it throws is none of the statement's, neither when
// it comes nor when it goes; that hinders no other row.
func (c *consumer) passes(row *event.Event) bool {
	defer c.in.agent.core.guard(c.in.agent)
	c.env.Ev[0] = row
	return c.in.plan.Filter.Full(c.env)
}

// each yields the rows of the window that the filter lets through.
func (c *consumer) each(yield func(*event.Event) bool) {
	more := true
	c.in.agent.core.eachStore(c.in.plan.Store, c.in.agent.part, func(s rowStore) {
		if !more {
			return
		}
		c.rows(s, func(ev *event.Event) bool {
			if c.env != nil {
				c.env.IsNew = true
				if !c.passes(ev) {
					return true
				}
			}
			more = yield(ev)
			return more
		})
	})
}

// rows yields the rows of a store; of an on-demand query those that an index leads to, if there is one.
func (c *consumer) rows(s rowStore, yield func(*event.Event) bool) {
	l := c.in.plan.Find
	if l == nil || len(l.Columns) == 0 && l.Range == nil {
		s.each(yield)
		return
	}
	f := s.finder(l)
	defer f.close()
	for _, ev := range f.find(c.in.agent.env) {
		if ev != nil && !yield(ev) {
			return
		}
	}
}

// preload gives a statement that comes late the rows that the windows hold; nobody is told of what
// it makes of them.
func (a *agent) preload() {
	if a.core.loading || a.set == nil || a.on != nil {
		return
	}
	found := false
	for _, in := range a.inputs {
		if in.consumer == nil || in.plan.Store.Table != nil || a.join != nil && a.st.plan.Select.Join.Uni[in.plan.Slot] {
			continue
		}
		d := event.Delta{}
		in.consumer.each(func(ev *event.Event) bool { d.New = append(d.New, ev); return true })
		if len(d.New) == 0 {
			continue
		}
		found = true
		a.quiet = true
		in.head.Push(&d)
		a.quiet = false
	}
	if found && a.join != nil {
		a.quiet = true
		a.join.run()
		a.quiet = false
	}
}

// learn takes rows in without telling anyone.
func (a *agent) learn(d *event.Delta) {
	a.set.Push(d.New, d.Old)
	a.set.Take()
	a.set.Done()
}

// turn is a change that a consumer is to be told of.
type turn struct {
	in     *input
	w      *namedWindow
	forced bool
}

// tellConsumers gives the changes of named windows to those who select from them, statement by
// statement. What these change in turn is told after that.
func (c *core) tellConsumers() {
	for round := 0; len(c.changed) > 0; round++ {
		if round > c.maxDepth {
			c.report(&StatementError{Statement: "named window " + c.changed[0].plan.Store.Name, Err: ErrEndless})
			c.quitTelling()
			return
		}
		c.turns = c.turns[:0]
		several := len(c.changed) > 1
		for _, w := range c.changed {
			w.changed = false
			w.telling, w.waiting = w.waiting, w.telling
			w.waiting.Reset()
			for _, in := range w.consumers {
				c.turns = append(c.turns, turn{in, w, w.forced})
			}
			w.forced = false
		}
		c.changed = c.changed[:0]
		if several {
			slices.SortStableFunc(c.turns, func(a, b turn) int {
				return cmp.Compare(a.in.agent.order, b.in.agent.order)
			})
		}
		c.tellAll()
	}
}

// tellAll goes through the turns; the rows of a statement go out when it has been told everything.
func (c *core) tellAll() {
	for i := range c.turns {
		t := &c.turns[i]
		c.tell(t)
		if i+1 == len(c.turns) || c.turns[i+1].in.agent != t.in.agent {
			c.flush()
		}
	}
	clear(c.turns)
}

func (c *core) tell(t *turn) {
	a := t.in.agent
	defer c.guard(a)
	if c.nanos != nil {
		defer a.st.clocked(c.nanos())
	}
	t.in.consumer.take(&t.w.telling, t.forced)
}

// quitTelling gives up changes that have no end.
func (c *core) quitTelling() {
	for _, w := range c.changed {
		w.changed, w.forced = false, false
		w.waiting.Reset()
	}
	c.changed = c.changed[:0]
}

// settleWindows tells of the changes that the present event made, and then gives the rows that wait
// for named windows their turns, one by one, before any other inserted event.
func (c *core) settleWindows() {
	c.tellConsumers()
	for i := 0; i < len(c.front); i++ {
		if c.inserted++; c.inserted > c.maxInserted {
			c.report(&StatementError{Statement: "insert into " + c.front[i].Schema().Name(), Err: ErrEndless})
			break
		}
		c.dispatch(c.front[i])
		c.tellConsumers()
	}
	clear(c.front)
	c.front = c.front[:0]
}
