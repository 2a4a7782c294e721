package pattern

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// Matches that share an event overlap. @SuppressOverlappingMatches tells only the first of those
// that one event completes together; @DiscardPartialsOnMatch ends all attempts that hold an event
// of a match that was told, once all matches of that event are known.

// overlap applies the annotations to the matches of one delivery and returns those to tell.
func (in *Instance) overlap(found []Match) []Match {
	if in.plan.Suppress {
		found = in.suppress(found)
	}
	if in.plan.Discard {
		used := make(map[*event.Event]bool)
		for _, m := range found {
			m.t.each(func(ev *event.Event) { used[ev] = true })
		}
		in.because("a match took its event")
		in.discard(used)
	}
	return found
}

// suppress keeps the first of the matches that share an event with another.
func (in *Instance) suppress(found []Match) []Match {
	used := make(map[*event.Event]bool)
	kept := found[:0]
	for _, m := range found {
		if m.t.has(used) {
			in.pool.release(m.t)
			continue
		}
		m.t.each(func(ev *event.Event) { used[ev] = true })
		kept = append(kept, m)
	}
	clear(found[len(kept):])
	return kept
}

// discard ends the attempts that hold one of the events, outermost first. Those that they leave
// behind as false may start others anew, which hold none of them.
func (in *Instance) discard(used map[*event.Event]bool) {
	var doomed []Atom
	var walk func(n *node)
	walk = func(n *node) {
		if n.begin.has(used) || n.holds(used) {
			doomed = append(doomed, Atom{n, n.gen})
			return
		}
		for k := n.kids; k != nil; k = k.next {
			walk(k)
		}
	}
	if in.root != nil {
		walk(in.root)
	}
	for _, d := range slices.Backward(doomed) { // kids are linked youngest first
		if a := d; a.Live() {
			a.n.fail(true)
		}
	}
}

// holds tells whether the operator has collected one of the events.
func (n *node) holds(used map[*event.Event]bool) bool {
	x := n.x
	switch {
	case x == nil:
	case x.gather != nil:
		for _, list := range x.gather.got {
			for _, m := range list {
				if m.has(used) {
					return true
				}
			}
		}
	case x.repeat != nil:
		for _, list := range x.repeat.got {
			for _, ev := range list {
				if used[ev] {
					return true
				}
			}
		}
	}
	return false
}
