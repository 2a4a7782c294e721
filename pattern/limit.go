package pattern

import "fmt"

// With a limit of 2, for the pattern `every a=A -> b=B` and the events A1 A2 A3 B1:
//
//	Refuse      (A1, B1) (A2, B1)    A3 was not begun
//	DropOldest  (A2, B1) (A3, B1)    A1 made room
//	Fail        as Refuse, and the statement has an error
//
// The limit is on all that an instance holds together; what a single thing costs is in
// [Counts.Bytes].

// Policy says what happens when an instance holds as much as it may.
type Policy uint8

// The policies.
const (
	Refuse     Policy = iota // the new attempt is not begun, the new event not kept
	DropOldest               // the oldest makes room
	Fail                     // as Refuse, and the host is told of the error
)

// Limits bounds what an instance holds: attempts behind an arrow, further attempts of an every,
// matches that wait in a conjunction, events that a repeat has collected, keys of every-distinct.
// Those are what can grow without end; everything else is bounded by the pattern.
type Limits struct {
	Max    int // 0: no limit
	Policy Policy
}

// Counters tell how an instance fares with its limit.
type Counters struct {
	Held    int    // now
	Refused uint64 // in all
	Dropped uint64 // in all
}

// Counters returns the counters.
func (in *Instance) Counters() Counters {
	c := in.counter
	c.Held = in.held
	return c
}

// ErrLimit is what Host.Failed is told.
type ErrLimit struct {
	Max int
}

// Error tells the limit.
func (e *ErrLimit) Error() string {
	return fmt.Sprintf("the pattern holds %d attempts, as many as it may", e.Max)
}

// room tells whether one more thing may be held on behalf of n, making room if that is the policy.
// n may be ended by that.
func (in *Instance) room(n *node) bool { return in.roomBy(n, nil) }

// roomBy is room for one that can drop its own oldest, which is asked first.
func (in *Instance) roomBy(n *node, own func(*Instance) bool) bool {
	l := &in.host.Limits
	if l.Max <= 0 || in.held < l.Max {
		return !n.dead
	}
	if l.Policy == DropOldest && (own != nil && own(in) || in.evict()) {
		in.counter.Dropped++
		return !n.dead
	}
	in.counter.Refused++
	if l.Policy == Fail && in.host.Failed != nil {
		in.host.Failed(&ErrLimit{l.Max})
	}
	return false
}

// remember notes the age of an attempt, when it may be asked for.
func (in *Instance) remember(n *node) {
	if in.host.Limits.Max <= 0 || in.host.Limits.Policy != DropOldest {
		return
	}
	if len(in.ages) == cap(in.ages) { // before it grows: forget those that have ended
		kept := in.ages[:0]
		for _, a := range in.ages {
			if a.Live() {
				kept = append(kept, a)
			}
		}
		in.ages = kept
	}
	in.ages = append(in.ages, Atom{n, n.gen})
}

// evict ends the oldest attempt that is counted.
func (in *Instance) evict() bool {
	for len(in.ages) > 0 {
		a := in.ages[0]
		in.ages = in.ages[1:]
		if !a.Live() {
			continue
		}
		in.because("the limit")
		n := a.n
		if p := n.parent; p.step.op == opSequence {
			n.fail(true)
		} else if n.quit(); !p.dead && p.kids == nil {
			p.fail(false)
		}
		return true
	}
	return false
}
