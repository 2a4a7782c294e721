package rowrecog

import (
	"fmt"
	"unsafe"
)

// Policy says what happens when a matcher holds as many attempts as it may.
type Policy uint8

// The policies.
const (
	Refuse     Policy = iota // no new attempt is begun
	DropOldest               // the attempt of the partition that began first makes room
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

// room tells whether one more attempt may be held.
func (m *Matcher) room(p *partition) bool {
	l := &m.host.Limits
	if l.Max <= 0 || m.threads < l.Max {
		return true
	}
	if l.Policy == DropOldest && len(p.threads) > 0 && p.threads[0].begin != m.seq {
		oldest := p.threads[0].begin
		m.drop(p, func(begin uint64) bool { return begin == oldest })
		m.counter.Dropped++
		return true
	}
	m.refuse()
	return false
}
