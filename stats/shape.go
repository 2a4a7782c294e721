package stats

import "math"

// SlidingShape gives skewness and kurtosis, beside mean and variance, of the last n values of a
// stream. It is SlidingMoments with sums of the third and fourth powers.
//
//	formula   from power sums around an origin o: M2 = S2 - n u^2, M3 = S3 - 3 u S2 + 2 n u^3,
//	          M4 = S4 - 4 u S3 + 6 u^2 S2 - 3 n u^4, u = S1/n
//	exactness 1e-11 relative for the kurtosis, where it is well defined
//	order     first in, first out
//	cost      O(1) a point, about 8 ns; O(n) when a spike has left
//	space     8 bytes a value of capacity and 200
//	NaN, Inf  take a place, are counted apart; so are values beyond 1e75, whose fourth
//	          powers do not exist: while one is inside all results are NaN
//	empty     NaN; so are skewness and kurtosis of equal values
//	source    as SlidingMoments; G1 and G2 as in D. Joanes and C. Gill 1998
type SlidingShape struct {
	ring    Ring
	sums    powerSums
	next    powerSums
	age     int
	missing int
	huge    int
}

// powerSums are sums of the first four powers around an origin.
type powerSums struct {
	origin         float64
	n              int
	s1, s2, s3, s4 float64
	peak           float64 // largest S4 since these sums were made
}

const (
	fourthLimit = 1e75
	// farShape is farLimit for fourth powers: cancellation grows with the fourth power too.
	farShape = 16
)

// NewSlidingShape makes a window of the last n values.
func NewSlidingShape(n int) *SlidingShape { return &SlidingShape{ring: *NewRing(n)} }

// Push adds the newest value; the oldest leaves when the window is full.
func (w *SlidingShape) Push(x float64) {
	if old, full := w.ring.Push(x); full {
		switch {
		case math.Abs(old) < fourthLimit:
			w.sums.change(old, -1)
		case finite(old):
			w.huge--
		default:
			w.missing--
		}
	}
	switch {
	case math.Abs(x) < fourthLimit:
		w.sums.add(x)
		w.next.add(x)
	case finite(x):
		w.huge++
	default:
		w.missing++
	}
	w.age++
	if w.age >= w.ring.Cap() {
		w.age = 0
		w.sums, w.next = w.next, powerSums{}
	}
	if w.sums.worn() {
		w.recompute()
	}
}

func (s *powerSums) add(x float64) {
	if s.n == 0 {
		*s = powerSums{origin: x}
	}
	s.change(x, 1)
	s.peak = max(s.peak, s.s4)
}

// change adds (sign 1) or takes away (sign -1) the powers of one value.
func (s *powerSums) change(x, sign float64) {
	s.n += int(sign)
	d := x - s.origin
	d2 := float64(d * d)
	s.s1 += float64(sign * d)
	s.s2 += float64(sign * d2)
	s.s3 += float64(sign * float64(d2*d))
	s.s4 += float64(sign * float64(d2*d2))
}

func (s *powerSums) worn() bool {
	if s.s4 < float64(shrinkLimit*s.peak) {
		return true
	}
	apart := float64(s.s1 * s.s1)
	return apart > float64(farShape/(farShape+1.0)*float64(float64(s.n)*s.s2))
}

func (w *SlidingShape) recompute() {
	w.sums = powerSums{}
	for i := w.ring.Len() - 1; i >= 0; i-- {
		if x := w.ring.At(i); math.Abs(x) < fourthLimit {
			w.sums.add(x)
		}
	}
}

// Shape is what SlidingShape knows of its window. Central sums are NaN while one is unknown.
type Shape struct {
	Count      float64 // finite values
	Mean       float64
	M2, M3, M4 float64 // sums of the powers of the deviations from the mean
}

// Shape computes all central sums at once.
func (w *SlidingShape) Shape() Shape {
	s := &w.sums
	n := float64(s.n)
	if w.huge > 0 || s.n == 0 {
		nan := math.NaN()
		return Shape{Count: n + float64(w.huge), Mean: nan, M2: nan, M3: nan, M4: nan}
	}
	u := s.s1 / n
	u2 := float64(u * u)
	m3 := s.s3 - float64(3*u*s.s2) + float64(2*n*float64(u2*u))
	m4 := s.s4 - float64(4*u*s.s3) + float64(6*u2*s.s2) - float64(3*n*float64(u2*u2))
	return Shape{
		Count: n,
		Mean:  s.origin + u,
		M2:    max(0, s.s2-float64(u*s.s1)),
		M3:    m3,
		M4:    max(0, m4),
	}
}

// SkewPop is the skewness g1 = sqrt(n) M3 / M2^1.5.
func (s Shape) SkewPop() float64 {
	return float64(math.Sqrt(s.Count)*s.M3) / float64(s.M2*math.Sqrt(s.M2))
}

// SkewSample is the adjusted skewness G1, NaN below three values.
func (s Shape) SkewSample() float64 {
	if s.Count < 3 {
		return math.NaN()
	}
	return s.SkewPop() * math.Sqrt(s.Count*(s.Count-1)) / (s.Count - 2)
}

// KurtPop is the excess kurtosis g2 = n M4 / M2^2 - 3.
func (s Shape) KurtPop() float64 {
	return float64(s.Count*s.M4)/float64(s.M2*s.M2) - 3
}

// KurtSample is the adjusted excess kurtosis G2, NaN below four values.
func (s Shape) KurtSample() float64 {
	n := s.Count
	if n < 4 {
		return math.NaN()
	}
	return (n - 1) / ((n - 2) * (n - 3)) * (float64((n+1)*s.KurtPop()) + 6)
}

// VarPop is the variance that divides by n.
func (s Shape) VarPop() float64 { return s.M2 / s.Count }

// VarSample is the variance that divides by n-1, NaN below two values.
func (s Shape) VarSample() float64 {
	if s.Count < 2 {
		return math.NaN()
	}
	return s.M2 / (s.Count - 1)
}

// NonFinite is the number of NaN and infinities in the window.
func (w *SlidingShape) NonFinite() int { return w.missing }

// Reset empties the window.
func (w *SlidingShape) Reset() { *w = SlidingShape{ring: Ring{buf: w.ring.buf}} }

// Save writes the state.
func (w *SlidingShape) Save(e Encoder) {
	w.ring.Save(e)
	w.sums.save(e)
	w.next.save(e)
	e.Int64(int64(w.age))
	e.Int64(int64(w.missing))
	e.Int64(int64(w.huge))
}

// Load reads what Save wrote into a window of the same size.
func (w *SlidingShape) Load(d Decoder) error {
	w.Reset()
	if err := w.ring.Load(d); err != nil {
		return err
	}
	w.sums.load(d)
	w.next.load(d)
	w.age, w.missing, w.huge = int(d.Int64()), int(d.Int64()), int(d.Int64())
	return d.Err()
}

func (s *powerSums) save(e Encoder) {
	e.Int64(int64(s.n))
	for _, v := range [...]float64{s.origin, s.s1, s.s2, s.s3, s.s4, s.peak} {
		e.Float64(v)
	}
}

func (s *powerSums) load(d Decoder) {
	s.n = int(d.Int64())
	for _, v := range [...]*float64{&s.origin, &s.s1, &s.s2, &s.s3, &s.s4, &s.peak} {
		*v = d.Float64()
	}
}
