package engine

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Row is one row of a statement. It is valid during the call that gave it; Clone keeps it.
type Row = *event.Event

// Update is what a statement delivers at once: all rows that one event or one timer made.
// The slices and the rows are valid during the call.
type Update struct {
	Statement *Statement
	New       []Row // insert stream
	Old       []Row // remove stream, for statements that select it
}

// Listener takes the updates of a statement.
type Listener func(Update)

// Counters tells what a statement has done and holds.
type Counters struct {
	EventsIn   uint64 // events that its filters let through
	RowsOut    uint64 // rows delivered, insert and remove stream together
	Errors     uint64 // events or rows lost to errors and panics
	Nanos      int64  // time spent, with Config.Profile; 0 without
	StateBytes int    // estimate of the memory held
	Events     int    // events held in windows
	Reclaimed  uint64 // groups, and partitions of match_recognize, forgotten since they were idle
	Attempts   int    // attempts that patterns and match_recognize hold
	Refused    uint64 // attempts that a limit of the statement did not let begin
	Dropped    uint64 // attempts that a limit ended before their time
}

// Statement is one running statement.
type Statement struct {
	name       string
	named      bool // by @name
	plan       *query.Plan
	deployment *Deployment
	order      uint64
	agent      *agent      // nil for a declaration, and under a context
	context    *controller // of a statement under a context
	unwatch    func()      // of a create variable
	listeners  []*listener
	counters   Counters
}

type listener struct{ f Listener }

// Name returns the statement's name: that of @name, or one that was made up.
func (s *Statement) Name() string { return s.name }

// Named tells whether the name comes from @name.
func (s *Statement) Named() bool { return s.named }

// Text returns the statement as it was deployed.
func (s *Statement) Text() string { return s.plan.Text }

// Deployment returns the deployment that the statement belongs to.
func (s *Statement) Deployment() *Deployment { return s.deployment }

// Schema returns the type of the statement's rows, or nil when it has none.
func (s *Statement) Schema() *event.Schema {
	switch {
	case s.plan.Select != nil:
		return s.plan.Select.Schema
	case s.plan.OnSet != nil:
		return s.plan.OnSet.Out
	case s.plan.Split != nil:
		return s.plan.Split.Input.Schema
	case s.plan.On != nil:
		return s.plan.On.Target.Store.Schema
	case s.plan.Window != nil:
		return s.plan.Window.Store.Schema
	}
	return s.plan.Row
}

// watchVariable makes the changes of a variable rows of the statement that declares it.
func (s *Statement) watchVariable() {
	v := s.plan.Variable
	was := v.Get()
	s.unwatch = v.Watch(func() {
		old := was
		was = v.Get()
		if len(s.listeners) > 0 {
			s.publish(event.Delta{New: s.variableRow(was), Old: s.variableRow(old)})
		}
	})
}

func (s *Statement) variableRow(value any) []Row {
	row := s.plan.Row.New()
	row.SetAny(&s.plan.Row.Columns()[0], value)
	return []Row{row}
}

// Listen adds a listener. Listeners are called in the order in which they were added, on the
// goroutine whose event or clock step caused the rows. The function returned takes it away again.
func (s *Statement) Listen(f Listener) (cancel func()) {
	e := s.deployment.engine
	l := &listener{f}
	leave := e.shell.enter()
	s.listeners = append(slices.Clip(s.listeners), l)
	s.listened()
	leave()
	return func() {
		defer e.shell.enter()()
		var rest []*listener
		for _, other := range s.listeners {
			if other != l {
				rest = append(rest, other)
			}
		}
		s.listeners = rest
		s.listened()
	}
}

// listened tells the operators that the listeners are others than before.
func (s *Statement) listened() {
	for _, a := range s.agents() {
		if a.direct != nil {
			a.direct.listen()
		}
	}
}

// Listable tells why the statement's present rows cannot be listed; nil when they can. A join with a
// unidirectional stream keeps no rows: there is nothing to list until an event comes.
func (s *Statement) Listable() error {
	if p := s.plan.Select; p != nil && p.Join != nil && slices.Contains(p.Join.Uni, true) {
		return ErrNoContents
	}
	return nil
}

// Rows yields copies of the statement's present rows, as they are when the iteration begins; none
// of a statement that is not [Statement.Listable].
func (s *Statement) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, r := range s.snapshot() {
			if !yield(r) {
				return
			}
		}
	}
}

func (s *Statement) snapshot() []Row {
	if s.Listable() != nil {
		return nil
	}
	if e := s.deployment.engine; e.shell.lock() { // else events are on their way
		defer e.shell.unlock()
		defer e.core.arena.Sweep()
	}
	var out []Row
	switch {
	case s.plan.Variable != nil:
		return []Row{s.variableRow(s.plan.Variable.Get())[0].Clone()}
	case s.plan.OnSet != nil:
		for _, a := range s.agents() {
			out = append(out, a.assigned().Clone())
		}
		return out
	case s.plan.Table != nil || s.plan.Window != nil:
		for _, a := range s.agents() {
			a.store.each(func(row *event.Event) bool { out = append(out, row.Clone()); return true })
		}
		return out
	case s.plan.Select == nil || s.plan.On != nil:
		return nil
	}
	for _, a := range s.agents() {
		if !a.part.forAll() {
			out = append(out, s.contents(a)...)
			continue
		}
		for range s.context.turns.each(a) {
			out = append(out, s.contents(a)...)
		}
	}
	return out
}

// agents returns the statement's operators: the one agent that serves all partitions, or those in all
// partitions, the oldest partition first.
func (s *Statement) agents() []*agent {
	var list []*agent
	switch {
	case s.context == nil && s.agent == nil: // a declaration
		return nil
	case s.context == nil:
		return []*agent{s.agent}
	case s.context.turns.agentOf(s) != nil:
		return []*agent{s.context.turns.agentOf(s)}
	case !slices.Contains(s.context.own, s): // undeployed
		return nil
	}
	for _, p := range s.context.ordered() {
		list = append(list, p.agentOf(s))
	}
	return list
}

func (s *Statement) contents(a *agent) (out []Row) {
	defer s.deployment.engine.core.guard(a)
	for _, r := range a.contents() {
		out = append(out, r.Clone())
	}
	return out
}

// Counters returns what the statement has done and holds.
func (s *Statement) Counters() Counters {
	defer s.deployment.engine.shell.enter()()
	c := s.counted()
	if s.plan.Select != nil || s.plan.Table != nil || s.plan.Window != nil {
		for _, a := range s.agents() {
			b, n := a.bytes()
			c.StateBytes, c.Events = c.StateBytes+b, c.Events+n
			a.countAttempts(&c)
			if a.set != nil {
				c.Reclaimed += a.set.Reclaimed()
			}
		}
	}
	return c
}

// counted returns the counters of what came and went.
func (s *Statement) counted() Counters {
	c := s.counters
	for _, a := range s.agents() {
		if d := a.direct; d != nil {
			c.EventsIn, c.RowsOut = c.EventsIn+d.events, c.RowsOut+d.rows
		}
	}
	return c
}

// Explain describes the statement's operators; see [Engine.Explain].
func (s *Statement) Explain() string {
	defer s.deployment.engine.shell.enter()()
	text := s.plan.Explain()
	if s.agent == nil {
		return text
	}
	text += s.agent.explainSharing()
	bytes, events := s.agent.bytes()
	return text + fmt.Sprintf("  holds    %d events, about %d bytes\n", events, bytes)
}

// streams picks what the statement's select clause delivers: with rstream alone the rows that leave
// come as new ones.
func (s *Statement) streams(d event.Delta) event.Delta {
	r := s.plan.Select.Result
	switch {
	case r.IStream && r.RStream:
		return d
	case r.RStream:
		return event.Delta{New: d.Old}
	}
	return event.Delta{New: d.New}
}

// publish calls the listeners.
func (s *Statement) publish(d event.Delta) {
	s.counters.RowsOut += uint64(len(d.New) + len(d.Old))
	if d.Empty() {
		return
	}
	s.announce(d)
}

// announceSome calls the listeners with rows that are counted already, if there are any.
func (s *Statement) announceSome(rows []Row) {
	if len(rows) > 0 {
		s.announce(event.Delta{New: rows})
	}
}

// announce calls the listeners, with an empty update too.
func (s *Statement) announce(d event.Delta) {
	u := Update{Statement: s, New: d.New, Old: d.Old}
	for _, l := range s.listeners {
		s.call(l, u)
	}
}

// call runs one listener; what it throws is an error of this statement and hinders no other
// listener.
func (s *Statement) call(l *listener, u Update) {
	defer func() {
		if r := recover(); r != nil {
			s.deployment.engine.core.failed(s, r)
		}
	}()
	inCallback(l.f, u)
}

// clocked adds the time since start to the statement's profile.
func (s *Statement) clocked(start int64) {
	s.counters.Nanos += s.deployment.engine.core.nanos() - start
}
