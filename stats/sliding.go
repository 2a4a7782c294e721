package stats

import "math"

// SlidingMoments gives count, sum, mean and variance of the last n values of a stream, first in
// first out: the fast form of Moments for windows of a fixed number of values.
//
// Sums of the differences to an origin, and of their squares, follow the window. Beside them a
// second pair of sums collects what enters from now on, around a fresh origin: after n values it
// holds the window without a single subtraction and takes over. So rounding errors live for one
// revolution at most, at no cost in jumps. If the sums shrink much within a revolution (a spike
// has left) or the data move far from the origin, they are summed anew at once.
//
//	formula   mean = o + S1/n;  variance = (S2 - S1^2/n)/n, S1 = sum (x-o), S2 = sum (x-o)^2
//	exactness 1e-12 relative to a recomputation after any number of events, typically 5e-15
//	order     first in, first out
//	cost      O(1) a point, 5 to 8 ns with a query; O(n) when a spike has left
//	space     8 bytes a value of capacity and 150
//	NaN, Inf  take a place, are counted apart; results are those of the finite values
//	huge      while a value beyond 1e150 is inside, queries cost O(n)
//	empty     NaN; the sample variance needs two values
//	source    T. Chan, G. Golub, R. LeVeque, Algorithms for computing the sample variance, 1983, for
//	          the shifted sums; the two pairs of sums are our own
type SlidingMoments struct {
	ring    Ring
	sums    originSums // of the window
	next    originSums // of what entered in this revolution
	age     int        // values since the revolution began
	missing int        // NaN and infinities inside
	huge    int        // values inside that are too large to square
}

// originSums are power sums around an origin.
type originSums struct {
	origin float64
	n      int
	s1, s2 float64
	peak   float64 // largest S2 since these sums were made
}

const (
	// squareLimit bounds the values whose squares can be summed.
	squareLimit = 1e150
	// shrinkLimit: sums that fell below this share of their peak are summed anew, because the
	// rounding errors of the peak are still in them.
	shrinkLimit = 1.0 / 64
	// farLimit: the origin is renewed when the mean is this many deviations away, squared.
	farLimit = 64
)

// NewSlidingMoments makes a window of the last n values.
func NewSlidingMoments(n int) *SlidingMoments { return &SlidingMoments{ring: *NewRing(n)} }

// Push adds the newest value; the oldest leaves when the window is full.
func (w *SlidingMoments) Push(x float64) {
	old, full := w.ring.Push(x)
	if full {
		w.leave(old)
	}
	w.enter(x)
	w.age++
	if w.age >= w.ring.Cap() {
		w.age = 0
		w.sums, w.next = w.next, originSums{}
	}
	if w.sums.worn() {
		w.recompute()
	}
}

func (w *SlidingMoments) enter(x float64) {
	if math.Abs(x) < squareLimit {
		w.sums.add(x)
		w.next.add(x)
		return
	}
	if finite(x) {
		w.huge++
	} else {
		w.missing++
	}
}

func (w *SlidingMoments) leave(x float64) {
	if math.Abs(x) < squareLimit {
		w.sums.sub(x)
		return
	}
	if finite(x) {
		w.huge--
	} else {
		w.missing--
	}
}

func (s *originSums) add(x float64) {
	if s.n == 0 {
		*s = originSums{origin: x}
	}
	s.n++
	d := x - s.origin
	s.s1 += d
	s.s2 += float64(d * d)
	if s.s2 > s.peak {
		s.peak = s.s2
	}
}

func (s *originSums) sub(x float64) {
	s.n--
	d := x - s.origin
	s.s1 -= d
	s.s2 -= float64(d * d)
}

// worn reports whether the sums have lost digits and must be made anew.
func (s *originSums) worn() bool {
	if s.s2 < float64(shrinkLimit*s.peak) {
		return true
	}
	apart := float64(s.s1 * s.s1)
	return apart > float64(farLimit/(farLimit+1.0)*float64(float64(s.n)*s.s2))
}

// recompute sums the window anew, newest value first: that one becomes the origin.
func (w *SlidingMoments) recompute() {
	w.sums = originSums{}
	for i := w.ring.Len() - 1; i >= 0; i-- {
		if x := w.ring.At(i); math.Abs(x) < squareLimit {
			w.sums.add(x)
		}
	}
}

// spread gives count, mean and sum of squared deviations of the finite values.
func (w *SlidingMoments) spread() (n, mean, squares float64) {
	if w.huge > 0 {
		return w.hugeSpread()
	}
	s := &w.sums
	if s.n == 0 {
		return 0, math.NaN(), math.NaN()
	}
	n = float64(s.n)
	shift := s.s1 / n
	return n, s.origin + shift, max(0, s.s2-float64(shift*s.s1))
}

// hugeSpread takes two passes over the window, scaled down so that squares do not overflow.
func (w *SlidingMoments) hugeSpread() (n, mean, squares float64) {
	const scale = 0x1p-600
	live := w.ring.buf[:w.ring.n]
	for _, x := range live {
		if finite(x) {
			n++
			mean += float64(x * scale)
		}
	}
	mean /= n
	for _, x := range live {
		if finite(x) {
			d := float64(x*scale) - mean
			squares += float64(d * d)
		}
	}
	return n, mean / scale, squares / scale / scale
}

// Count is the number of finite values in the window.
func (w *SlidingMoments) Count() int { return w.sums.n + w.huge }

// NonFinite is the number of NaN and infinities in the window.
func (w *SlidingMoments) NonFinite() int { return w.missing }

// Sum is the sum of the finite values, 0 when there is none.
func (w *SlidingMoments) Sum() float64 {
	if w.huge > 0 {
		n, mean, _ := w.hugeSpread()
		return float64(n * mean)
	}
	return float64(float64(w.sums.n)*w.sums.origin) + w.sums.s1
}

// Mean is the mean of the finite values.
func (w *SlidingMoments) Mean() float64 {
	_, mean, _ := w.spread()
	return mean
}

// VarPop is the variance that divides by n.
func (w *SlidingMoments) VarPop() float64 {
	n, _, squares := w.spread()
	return squares / n
}

// VarSample is the variance that divides by n-1, NaN below two values.
func (w *SlidingMoments) VarSample() float64 {
	n, _, squares := w.spread()
	if n < 2 {
		return math.NaN()
	}
	return squares / (n - 1)
}

// StdPop is the square root of VarPop.
func (w *SlidingMoments) StdPop() float64 { return math.Sqrt(w.VarPop()) }

// StdSample is the square root of VarSample.
func (w *SlidingMoments) StdSample() float64 { return math.Sqrt(w.VarSample()) }

// Last is the newest value pushed, 0 before the first.
func (w *SlidingMoments) Last() float64 { return w.ring.Last() }

// Reset empties the window.
func (w *SlidingMoments) Reset() { *w = SlidingMoments{ring: Ring{buf: w.ring.buf}} }

// Save writes the state.
func (w *SlidingMoments) Save(e Encoder) {
	w.ring.Save(e)
	w.sums.save(e)
	w.next.save(e)
	e.Int64(int64(w.age))
	e.Int64(int64(w.missing))
	e.Int64(int64(w.huge))
}

// Load reads what Save wrote into a window of the same size.
func (w *SlidingMoments) Load(d Decoder) error {
	w.Reset()
	if err := w.ring.Load(d); err != nil {
		return err
	}
	w.sums.load(d)
	w.next.load(d)
	w.age, w.missing, w.huge = int(d.Int64()), int(d.Int64()), int(d.Int64())
	return d.Err()
}

func (s *originSums) save(e Encoder) {
	e.Float64(s.origin)
	e.Int64(int64(s.n))
	e.Float64(s.s1)
	e.Float64(s.s2)
	e.Float64(s.peak)
}

func (s *originSums) load(d Decoder) {
	s.origin, s.n = d.Float64(), int(d.Int64())
	s.s1, s.s2, s.peak = d.Float64(), d.Float64(), d.Float64()
}
