package aggregate

// ring is a queue that may be shortened at both ends. It starts empty, doubles when full and keeps
// its memory, since a window that was once so long will be so again.
type ring[T any] struct {
	buf  []T // its length is a power of two, or 0
	head uint32
	n    uint32
}

const firstRing = 4

func (r *ring[T]) len() int { return int(r.n) }

func (r *ring[T]) slot(i uint32) *T { return &r.buf[(r.head+i)&uint32(len(r.buf)-1)] }

// at returns the i-th value from the front, i < len.
func (r *ring[T]) at(i int) T { return *r.slot(uint32(i)) }

func (r *ring[T]) front() T { return *r.slot(0) }

func (r *ring[T]) back() T { return *r.slot(r.n - 1) }

func (r *ring[T]) push(v T) {
	if int(r.n) == len(r.buf) {
		r.double()
	}
	r.n++
	*r.slot(r.n - 1) = v
}

func (r *ring[T]) double() {
	buf := make([]T, max(firstRing, 2*len(r.buf)))
	k := copy(buf, r.buf[r.head:])
	copy(buf[k:], r.buf[:r.head])
	r.buf, r.head = buf, 0
}

func (r *ring[T]) popFront() T {
	p := r.slot(0)
	v := *p
	var zero T
	*p = zero // let the collector have what it refers to
	r.head = (r.head + 1) & uint32(len(r.buf)-1)
	r.n--
	return v
}

func (r *ring[T]) popBack() {
	var zero T
	*r.slot(r.n - 1) = zero
	r.n--
}

// keptRing is the largest ring that a cleared group leaves to the next one.
const keptRing = 64

// reset empties the ring; a large one gives its memory back.
func (r *ring[T]) reset() {
	clear(r.buf)
	if len(r.buf) > keptRing {
		r.buf = nil
	}
	r.head, r.n = 0, 0
}

func (r *ring[T]) bytes() int {
	return len(r.buf) * sizeOf[T]()
}
