package engine

import (
	"runtime/debug"
	"slices"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// core is the deterministic state machine: deployments, events and times go in, rows come out.
// It knows no lock, goroutine or clock of the machine.
type core struct {
	schedule *event.Schedule
	arena    *event.Arena
	rt       *expr.Runtime
	cat      *query.Catalog
	streams  map[*event.Schema]*stream
	order    uint64 // statements deployed so far
	drops    int    // those with @Drop among them

	turn     uint64                   // number of the present dispatch
	shared   map[string]*sharedWindow // by what makes them the same
	shareIDs []int                    // while loading: the shared windows of the statements to come
	fresh    fresh
	slots    []uint64 // while loading: the agents to come: their places in the schedule

	stores   map[*query.Store]*Statement // the create statements of named windows and tables
	outside  map[*query.Store][]*input   // statements without context that select from a context's window
	front    []*event.Event              // rows for named windows, which go first
	changed  []*namedWindow              // have told their consumers nothing yet
	turns    []turn
	queue    []*event.Event // inserted events that wait for their turn
	matched  []*filter.Entry
	forms    []formed     // the events of those in matched who read another form of the event
	dirty    []*agent     // have rows to deliver
	begun    []*partition // do not wait for their end yet
	ending   []*partition // whose end has come
	stale    bool         // agents have ended: the lists above may still name them
	drop     bool         // a statement with @Drop took the event
	loading  bool         // a checkpoint is being read: what begins gets its state from there
	contexts map[*query.ContextPlan]*controller
	report   func(*StatementError)
	nanos    func() int64 // for profiles; nil when they are off

	short shortWay

	idle resultset.Policy // for unwindowed groups, where a statement says nothing

	maxRows     int // of a table; 0 is no bound
	maxAttempts int // that a pattern holds, where its statement says nothing

	// How far an inserted event may be from the one that came from outside, and how many may follow.
	maxDepth, maxInserted int
	inserted              int // rows for named windows that followed so far
}

// idlePolicy decides when a statement's idle groups are forgotten: its own hint, else the engine's rule.
func (c *core) idlePolicy(r *query.ResultPlan) resultset.Policy {
	switch {
	case r.ReclaimAge > 0:
		return resultset.Policy{MaxAge: r.ReclaimAge, Every: r.ReclaimEvery}
	case r.KeepGroups:
		return resultset.Policy{}
	}
	return c.idle
}

// send takes one event from outside and everything that follows from it.
func (c *core) send(ev *event.Event) {
	c.dispatch(ev)
	c.settle()
}

// settle empties the queue of inserted events, first in first out, and frees what nobody holds.
func (c *core) settle() {
	if len(c.changed)+len(c.front) > 0 {
		c.settleWindows()
	}
	if len(c.queue) > 0 {
		c.drain()
	}
	c.inserted = 0
	c.arena.Sweep()
}

// drain gives the queued events their turns. Statements that feed themselves would go on for ever:
// what is too far from its outside event is lost, and that is an error.
func (c *core) drain() {
	for i, depth, end := 0, 1, len(c.queue); i < len(c.queue); i++ {
		if i == end {
			depth, end = depth+1, len(c.queue)
		}
		if depth > c.maxDepth || i >= c.maxInserted {
			name := c.queue[i].Schema().Name()
			c.report(&StatementError{Statement: "insert into " + name, Err: ErrEndless})
			break
		}
		c.dispatch(c.queue[i])
		if len(c.changed)+len(c.front) > 0 {
			c.settleWindows()
		}
	}
	c.queue = c.queue[:0]
}

// dispatch gives an event to all that want it. Who that is, is decided before the first one runs.
func (c *core) dispatch(ev *event.Event) {
	c.turn++
	st := c.streamOf(ev)
	matched := st.index.Match(ev, c.matched[:0])
	if len(st.upward)+len(st.contexts) > 0 {
		matched = c.matchFurther(st, ev, matched)
		if len(c.begun) > 0 {
			c.startWatches()
		}
	}
	if st.mixed && len(matched) > 1 {
		slices.SortStableFunc(matched, byPartition)
	}
	c.drop = false
	for i, e := range matched {
		switch {
		case c.stale && ended(e):
		case len(c.forms) > 0:
			c.accept(e, c.formFor(e, ev))
		default:
			c.accept(e, ev)
		}
		if i+1 < len(matched) && matched[i+1].Owner == e.Owner {
			continue
		}
		if len(c.dirty)+len(c.ending) > 0 {
			c.flush()
		}
		if c.drop {
			break
		}
	}
	c.matched, c.forms = matched[:0], c.forms[:0]
	if c.stale {
		c.scrub()
	}
}

// matchFurther adds those in context partitions and those who listen to supertypes, and keeps the
// order.
func (c *core) matchFurther(st *stream, ev *event.Event, matched []*filter.Entry) []*filter.Entry {
	own := len(matched)
	matched = st.matchContexts(ev, ev, matched)
	for i := range st.upward {
		up := &st.upward[i]
		if up.to.index.Len()+len(up.to.contexts) > 0 {
			form := up.event(ev)
			matched = c.matchAs(&up.to.index, form, ev, matched)
			matched = up.to.matchContexts(form, ev, matched)
		}
	}
	if own > 0 || len(st.contexts) > 1 || len(st.upward) > 0 {
		slices.SortStableFunc(matched, filter.InOrder)
	}
	return matched
}

// accept runs one statement on one event; what it throws stays its own.
func (c *core) accept(e *filter.Entry, ev *event.Event) {
	if d, ok := e.Target.(*direct); ok {
		d.Accept(ev)
		return
	}
	a, _ := e.Owner.(*agent)
	defer c.guard(a)
	if c.nanos != nil {
		defer a.st.clocked(c.nanos())
	}
	a.st.counters.EventsIn++
	if a.drop {
		if _, inner := e.Target.(*subquery); !inner { // @Drop is about the statement's own stream
			c.drop = true
		}
	}
	e.Target.Accept(ev)
}

// guard is deferred around everything that belongs to one statement.
func (c *core) guard(a *agent) {
	if r := recover(); r != nil {
		c.failed(a.st, r)
		if a.limit == nil && a.set != nil && a.set.Pending() {
			a.mark() // what was gathered before goes out now: later its memory is used again
		}
	}
}

func (c *core) failed(st *Statement, thrown any) {
	st.counters.Errors++
	se := &StatementError{Statement: st.name, Panic: thrown}
	if ee, ok := thrown.(*expr.EvalError); ok {
		se.Err, se.Panic = ee, nil
	} else {
		se.Stack = debug.Stack()
	}
	c.report(se)
}

// warn reports an error of a statement that loses no event.
func (c *core) warn(st *Statement, err error) {
	st.counters.Errors++
	c.report(&StatementError{Statement: st.name, Err: err})
}

// flush delivers the rows of the statements that have some, in order.
func (c *core) flush() {
	for i := 0; i < len(c.dirty); i++ {
		a := c.dirty[i]
		a.dirty = false
		c.deliver(a)
	}
	c.dirty = c.dirty[:0]
	if len(c.ending) > 0 {
		c.endPartitions()
	}
}

// scrub takes what has ended out of the lists that are used again and again: they are not cleared after
// each event, and what they still name would stay in memory.
func (c *core) scrub() {
	c.stale = false
	clear(c.matched[len(c.matched):cap(c.matched)])
	clear(c.dirty[len(c.dirty):cap(c.dirty)])
	clear(c.queue[len(c.queue):cap(c.queue)])
	c.arena.Forget()
}

func (c *core) deliver(a *agent) {
	defer func() {
		if r := recover(); r != nil {
			c.failed(a.st, r)
			if a.limit == nil && a.set != nil {
				a.set.Done()
			}
		}
	}()
	a.deliver()
}

// advance moves the clock.
func (c *core) advance(to int64) {
	c.schedule.AdvanceEach(to, func() {
		c.flush()
		c.settle()
	})
	c.flush()
	c.settle()
}
