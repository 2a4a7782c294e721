package pattern

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// The pattern `every ([2:3] a=A until b=B)`:
//
//	A1      A2      A3      A4      B1      A5      B2      A6
//	├─ 1 ───┼─ 2 ───┼─ 3 ───┼───────┤ (A1 A2 A3, B1)
//	                                ├─ 1 ───┼───────┤ false: too few
//	                                                ├─ 1 ───
//
// `[n:m] x until y` runs x again and again and collects the events of its tags in arrays. y is
// started first, so that of equal filters it wins an event that both could take. The repeat is true
// with y, unless there were fewer than n rounds, then it is false; `[n] x` is true with round n.
// After m rounds it only waits for y.

// repeat is what the rounds so far have collected.
type repeat struct {
	count     int64
	low, high int64 // -1: not bounded
	got       [][]*event.Event
}

// clear lets go of the events that were collected.
func (r *repeat) clear(in *Instance) {
	for i, list := range r.got {
		for _, ev := range list {
			ev.Drop()
			in.held--
		}
		r.got[i] = nil
	}
}

// unbound stands for a limit that is not written.
const unbound = -1

// startRepeat begins the end condition, and then the first round.
func (n *node) startRepeat() {
	r := &repeat{got: make([][]*event.Event, len(n.step.slots))}
	n.work().repeat = r
	low, ok1 := n.bound(n.step.low)
	high, ok2 := n.bound(n.step.high)
	if n.step.exact {
		high = low
	}
	if !ok1 || !ok2 || high != unbound && high < low {
		n.fail(false)
		return
	}
	r.low, r.high = low, high
	if len(n.step.kids) > 1 {
		if n.in.start(n.step.kids[1], n, n.begin, false); n.dead {
			return
		}
	}
	n.round()
}

// bound evaluates a limit, which may depend on the tags before the repeat.
func (n *node) bound(f expr.IntFn) (int64, bool) {
	if f == nil {
		return unbound, true
	}
	v, ok := f(n.env(n.begin))
	return v, ok && v > 0
}

// manyRounds bounds how often a part is started that is true at once, as `timer:interval(0)` is.
const manyRounds = 1000

// round starts the repeated part, again if it is true at once.
func (n *node) round() {
	for range manyRounds {
		n.starting, n.told = true, false
		c := n.in.start(n.step.kids[0], n, n.begin, false)
		if n.dead {
			return
		}
		n.starting = false
		if n.told && !c.dead && !n.goesOn() {
			c.quit()
		}
		if !n.told || !c.dead || !n.goesOn() {
			return
		}
	}
	n.fail(false)
}

// goesOn tells whether another round may follow.
func (n *node) goesOn() bool {
	r := n.x.repeat
	return r.high == unbound || r.count < r.high
}

// repeatYes takes a round, or the end condition. Rounds all begin with the tags before the repeat:
// no round sees the events of another.
func (n *node) repeatYes(c *node, m *tags) {
	r := n.x.repeat
	if c.step.pos == 1 {
		if r.low != unbound && r.count < r.low {
			n.fail(true)
			return
		}
		n.finish(m)
		return
	}
	r.count++
	n.collect(r, m)
	switch {
	case n.dead:
	case r.low != unbound && r.low == r.high && r.count == r.low:
		n.finish(n.begin)
	case n.starting:
		n.told = true
	case c.dead && n.goesOn():
		n.round()
	case !c.dead && !n.goesOn():
		c.quit()
	}
}

// collect adds what the round has seen. Without room its events are not kept, though it counts.
func (n *node) collect(r *repeat, m *tags) {
	for i, slot := range n.step.slots {
		t := m
		for t != nil && t != n.begin && int(t.slot) != slot {
			t = t.up
		}
		if t == nil || t == n.begin {
			continue
		}
		if t.ev != nil {
			n.keep(r, i, t.ev)
		}
		for _, ev := range t.array() {
			n.keep(r, i, ev)
		}
	}
}

// keep holds one event in the array of a tag, if there is room.
func (n *node) keep(r *repeat, i int, ev *event.Event) {
	if n.dead || !n.in.roomBy(n, func(in *Instance) bool { return r.drop(in, i) }) {
		return
	}
	ev.Hold()
	n.in.held++
	r.got[i] = append(r.got[i], ev)
}

// drop forgets the oldest event of an array.
func (r *repeat) drop(in *Instance, i int) bool {
	if len(r.got[i]) == 0 {
		return false
	}
	r.got[i][0].Drop()
	r.got[i] = r.got[i][1:]
	in.held--
	return true
}

// finish is true with the tags base and the arrays, which become the match's own.
func (n *node) finish(base *tags) {
	in, r := n.in, n.x.repeat
	m := base.hold()
	for i, list := range r.got {
		if len(list) == 0 {
			continue
		}
		longer := in.pool.with(m, n.step.slots[i], nil, list)
		in.pool.release(m)
		m = longer
		in.held -= len(list)
		r.got[i] = nil
	}
	n.quit()
	n.yes(m, true)
	in.pool.release(m)
}
