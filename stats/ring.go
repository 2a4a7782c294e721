package stats

import "fmt"

// Ring keeps the last values of a stream, oldest first.
//
//	order     first in, first out
//	cost      O(1) a push
//	space     8 bytes a value of capacity
//	NaN       kept like any other value
//	empty     At and Last return 0
type Ring struct {
	buf  []float64
	head int // position of the oldest value once full, 0 until then
	n    int
}

// NewRing makes a ring of the given capacity, at least 1.
func NewRing(capacity int) *Ring {
	return &Ring{buf: make([]float64, max(capacity, 1))}
}

// Push adds v. When the ring was full the oldest value makes room and is returned with true.
func (r *Ring) Push(v float64) (evicted float64, full bool) {
	if r.n < len(r.buf) {
		r.buf[r.n] = v
		r.n++
		return 0, false
	}
	evicted = r.buf[r.head]
	r.buf[r.head] = v
	r.head++
	if r.head == len(r.buf) {
		r.head = 0
	}
	return evicted, true
}

// At returns the value at position i, 0 being the oldest; 0 outside of Len.
func (r *Ring) At(i int) float64 {
	if i < 0 || i >= r.n {
		return 0
	}
	i += r.head
	if i >= len(r.buf) {
		i -= len(r.buf)
	}
	return r.buf[i]
}

// Last returns the newest value, 0 when there is none.
func (r *Ring) Last() float64 { return r.At(r.n - 1) }

// Len returns the number of values held.
func (r *Ring) Len() int { return r.n }

// Cap returns the number of values that fit.
func (r *Ring) Cap() int { return len(r.buf) }

// Full reports whether the next push evicts.
func (r *Ring) Full() bool { return r.n == len(r.buf) }

// AppendTo appends the values, oldest first, to dst.
func (r *Ring) AppendTo(dst []float64) []float64 {
	if r.n < len(r.buf) {
		return append(dst, r.buf[:r.n]...)
	}
	dst = append(dst, r.buf[r.head:]...)
	return append(dst, r.buf[:r.head]...)
}

// Reset empties the ring.
func (r *Ring) Reset() { r.head, r.n = 0, 0 }

// Save writes the values and the place of the oldest, so that whatever hangs on the physical
// position (a recomputation once a revolution) goes on exactly as before.
func (r *Ring) Save(e Encoder) {
	e.Uint64(uint64(len(r.buf)))
	e.Uint64(uint64(r.head))
	e.Uint64(uint64(r.n))
	for _, v := range r.buf[:r.n] {
		e.Float64(v)
	}
}

// Load reads what Save wrote into a ring of the same capacity.
func (r *Ring) Load(d Decoder) error {
	r.Reset()
	size, err := loadLen(d, maxSavedLen)
	if err != nil {
		return err
	}
	if size != len(r.buf) {
		return fmt.Errorf("%w: ring of %d where one of %d belongs", ErrState, size, len(r.buf))
	}
	head, err := loadIndex(d, size)
	if err != nil {
		return err
	}
	n, err := loadLen(d, size)
	if err != nil {
		return err
	}
	if n < size && head != 0 {
		return fmt.Errorf("%w: ring not full but rotated", ErrState)
	}
	for i := range n {
		r.buf[i] = d.Float64()
	}
	if err := d.Err(); err != nil {
		return err
	}
	r.head, r.n = head, n
	return nil
}
