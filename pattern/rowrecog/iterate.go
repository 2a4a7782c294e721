package rowrecog

import (
	"iter"

	"github.com/cephei-go/cephei/event"
)

// Each searches the rows of a data window afresh and yields the matches, partition by partition, as
// if all the rows were known from the start: greedy quantifiers take all they can, and what an
// interval holds back is shown too. What prev finds was fixed when each row came.
func (m *Matcher) Each(rows iter.Seq[*event.Event], yield func(Match) bool) {
	var order []*partition
	byPart := make(map[*partition][]*event.Event)
	for ev := range rows {
		clear(m.env.Ev)
		m.env.Ev[RowSlot] = ev
		v := m.parts.Get(&m.env)
		p := (*partition)(nil)
		if v != nil {
			p = *v
		} else { // no attempt is under way there; what it matched is told all the same
			p = m.forgotten(&order, byPart, ev)
		}
		if byPart[p] == nil {
			order = append(order, p)
		}
		byPart[p] = append(byPart[p], ev)
	}
	for _, p := range order {
		s := &search{m: m, p: p, rows: byPart[p]}
		if !s.run(yield) {
			return
		}
	}
}

// forgotten finds the partition of a row whose key the matcher does not know any more.
func (m *Matcher) forgotten(
	order *[]*partition, byPart map[*partition][]*event.Event, ev *event.Event,
) *partition {
	key := string(m.plan.key.Append(nil, &m.env))
	for _, p := range *order {
		m.env.Ev[RowSlot] = byPart[p][0]
		same := string(m.plan.key.Append(nil, &m.env)) == key
		m.env.Ev[RowSlot] = ev
		if same {
			return p
		}
	}
	return &partition{}
}

// maxThreads bounds a search for all matches of an ambiguous pattern, which can double with every
// row; ways beyond it are left out.
const maxThreads = 10_000

// search looks for matches among the rows of one partition.
type search struct {
	m       *Matcher
	p       *partition
	rows    []*event.Event
	dead    []bool // by row and state: no match can be reached from there
	visited []int  // by this first row
	now     []thread
	next    []thread
}

// run tries one first row after the other and goes on as the skip clause says.
func (s *search) run(yield func(Match) bool) bool {
	if s.m.plan.own && !s.m.plan.all {
		s.dead = make([]bool, len(s.rows)*len(s.m.plan.states))
	}
	for from := 0; from < len(s.rows); {
		found, last := s.from(from)
		on := true
		for _, r := range found {
			on = on && yield(Match{s.m, r})
			s.m.pool.release(r)
		}
		if !on {
			return false
		}
		if len(found) > 0 && s.m.plan.past() {
			from = last + 1
		} else {
			from++
		}
	}
	return true
}

// from returns the matches that begin at a row, owned by the caller, and the row where the last one
// ends: the best one, or all.
func (s *search) from(first int) (found []*row, last int) {
	m := s.m
	s.now = s.now[:0]
	for _, st := range m.plan.first {
		s.now = append(s.now, thread{begin: 1, state: int32(st)})
	}
	last = first
	for i := first; i < len(s.rows) && len(s.now) > 0; i++ {
		ends := s.step(i)
		if len(ends) == 0 {
			continue
		}
		if !m.plan.all {
			for _, r := range found {
				m.pool.release(r)
			}
			found = found[:0]
		}
		found = append(found, ends...)
		last = i
	}
	for _, t := range s.now {
		m.pool.release(t.rows)
	}
	s.bury(last, len(found) > 0)
	return found, last
}

// step moves all threads by row i and returns those that reached the end: of a best match only it,
// and the threads that are worse end too.
func (s *search) step(i int) (ends []*row) {
	m, ev := s.m, s.rows[i]
	m.look(ev, s.p.recall[ev].before)
	clear(m.marks)
	next := s.next[:0]
	cut := false
	for j := range s.now {
		t := &s.now[j]
		if cut || s.isDead(i, t.state) || !m.accepts(t, ev) {
			m.pool.release(t.rows)
			continue
		}
		st := &m.plan.states[t.state]
		rows := m.pool.take(t.rows, ev, st.v)
		m.pool.release(t.rows)
		for _, to := range st.next {
			if to == end {
				ends = append(ends, rows.hold())
				if !m.plan.all {
					cut = true
					break
				}
			} else if len(next) < maxThreads && s.enters(to) {
				next = append(next, thread{1, 0, rows.hold(), int32(to)})
			}
		}
		m.pool.release(rows)
	}
	s.now, s.next = next, s.now
	return ends
}

// enters tells whether no better thread has come into the state with this row.
func (s *search) enters(to int) bool {
	if s.dead == nil {
		return true
	}
	if s.m.marks[to] != 0 {
		return false
	}
	s.m.marks[to] = 1
	return true
}

// isDead tells whether it is known that nothing can be reached from there; if not, it is noted that
// this attempt came by.
func (s *search) isDead(i int, state int32) bool {
	if s.dead == nil {
		return false
	}
	at := i*len(s.m.plan.states) + int(state)
	if s.dead[at] {
		return true
	}
	s.visited = append(s.visited, at)
	return false
}

// bury marks what was tried behind the last match: nothing can be reached from there, and later
// first rows need not try again. So the search costs O(rows * states) in all.
func (s *search) bury(last int, matched bool) {
	for _, at := range s.visited {
		if !matched || at/len(s.m.plan.states) > last {
			s.dead[at] = true
		}
	}
	s.visited = s.visited[:0]
}
