package window

import "github.com/cephei-go/cephei/event"

// run is a stretch of a queue whose events have the same time.
type run struct {
	at  int64
	end uint64 // the place after its last event
}

// timed is a queue of events with a time each. The times are kept as runs of equal ones, so that a
// thousand events of one millisecond need one number: 8 bytes an event and 16 a run.
type timed struct {
	fifo
	runs []run // ring, as that of the events
	head uint64
	tail uint64
}

func (q *timed) runAt(i uint64) *run { return &q.runs[i&uint64(len(q.runs)-1)] }

// push adds an event with its time at the tail.
func (q *timed) push(ev *event.Event, at int64) {
	q.fifo.push(ev)
	if q.head != q.tail {
		if r := q.runAt(q.tail - 1); r.at == at {
			r.end = q.fifo.tail
			return
		}
	}
	if int(q.tail-q.head) == len(q.runs) {
		q.resizeRuns(max(firstFifo, 2*len(q.runs)))
	}
	*q.runAt(q.tail) = run{at, q.fifo.tail}
	q.tail++
}

func (q *timed) resizeRuns(n int) {
	runs := make([]run, n)
	for i := q.head; i != q.tail; i++ {
		runs[i&uint64(n-1)] = *q.runAt(i)
	}
	q.runs = runs
}

// headTime returns the time of the first event; there must be one.
func (q *timed) headTime() int64 {
	q.skip()
	return q.runAt(q.head).at
}

// tailTime returns the time of the last event; there must be one.
func (q *timed) tailTime() int64 { return q.runAt(q.tail - 1).at }

// trimRuns cuts the runs off at the tail of the queue, which moves back when its last event is
// removed.
func (q *timed) trimRuns() {
	for q.head != q.tail {
		start := q.fifo.head
		if q.tail-1 != q.head {
			start = q.runAt(q.tail - 2).end
		}
		if start < q.fifo.tail {
			r := q.runAt(q.tail - 1)
			r.end = min(r.end, q.fifo.tail)
			return
		}
		q.tail--
	}
}

// popFirst takes the first event out; there must be one.
func (q *timed) popFirst() *event.Event {
	ev := q.pop()
	if q.len() == 0 {
		q.head = q.tail
	} else {
		q.skip()
	}
	return ev
}

// skip forgets runs whose events have all gone.
func (q *timed) skip() {
	for q.head != q.tail && q.runAt(q.head).end <= q.fifo.head {
		q.head++
	}
	if n := len(q.runs); n > shrinkAt && int(q.tail-q.head) < n/4 {
		q.resizeRuns(n / 2)
	}
}

// expire takes out, from the head, events whose time is at most limit, and hands each to leave. The
// first event that is not due stops it.
func (q *timed) expire(limit int64, leave func(*event.Event)) {
	for q.len() > 0 && q.headTime() <= limit {
		for end := q.runAt(q.head).end; q.fifo.head < end && q.len() > 0; {
			leave(q.pop())
		}
	}
	if q.len() == 0 {
		q.head = q.tail
	}
}

// remove takes an event out wherever it is and tells whether it was there.
func (q *timed) remove(ev *event.Event) bool {
	if !q.fifo.remove(ev) {
		return false
	}
	q.trimRuns()
	if q.sparse() {
		q.close()
	}
	return true
}

// close gives the events new places without gaps, and the runs theirs.
func (q *timed) close() {
	if q.gaps == 0 {
		return
	}
	q.skip()
	i := q.head
	q.fifo.close(func(from, to uint64) {
		for i != q.tail && q.runAt(i).end == from {
			q.runAt(i).end = to
			i++
		}
	})
	for ; i != q.tail; i++ {
		q.runAt(i).end = q.fifo.tail
	}
}

// clear drops all events.
func (q *timed) clear() {
	q.fifo.clear()
	*q = timed{}
}

func (q *timed) save(e *event.Encoder) {
	e.Int(q.len())
	i := q.head
	for p := q.fifo.head; p != q.fifo.tail; p++ {
		for q.runAt(i).end <= p {
			i++
		}
		if ev := q.buf[p&q.mask()]; ev != nil {
			e.Int64(q.runAt(i).at)
			e.Event(ev)
		}
	}
}

func (q *timed) load(c *core, d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		at := d.Int64()
		if ev := c.event(d); ev != nil {
			q.push(ev, at)
		}
	}
}

func (q *timed) bytes() int { return q.fifo.bytes() + 16*len(q.runs) }

// timedSlide is what windows with one queue with times have in common.
type timedSlide struct {
	c *core
	q timed
}

// take removes the events in old and puts those that were there into the delta's remove stream.
func (s *timedSlide) take(old []*event.Event) {
	for _, ev := range old {
		if s.q.remove(ev) {
			s.c.leave(ev)
		}
	}
}

// Each yields the events, the oldest first.
func (s *timedSlide) Each(yield func(*event.Event) bool) { s.q.each(yield) }

// Len returns the number of events.
func (s *timedSlide) Len() int { return s.q.len() }

// Bytes estimates the memory held.
func (s *timedSlide) Bytes() int { return viewBytes + s.q.bytes() }

// Prev returns the n-th newest event.
func (s *timedSlide) Prev(_ *event.Event, n int) *event.Event {
	s.q.close()
	return s.q.at(s.q.len() - 1 - n)
}

// Tail returns the n-th oldest event.
func (s *timedSlide) Tail(_ *event.Event, n int) *event.Event {
	s.q.close()
	return s.q.at(n)
}

// Count returns the number of events.
func (s *timedSlide) Count(*event.Event) int { return s.q.len() }

// All yields the events, the newest first.
func (s *timedSlide) All(_ *event.Event, yield func(*event.Event) bool) {
	s.q.close()
	for n := s.q.len() - 1; n >= 0; n-- {
		if !yield(s.q.at(n)) {
			return
		}
	}
}
