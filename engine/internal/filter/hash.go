package filter

import (
	"hash/maphash"
	"math"
	"unsafe"

	"github.com/cephei-go/cephei/event"
)

// hash finds the buckets of values: an open-addressing table with linear probing. With a hundred
// thousand values all of it is cold when an event comes, so that a probe should meet little memory: one
// slot, and the bucket, in which the value itself lies, be it a short text, and the first entry's place.
//
// A bucket that is empty is kept for the next value, since the atoms of patterns come and go with
// every event. The hashes are seeded anew in each process; the order of the table never shows.
type hash[K comparable] struct {
	slots []slot[K] // a power of two
	used  int
	free  []*member[K]
	sum   func(K) uint64
	keep  func(m *member[K], k K) K // keeps a value within the member; nil where it does so by itself
}

type slot[K comparable] struct {
	hash uint64
	m    *member[K] // nil when the slot is free
}

// member is a bucket with its value.
type member[K comparable] struct {
	bucket
	k    K
	text [16]byte // of a short k
	hash uint64
}

const leastSlots = 8

var seed = maphash.MakeSeed()

func hashText(v string) uint64 { return maphash.String(seed, v) }

func hashInt(v int64) uint64 { return mix(uint64(v)) }

// hashFloat gives the two zeros, which are equal, the same hash.
func hashFloat(v float64) uint64 { return mix(math.Float64bits(v + 0)) }

// keepText returns the text in the member's own memory, if there is room.
func keepText(m *member[string], v string) string {
	if len(v) == 0 || len(v) > len(m.text) {
		return v
	}
	copy(m.text[:], v)
	return unsafe.String(&m.text[0], len(v))
}

// bucket returns the bucket of a value.
func (h *hash[K]) bucket(k K) *bucket {
	if h.used*4 >= len(h.slots)*3 {
		h.resize(max(leastSlots, 2*len(h.slots)))
	}
	sum := h.sum(k)
	s := &h.slots[h.find(sum, k)]
	if s.m == nil {
		s.hash, s.m = sum, h.member(sum, k)
		h.used++
	}
	return &s.m.bucket
}

// member returns an empty bucket for a value.
func (h *hash[K]) member(sum uint64, k K) *member[K] {
	var m *member[K]
	if n := len(h.free); n > 0 {
		m, h.free = h.free[n-1], h.free[:n-1]
	} else {
		m = &member[K]{}
		m.empty = func() { h.retire(m) }
	}
	if h.keep != nil {
		k = h.keep(m, k)
	}
	m.k, m.hash = k, sum
	return m
}

// find returns the slot of a value, or the free one that it would get.
func (h *hash[K]) find(sum uint64, k K) uint64 {
	mask := uint64(len(h.slots) - 1)
	i := sum & mask
	for ; h.slots[i].m != nil; i = (i + 1) & mask {
		if h.slots[i].hash == sum && h.slots[i].m.k == k {
			break
		}
	}
	return i
}

// match appends the accepting entries of a value; there are values in the table.
func (h *hash[K]) match(k K, ev *event.Event, out []*Entry) []*Entry {
	if m := h.slots[h.find(h.sum(k), k)].m; m != nil {
		return appendAccepting(out, &m.bucket, ev)
	}
	return out
}

// retire takes a bucket out, and moves those behind it that would not be found any more.
func (h *hash[K]) retire(m *member[K]) {
	mask := uint64(len(h.slots) - 1)
	i := h.find(m.hash, m.k)
	for j := (i + 1) & mask; h.slots[j].m != nil; j = (j + 1) & mask {
		if home := h.slots[j].hash & mask; (j-home)&mask >= (j-i)&mask {
			h.slots[i] = h.slots[j]
			i = j
		}
	}
	h.slots[i] = slot[K]{}
	h.used--
	var none K
	m.k = none
	h.free = append(h.free, m)
}

// resize gives the table n slots.
func (h *hash[K]) resize(n int) {
	old := h.slots
	h.slots = make([]slot[K], n)
	mask := uint64(n - 1)
	for _, s := range old {
		if s.m == nil {
			continue
		}
		i := s.hash & mask
		for h.slots[i].m != nil {
			i = (i + 1) & mask
		}
		h.slots[i] = s
	}
}
