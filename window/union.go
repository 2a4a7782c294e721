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
	w := &union{members: members{c: newCore(h, out, p.schema)}}
	w.q.index = &places{}
	w.make(h, w, p.parts)
	return w
}

// union counts, for each event, the members that hold it; a batch holds an event until it posts it
// as old. It keeps the order of arrival. About 50 bytes an event besides what the members take.
type union struct {
	members
	q       fifo    // with index from the start
	holders []uint8 // by place, as long as the queue's buffer
}

// Push adds and removes events.
func (w *union) Push(d *event.Delta) {
	for i := range w.views {
		w.remove(i, d.Old)
	}
	for _, ev := range d.Old {
		if w.q.remove(ev) {
			w.c.leave(ev)
		}
	}
	if len(d.New) > 0 {
		w.arrive(d.New)
	}
	w.tidy()
	w.c.push()
}

// holder returns the count of an event's holders, or nil.
func (w *union) holder(ev *event.Event) *uint8 {
	place, ok := w.q.index.find(ev)
	if !ok {
		return nil
	}
	return &w.holders[place&w.q.mask()]
}

// add puts an event into the queue.
func (w *union) add(ev *event.Event, holders int) {
	w.q.push(ev)
	if len(w.holders) != len(w.q.buf) {
		was := w.holders
		w.holders = make([]uint8, len(w.q.buf))
		for p := w.q.head; p != w.q.tail-1 && len(was) > 0; p++ {
			w.holders[p&w.q.mask()] = was[p&uint64(len(was)-1)]
		}
	}
	w.holders[(w.q.tail-1)&w.q.mask()] = uint8(holders)
}

// tidy closes the gaps in the queue when there are many.
func (w *union) tidy() {
	if !w.q.sparse() {
		return
	}
	mask := w.q.mask()
	w.q.close(func(from, to uint64) { w.holders[to&mask] = w.holders[from&mask] })
}

func (w *union) arrive(evs []*event.Event) {
	for _, ev := range evs {
		w.add(ev, len(w.views))
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
		w.q.remove(ev)
		return
	}
	*w.holder(ev) = uint8(n)
	w.c.delta.New = append(w.c.delta.New, ev)
}

// release counts one holder less.
func (w *union) release(ev *event.Event) {
	n := w.holder(ev)
	if n == nil {
		return // it was deleted before
	}
	if *n--; *n == 0 {
		w.q.remove(ev)
		w.c.leave(ev)
	}
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
		w.tidy()
		w.c.push()
	}
}

// Each yields the events in the order of their arrival.
func (w *union) Each(yield func(*event.Event) bool) { w.q.each(yield) }

// Len is the number of events held.
func (w *union) Len() int { return w.q.len() }

// Save writes the events, their holders and the members.
func (w *union) Save(e *event.Encoder) {
	e.Int(w.q.len())
	w.q.each(func(ev *event.Event) bool {
		e.Event(ev)
		e.Int(int(*w.holder(ev)))
		return true
	})
	w.save(e)
}

// Load reads what Save wrote.
func (w *union) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		ev, holders := w.c.event(d), d.Int()
		if ev == nil || holders < 1 || holders > len(w.views) {
			d.Fail("union: an event with %d holders", holders)
			return
		}
		w.add(ev, holders)
	}
	w.load(d)
}

// Close closes the members and drops the events.
func (w *union) Close() {
	w.close()
	w.q.clear()
}

// Bytes estimates the memory held.
func (w *union) Bytes() int { return w.bytes() + w.q.bytes() + len(w.holders) }
