package stats

import "fmt"

// Extreme is the largest or smallest value of a window whose values leave in the order they
// entered: a deque of those values that no later value has beaten. The newest value is at its
// back; whatever cannot become the extreme any more is gone.
//
//	order     first in, first out
//	cost      O(1) amortised an event, O(window) for one event at worst
//	space     16 bytes a value of the deque, which is the window at worst
//	NaN       takes a place in the window, never the extreme; infinities are ordinary values
//	empty     Value returns false
//	source    D. Lemire, Streaming maximum-minimum filter, 2006
type Extreme struct {
	buf   []extremeEntry // circular
	head  int
	n     int
	first uint64 // sequence number of the oldest value in the window
	next  uint64 // sequence number of the next value to enter
	least bool   // minimum
}

type extremeEntry struct {
	value float64
	seq   uint64
}

// NewMaximum makes an empty window that answers its largest value.
func NewMaximum() *Extreme { return &Extreme{} }

// NewMinimum makes an empty window that answers its smallest value.
func NewMinimum() *Extreme { return &Extreme{least: true} }

// Enter adds the newest value.
func (x *Extreme) Enter(v float64) {
	seq := x.next
	x.next++
	if v != v {
		return
	}
	for x.n > 0 && x.beats(v, x.back().value) {
		x.n--
	}
	if x.n == len(x.buf) {
		x.grow()
	}
	i := x.head + x.n
	if i >= len(x.buf) {
		i -= len(x.buf)
	}
	x.buf[i] = extremeEntry{v, seq}
	x.n++
}

// beats reports whether a newer value a makes the older b pointless.
func (x *Extreme) beats(a, b float64) bool {
	if x.least {
		return a <= b
	}
	return a >= b
}

func (x *Extreme) back() *extremeEntry {
	i := x.head + x.n - 1
	if i >= len(x.buf) {
		i -= len(x.buf)
	}
	return &x.buf[i]
}

func (x *Extreme) grow() {
	buf := make([]extremeEntry, max(8, 2*len(x.buf)))
	for i := range x.n {
		buf[i] = x.buf[(x.head+i)%len(x.buf)]
	}
	x.buf, x.head = buf, 0
}

// LeaveOldest takes away the oldest value; nothing happens in an empty window.
func (x *Extreme) LeaveOldest() {
	if x.first == x.next {
		return
	}
	if x.n > 0 && x.buf[x.head].seq == x.first {
		x.head++
		if x.head == len(x.buf) {
			x.head = 0
		}
		x.n--
	}
	x.first++
}

// Value is the extreme; false when the window holds no value but NaN.
func (x *Extreme) Value() (float64, bool) {
	if x.n == 0 {
		return 0, false
	}
	return x.buf[x.head].value, true
}

// Len is the number of values in the window, NaN included.
func (x *Extreme) Len() int { return int(x.next - x.first) }

// Reset empties the window.
func (x *Extreme) Reset() { x.head, x.n, x.first, x.next = 0, 0, 0, 0 }

// Save writes the state.
func (x *Extreme) Save(e Encoder) {
	e.Uint64(x.first)
	e.Uint64(x.next)
	e.Uint64(uint64(x.n))
	for i := range x.n {
		entry := x.buf[(x.head+i)%len(x.buf)]
		e.Float64(entry.value)
		e.Uint64(entry.seq)
	}
}

// Load reads what Save wrote.
func (x *Extreme) Load(d Decoder) error {
	x.Reset()
	first, next := d.Uint64(), d.Uint64()
	n, err := loadLen(d, maxSavedLen)
	if err != nil {
		return err
	}
	if next < first || uint64(n) > next-first {
		return fmt.Errorf("%w: %d extremes between %d and %d", ErrState, n, first, next)
	}
	for range n {
		v, seq := d.Float64(), d.Uint64()
		if d.Err() != nil {
			return d.Err()
		}
		if x.n == len(x.buf) {
			x.grow()
		}
		x.buf[x.n] = extremeEntry{v, seq}
		x.n++
	}
	x.first, x.next = first, next
	return nil
}

// SlidingExtreme is the largest or smallest of the last n values of a stream; see Extreme.
type SlidingExtreme struct {
	Extreme
	size int
}

// NewSlidingMaximum answers the largest of the last n values.
func NewSlidingMaximum(n int) *SlidingExtreme { return newSlidingExtreme(n, false) }

// NewSlidingMinimum answers the smallest of the last n values.
func NewSlidingMinimum(n int) *SlidingExtreme { return newSlidingExtreme(n, true) }

func newSlidingExtreme(n int, least bool) *SlidingExtreme {
	n = max(n, 1)
	return &SlidingExtreme{size: n, Extreme: Extreme{least: least, buf: make([]extremeEntry, n)}}
}

// Push adds the newest value; the oldest leaves when there are more than n.
func (s *SlidingExtreme) Push(v float64) {
	if s.Len() == s.size {
		s.LeaveOldest()
	}
	s.Enter(v)
}

// Load reads what Save wrote into a window of the same size.
func (s *SlidingExtreme) Load(d Decoder) error {
	if err := s.Extreme.Load(d); err != nil {
		return err
	}
	if held := s.next - s.first; held > uint64(s.size) {
		s.Reset()
		return fmt.Errorf("%w: %d values in a window of %d", ErrState, held, s.size)
	}
	return nil
}
