package stats

import "math"

// SlidingPairs gives covariance, correlation and the least squares line of the last n pairs
// (x, y) of a stream; with x the time it is the trend of y. It works as SlidingMoments does.
//
//	formula   Line; sums of products of the differences to an origin (ox, oy)
//	exactness 1e-12 relative to a recomputation after any number of events
//	order     first in, first out
//	cost      O(1) a pair, about 10 ns; O(n) when a spike has left
//	space     16 bytes a pair of capacity and 250
//	NaN, Inf  a pair with one takes a place and counts as missing; so do values beyond 1e150
//	empty     all answers NaN
//	source    as SlidingMoments
type SlidingPairs struct {
	x, y    Ring
	sums    pairSums
	next    pairSums
	age     int
	missing int
}

// pairSums are sums around an origin.
type pairSums struct {
	ox, oy         float64
	n              int
	x, y           float64
	xx, yy, xy     float64
	peakXX, peakYY float64
}

// NewSlidingPairs makes a window of the last n pairs.
func NewSlidingPairs(n int) *SlidingPairs {
	return &SlidingPairs{x: *NewRing(n), y: *NewRing(n)}
}

// pairUsable reports whether the products of a pair can be summed.
func pairUsable(x, y float64) bool {
	return math.Abs(x) < squareLimit && math.Abs(y) < squareLimit
}

// Push adds the newest pair; the oldest leaves when the window is full.
func (w *SlidingPairs) Push(x, y float64) {
	oldX, _ := w.x.Push(x)
	if oldY, full := w.y.Push(y); full {
		if pairUsable(oldX, oldY) {
			w.sums.change(oldX, oldY, -1)
		} else {
			w.missing--
		}
	}
	if pairUsable(x, y) {
		w.sums.add(x, y)
		w.next.add(x, y)
	} else {
		w.missing++
	}
	w.age++
	if w.age >= w.x.Cap() {
		w.age = 0
		w.sums, w.next = w.next, pairSums{}
	}
	if w.sums.worn() {
		w.recompute()
	}
}

func (s *pairSums) add(x, y float64) {
	if s.n == 0 {
		*s = pairSums{ox: x, oy: y}
	}
	s.change(x, y, 1)
	s.peakXX = max(s.peakXX, s.xx)
	s.peakYY = max(s.peakYY, s.yy)
}

func (s *pairSums) change(x, y, sign float64) {
	s.n += int(sign)
	dx, dy := x-s.ox, y-s.oy
	s.x += float64(sign * dx)
	s.y += float64(sign * dy)
	s.xx += float64(sign * float64(dx*dx))
	s.yy += float64(sign * float64(dy*dy))
	s.xy += float64(sign * float64(dx*dy))
}

func (s *pairSums) worn() bool {
	if s.xx < float64(shrinkLimit*s.peakXX) || s.yy < float64(shrinkLimit*s.peakYY) {
		return true
	}
	limit := float64(farLimit / (farLimit + 1.0) * float64(s.n))
	return float64(s.x*s.x) > float64(limit*s.xx) || float64(s.y*s.y) > float64(limit*s.yy)
}

func (w *SlidingPairs) recompute() {
	w.sums = pairSums{}
	for i := w.x.Len() - 1; i >= 0; i-- {
		if x, y := w.x.At(i), w.y.At(i); pairUsable(x, y) {
			w.sums.add(x, y)
		}
	}
}

// Line summarises the pairs in the window.
func (w *SlidingPairs) Line() Line {
	s := &w.sums
	n := float64(s.n)
	ux, uy := s.x/n, s.y/n
	return Line{
		Count: n,
		MeanX: s.ox + ux,
		MeanY: s.oy + uy,
		SXX:   max(0, s.xx-float64(ux*s.x)),
		SYY:   max(0, s.yy-float64(uy*s.y)),
		SXY:   s.xy - float64(ux*s.y),
	}
}

// Missing is the number of pairs in the window that do not count.
func (w *SlidingPairs) Missing() int { return w.missing }

// Reset empties the window.
func (w *SlidingPairs) Reset() {
	*w = SlidingPairs{x: Ring{buf: w.x.buf}, y: Ring{buf: w.y.buf}}
}

// Save writes the state.
func (w *SlidingPairs) Save(e Encoder) {
	w.x.Save(e)
	w.y.Save(e)
	w.sums.save(e)
	w.next.save(e)
	e.Int64(int64(w.age))
	e.Int64(int64(w.missing))
}

// Load reads what Save wrote into a window of the same size.
func (w *SlidingPairs) Load(d Decoder) error {
	w.Reset()
	if err := w.x.Load(d); err != nil {
		return err
	}
	if err := w.y.Load(d); err != nil {
		return err
	}
	if w.x.Len() != w.y.Len() {
		w.Reset()
		return ErrState
	}
	w.sums.load(d)
	w.next.load(d)
	w.age, w.missing = int(d.Int64()), int(d.Int64())
	return d.Err()
}

func (s *pairSums) fields() [9]*float64 {
	return [...]*float64{&s.ox, &s.oy, &s.x, &s.y, &s.xx, &s.yy, &s.xy, &s.peakXX, &s.peakYY}
}

func (s *pairSums) save(e Encoder) {
	e.Int64(int64(s.n))
	for _, v := range s.fields() {
		e.Float64(*v)
	}
}

func (s *pairSums) load(d Decoder) {
	s.n = int(d.Int64())
	for _, v := range s.fields() {
		*v = d.Float64()
	}
}
