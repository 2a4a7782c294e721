package rowrecog

import (
	"cmp"
	"slices"

	"github.com/cephei-go/cephei/event"
)

// `interval p` holds matches back until p after their first row; of several that began at one row
// the best one is told then. When a match was told its attempt stays open: each later row that
// makes it longer gives one more match at once. `or terminated` tells a match as soon as its
// attempt cannot grow any more.

// The pattern (A B*) interval 10 seconds:
//
//	0s      2s      5s      10s     12s     13s
//	A1      B1      B2              B3      X
//	├───────┼───────┼───────┤ (A1, B1 B2)
//	├───────────────────────────────┤ (A1, B1 B2 B3)
//	                                        ╳ nothing more: X broke it

// due holds the matches of one partition whose first rows came at one time.
type due struct {
	timer event.Timer
	m     *Matcher
	p     *partition
	since int64
	held  []ended // by first row; of one first row in the order of completion
}

// settleLater holds back the matches whose interval runs and tells the others now.
func (m *Matcher) settleLater(p *partition) {
	now := m.host.Rt.Now()
	open := m.ends[:0:0]
	for _, e := range m.ends {
		at, ok := e.since+m.plan.period.Ms, true
		if !m.plan.period.Const {
			at, ok = m.plan.period.Shift(&m.env, e.since, 1)
		}
		if !ok || at <= now {
			open = append(open, e)
			continue
		}
		m.hold(p, e, at)
	}
	m.tell(open)
	if m.plan.early {
		m.terminated(p)
	}
}

// hold keeps a match until the time at. Unless all are wanted it takes the place of a former one of
// the same first row: that was only kept while this attempt, which is better, could still fail.
func (m *Matcher) hold(p *partition, e ended, at int64) {
	d := m.dueOf(p, e.since, at)
	if !m.plan.all {
		for i := range d.held {
			if d.held[i].begin == e.begin {
				m.pool.release(d.held[i].rows)
				e.rows.hold()
				d.held[i] = e
				return
			}
		}
	}
	if l := &m.host.Limits; l.Max > 0 && m.kept >= l.Max {
		m.refuse()
		return
	}
	m.kept++
	e.rows.hold()
	d.held = append(d.held, e)
	slices.SortStableFunc(d.held, func(a, b ended) int { return cmp.Compare(a.begin, b.begin) })
}

// dueOf finds or begins the interval of first rows of one time. Most rows come in order of time, so
// the new one goes to the end.
func (m *Matcher) dueOf(p *partition, since, at int64) *due {
	i, found := slices.BinarySearchFunc(p.dues, since, func(d *due, t int64) int {
		return cmp.Compare(d.since, t)
	})
	if found {
		return p.dues[i]
	}
	d := m.newDue(p, since)
	m.host.Rt.Schedule.Set(&d.timer, at)
	p.dues = slices.Insert(p.dues, i, d)
	return d
}

// newDue takes an interval out of those that are free.
func (m *Matcher) newDue(p *partition, since int64) *due {
	d := &due{}
	if n := len(m.dues); n > 0 {
		d, m.dues = m.dues[n-1], m.dues[:n-1]
	}
	d.m, d.p, d.since = m, p, since
	d.timer.F, d.timer.Slot = d, m.host.Slot
	m.waiting++
	return d
}

// freeDue takes an interval back with what it still holds.
func (m *Matcher) freeDue(d *due) {
	m.host.Rt.Schedule.Cancel(&d.timer)
	m.kept -= len(d.held)
	for i := range d.held {
		m.pool.release(d.held[i].rows)
		d.held[i] = ended{}
	}
	*d = due{held: d.held[:0]}
	m.dues = append(m.dues, d)
	m.waiting--
}

// Fire is called by the schedule when the interval of the first rows is over.
func (d *due) Fire(int64) {
	m, p := d.m, d.p
	m.tellHeld(d.held)
	p.dues = slices.DeleteFunc(p.dues, func(x *due) bool { return x == d })
	m.freeDue(d)
	m.prune(p)
	m.deliver()
}

// tellHeld tells matches that began at one time. Unless the clause says otherwise, one that began
// within one that is told is skipped.
func (m *Matcher) tellHeld(held []ended) {
	last := uint64(0)
	for _, e := range held {
		if !m.plan.all && m.plan.past() && e.begin <= last {
			continue
		}
		m.found = append(m.found, Match{m, e.rows.hold()})
		last = e.begin + e.rows.span() - 1
	}
}

// span is the number of rows of a match.
func (r *row) span() uint64 {
	n := uint64(0)
	for ; r != nil; r = r.up {
		n++
	}
	return n
}

// terminated tells the held matches whose attempts are over.
func (m *Matcher) terminated(p *partition) {
	for i := 0; i < len(p.dues); i++ {
		d := p.dues[i]
		kept := d.held[:0]
		var over []ended
		for _, e := range d.held {
			if p.grows(e.begin) {
				kept = append(kept, e)
			} else {
				over = append(over, e)
			}
		}
		clear(d.held[len(kept):])
		d.held = kept
		m.kept -= len(over)
		m.tellHeld(over)
		for _, e := range over {
			m.pool.release(e.rows)
		}
		if len(d.held) == 0 {
			p.dues = slices.Delete(p.dues, i, i+1)
			m.freeDue(d)
			i--
		}
	}
}

// grows tells whether an attempt from that first row is under way; threads are in that order.
func (p *partition) grows(begin uint64) bool {
	_, found := slices.BinarySearchFunc(p.threads, begin, func(t thread, b uint64) int {
		return cmp.Compare(t.begin, b)
	})
	return found
}
