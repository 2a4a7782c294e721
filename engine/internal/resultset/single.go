package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// The short way of one row: the commonest updates are one row that enters, or one that takes the place
// of another, and what matters then are the values after it, of the row's group or of all. There is no
// walk to be remembered, and no lists to be gone through.

// goesSingly tells whether a row that enters alone may go that way.
func (s *Set) goesSingly() bool {
	r := s.plan
	switch r.Kind {
	case query.RowForAll, query.RowPerEvent, query.RowPerGroup, query.RowAggregateGroup:
	case query.RowSimple, query.RowRollup:
		return false
	}
	return r.Streams == 1 && s.mode == modeEvery && !s.wantOld && s.where == nil && len(s.locals) == 0 &&
		!s.reclaims && !s.listed && (r.Windowed || !r.Unbound)
}

// short tells whether an update goes that way. With groups, what leaves may be of another one than what
// enters; a table may not have what leaves.
func (s *Set) short(entered, left []*event.Event) bool {
	switch {
	case !s.single || len(entered) != 1 || s.shared != nil:
		return false
	case len(left) == 0:
		return true
	}
	return len(left) == 1 && !s.groups.keyed && s.groups.store == nil
}

// pushOne is Push for such an update.
func (s *Set) pushOne(ev *event.Event, left []*event.Event) {
	if s.applyOne(ev, left); s.wantNew {
		s.emit(newRows)
	}
}

// applyOne brings the aggregations up to date and shows the row to be made to expressions.
func (s *Set) applyOne(ev *event.Event, left []*event.Event) {
	g := s.groups
	s.env.Ev[0] = ev
	id := g.of(s.env)
	if g.queued {
		g.inside.push(id)
	}
	switch {
	case len(left) == 0:
		g.enterOf(id, s.env)
	case left[0] != ev || !s.undoes:
		g.enterOf(id, s.env)
		s.env.Ev[0] = left[0]
		g.leaveAll(s.env)
		s.env.Ev[0] = ev
	}
	s.use(g)
	s.env.Group = id
}

// leaveAll takes a row out where there are no groups.
func (g *groups) leaveAll(env *expr.Env) {
	for _, c := range g.columns {
		c.Leave(g.only, env)
	}
}

// Rows is Push and [Set.Take] in one for a statement whose rows leave as they are made, unordered and
// uncut: it appends those of an update to out.
func (s *Set) Rows(out, entered, left []*event.Event) []*event.Event {
	if !s.short(entered, left) {
		s.Push(entered, left)
		return append(out, s.TakeNew()...)
	}
	s.applyOne(entered[0], left)
	s.env.IsNew = true
	if !s.wantNew || s.plan.Having != nil && !s.plan.Having(s.env) {
		return out
	}
	return append(out, s.plan.Row(s.env))
}

// TakeNew takes the rows of such a statement that were gathered before something went wrong.
func (s *Set) TakeNew() []*event.Event {
	rows := s.out[newRows].rows
	s.out[newRows].rows = rows[:0]
	return rows
}
