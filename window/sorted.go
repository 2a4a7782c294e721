package window

import (
	"cmp"
	"math"
	"slices"

	"github.com/cephei-go/cephei/event"
)

// entry is an event in a sorted list.
type entry struct {
	prefix uint64 // as much of the first sort key as fits, so that it sorts like the key
	seq    int64  // decides between equal keys
	ev     *event.Event
}

// sorted is a list of events in order: an array of short arrays. Finding a place is two binary
// searches; entering and leaving move at most 128 entries of 24 bytes. That beats a tree up to a
// million events, keeps equal prefixes side by side, and can say which event is the n-th.
type sorted struct {
	chunks []chunk
	n      int
	spare  []entry // the array of the last chunk that was emptied, to be used again
	// tie compares the keys of events with equal prefixes; nil when the prefix says all.
	tie func(a, b *event.Event) int
	// exact tells that equal prefixes, but for the lowest and the highest, are equal keys.
	exact bool
}

// chunk is a stretch of the list. What leaves at its head moves nothing: the entries are
// buf[from:].
type chunk struct {
	buf  []entry
	from int
}

const chunkSize = 128

func (c *chunk) entries() []entry { return c.buf[c.from:] }

func (c *chunk) len() int { return len(c.buf) - c.from }

func (c *chunk) last() *entry { return &c.buf[len(c.buf)-1] }

// insert puts an entry at place i.
func (c *chunk) insert(i int, e entry) {
	if len(c.buf) == cap(c.buf) && c.from > 0 {
		n := copy(c.buf, c.buf[c.from:])
		clear(c.buf[n:])
		c.buf, c.from = c.buf[:n], 0
	}
	c.buf = slices.Insert(c.buf, c.from+i, e)
}

// remove takes the entry at place i out.
func (c *chunk) remove(i int) entry {
	e := c.buf[c.from+i]
	if i == 0 {
		c.buf[c.from] = entry{}
		c.from++
	} else {
		c.buf = slices.Delete(c.buf, c.from+i, c.from+i+1)
	}
	if c.from == len(c.buf) {
		c.buf, c.from = c.buf[:0], 0
	}
	return e
}

func (s *sorted) compareKeys(a, b *entry) int {
	if a.prefix != b.prefix {
		return cmp.Compare(a.prefix, b.prefix)
	}
	if s.tie == nil || s.exact && a.prefix != 0 && a.prefix != math.MaxUint64 {
		return 0
	}
	return s.tie(a.ev, b.ev)
}

func (s *sorted) compare(a, b *entry) int {
	if c := s.compareKeys(a, b); c != 0 {
		return c
	}
	return cmp.Compare(a.seq, b.seq)
}

// seek returns the place of the first entry that is not before e.
func (s *sorted) seek(e *entry) (k, i int) {
	if s.n == 0 {
		return 0, 0 // in the chunk that stays, if there is one
	}
	low, high := 0, len(s.chunks)
	for low < high { // the first chunk whose last entry is not before e
		mid := int(uint(low+high) / 2)
		if x := s.chunks[mid].last(); x.prefix < e.prefix || x.prefix == e.prefix && s.compare(x, e) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(s.chunks) {
		return low, 0
	}
	c := s.chunks[low].entries()
	from, to := 0, len(c)
	for from < to {
		mid := int(uint(from+to) / 2)
		if x := &c[mid]; x.prefix < e.prefix || x.prefix == e.prefix && s.compare(x, e) < 0 {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return low, from
}

// insert adds an entry.
func (s *sorted) insert(e entry) {
	k, i := s.seek(&e)
	s.n++
	if k == len(s.chunks) { // at the very end: full chunks stay full there
		if k == 0 || s.chunks[k-1].len() == chunkSize {
			s.chunks = append(s.chunks, chunk{buf: s.array(k > 0)})
		} else {
			k--
		}
		i = s.chunks[k].len()
	} else if s.chunks[k].len() == chunkSize {
		k, i = s.split(k, i)
	}
	s.chunks[k].insert(i, e)
}

// array returns room for a chunk. That of a list with one chunk grows.
func (s *sorted) array(full bool) []entry {
	if a := s.spare; a != nil {
		s.spare = nil
		return a
	}
	if full {
		return make([]entry, 0, chunkSize)
	}
	return nil
}

// split makes two chunks of a full one and returns where place i of it is now.
func (s *sorted) split(k, i int) (int, int) {
	c := &s.chunks[k]
	upper := chunk{buf: append(s.array(true), c.entries()[chunkSize/2:]...)}
	clear(c.entries()[chunkSize/2:])
	c.buf = c.buf[:c.from+chunkSize/2]
	s.chunks = slices.Insert(s.chunks, k+1, upper)
	if i > chunkSize/2 {
		return k + 1, i - chunkSize/2
	}
	return k, i
}

// removeAt takes out the entry at a place.
func (s *sorted) removeAt(k, i int) entry {
	c := &s.chunks[k]
	e := c.remove(i)
	s.n--
	switch {
	case c.len() == 0 && len(s.chunks) > 1: // one stays, so that small lists allocate nothing
		s.drop(k)
	case c.len() < chunkSize/4 && k+1 < len(s.chunks) && s.chunks[k+1].len() < chunkSize/2:
		for _, x := range s.chunks[k+1].entries() {
			c.insert(c.len(), x)
		}
		s.drop(k + 1)
	}
	return e
}

// drop takes a chunk out and keeps its array.
func (s *sorted) drop(k int) {
	if a := s.chunks[k].buf; cap(a) >= chunkSize {
		clear(a)
		s.spare = a[:0]
	}
	s.chunks = slices.Delete(s.chunks, k, k+1)
}

// find returns the place of an event with the key of e, whatever its sequence number. Among many
// equal keys it has to look through them.
func (s *sorted) find(e entry) (chunk, i int, ok bool) {
	e.seq = math.MinInt64
	for k, i := s.seek(&e); k < len(s.chunks); k, i = k+1, 0 {
		for c := s.chunks[k].entries(); i < len(c); i++ {
			if c[i].ev == e.ev {
				return k, i, true
			}
			if s.compareKeys(&c[i], &e) != 0 {
				return 0, 0, false
			}
		}
	}
	return 0, 0, false
}

// first and last return the ends of the list; there must be an entry.
func (s *sorted) first() *entry { return &s.chunks[0].entries()[0] }

func (s *sorted) last() *entry { return s.chunks[len(s.chunks)-1].last() }

func (s *sorted) popFirst() entry { return s.removeAt(0, 0) }

func (s *sorted) popLast() entry {
	k := len(s.chunks) - 1
	return s.removeAt(k, s.chunks[k].len()-1)
}

// entry returns the entry at a place.
func (s *sorted) entry(k, i int) *entry { return &s.chunks[k].entries()[i] }

// at returns the n-th event, or nil.
func (s *sorted) at(n int) *event.Event {
	if n < 0 || n >= s.n {
		return nil
	}
	for k := range s.chunks {
		c := s.chunks[k].entries()
		if n < len(c) {
			return c[n].ev
		}
		n -= len(c)
	}
	return nil
}

func (s *sorted) each(yield func(*entry) bool) {
	for k := range s.chunks {
		c := s.chunks[k].entries()
		for i := range c {
			if !yield(&c[i]) {
				return
			}
		}
	}
}

func (s *sorted) clear() { s.chunks, s.n, s.spare = nil, 0, nil }

func (s *sorted) bytes() int {
	b := 32*cap(s.chunks) + 24*cap(s.spare)
	for k := range s.chunks {
		b += 24 * cap(s.chunks[k].buf)
	}
	return b
}
