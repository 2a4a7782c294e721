package resultset

import (
	"github.com/cephei-go/cephei/event"
)

// throttle is the silence of one group after its first row: `output first` with groups.
type throttle struct {
	spoken  bool
	in, out int64 // rows since then, insert and remove stream
	last    int64 // time of the last row
}

// opens tells whether a group may speak when in rows enter and out rows leave, and begins its next
// silence if so.
func (s *Set) opens(g *groups, id uint32, in, out int64) bool {
	for int(id) >= len(g.first) {
		g.first = append(g.first, throttle{})
	}
	t, o := &g.first[id], s.plan.Output
	now := s.env.Rt.Now()
	switch {
	case !t.spoken:
		t.spoken = true
	case o.EveryT != nil:
		if next, ok := o.EveryT.Shift(s.env, t.last, 1); !ok || now < next {
			return false
		}
	case o.EveryN != nil:
		t.in, t.out = t.in+in, t.out+out
		if n, ok := o.EveryN(s.env); !ok || t.in < n && t.out < n {
			return false
		}
	case o.When != nil:
		if !o.When(s.env) {
			return false
		}
	case o.At != nil:
		if next, ok := o.At.Next(s.env, t.last); !ok || now < next {
			return false
		}
	}
	t.in, t.out, t.last = 0, 0, now
	return true
}

// beginFirst makes the groups keep their silence when their rows have left: the throttle belongs to the
// key, which may soon have rows again. So many without rows are kept at most; 0 is any number.
func (s *Set) beginFirst(most int) {
	if s.mode != modeFirst {
		return
	}
	for _, g := range s.grouped() {
		g.over, g.silent = s.isOver, most
	}
}

// isOver tells whether a group's silence is over by the clock alone, so that it is as if the group had
// never spoken. One that counts rows or waits for a condition lasts until then.
func (s *Set) isOver(t *throttle) bool {
	if !t.spoken {
		return true
	}
	var next int64
	ok, o := false, s.plan.Output
	switch {
	case o.EveryT != nil:
		next, ok = o.EveryT.Shift(s.env, t.last, 1)
	case o.At != nil:
		next, ok = o.At.Next(s.env, t.last)
	}
	return ok && s.env.Rt.Now() >= next
}

// isSilent tells whether a group must be remembered for its silence.
func (g *groups) isSilent(id uint32) bool {
	return g.over != nil && int(id) < len(g.first) && !g.over(&g.first[id])
}

// wake forgets the groups that were kept for their silence alone, when it is over. One that has to wait
// holds up those behind it, for one interval at most.
func (g *groups) wake() {
	for g.hushed.n > 0 {
		id := g.hushed.at(0)
		if g.vacant(id) {
			if g.isSilent(id) {
				return
			}
			g.forget(id)
		}
		g.hushed.pop()
	}
}

// trimHushed forgets the groups beyond the number that is kept, the one that has been without rows for
// longest first: what comes to it speaks again.
func (g *groups) trimHushed() {
	for g.silent > 0 && int(g.hushed.n) > g.silent {
		if id := g.hushed.at(0); g.vacant(id) {
			g.forget(id)
		}
		g.hushed.pop()
	}
}

// stash keeps what the groups touched were before the update, in case they may speak.
func (s *Set) stash(g *groups) {
	if !s.wantOld {
		return
	}
	s.use(g)
	g.stashed = g.stashed[:0]
	for i := range g.touched {
		copy(s.env.Ev, g.touched[i].row)
		s.env.Group, s.env.IsNew = g.touched[i].id, false
		if s.plan.Having != nil && !s.plan.Having(s.env) {
			g.stashed = append(g.stashed, nil)
		} else {
			g.stashed = append(g.stashed, s.plan.Row(s.env))
		}
	}
}

// firsts gathers the rows of the groups that may speak, decided row by row after the update.
func (s *Set) firsts(g *groups, entered, left []*event.Event) {
	s.use(g)
	s.decide(g, entered, true)
	s.decide(g, left, false)
	for i := range g.touched {
		t := &g.touched[i]
		if !t.speaks {
			continue
		}
		copy(s.env.Ev, t.row)
		s.env.Group = t.id
		if s.wantOld && g.stashed[i] != nil {
			s.out[oldRows].append(g.stashed[i], s.plan, s.env, s.keep)
		}
		if s.wantNew {
			s.emit(newRows)
		}
	}
}

func (s *Set) decide(g *groups, rows []*event.Event, in bool) {
	for i := 0; i < len(rows); i += s.width {
		s.load(rows, i)
		id := g.of(s.env)
		s.env.Group, s.env.IsNew = id, in
		if s.plan.Having != nil && !s.plan.Having(s.env) {
			continue
		}
		if s.speaks(g, id, in) {
			for j := range g.touched {
				if g.touched[j].id == id {
					g.touched[j].speaks = true
				}
			}
		}
	}
}

func (s *Set) speaks(g *groups, id uint32, in bool) bool {
	if in {
		return s.opens(g, id, 1, 0)
	}
	return s.opens(g, id, 0, 1)
}

// firstOfEvent gathers the row of one event when its group may speak.
func (s *Set) firstOfEvent(g *groups, stream int) {
	s.env.IsNew = stream == newRows
	if s.plan.Having != nil && !s.plan.Having(s.env) {
		return
	}
	if s.speaks(g, s.env.Group, stream == newRows) {
		s.emit(stream)
	}
}
