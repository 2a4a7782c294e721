package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// matcher runs a pattern of a statement and makes its matches events. Its atoms wait in the filter
// index beside those of all statements; the atoms that one event reaches are gathered first and given
// to the pattern together.
type matcher struct {
	agent *agent
	plan  *query.PatternPlan
	in    *pattern.Instance
	out   event.Sink
	d     event.Delta
	env   *expr.Env // for matches and for the tests of filters
	hits  []pattern.Atom
	ev    *event.Event
	short *shortRows // the short way for matches; nil where there is none
	free  *waiting   // entries to use again, the one let go first at the head
	last  *waiting   // of free

	parties []*party // by the filter's place; made when its first atom waits
	next    *matcher // of the same agent, reached by the same event
	reached bool     // is in the agent's list of those
}

// party is the atoms of one step that wait for a value of a column.
type party struct {
	filter.Party
	m *matcher
}

// waiting is the filter index entry of an atom.
type waiting struct {
	filter.Entry
	m      *matcher
	atom   pattern.Atom
	schema *event.Schema
	next   *waiting
	// retired is the dispatch in which it was let go: until that is over its match set may name it.
	retired uint64
}

func newMatcher(a *agent, p *query.PatternPlan, out event.Sink) *matcher {
	m := &matcher{agent: a, plan: p, out: out, short: newShortRows(a)}
	a.atOnce = m.short != nil
	n := p.Plan.Slots()
	m.env = &expr.Env{
		Ev: make([]*event.Event, n), Arr: make([][]*event.Event, n),
		Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
	}
	a.core.arena.AttachOnce(p.Schema)
	h := &pattern.Host{
		Rt: a.core.rt, Slot: a.core.schedule.NewSlot(), State: a.env.State, Filters: m,
		Limits: a.core.patternLimits(p.Limits), Locals: len(a.env.Local),
		Failed: func(err error) { a.core.warn(a.st, err) },
	}
	if p.Timeout != nil {
		h.Timeout = m.timedOut
	}
	m.in = p.Plan.New(h, m.found)
	return m
}

// patternLimits returns a statement's own limits, or the engine's.
func (c *core) patternLimits(own pattern.Limits) pattern.Limits {
	if own.Max > 0 {
		return own
	}
	return pattern.Limits{Max: c.maxAttempts, Policy: pattern.Refuse}
}

// timedOut makes an event of an attempt that its guard ended.
func (m *matcher) timedOut(match pattern.Match, since int64) {
	match.Load(m.env)
	m.agent.core.queue = append(m.agent.core.queue, m.plan.TimeoutRow(m.env, since))
}

// Add makes an atom wait. Of those that ask for one value of an everyday kind there are many: the
// index enters them as they are.
func (m *matcher) Add(a pattern.Atom, f *pattern.Filter, env *expr.Env) pattern.Handle {
	plan, _ := f.Index.(*query.FilterPlan)
	if c := plan.Key; c != nil && c.Op == expr.CondEq && len(c.Values) == 1 {
		v := &c.Values[0]
		switch class := v.Type.Class(); {
		case class != c.Column.Type.Class():
		case class == event.ClassStr:
			if v, ok := v.Str(env); ok {
				m.party(f, plan).WaitStr(a.Waiter(), v)
				return a.Waiter()
			}
		case class == event.ClassInt:
			if v, ok := v.Int(env); ok {
				m.party(f, plan).WaitInt(a.Waiter(), v)
				return a.Waiter()
			}
		}
	}
	w := m.entry()
	*w = waiting{m: m, atom: a, schema: f.Schema}
	w.Entry = filter.Entry{
		Order: m.agent.order, Target: w, Owner: m.agent, Env: m.env, Test: plan.Test,
	}
	if w.Test != nil {
		w.Tags = w
	}
	m.agent.index(w.schema).Add(&w.Entry, indexKey(plan, env))
	return w
}

// party returns the one of a filter.
func (m *matcher) party(f *pattern.Filter, plan *query.FilterPlan) *party {
	if f.Place < len(m.parties) {
		if p := m.parties[f.Place]; p != nil {
			return p
		}
	}
	return m.newParty(f, plan)
}

func (m *matcher) newParty(f *pattern.Filter, plan *query.FilterPlan) *party {
	p := &party{m: m}
	p.Entry = filter.Entry{
		Order: m.agent.order, Target: p, Owner: m.agent, Env: m.env, Test: plan.Test,
	}
	p.Tags = p
	p.Join(m.agent.index(f.Schema), plan.Key.Column)
	if m.parties == nil {
		m.parties = make([]*party, m.plan.Plan.Filters())
	}
	m.parties[f.Place] = p
	return p
}

// Load puts the tags that the filter may refer to into env.
func (p *party) Load(w *await.Waiter, env *expr.Env) { pattern.LoadTags(w, env) }

// Accept notes the atoms that an event reached.
func (p *party) Accept(ev *event.Event) {
	for w := range p.Hits {
		p.m.hits = append(p.m.hits, pattern.AtomOf(w))
	}
	p.m.reach(ev)
}

// Failed takes what the filter of an atom threw.
func (p *party) Failed(thrown any) { p.m.agent.core.failed(p.m.agent.st, thrown) }

// entry returns one that no match set can name any more.
func (m *matcher) entry() *waiting {
	w := m.free
	if w == nil || w.retired == m.agent.core.turn {
		return &waiting{}
	}
	m.free = w.next
	return w
}

// Remove takes an atom out.
func (m *matcher) Remove(h pattern.Handle) {
	if w, ok := h.(*await.Waiter); ok {
		filter.Leave(w)
		return
	}
	w, _ := h.(*waiting)
	m.agent.index(w.schema).Remove(&w.Entry)
	w.retired = m.agent.core.turn
	if w.next = nil; m.free == nil {
		m.free = w
	} else {
		m.last.next = w
	}
	m.last = w
}

// Load puts the tags that the filter may refer to into env.
func (w *waiting) Load(env *expr.Env) { w.atom.Load(env) }

// Accept notes that an event reached the atom.
func (w *waiting) Accept(ev *event.Event) {
	w.m.hits = append(w.m.hits, w.atom)
	w.m.reach(ev)
}

// reach notes that the pattern has something to do when the event has been through the filters of
// its statement.
func (m *matcher) reach(ev *event.Event) {
	m.ev = ev
	if m.reached {
		return
	}
	m.reached = true
	last := &m.agent.hits
	for *last != nil { // there are others only in a join of patterns
		last = &(*last).next
	}
	*last = m
	m.agent.mark()
}

// matchPatterns gives the patterns of the agent the atoms that the event reached. What one throws is
// no business of the others.
func (a *agent) matchPatterns() {
	for a.hits != nil {
		m := a.hits
		a.hits, m.next, m.reached = m.next, nil, false
		if a.hits == nil {
			m.match()
			return
		}
		func() {
			defer a.core.guard(a)
			m.match()
		}()
	}
}

// Failed takes what the atom's filter threw.
func (w *waiting) Failed(thrown any) { w.m.agent.core.failed(w.m.agent.st, thrown) }

// match gives the pattern the atoms that the event reached.
func (m *matcher) match() {
	hits := m.hits
	m.hits = m.hits[:0]
	m.in.Match(m.ev, hits)
}

// found takes the matches of one event or timer. They pass the windows and aggregations one after the
// other, so that a total gives a row for each; only under an order by they are one update.
func (m *matcher) found(matches []pattern.Match) {
	if m.short != nil {
		m.short.found(m, matches)
		return
	}
	m.d.New = m.d.New[:0]
	for _, match := range matches {
		match.Load(m.env)
		m.d.New = append(m.d.New, m.plan.Row(m.env))
	}
	if m.agent.set != nil && m.agent.set.Ordered() {
		m.out.Push(&m.d)
		return
	}
	rows := m.d.New
	for i := range rows {
		m.d.New = rows[i : i+1]
		m.out.Push(&m.d)
		m.agent.settle()
	}
	m.d.New = rows
}
