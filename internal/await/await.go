// Package await finds who waits for a value: a hash from the values of one column to those who wait
// for them.
//
// A [Waiter] is embedded in whatever waits, so that to enter and to leave the table allocates
// nothing and touches, besides the waiter itself, one slot:
//
//	slots     ┌──────┬───────┐
//	          │ hash │ first ┼──► w1 ⇄ w2 ⇄ w3     wait for the same value, the oldest first
//	          ├──────┼───────┤
//	          │      │       │    free
//	          └──────┴───────┘
//
// It is an open-addressing table with linear probing; removing shifts back what follows, so there
// are no tombstones. It grows and shrinks with what it holds. Hashing is seeded anew in each
// process, so that a sender cannot prepare collisions; its order never shows.
package await

import (
	"hash/maphash"
	"math/bits"
	"unsafe"
)

var (
	seed     = maphash.MakeSeed()
	wordSeed = maphash.String(seed, "word")
)

// Group is what waiters have in common: whoever entered them.
type Group struct {
	Owner any
}

// Waiter waits for one value. The zero Waiter is in no table.
type Waiter struct {
	Group *Group // for the owner: set while it waits

	hash uint64
	text string  // the value; of a number the hash is as good
	next *Waiter // that came after it for the same value
	prev *Waiter // that came before it; of the first it is the last
}

// Next returns the next that waits for the same value.
func (w *Waiter) Next() *Waiter { return w.next }

// In tells whether it is in a table.
func (w *Waiter) In() bool { return w.prev != nil }

// Table holds the waiters for the values of one column: all texts, or all whole numbers. The zero
// Table is empty.
type Table struct {
	slots []slot // a power of two
	used  int

	// The text that was hashed last: who waits for a value of the event in hand, as most do, asks for
	// the one that was just looked up.
	text string
	sum  uint64
}

// slot is a value that is waited for; first is nil when the slot is free.
type slot struct {
	hash  uint64
	first *Waiter
}

// Len returns the number of values that are waited for.
func (t *Table) Len() int { return t.used }

// AddText enters a waiter for a text.
func (t *Table) AddText(w *Waiter, v string) {
	w.text = v
	t.add(w, t.hash(v))
}

// AddWord enters a waiter for a number.
func (t *Table) AddWord(w *Waiter, v int64) { t.add(w, hashWord(v)) }

// Text returns the first that waits for a text.
func (t *Table) Text(v string) *Waiter {
	if t.used == 0 {
		return nil
	}
	return t.slots[t.find(t.hash(v), v)].first
}

// Word returns the first that waits for a number.
func (t *Table) Word(v int64) *Waiter {
	if t.used == 0 {
		return nil
	}
	return t.slots[t.find(hashWord(v), "")].first
}

// hash returns the hash of a text. Texts in the same place are the same.
func (t *Table) hash(v string) uint64 {
	if t.sum == 0 || len(v) != len(t.text) || unsafe.StringData(v) != unsafe.StringData(t.text) {
		t.text, t.sum = v, maphash.String(seed, v)
	}
	return t.sum
}

// hashWord is a bijection: numbers with the same hash are the same.
func hashWord(v int64) uint64 {
	h := uint64(v) ^ wordSeed
	h = (h ^ h>>32) * 0x9FB21C651E98DF25
	h = (h ^ h>>29) * 0x9E3779B97F4A7C15
	return h ^ h>>32
}

const least = 8 // slots; at most half of them are used, so that a look-up meets one or two

func (t *Table) add(w *Waiter, h uint64) {
	if t.used*2 >= len(t.slots) {
		t.resize(max(least, 2*len(t.slots)))
	}
	w.hash, w.next = h, nil
	s := &t.slots[t.find(h, w.text)]
	if s.first == nil {
		s.hash, s.first, w.prev = h, w, w
		t.used++
		return
	}
	last := s.first.prev
	last.next, w.prev, s.first.prev = w, last, w
}

// find returns the slot of a value, or the free one that it would get.
func (t *Table) find(h uint64, text string) uint64 {
	mask := uint64(len(t.slots) - 1)
	i := h & mask
	for ; t.slots[i].first != nil; i = (i + 1) & mask {
		if t.slots[i].hash == h && t.slots[i].first.text == text {
			break
		}
	}
	return i
}

// Remove takes a waiter out. One that is not in stays so.
func (t *Table) Remove(w *Waiter) {
	if w.prev == nil {
		return
	}
	switch {
	case w.prev == w: // alone
		t.free(t.find(w.hash, w.text))
	case w.prev.next == nil: // the first: before it comes the last
		s := &t.slots[t.find(w.hash, w.text)]
		s.first, w.next.prev = w.next, w.prev
	case w.next == nil: // the last
		t.slots[t.find(w.hash, w.text)].first.prev = w.prev
		w.prev.next = nil
	default:
		w.prev.next, w.next.prev = w.next, w.prev
	}
	w.prev, w.next, w.text = nil, nil, ""
}

// free empties a slot and moves those behind it that would not be found any more.
func (t *Table) free(i uint64) {
	t.used--
	mask := uint64(len(t.slots) - 1)
	for j := (i + 1) & mask; t.slots[j].first != nil; j = (j + 1) & mask {
		if home := t.slots[j].hash & mask; (j-home)&mask >= (j-i)&mask {
			t.slots[i] = t.slots[j]
			i = j
		}
	}
	t.slots[i] = slot{}
	if len(t.slots) > least && t.used*8 < len(t.slots) {
		t.resize(len(t.slots) / 2)
	}
}

// resize gives the table n slots, of which all that are used find a place.
func (t *Table) resize(n int) {
	old := t.slots
	t.slots = make([]slot, n)
	mask := uint64(n - 1)
	for _, s := range old {
		if s.first == nil {
			continue
		}
		i := s.hash & mask
		for t.slots[i].first != nil {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}

// Bytes estimates the memory held besides the waiters.
func (t *Table) Bytes() int { return len(t.slots) * 2 * bits.UintSize / 8 }
