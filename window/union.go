package window

import (
	"math/bits"

	"github.com/cephei-go/cephei/event"
)

// unionPlan is several windows with retain-union: an event is inside while any of them holds it.
type unionPlan struct {
	base
	parts []Plan
}

// New returns an empty window.
func (p *unionPlan) New(h *Host, out event.Sink) View {
	w := &union{members: members{c: newCore(h, out)}, holders: make(map[*event.Event]int)}
	w.make(h, w, p.parts)
	return w
}

// union counts, for each event, the members that hold it; a batch holds an event until it posts it
// as old. It keeps the order of arrival. About 80 bytes an event besides what the members take.
type union struct {
	members
	q       fifo
	holders map[*event.Event]int
}

// Push adds and removes events.
func (w *union) Push(d *event.Delta) {
	for i := range w.views {
		w.remove(i, d.Old)
	}
	for _, ev := range d.Old {
		if _, ok := w.holders[ev]; ok {
			w.drop(ev)
		}
	}
	if len(d.New) > 0 {
		w.arrive(d.New)
	}
	w.c.push()
}

func (w *union) arrive(evs []*event.Event) {
	for _, ev := range evs {
		w.q.push(ev)
		w.holders[ev] = len(w.views)
	}
	for i := range w.views {
		w.offer(i, evs)
	}
	if w.refusals(evs) {
		for k, ev := range evs {
			w.settle(ev, bits.OnesCount64(w.marks[k]))
		}
	} else {
		w.c.enter(evs)
	}
	for i := range w.views {
		for _, ev := range w.outs[i].old {
			w.release(ev)
		}
	}
}

// settle posts an arrival, unless every member refused it.
func (w *union) settle(ev *event.Event, refusals int) {
	n := len(w.views) - refusals
	if n == 0 {
		delete(w.holders, ev)
		w.q.remove(ev)
		return
	}
	w.holders[ev] = n
	w.c.delta.New = append(w.c.delta.New, ev)
}

// release counts one holder less.
func (w *union) release(ev *event.Event) {
	n, ok := w.holders[ev]
	switch {
	case !ok: // deleted before
	case n > 1:
		w.holders[ev] = n - 1
	default:
		w.drop(ev)
	}
}

func (w *union) drop(ev *event.Event) {
	delete(w.holders, ev)
	w.q.remove(ev)
	if w.q.sparse() {
		w.q.close(nil)
	}
	w.c.leave(ev)
}

// from takes what a member pushed.
func (w *union) from(i int, d *event.Delta) {
	switch w.mode {
	case deaf:
	case keeping:
		w.keep(i, d)
	case acting:
		for _, ev := range d.Old {
			w.release(ev)
		}
		w.c.push()
	}
}

// Each yields the events in the order of their arrival.
func (w *union) Each(yield func(*event.Event) bool) { w.q.each(yield) }

// Len is the number of events held.
func (w *union) Len() int { return w.q.len() }

// Save writes the events, their holders and the members.
func (w *union) Save(e *event.Encoder) {
	w.q.save(e)
	w.q.each(func(ev *event.Event) bool { e.Int(w.holders[ev]); return true })
	w.save(e)
}

// Load reads what Save wrote.
func (w *union) Load(d *event.Decoder) {
	w.q.load(d)
	w.q.each(func(ev *event.Event) bool { w.holders[ev] = d.Int(); return true })
	w.load(d)
}

// Close closes the members and drops the events.
func (w *union) Close() {
	w.close()
	w.q.clear()
	clear(w.holders)
}

// Bytes estimates the memory held.
func (w *union) Bytes() int { return w.bytes() + w.q.bytes() + indexEntry*len(w.holders) }
