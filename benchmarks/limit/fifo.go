package limit

// fifo is a queue in a ring whose size is a power of two; it grows and never shrinks.
type fifo[T any] struct {
	ring    []T
	head, n int
}

const fifoSizeMin = 8

func (f *fifo[T]) push(v T) {
	if f.n == len(f.ring) {
		f.grow()
	}
	f.ring[(f.head+f.n)&(len(f.ring)-1)] = v
	f.n++
}

func (f *fifo[T]) grow() {
	ring := make([]T, max(fifoSizeMin, 2*len(f.ring)))
	k := copy(ring, f.ring[f.head:])
	copy(ring[k:], f.ring[:f.head])
	f.ring, f.head = ring, 0
}

func (f *fifo[T]) front() *T { return &f.ring[f.head] }
func (f *fifo[T]) back() *T  { return &f.ring[(f.head+f.n-1)&(len(f.ring)-1)] }
func (f *fifo[T]) popBack()  { f.n-- }

func (f *fifo[T]) pop() {
	f.head = (f.head + 1) & (len(f.ring) - 1)
	f.n--
}

// maxima is the monotonic queue that answers "the largest of the live values" in constant time:
// values fall from front to back, and each is younger than the one before it.
type maxima struct{ q fifo[numbered] }

type numbered struct {
	v   float64
	seq int64
}

func (m *maxima) enter(v float64, seq int64) {
	for m.q.n > 0 && m.q.back().v < v {
		m.q.popBack()
	}
	m.q.push(numbered{v, seq})
}

// leave is called for every value in the order of entering; only the front can be that value.
func (m *maxima) leave(seq int64) {
	if m.q.n > 0 && m.q.front().seq == seq {
		m.q.pop()
	}
}

func (m *maxima) max() float64 { return m.q.front().v }
