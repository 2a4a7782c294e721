package pattern

import "github.com/cephei-go/cephei/event"

// A filter atom is true with the next event that passes. Below every and a repeat it goes on
// waiting, which is the same as ending and starting anew, but costs nothing.
//
// Since they wait in great numbers, `x where guard` and `not x` with an atom x are one node each:
// the atom has the guard's cell, or is the negation itself.

// startFilter sets the guard first, if there is one: when both fall on one instant the guard wins.
func (n *node) startFilter() {
	if n.step.guard != nil && !n.guarded() {
		n.fail(true)
		return
	}
	n.await()
}

// await puts the atom into the filter index.
func (n *node) await() {
	in := n.in
	in.pool.Counts.Atoms++
	h := in.host.Filters.Add(Atom{n, n.gen}, n.step.filter, n.env(n.begin))
	if !n.waiter.In() {
		n.work().handle = h
	}
}

// withdraw takes the atom out of the filter index, if it is in.
func (n *node) withdraw() {
	in := n.in
	switch {
	case n.waiter.In():
		in.pool.Counts.Atoms--
		in.host.Filters.Remove(&n.waiter)
	case n.x != nil && n.x.handle != nil:
		in.pool.Counts.Atoms--
		in.host.Filters.Remove(n.x.handle)
	}
}

// hit takes an event that passed the filter.
func (n *node) hit(ev *event.Event) {
	if n.step.op == opNot || n.step.op == opAbsent {
		n.forbidden()
		return
	}
	in := n.in
	m := n.seeing(ev)
	switch {
	case n.step.sticky:
		n.yes(m, false)
	case n.step.guard != nil && n.inspect(m) != Pass:
		n.in.because(n.step.text)
		n.fail(true)
	default:
		n.quit()
		n.yes(m, true)
	}
	in.pool.release(m)
}

// seeing returns the tags with the event, which the caller owns.
func (n *node) seeing(ev *event.Event) *tags {
	if n.step.slot == 0 {
		return n.begin.hold()
	}
	return n.in.pool.with(n.begin, n.step.slot, ev, nil)
}
