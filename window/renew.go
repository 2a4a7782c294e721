package window

import "github.com/cephei-go/cephei/event"

// Renewer is a view for which an event is nothing but the moment at which it came: neither its values
// nor the time count. One whose values change in place is then what a copy would be that comes when the
// event itself leaves, and only its place among the others is another.
type Renewer interface {
	// Renew moves an event to where one stands that comes now; it tells whether the event was there.
	Renew(ev *event.Event) bool
}

// Renew makes an event the last one.
func (w *keepall) Renew(ev *event.Event) bool { return w.q.renew(ev) }

// renew moves an event to the tail.
func (q *fifo) renew(ev *event.Event) bool {
	if int(q.tail-q.head) == len(q.buf) {
		if q.sparse() {
			q.close(nil)
		} else {
			q.resize(max(firstFifo, 2*len(q.buf)))
		}
	}
	place, ok := q.marked(ev)
	if !ok || q.index != nil {
		if place, ok = q.placeOf(ev); !ok {
			return false
		}
		q.index.put(ev, q.tail)
	}
	q.buf[place&q.mask()] = nil
	q.buf[q.tail&q.mask()] = ev
	ev.SetMark(uint32(q.tail))
	q.tail++
	q.gaps++
	q.trim()
	return true
}

// placeOf looks the place of an event up in the index. One that is there several times has no place of
// its own.
func (q *fifo) placeOf(ev *event.Event) (place uint64, ok bool) {
	if q.index == nil {
		q.buildIndex()
	}
	if q.doubles > 0 {
		return 0, false
	}
	return q.index.find(ev)
}
