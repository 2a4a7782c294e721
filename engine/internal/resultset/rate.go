package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// mode says which rows of an output interval are gathered.
type mode uint8

const (
	modeEvery mode = iota // every change; also without an output clause
	modeLast              // the last row, of each group where there are groups
	modeAll               // of each group ever seen
	modeFirst             // the first row of each group, each with an interval of its own
	modeNone              // none: snapshots are made when they are asked for
)

// modeOf decides by keyword and row kind. Without groups, `first` is for the whole statement and
// `all` means every change; who holds the rows back is then no matter of the rows.
func modeOf(r *query.ResultPlan) mode {
	if r.Output == nil {
		return modeEvery
	}
	grouped := r.Kind == query.RowPerGroup || r.Kind == query.RowAggregateGroup || r.Kind == query.RowRollup
	switch r.Output.Keyword {
	case query.OutputDefault:
	case query.OutputLast:
		return modeLast
	case query.OutputSnapshot:
		return modeNone
	case query.OutputAll:
		if grouped {
			return modeAll
		}
	case query.OutputFirst:
		if grouped {
			return modeFirst
		}
	}
	return modeEvery
}

// note is a group that gets a row at the end of the interval, with the newest row that belongs to it.
type note struct {
	id      uint32
	row     []*event.Event
	changed bool     // in this interval
	at      [2]int32 // aggregate grouped: 1 + place of its row in the buffer of each stream
}

// noteOf returns the note of a group, a new one where there is none.
func (g *groups) noteOf(id uint32) (n *note, added bool) {
	for int(id) >= len(g.noteAt) {
		g.noteAt = append(g.noteAt, 0)
	}
	if g.noteAt[id] == 0 {
		g.noted = append(g.noted, note{id: id})
		g.noteAt[id] = int32(len(g.noted))
		added = true
	}
	return &g.noted[g.noteAt[id]-1], added
}

// keepRow makes row the one that stands for the group.
func (n *note) keepRow(row []*event.Event) {
	for _, ev := range row {
		if ev != nil {
			ev.Hold()
		}
	}
	n.dropRow()
	n.row = append(n.row, row...)
}

func (n *note) dropRow() {
	for _, ev := range n.row {
		if ev != nil {
			ev.Drop()
		}
	}
	n.row = n.row[:0]
}

// note remembers the groups touched for the end of the interval; what they were before its first
// change is gathered now.
func (s *Set) note(g *groups) {
	s.use(g)
	for i := range g.touched {
		t := &g.touched[i]
		n, _ := g.noteOf(t.id)
		if !n.changed {
			n.changed = true
			if s.wantOld {
				copy(s.env.Ev, t.row)
				s.env.Group = t.id
				s.emit(oldRows)
			}
		}
		n.keepRow(t.row)
	}
}

// emitOfGroup gathers the row of one event of a group: every one, or only the last or first of its
// group.
func (s *Set) emitOfGroup(g *groups, stream int, row []*event.Event) {
	if s.mode == modeFirst {
		s.firstOfEvent(g, stream)
		return
	}
	if s.mode == modeEvery {
		s.emit(stream)
		return
	}
	n, _ := g.noteOf(s.env.Group)
	n.changed = true
	n.keepRow(row)
	b := &s.out[stream]
	if s.mode == modeLast && n.at[stream] != 0 {
		s.replace(b, int(n.at[stream]-1))
		return
	}
	before := len(b.rows)
	s.emit(stream)
	if len(b.rows) > before {
		n.at[stream] = int32(len(b.rows))
	}
}

// replace evaluates the row that env shows in place of one gathered before.
func (s *Set) replace(b *buffer, at int) {
	s.env.IsNew = b == &s.out[newRows]
	if s.plan.Having != nil && !s.plan.Having(s.env) {
		return
	}
	row := s.plan.Row(s.env)
	if s.keep {
		row.Hold()
		b.rows[at].Drop()
	}
	b.rows[at] = row
	for i := range s.plan.Order {
		b.order[at*len(s.plan.Order)+i] = s.plan.Order[i].Value(s.env)
	}
}

// Close ends an output interval: it gathers what is owed at its end. Idle tells that the row of a
// statement with one total is wanted although nothing changed.
func (s *Set) Close(idle bool) {
	switch {
	case s.plan.Kind == query.RowForAll && idle && !s.Pending():
		s.use(s.groups)
		clear(s.env.Ev)
		if s.wantOld {
			s.emit(oldRows)
		}
		if s.wantNew {
			s.emit(newRows)
		}
	case s.mode == modeLast || s.mode == modeAll:
		for _, g := range s.grouped() {
			s.closeGroups(g)
		}
		s.env.Level = 0
	}
}

// grouped returns the groups that rows are made of.
func (s *Set) grouped() []*groups {
	switch s.plan.Kind {
	case query.RowRollup:
		return s.levels
	case query.RowPerGroup, query.RowAggregateGroup:
		return []*groups{s.groups}
	}
	return nil
}

func (s *Set) closeGroups(g *groups) {
	s.use(g)
	perEvent := s.plan.Kind == query.RowAggregateGroup
	for i := range g.noted {
		n := &g.noted[i]
		copy(s.env.Ev, n.row)
		s.env.Group = n.id
		if perEvent {
			if s.mode == modeAll && !n.changed && s.wantNew {
				s.emit(newRows)
			}
		} else {
			if !n.changed && s.wantOld {
				s.emit(oldRows)
			}
			if s.wantNew {
				s.emit(newRows)
			}
		}
		n.changed, n.at = false, [2]int32{}
	}
	if s.mode == modeLast {
		for i := range g.noted {
			g.noteAt[g.noted[i].id] = 0
			g.noted[i].dropRow()
		}
		g.noted = g.noted[:0]
		g.sweep()
	}
}

// absorb brings the aggregations up to date and gathers nothing.
func (s *Set) absorb(entered, left []*event.Event) {
	if s.plan.Kind != query.RowRollup {
		if s.groups.keyed && s.groups.store == nil {
			s.lookUp(s.groups, entered, left)
		}
		s.apply(entered, left)
		s.groups.end()
		s.groups.sweep()
		return
	}
	for _, g := range s.levels {
		g.applyAll(s, entered, left)
		g.sweep()
	}
}

// Forget empties all aggregations.
func (s *Set) Forget() {
	for _, g := range s.all() {
		g.forgetAll()
	}
}

// Absorb is Push without rows: for a statement that keeps silent for now.
func (s *Set) Absorb(entered, left []*event.Event) (in, out int) {
	if s.shared != nil {
		return s.absorbShared(entered, left)
	}
	entered, left = s.pass(entered, &s.newIn), s.pass(left, &s.oldIn)
	left = s.fed(left)
	s.absorb(entered, left)
	return len(entered) / s.width, len(left) / s.width
}
