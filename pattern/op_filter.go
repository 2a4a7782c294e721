package pattern

import "github.com/cephei-go/cephei/event"

// A filter atom is true with the next event that passes. Below every and a repeat it goes on
// waiting, which is the same as ending and starting anew, but costs nothing.

func (n *node) startFilter() {
	in := n.in
	in.pool.Counts.Atoms++
	n.x = in.host.Filters.Add(Atom{n, n.gen}, n.step.filter, n.env(n.begin))
}

// hit takes an event that passed the filter.
func (n *node) hit(ev *event.Event) {
	in := n.in
	m := n.begin.hold()
	if n.step.slot != 0 {
		in.pool.release(m)
		m = in.pool.with(n.begin, n.step.slot, ev, nil)
	}
	if n.step.sticky {
		n.yes(m, false)
	} else {
		n.quit()
		n.yes(m, true)
	}
	in.pool.release(m)
}
