package window

import (
	"github.com/cephei-go/cephei/event"
)

// fifo is the queue of events that sliding windows are made of. It holds the events in it.
//
// Places are numbered from the first event ever; place p is at buf[p mod len(buf)], len(buf) a power
// of two that doubles and shrinks. Entering at the tail and leaving at the head cost O(1). An event
// that is taken out of the middle leaves a gap; the first time that happens an index of the places
// is built, which is kept up from then on, so this is O(1) too. 8 bytes an event, about 40 with it.
type fifo struct {
	buf        []*event.Event
	head, tail uint64
	gaps       int
	index      *places // nil until it is needed
	doubles    int     // events that are in the queue more than once; the index has their last place
}

const (
	firstFifo = 8
	shrinkAt  = 64 // smaller queues do not shrink
)

func (q *fifo) len() int { return int(q.tail-q.head) - q.gaps }

func (q *fifo) mask() uint64 { return uint64(len(q.buf) - 1) }

// push adds an event at the tail.
func (q *fifo) push(ev *event.Event) {
	if int(q.tail-q.head) == len(q.buf) {
		q.resize(max(firstFifo, 2*len(q.buf)))
	}
	q.buf[q.tail&q.mask()] = ev
	if q.index != nil {
		q.note(ev, q.tail)
	}
	ev.SetMark(uint32(q.tail))
	q.tail++
	ev.Hold()
}

// marked returns the place that the event's mark speaks of, if it is there. Another window that holds
// the event may have left its own mark: then it is looked for in the index.
func (q *fifo) marked(ev *event.Event) (place uint64, ok bool) {
	back := uint64(uint32(q.tail) - ev.Mark()) // from the tail
	if back == 0 || back > q.tail-q.head {
		return 0, false
	}
	place = q.tail - back
	return place, q.buf[place&q.mask()] == ev
}

func (q *fifo) note(ev *event.Event, place uint64) {
	if _, ok := q.index.find(ev); ok {
		q.doubles++
	}
	q.index.put(ev, place)
}

// first returns the event at the head, which is never a gap, or nil.
func (q *fifo) first() *event.Event {
	if q.head == q.tail {
		return nil
	}
	return q.buf[q.head&q.mask()]
}

// last returns the event at the tail, or nil.
func (q *fifo) last() *event.Event {
	if q.head == q.tail {
		return nil
	}
	return q.buf[(q.tail-1)&q.mask()]
}

// pop takes the first event out; there must be one.
func (q *fifo) pop() *event.Event {
	i := q.head & q.mask()
	ev := q.buf[i]
	q.buf[i] = nil
	if q.index != nil {
		if place, _ := q.index.find(ev); place == q.head {
			q.index.delete(ev)
		} else {
			q.doubles--
		}
	}
	q.head++
	q.trim()
	ev.Drop()
	if n := len(q.buf); n > shrinkAt && int(q.tail-q.head) < n/4 {
		q.resize(n / 2)
	}
	return ev
}

// trim moves head and tail over gaps.
func (q *fifo) trim() {
	for q.gaps > 0 && q.head != q.tail && q.buf[q.head&q.mask()] == nil {
		q.head++
		q.gaps--
	}
	for q.gaps > 0 && q.head != q.tail && q.buf[(q.tail-1)&q.mask()] == nil {
		q.tail--
		q.gaps--
	}
}

// remove takes an event out wherever it is and tells whether it was there.
func (q *fifo) remove(ev *event.Event) bool {
	if q.index == nil {
		if q.head == q.tail {
			return false
		}
		if q.first() == ev { // as most that other windows of an intersection drop
			q.pop()
			return true
		}
		if place, ok := q.marked(ev); ok {
			q.buf[place&q.mask()] = nil
			q.gaps++
			q.trim()
			ev.Drop()
			return true
		}
		q.buildIndex()
	}
	place, ok := q.index.find(ev)
	if !ok {
		return false
	}
	q.buf[place&q.mask()] = nil
	q.gaps++
	q.index.delete(ev)
	if q.doubles > 0 {
		q.reindex(ev)
	}
	q.trim()
	ev.Drop()
	return true
}

func (q *fifo) buildIndex() {
	q.index = &places{}
	for p := q.head; p != q.tail; p++ {
		if ev := q.buf[p&q.mask()]; ev != nil {
			q.note(ev, p)
		}
	}
}

// reindex looks for another place of an event.
func (q *fifo) reindex(ev *event.Event) {
	for p := q.tail; p != q.head; p-- {
		if q.buf[(p-1)&q.mask()] == ev {
			q.index.put(ev, p-1)
			q.doubles--
			return
		}
	}
}

// sparse tells whether there are so many gaps that closing them is worth the work.
func (q *fifo) sparse() bool { return q.gaps > shrinkAt && q.gaps > q.len() }

// close gives the events new places without gaps; moved, where set, is told old and new place.
func (q *fifo) close(moved func(from, to uint64)) {
	if q.gaps == 0 {
		return
	}
	to := q.head
	for p := q.head; p != q.tail; p++ {
		ev := q.buf[p&q.mask()]
		if moved != nil {
			moved(p, to)
		}
		if ev == nil {
			continue
		}
		q.buf[p&q.mask()] = nil
		q.buf[to&q.mask()] = ev
		ev.SetMark(uint32(to))
		to++
	}
	q.tail, q.gaps, q.doubles = to, 0, 0
	if q.index != nil {
		q.index.clear()
		for p := q.head; p != q.tail; p++ {
			q.note(q.buf[p&q.mask()], p)
		}
	}
}

// resize moves the events to a buffer of n, a power of two; places stay.
func (q *fifo) resize(n int) {
	buf := make([]*event.Event, n)
	for p := q.head; p != q.tail; p++ {
		buf[p&uint64(n-1)] = q.buf[p&q.mask()]
	}
	q.buf = buf
}

// each yields the events, the oldest first.
func (q *fifo) each(yield func(*event.Event) bool) bool {
	for p := q.head; p != q.tail; p++ {
		if ev := q.buf[p&q.mask()]; ev != nil && !yield(ev) {
			return false
		}
	}
	return true
}

// at returns the n-th event from the head, or nil. The gaps, if any, have been closed.
func (q *fifo) at(n int) *event.Event {
	if n < 0 || n >= q.len() {
		return nil
	}
	return q.buf[(q.head+uint64(n))&q.mask()]
}

// drain takes the first n events out and appends them to dst, which holds them from now on. The
// buffer stays: it will be filled again.
func (q *fifo) drain(n int, dst []*event.Event) []*event.Event {
	q.close(nil)
	for range n {
		i := q.head & q.mask()
		ev := q.buf[i]
		if q.index != nil {
			q.index.delete(ev)
		}
		q.buf[i] = nil
		q.head++
		dst = append(dst, ev)
	}
	if q.doubles > 0 { // rare enough to count them anew
		q.doubles = 0
		q.buildIndex()
	}
	return dst
}

// clear drops all events.
func (q *fifo) clear() {
	q.each(func(ev *event.Event) bool { ev.Drop(); return true })
	*q = fifo{}
}

func (q *fifo) save(e *event.Encoder) {
	e.Int(q.len())
	q.each(func(ev *event.Event) bool { e.Event(ev); return true })
}

func (q *fifo) load(c *core, d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		if ev := c.event(d); ev != nil {
			q.push(ev)
		}
	}
}

func (q *fifo) bytes() int {
	b := 8 * len(q.buf)
	if q.index != nil {
		b += q.index.bytes()
	}
	return b
}
