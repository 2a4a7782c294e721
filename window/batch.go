package window

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// batch is what the windows have in common that gather events and post them together: the batch
// that is filling, and the last one posted, which leaves when the next is posted. It holds both.
// O(1) an event, 8 bytes besides the event.
type batch struct {
	c    *core
	q    fifo // filling
	last []*event.Event
	hint int // where in last prev was asked about before
}

func (b *batch) add(evs []*event.Event) {
	for _, ev := range evs {
		b.q.push(ev)
	}
}

// take removes events that were not posted yet. Those posted before are to leave with their batch.
func (b *batch) take(old []*event.Event) {
	for _, ev := range old {
		b.q.remove(ev)
	}
	if b.q.sparse() {
		b.q.close(nil)
	}
}

// release posts the first n events of the filling batch as new and the last batch as old.
// An empty delta is posted when force is set.
func (b *batch) release(n int, force bool) {
	for _, ev := range b.last {
		b.c.leave(ev)
		ev.Drop()
	}
	b.last, b.hint = b.last[:0], 0
	b.last = b.q.drain(n, b.last)
	b.c.enter(b.last)
	if force {
		b.c.post()
	} else {
		b.c.push()
	}
}

// Each yields the events of the filling batch.
func (b *batch) Each(yield func(*event.Event) bool) { b.q.each(yield) }

// Len returns the number of events held.
func (b *batch) Len() int { return b.q.len() + len(b.last) }

// Bytes estimates the memory held.
func (b *batch) Bytes() int { return viewBytes + b.q.bytes() + 8*cap(b.last) }

func (b *batch) save(e *event.Encoder) {
	b.q.save(e)
	e.Int(len(b.last))
	for _, ev := range b.last {
		e.Event(ev)
	}
}

func (b *batch) load(d *event.Decoder) {
	b.q.load(b.c, d)
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		if ev := b.c.event(d); ev != nil {
			ev.Hold()
			b.last = append(b.last, ev)
		}
	}
}

func (b *batch) clear() {
	b.q.clear()
	for _, ev := range b.last {
		ev.Drop()
	}
	b.last = nil
}

// place finds an event in the last batch, or gives -1. Rows ask in order, so it is found near where
// it was asked about before.
func (b *batch) place(ev *event.Event) int {
	for i := b.hint; i < len(b.last); i++ {
		if b.last[i] == ev {
			b.hint = i
			return i
		}
	}
	for i := range min(b.hint, len(b.last)) {
		if b.last[i] == ev {
			b.hint = i
			return i
		}
	}
	return -1
}

func (b *batch) at(i int) *event.Event {
	if i < 0 || i >= len(b.last) {
		return nil
	}
	return b.last[i]
}

// Prev returns the event n places before ev in its batch.
func (b *batch) Prev(ev *event.Event, n int) *event.Event {
	i := b.place(ev)
	if i < 0 || n < 0 {
		return nil
	}
	return b.at(i - n)
}

// Tail returns the n-th event of ev's batch.
func (b *batch) Tail(ev *event.Event, n int) *event.Event {
	if b.place(ev) < 0 {
		return nil
	}
	return b.at(n)
}

// Count returns the size of ev's batch, or -1.
func (b *batch) Count(ev *event.Event) int {
	if b.place(ev) < 0 {
		return -1
	}
	return len(b.last)
}

// All yields the events of ev's batch, the newest first.
func (b *batch) All(ev *event.Event, yield func(*event.Event) bool) {
	if b.place(ev) < 0 {
		return
	}
	for _, x := range slices.Backward(b.last) {
		if !yield(x) {
			return
		}
	}
}
