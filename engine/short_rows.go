package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/pattern/rowrecog"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// shortRows is the short way to the rows of a statement that holds none back: from the matches of a
// pattern or of match_recognize, where it selects from nothing else, and from the tuples of a join that
// entered. The rows of one event or timer are made while its matches or tuples last and go out
// together.
type shortRows struct {
	a    *agent
	plan *query.SelectPlan
	made []*event.Event
	// match stands for a match of a pattern in expressions: one for all, which only borrows the events
	// of the tags, so that they are free again when the match was told.
	match *event.Event
}

// newJoinRows returns the short way from the tuples of a join, or nil when the statement needs the
// general one.
func newJoinRows(a *agent) *shortRows {
	p := a.st.plan.Select
	if r := p.Result; !rowAtOnce(p) || p.TellsLeft() || r.Distinct || r.Unbound || r.Columns == nil {
		return nil
	}
	return &shortRows{a: a, plan: p}
}

// newShortRows returns the short way from matches, or nil when the statement needs the general one: that is when
// rows depend on other matches, or are held back, or may refer to the match itself.
func newShortRows(a *agent) *shortRows {
	p := a.st.plan.Select
	if p == nil || len(p.Inputs) != 1 || !rowAtOnce(p) || p.Result.Distinct || p.Result.Unbound {
		return nil
	}
	s := &shortRows{a: a, plan: p}
	pat := p.Inputs[0].Pattern
	switch {
	case p.Inputs[0].Match != nil && pat == nil:
		return s
	case pat == nil || p.Inputs[0].Match != nil || p.Inputs[0].Window != nil || p.Result.Columns == nil:
		return nil
	}
	for _, c := range p.Result.Schema.Columns() {
		if c.Type.Kind == event.KindEvent && c.Type.Schema == pat.Schema {
			return nil
		}
	}
	s.match = pat.Schema.NewNull()
	s.match.Pin()
	return s
}

// found takes the matches of a pattern.
func (s *shortRows) found(m *matcher, matches []pattern.Match) {
	defer s.caught()
	for _, match := range matches {
		match.Load(m.env)
		m.plan.Show(s.match, m.env)
		s.row(s.match)
	}
	s.tell()
}

// recognized takes the matches of match_recognize.
func (s *shortRows) recognized(r *recognizer, matches []rowrecog.Match) {
	defer s.caught()
	for _, match := range matches {
		s.row(r.row(match))
	}
	s.tell()
}

// row makes the row of one match.
func (s *shortRows) row(match *event.Event) {
	env := s.a.env
	env.Ev[0], env.IsNew = match, true
	s.add(env)
}

// add makes the row of what env shows.
func (s *shortRows) add(env *expr.Env) {
	if !s.a.quiet && (s.plan.Where == nil || s.plan.Where(env)) {
		s.made = append(s.made, s.plan.Result.Row(env))
	}
}

// tell hands out the rows made.
func (s *shortRows) tell() {
	rows := s.made
	s.made = rows[:0]
	if len(rows) == 0 {
		return
	}
	if ins := s.plan.Insert; ins != nil && ins.NewStream {
		s.a.route(ins, rows)
	}
	s.a.st.publish(event.Delta{New: rows})
}

// caught takes what an expression throws; rows that were made before go out.
func (s *shortRows) caught() {
	if r := recover(); r != nil {
		s.a.core.failed(s.a.st, r)
		s.tell()
	}
}
