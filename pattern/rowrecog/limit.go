package rowrecog

import (
	"fmt"
	"slices"
	"unsafe"
)

// Policy says what happens when a matcher holds as many attempts as it may.
type Policy uint8

// The policies.
const (
	Refuse     Policy = iota // no new attempt is begun
	DropOldest               // the attempt that began first, in whatever partition, makes room
	Fail                     // as Refuse, and the host is told of the error
)

// Limits bounds what a matcher holds.
type Limits struct {
	Max    int // attempts, and as many matches held back, in all partitions; 0 is no limit
	Policy Policy
}

// Counters tell how a matcher fares with its limit.
type Counters struct {
	Threads    int // attempts under way
	Partitions int
	Rows       int    // rows that attempts and waiting matches have taken
	Waiting    int    // intervals that run
	Refused    uint64 // in all
	Dropped    uint64 // in all
	Reclaimed  uint64 // partitions forgotten since they were idle
}

// Counters returns the counters.
func (m *Matcher) Counters() Counters {
	c := m.counter
	c.Threads, c.Partitions, c.Rows, c.Waiting = m.threads, m.parts.Len(), m.pool.live, m.waiting
	return c
}

// Bytes estimates the memory held, without the events themselves.
func (m *Matcher) Bytes() int {
	n := m.pool.live*int(unsafe.Sizeof(row{})) + m.threads*int(unsafe.Sizeof(thread{}))
	return n + m.parts.Len()*int(unsafe.Sizeof(partition{})) + m.parts.Bytes()
}

// ErrLimit is what Host.Failed is told.
type ErrLimit struct {
	Max int
}

// Error tells the limit.
func (e *ErrLimit) Error() string {
	return fmt.Sprintf("match_recognize holds %d attempts, as many as it may", e.Max)
}

// mayFork tells whether an attempt may go on in one more state, when the partition has n without it.
// An attempt that has one way to go always may; ambiguous patterns that tell all matches can double
// with every row.
func (m *Matcher) mayFork(p *partition, n int) bool {
	l := &m.host.Limits
	if l.Max <= 0 || m.threads-len(p.threads)+n < l.Max {
		return true
	}
	m.refuse()
	return false
}

// refuse counts what was not begun.
func (m *Matcher) refuse() {
	m.counter.Refused++
	if l := &m.host.Limits; l.Policy == Fail && m.host.Failed != nil {
		m.host.Failed(&ErrLimit{l.Max})
	}
}

// full tells whether as many attempts are under way as may be.
func (m *Matcher) full() bool { return m.host.Limits.Max > 0 && m.threads >= m.host.Limits.Max }

// room tells whether one more attempt may be held.
func (m *Matcher) room(p *partition) bool {
	if !m.full() {
		return true
	}
	if m.host.Limits.Policy == DropOldest && m.evict(p) {
		m.counter.Dropped++
		return true
	}
	m.refuse()
	return false
}

// aged is an attempt by its first row.
type aged struct {
	p     *partition
	begin uint64
}

// age notes that an attempt began, when its age may be asked for.
func (m *Matcher) age(p *partition, begin uint64) {
	if m.host.Limits.Max <= 0 || m.host.Limits.Policy != DropOldest {
		return
	}
	if len(m.ages) == cap(m.ages) { // before it grows: forget those that have ended
		m.ages = slices.DeleteFunc(m.ages, func(a aged) bool { return !a.p.grows(a.begin) })
	}
	m.ages = append(m.ages, aged{p, begin})
}

// evict ends the oldest attempt that began before the row in work, which is one of partition p.
func (m *Matcher) evict(p *partition) bool {
	for len(m.ages) > 0 && m.ages[0].begin != m.seq {
		a := m.ages[0]
		m.ages = m.ages[1:]
		if !a.p.grows(a.begin) {
			continue
		}
		m.drop(a.p, func(begin uint64) bool { return begin == a.begin })
		if a.p != p {
			m.prune(a.p)
		}
		return true
	}
	return false
}
