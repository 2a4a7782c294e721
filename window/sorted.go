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
// searches; entering and leaving move at most 256 entries of 24 bytes. That beats a tree up to a
// million events, keeps equal prefixes side by side, and can say which event is the n-th.
type sorted struct {
	chunks [][]entry
	n      int
	// tie compares the keys of events with equal prefixes; nil when the prefix says all.
	tie func(a, b *event.Event) int
	// exact tells that equal prefixes, but for the lowest and the highest, are equal keys.
	exact bool
}

const chunkSize = 256

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
func (s *sorted) seek(e *entry) (chunk, i int) {
	if s.n == 0 {
		return 0, 0 // in the chunk that stays, if there is one
	}
	low, high := 0, len(s.chunks)
	for low < high { // the first chunk whose last entry is not before e
		mid := int(uint(low+high) / 2)
		c := s.chunks[mid]
		if s.compare(&c[len(c)-1], e) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(s.chunks) {
		return low, 0
	}
	c := s.chunks[low]
	from, to := 0, len(c)
	for from < to {
		mid := int(uint(from+to) / 2)
		if s.compare(&c[mid], e) < 0 {
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
		if k == 0 || len(s.chunks[k-1]) == chunkSize {
			s.chunks = append(s.chunks, append(make([]entry, 0, 4), e))
			return
		}
		s.chunks[k-1] = append(s.chunks[k-1], e)
		return
	}
	if len(s.chunks[k]) == chunkSize {
		half := slices.Clone(s.chunks[k][chunkSize/2:])
		clear(s.chunks[k][chunkSize/2:])
		s.chunks[k] = s.chunks[k][:chunkSize/2]
		s.chunks = slices.Insert(s.chunks, k+1, half)
		if i > chunkSize/2 {
			k, i = k+1, i-chunkSize/2
		}
	}
	s.chunks[k] = slices.Insert(s.chunks[k], i, e)
}

// removeAt takes out the entry at a place.
func (s *sorted) removeAt(k, i int) entry {
	c := s.chunks[k]
	e := c[i]
	s.n--
	if i == 0 && len(s.chunks) > 1 { // a long list that is emptied from its head moves nothing
		c[0] = entry{}
		c = c[1:]
	} else {
		c = slices.Delete(c, i, i+1)
	}
	s.chunks[k] = c
	switch {
	case len(c) == 0 && len(s.chunks) > 1: // one stays, so that small lists allocate nothing
		s.chunks = slices.Delete(s.chunks, k, k+1)
	case len(c) < chunkSize/4 && k+1 < len(s.chunks) && len(s.chunks[k+1]) < chunkSize/2:
		s.chunks[k] = append(c, s.chunks[k+1]...)
		s.chunks = slices.Delete(s.chunks, k+1, k+2)
	}
	return e
}

// find returns the place of an event with the key of e, whatever its sequence number. Among many
// equal keys it has to look through them.
func (s *sorted) find(e entry) (chunk, i int, ok bool) {
	e.seq = math.MinInt64
	for k, i := s.seek(&e); k < len(s.chunks); k, i = k+1, 0 {
		for c := s.chunks[k]; i < len(c); i++ {
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
func (s *sorted) first() *entry { return &s.chunks[0][0] }

func (s *sorted) last() *entry {
	c := s.chunks[len(s.chunks)-1]
	return &c[len(c)-1]
}

func (s *sorted) popFirst() entry { return s.removeAt(0, 0) }

func (s *sorted) popLast() entry {
	k := len(s.chunks) - 1
	return s.removeAt(k, len(s.chunks[k])-1)
}

// at returns the n-th event, or nil.
func (s *sorted) at(n int) *event.Event {
	if n < 0 || n >= s.n {
		return nil
	}
	for _, c := range s.chunks {
		if n < len(c) {
			return c[n].ev
		}
		n -= len(c)
	}
	return nil
}

func (s *sorted) each(yield func(*entry) bool) {
	for _, c := range s.chunks {
		for i := range c {
			if !yield(&c[i]) {
				return
			}
		}
	}
}

func (s *sorted) clear() { s.chunks, s.n = nil, 0 }

func (s *sorted) bytes() int {
	b := 24 * cap(s.chunks)
	for _, c := range s.chunks {
		b += 24 * cap(c)
	}
	return b
}
