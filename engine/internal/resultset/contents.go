package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Contents returns the statement's present rows, ordered and cut as the statement says. The argument
// yields the rows of the from-clause that its windows hold, width events each laid end to end; it is
// nil when there is no window. The result is valid until the next call of any method.
func (s *Set) Contents(held []*event.Event, windowed bool) []*event.Event {
	var b buffer
	switch {
	case s.showsPosted():
		if s.posted != nil {
			return []*event.Event{s.posted}
		}
		empty := newGroups(nil, s.plan.Aggs, false)
		s.use(empty)
		clear(s.env.Ev)
		s.row(&b)
	case s.plan.Kind == query.RowForAll:
		s.use(s.groups)
		clear(s.env.Ev)
		s.row(&b)
	case s.listed:
		for _, g := range s.grouped() {
			s.rowsOfNoted(g, &b)
		}
	case s.last != nil:
		s.heldRows(&b, s.last)
	case windowed:
		held = s.pass(held, &s.newIn)
		if s.own.store != nil {
			held = s.stored(held)
		}
		s.heldRows(&b, held)
	}
	return s.finish(&b)
}

// Need returns a test for the events that a window holds, in their order: whether Contents needs
// the event, and whether it needs any after it. Of a window with a row a group one event of each
// group will do, and once all groups have been met the rest need not be looked at: a snapshot every
// second of a minute's events then costs what its rows cost, not what the window holds. Held is how
// many events the window holds; -1 when they may not be those that the set has been told of.
func (s *Set) Need(held int) func(ev *event.Event) (take, more bool) {
	g := s.groups
	if s.plan.Kind != query.RowPerGroup || s.width != 1 || !g.counted {
		return func(*event.Event) (take, more bool) { return true, true }
	}
	v := s.glance()
	v.begin()
	met := s.meetEmpty(v)
	if g.queued && held == int(g.inside.n) && s.shared == nil {
		at := -1
		return func(*event.Event) (take, more bool) {
			at++
			if take = v.meets(g.inside.at(at)); take {
				met++
			}
			return take, met < g.set.Len()
		}
	}
	return func(ev *event.Event) (take, more bool) {
		s.env.Ev[0], s.env.IsNew = ev, true
		if s.where != nil && !s.where(s.env) {
			return false, true
		}
		id, ok := g.set.Find(s.env)
		if ok && v.meets(id) {
			met++
			take = true
		}
		return take, met < g.set.Len()
	}
}

// meetEmpty meets the shared groups that are gone but for their last row, and returns how many.
func (s *Set) meetEmpty(v *visit) (met int) {
	if s.shared == nil {
		return 0
	}
	g := s.groups
	for _, id := range g.emptied {
		if g.rows[id] <= 0 && g.set.Has(id) && v.meets(id) {
			met++
		}
	}
	return met
}

// showsPosted tells whether the contents are what was put out last: of a total whose every change
// waits for the end of an interval.
func (s *Set) showsPosted() bool {
	return s.plan.Kind == query.RowForAll && s.plan.Output != nil &&
		s.plan.Output.Keyword == query.OutputDefault && s.plan.Output.Kind != query.OutputAfterOnly
}

// notePosted remembers the total that is put out.
func (s *Set) notePosted(rows []*event.Event) {
	if len(rows) == 0 || !s.showsPosted() {
		return
	}
	if s.posted != nil {
		s.posted.Drop()
	}
	s.posted = rows[len(rows)-1]
	s.posted.Hold()
}

func (s *Set) rowsOfNoted(g *groups, b *buffer) {
	s.use(g)
	for i := range g.noted {
		copy(s.env.Ev, g.noted[i].row)
		s.env.Group = g.noted[i].id
		s.row(b)
	}
	s.env.Level = 0
}

func (s *Set) row(b *buffer) {
	s.env.IsNew = true
	if s.plan.Having == nil || s.plan.Having(s.env) {
		b.add(s.plan, s.env, false)
	}
}

// heldRows makes the rows of what the windows hold: one a group, or one an event.
func (s *Set) heldRows(b *buffer, held []*event.Event) {
	switch s.plan.Kind {
	case query.RowPerGroup:
		v := s.glance()
		s.touch(s.groups, v, held)
		s.rowsOfTouched(s.groups, v, b)
	case query.RowRollup:
		for _, g := range s.levels {
			s.touch(g, &g.visit, held)
			s.rowsOfTouched(g, &g.visit, b)
		}
		s.env.Level = 0
	default:
		s.use(s.groups)
		for i := 0; i < len(held); i += s.width {
			s.load(held, i)
			s.env.Group = s.groups.of(s.env)
			s.row(b)
		}
	}
}

func (s *Set) rowsOfTouched(g *groups, v *visit, b *buffer) {
	s.use(g)
	for i := range v.touched {
		copy(s.env.Ev, v.touched[i].row)
		s.env.Group = v.touched[i].id
		s.row(b)
	}
	v.end()
}

// glance returns what the present contents are walked over with. They may be asked for while other
// statements still need what the update has touched of groups that are shared.
func (s *Set) glance() *visit {
	if s.shared != nil {
		return &s.shared.glance
	}
	return &s.groups.visit
}
