package window

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// intersectPlan is several windows in a row: an event is inside while all of them hold it.
type intersectPlan struct {
	base
	parts []Plan
	batch int // the member that is a batch, or -1
}

// New returns an empty window.
func (p *intersectPlan) New(h *Host, out event.Sink) View {
	w := &intersect{members: members{c: newCore(h, out, p.schema)}, batch: p.batch}
	w.make(h, w, p.parts)
	return w
}

// intersect hands every arrival to all members; what one lets go is taken out of the others. One of
// the members may be a batch: then only its batches are posted, and what another lets go before
// that vanishes.
type intersect struct {
	members
	batch   int
	new     []*event.Event // the arrivals that all accepted
	out     []*event.Event
	gone    eventSet // what members let go because of the arrivals
	refused eventSet // the arrivals that a member refused
}

// Push adds and removes events.
func (w *intersect) Push(d *event.Delta) {
	if len(d.Old) > 0 {
		w.delete(d.Old)
	}
	if len(d.New) > 0 {
		w.arrive(d.New)
	}
	if w.batch < 0 {
		w.c.push()
	}
}

// delete removes events from all members. They have the same contents, so the first one tells which
// were inside.
func (w *intersect) delete(evs []*event.Event) {
	w.outs[0].old = w.outs[0].old[:0]
	w.hand(keeping, 0, nil, evs)
	if w.batch < 0 {
		w.c.delta.Old = append(w.c.delta.Old, w.outs[0].old...)
	}
	w.removeElsewhere(0, evs)
}

func (w *intersect) arrive(evs []*event.Event) {
	for i := range w.views {
		if i != w.batch {
			w.offer(i, evs)
		}
	}
	w.gone.reset()
	for i := range w.views {
		if i == w.batch || len(w.outs[i].old) == 0 {
			continue
		}
		for _, ev := range w.outs[i].old {
			w.gone.add(ev)
		}
		w.removeElsewhere(i, w.outs[i].old)
	}
	w.refused.reset()
	w.new = append(w.new[:0], evs...)
	if w.refusals(evs) {
		w.refuse(evs)
	}
	if w.batch >= 0 {
		w.toBatch()
		return
	}
	w.c.enter(w.new)
	for _, ev := range w.gone.list {
		if !w.refused.has(ev) { // else it was never inside for those behind
			w.c.leave(ev)
		}
	}
}

// refuse takes the arrivals that a member refused out of the others.
func (w *intersect) refuse(evs []*event.Event) {
	w.new = w.new[:0]
	for k, ev := range evs {
		if w.marks[k] == 0 {
			w.new = append(w.new, ev)
		} else {
			w.refused.add(ev)
		}
	}
	for i := range w.views {
		w.out = w.out[:0]
		for k, ev := range evs {
			if w.marks[k] != 0 && w.marks[k]>>i&1 == 0 {
				w.out = append(w.out, ev)
			}
		}
		if i != w.batch {
			w.remove(i, w.out)
		}
	}
}

// toBatch hands the batch the arrivals that are still inside.
func (w *intersect) toBatch() {
	if w.gone.len() > 0 {
		kept := w.new[:0]
		for _, ev := range w.new {
			if !w.gone.has(ev) {
				kept = append(kept, ev)
			}
		}
		w.new = kept
	}
	if len(w.new) > 0 {
		w.hand(acting, w.batch, w.new, nil)
	}
}

// from takes what a member pushed.
func (w *intersect) from(i int, d *event.Delta) {
	switch {
	case w.mode == deaf:
	case w.mode == keeping:
		w.keep(i, d)
	case i == w.batch:
		w.c.out.Push(d)
		w.removeElsewhere(i, d.New) // they start afresh with each batch
	default:
		w.removeElsewhere(i, d.Old)
		if w.batch < 0 {
			w.c.out.Push(d)
		}
	}
}

// Each yields the contents: those of the batch where there is one.
func (w *intersect) Each(yield func(*event.Event) bool) { w.views[max(w.batch, 0)].Each(yield) }

// Len is the number of events held.
func (w *intersect) Len() int { return w.views[max(w.batch, 0)].Len() }

// Save writes the members.
func (w *intersect) Save(e *event.Encoder) { w.save(e) }

// Load reads what Save wrote.
func (w *intersect) Load(d *event.Decoder) { w.load(d) }

// Close closes the members.
func (w *intersect) Close() { w.close() }

// Bytes estimates the memory held.
func (w *intersect) Bytes() int { return w.bytes() }

// eventSet is a set of events in the order in which they were added. Most have a few: a map is made
// only for more.
type eventSet struct {
	list []*event.Event
	m    map[*event.Event]struct{}
}

const smallSet = 16

func (s *eventSet) len() int { return len(s.list) }

func (s *eventSet) has(ev *event.Event) bool {
	if len(s.list) <= smallSet {
		return slices.Contains(s.list, ev)
	}
	_, ok := s.m[ev]
	return ok
}

func (s *eventSet) add(ev *event.Event) {
	if s.has(ev) {
		return
	}
	s.list = append(s.list, ev)
	switch n := len(s.list); {
	case n == smallSet+1:
		if s.m == nil {
			s.m = make(map[*event.Event]struct{})
		}
		for _, x := range s.list {
			s.m[x] = struct{}{}
		}
	case n > smallSet+1:
		s.m[ev] = struct{}{}
	}
}

func (s *eventSet) reset() {
	s.list = s.list[:0]
	clear(s.m)
}
