package window

import "github.com/cephei-go/cephei/event"

// slide is the part that windows with one queue have in common: contents, prev, removal.
type slide struct {
	c *core
	q fifo
}

// take removes the events in old and puts those that were there into the delta's remove stream.
func (s *slide) take(old []*event.Event) {
	for _, ev := range old {
		if s.q.remove(ev) {
			s.c.leave(ev)
		}
	}
	if s.q.sparse() {
		s.q.close(nil)
	}
}

// Each yields the events, the oldest first.
func (s *slide) Each(yield func(*event.Event) bool) { s.q.each(yield) }

// Len returns the number of events.
func (s *slide) Len() int { return s.q.len() }

// Save writes the events.
func (s *slide) Save(e *event.Encoder) { s.q.save(e) }

// Load reads what Save wrote.
func (s *slide) Load(d *event.Decoder) { s.q.load(s.c, d) }

// Close drops the events.
func (s *slide) Close() { s.q.clear() }

// viewBytes is about what a view without contents takes.
const viewBytes = 160

// Bytes estimates the memory held.
func (s *slide) Bytes() int { return viewBytes + s.q.bytes() }

// Prev returns the n-th newest event.
func (s *slide) Prev(_ *event.Event, n int) *event.Event {
	s.q.close(nil)
	return s.q.at(s.q.len() - 1 - n)
}

// Tail returns the n-th oldest event.
func (s *slide) Tail(_ *event.Event, n int) *event.Event {
	s.q.close(nil)
	return s.q.at(n)
}

// Count returns the number of events.
func (s *slide) Count(*event.Event) int { return s.q.len() }

// All yields the events, the newest first.
func (s *slide) All(_ *event.Event, yield func(*event.Event) bool) {
	for p := s.q.tail; p != s.q.head; p-- {
		if ev := s.q.buf[(p-1)&s.q.mask()]; ev != nil && !yield(ev) {
			return
		}
	}
}
