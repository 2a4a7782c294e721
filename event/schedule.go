package event

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Firer is what a [Timer] calls when it is due.
type Firer interface {
	// Fire is called once, with the time the clock was moved to, which may be later than the time
	// the timer was set for.
	Fire(now int64)
}

// Timer is one entry of a [Schedule]; operators embed it, so that setting it allocates nothing.
// The zero Timer is not set. Of timers due at the same time the one with the lower Slot fires
// first, and of those the one that was set first.
type Timer struct {
	F    Firer  // whom to call
	Slot uint64 // place of the owner in the total order of operators: see [Schedule.NewSlot]

	at, seq    int64
	next, prev *Timer // ring of its bucket; nil when not set
	due        bool   // collected by a running Advance
}

// Armed tells whether the timer is set.
func (t *Timer) Armed() bool { return t.next != nil || t.due }

// At returns the time (ms) that the timer is set for.
func (t *Timer) At() int64 { return t.at }

const (
	wheelBits   = 8
	wheelSize   = 1 << wheelBits
	wheelLevels = 8
)

// Schedule is a hierarchical timing wheel on engine time in milliseconds. Setting and cancelling
// cost O(1); moving the clock costs O(slots with timers passed + timers due), however far it jumps.
// Varghese and Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987.
type Schedule struct {
	// Failed takes what a timer throws, so that the others still fire; nil lets it through.
	Failed func(slot uint64, thrown any)

	now    int64
	seq    int64
	slots  uint64
	count  int
	wheels [wheelLevels]wheel
	due    []dueTimer

	firing firing
}

// firing tells about the timer that fires now, if one does.
type firing struct {
	yes      bool
	from, at int64
}

// dueTimer is a timer that is to fire, with what says when it comes: sorting need not look at the
// timers, which lie apart.
type dueTimer struct {
	at   int64
	slot uint64
	seq  int64
	t    *Timer
}

type wheel struct {
	used  [wheelSize / 64]uint64
	heads [wheelSize]Timer // sentinel of each bucket's ring
}

// NewSchedule returns a schedule whose clock stands at now.
func NewSchedule(now int64) *Schedule { return &Schedule{now: now} }

// Now returns the engine time in milliseconds.
func (s *Schedule) Now() int64 { return s.now }

// Len returns the number of timers set.
func (s *Schedule) Len() int { return s.count }

// SubSlots is how many places an operator has for its parts: those from the slot that it was given
// to slot + SubSlots - 1 are its own.
const SubSlots = 1 << 24

// NewSlot returns the next place in the order of operators.
func (s *Schedule) NewSlot() uint64 {
	s.slots++
	return s.slots * SubSlots
}

// LastSlot returns the place that was given out last.
func (s *Schedule) LastSlot() uint64 { return s.slots * SubSlots }

// ContinueAt makes the slot the next to be given out, for operators that are restored.
func (s *Schedule) ContinueAt(slot uint64) { s.slots = slot/SubSlots - 1 }

// Set sets the timer for the time at; if it is set already it is moved. A time that is not after
// now is due at the next [Schedule.Advance].
func (s *Schedule) Set(t *Timer, at int64) {
	s.seq++
	s.Restore(t, at, s.seq)
}

// Restore sets the timer as it was when [Timer.Saved] was called.
func (s *Schedule) Restore(t *Timer, at, seq int64) {
	s.Cancel(t)
	t.at, t.seq = at, seq
	s.seq = max(s.seq, seq)
	s.count++
	s.insert(t)
}

// Saved returns what [Schedule.Restore] needs: whether the timer is set, for when, and its sequence
// number.
func (t *Timer) Saved() (armed bool, at, seq int64) { return t.Armed(), t.at, t.seq }

// Cancel takes the timer out; it will not fire. A timer that is not set stays so.
func (s *Schedule) Cancel(t *Timer) {
	if t.due {
		t.due = false
		s.count--
		return
	}
	if t.next == nil {
		return
	}
	t.unlink()
	s.count--
}

func (t *Timer) unlink() {
	t.prev.next, t.next.prev = t.next, t.prev
	t.next, t.prev = nil, nil
}

// insert puts the timer in the bucket of the coarsest digit in which its time differs from now.
func (s *Schedule) insert(t *Timer) {
	at := max(t.at, s.now)
	level := coarsest(at, s.now)
	i := digit(at, level)
	w := &s.wheels[level]
	h := &w.heads[i]
	if h.next == nil {
		h.next, h.prev = h, h
	}
	w.used[i/64] |= 1 << (i % 64)
	t.prev, t.next = h.prev, h
	h.prev.next, h.prev = t, t
}

// Advance moves the clock to the time to and fires all that is due by then, once, in order of
// (time, slot, sequence); each sees the new time. What is set meanwhile for a time already
// reached waits for the next call. A clock that is set back fires nothing.
func (s *Schedule) Advance(to int64) { s.AdvanceEach(to, nil) }

// AdvanceEach is Advance with a function that is called after each timer fired.
func (s *Schedule) AdvanceEach(to int64, after func()) {
	if to < s.now {
		s.rewind(to)
		return
	}
	if s.count == 0 {
		s.now = to
		return
	}
	from := s.now
	s.collect(to)
	if len(s.due) == 0 {
		return
	}
	due := s.due
	s.due = nil // a nested call gets its own
	if !slices.IsSortedFunc(due, order) {
		slices.SortFunc(due, order)
	}
	was := s.firing
	for i := range due {
		t := due[i].t
		s.firing = firing{true, from, due[i].at}
		due[i].t = nil
		if !t.due {
			continue // cancelled by one that fired before it
		}
		t.due = false
		s.count--
		s.fire(t, to)
		if after != nil {
			after()
		}
	}
	s.firing = was
	s.due = due[:0]
}

// Firing returns, while a timer fires, the time that the clock came from, by which all timers had
// fired, and the one that this timer was set for. Else both are the present.
func (s *Schedule) Firing() (from, at int64) {
	if s.firing.yes {
		return s.firing.from, s.firing.at
	}
	return s.now, s.now
}

func (s *Schedule) fire(t *Timer, now int64) {
	if s.Failed != nil {
		slot := t.Slot // the timer may be used again before the operator is done
		defer func() {
			if r := recover(); r != nil {
				s.Failed(slot, r)
			}
		}()
	}
	t.F.Fire(now)
}

func order(a, b dueTimer) int {
	switch {
	case a.at != b.at:
		return cmp.Compare(a.at, b.at)
	case a.slot != b.slot:
		return cmp.Compare(a.slot, b.slot)
	}
	return cmp.Compare(a.seq, b.seq)
}

// collect moves the clock and gathers what is due in s.due. Buckets that the clock passes are
// emptied; of the bucket it stops in, what is not due yet goes to a finer wheel.
func (s *Schedule) collect(to int64) {
	from := s.now
	s.now = to
	top := coarsest(from, to)
	for level := range top { // all of these end before the time to
		s.empty(level, 0, wheelSize-1)
	}
	s.empty(top, digit(from, top), digit(to, top))
}

// biased makes the order of times that of unsigned numbers, those before 1970 included.
func biased(t int64) uint64 { return uint64(t) ^ 1<<63 }

// coarsest is the highest level at which two times are in different buckets, 0 if they are equal.
func coarsest(a, b int64) int {
	return max(bits.Len64(biased(a)^biased(b))-1, 0) / wheelBits
}

func digit(t int64, level int) int { return int(biased(t)>>(level*wheelBits)) & (wheelSize - 1) }

// empty takes all timers out of the buckets first to last of a level.
func (s *Schedule) empty(level, first, last int) {
	w := &s.wheels[level]
	for word := first / 64; word <= last/64; word++ {
		used := w.used[word]
		if word == first/64 {
			used &= math.MaxUint64 << (first % 64)
		}
		if word == last/64 {
			used &= math.MaxUint64 >> (63 - last%64)
		}
		w.used[word] &^= used
		for ; used != 0; used &= used - 1 {
			s.drain(&w.heads[word*64+bits.TrailingZeros64(used)])
		}
	}
}

func (s *Schedule) drain(h *Timer) {
	for t := h.next; t != h; {
		next := t.next
		t.next, t.prev = nil, nil
		if t.at <= s.now {
			t.due = true
			s.due = append(s.due, dueTimer{t.at, t.Slot, t.seq, t})
		} else {
			s.insert(t)
		}
		t = next
	}
	// A timer that was put back is not in this ring: it shares the bucket's digit with the new
	// time and so went to a finer wheel.
	h.next, h.prev = nil, nil
}

// rewind sets the clock back and sorts all timers in anew.
func (s *Schedule) rewind(to int64) {
	keep := s.due
	s.due = nil
	s.now = math.MaxInt64
	for level := range s.wheels {
		s.empty(level, 0, wheelSize-1)
	}
	s.now = to
	for _, d := range s.due {
		d.t.due = false
		s.insert(d.t)
	}
	s.due = keep
}

// Next returns the time of the earliest timer, and whether there is one. It costs O(timers).
func (s *Schedule) Next() (at int64, ok bool) {
	for l := range s.wheels {
		for i := range s.wheels[l].heads {
			h := &s.wheels[l].heads[i]
			if h.next == nil {
				continue
			}
			for t := h.next; t != h; t = t.next {
				if !ok || t.at < at {
					at, ok = t.at, true
				}
			}
		}
	}
	return at, ok
}
