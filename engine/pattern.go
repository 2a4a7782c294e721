package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
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
	free  *waiting // entries to use again, the one let go first at the head
	last  *waiting // of free
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
	m := &matcher{agent: a, plan: p, out: out}
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

// Add makes an atom wait.
func (m *matcher) Add(a pattern.Atom, f *pattern.Filter, env *expr.Env) pattern.Handle {
	w := m.entry()
	plan, _ := f.Index.(*query.FilterPlan)
	*w = waiting{m: m, atom: a, schema: f.Schema}
	w.Entry = filter.Entry{
		Order: m.agent.order, Target: w, Owner: m.agent, Env: m.env, Test: plan.Test,
	}
	if w.Test != nil {
		w.Tags = w
	}
	m.place(w, plan, env)
	return w
}

// entry returns one that no match set can name any more.
func (m *matcher) entry() *waiting {
	w := m.free
	if w == nil || w.retired == m.agent.core.turn {
		return &waiting{}
	}
	m.free = w.next
	return w
}

// place puts an entry into the index. One value of the everyday kinds is not boxed.
func (m *matcher) place(w *waiting, plan *query.FilterPlan, env *expr.Env) {
	x := m.agent.index(w.schema)
	if c := plan.Key; c != nil && c.Op == expr.CondEq && len(c.Values) == 1 {
		f := &c.Values[0]
		switch f.Type.Class() {
		case event.ClassStr:
			if v, ok := f.Str(env); ok {
				x.AddStr(&w.Entry, c.Column, v)
				return
			}
		case event.ClassInt:
			if v, ok := f.Int(env); ok {
				x.AddInt(&w.Entry, c.Column, v)
				return
			}
		default:
		}
	}
	x.Add(&w.Entry, indexKey(plan, env))
}

// Remove takes an atom out.
func (m *matcher) Remove(h pattern.Handle) {
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
	m := w.m
	m.hits = append(m.hits, w.atom)
	m.ev = ev
	m.agent.hits = m
	m.agent.mark()
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
