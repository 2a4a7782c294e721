package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/query"
)

// shortRows is the short way from the matches of a pattern to the rows of a statement that selects
// from nothing else, without window, aggregation or anything that holds rows back. All rows of a match
// are made while it lasts, so that the event that stands for it in expressions is one for all matches
// and only borrows the events of the tags; they are free again when the match is told.
type shortRows struct {
	a     *agent
	plan  *query.SelectPlan
	match *event.Event
	made  []*event.Event
}

// newShortRows returns the short way, or nil when the statement needs the general one.
func newShortRows(a *agent) *shortRows {
	p := a.st.plan.Select
	if p == nil || len(p.Inputs) != 1 || p.Inputs[0].Pattern == nil || p.Inputs[0].Window != nil {
		return nil
	}
	r := p.Result
	if !rowAtOnce(p) || r.Distinct || r.Unbound || r.Columns == nil {
		return nil
	}
	for _, c := range r.Schema.Columns() {
		if c.Type.Kind == event.KindEvent && c.Type.Schema == p.Inputs[0].Pattern.Schema {
			return nil // the match itself is selected
		}
	}
	s := &shortRows{a: a, plan: p, match: p.Inputs[0].Pattern.Schema.NewNull()}
	s.match.Pin()
	return s
}

// found makes the rows of the matches of one event or timer and hands them out together.
func (s *shortRows) found(m *matcher, matches []pattern.Match) {
	defer s.caught()
	env := s.a.env
	for _, match := range matches {
		match.Load(m.env)
		m.plan.Show(s.match, m.env)
		env.Ev[0], env.IsNew = s.match, true
		if s.plan.Where != nil && !s.plan.Where(env) {
			continue
		}
		row := s.plan.Result.Schema.New()
		for _, write := range s.plan.Result.Columns {
			write(env, row)
		}
		s.made = append(s.made, row)
	}
	s.tell()
}

// tell hands out the rows made.
func (s *shortRows) tell() {
	rows := s.made
	s.made = rows[:0]
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
