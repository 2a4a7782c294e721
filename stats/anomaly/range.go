package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Range calls a point novel when it lies outside all that was seen, by more than a tolerance.
//
//	formula   (x - highest)/(highest - lowest), or (lowest - x)/..., in tolerances: 1 = alarm
//	seen      the last Horizon to 2 Horizon points
//	cost      O(1) a point, 6 ns
//	space     80 bytes
//	NaN, Inf  score 0, teach nothing
//	constant  any change is novel
//	source    the rule "5 % outside the range so far" of Numenta's NAB detector, with a range that
//	          forgets and is learned on the way
type Range struct {
	config    RangeOptions
	now, last span // of the present and the previous stretch of Horizon points
	age       int  // points in the present stretch
	seen      uint64
}

// RangeOptions are the constants of Range.
type RangeOptions struct {
	Tolerance float64 // how far outside, as a share of the range
	Warm      int     // points before the first score
	Horizon   int     // points after which a stretch of the past is renewed
}

// DefaultRange are the constants used where none are given.
var DefaultRange = RangeOptions{Tolerance: 0.05, Warm: 150, Horizon: 20_000}

// span is the range of some points; empty when lo > hi.
type span struct{ lo, hi float64 }

var emptySpan = span{math.Inf(1), math.Inf(-1)}

func (s *span) add(x float64) { s.lo, s.hi = min(s.lo, x), max(s.hi, x) }

func (s span) union(o span) span { return span{min(s.lo, o.lo), max(s.hi, o.hi)} }

// width is the extent of the span; a constant counts as a little wide, so that rounding does not
// leave it.
func (s span) width() float64 {
	return max(s.hi-s.lo, sigmaFloor*max(math.Abs(s.lo), math.Abs(s.hi)))
}

// NewRange makes a detector of values never seen.
func NewRange(o RangeOptions) *Range {
	o.Horizon = max(o.Horizon, 1)
	return &Range{config: o, now: emptySpan, last: emptySpan}
}

// Update scores a point in tolerances outside the range.
func (r *Range) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	value := r.excess(x)
	r.learn(x)
	return judge(value, 1, Novel)
}

// excess is the distance outside of the range in tolerances, before the point is learned.
func (r *Range) excess(x float64) float64 {
	if r.seen < uint64(max(r.config.Warm, 1)) {
		return 0
	}
	all := r.now.union(r.last)
	d := max(x-all.hi, all.lo-x)
	if d <= 0 {
		return 0
	}
	if w := r.config.Tolerance * all.width(); w > 0 {
		return min(d/w, sigmaLimit)
	}
	return sigmaLimit
}

func (r *Range) learn(x float64) {
	if r.age++; r.age > r.config.Horizon {
		r.age, r.last, r.now = 1, r.now, emptySpan
	}
	r.now.add(x)
	r.seen++
}

// known is the range seen so far; empty (lo > hi) before the first point.
func (r *Range) known() span { return r.now.union(r.last) }

// Save writes the state.
func (r *Range) Save(e stats.Encoder) {
	for _, v := range [...]float64{r.now.lo, r.now.hi, r.last.lo, r.last.hi} {
		e.Float64(v)
	}
	e.Int64(int64(r.age))
	e.Uint64(r.seen)
}

// Load reads what Save wrote.
func (r *Range) Load(d stats.Decoder) error {
	for _, v := range [...]*float64{&r.now.lo, &r.now.hi, &r.last.lo, &r.last.hi} {
		*v = d.Float64()
	}
	r.age = int(d.Int64())
	r.seen = d.Uint64()
	return d.Err()
}

// defineRange describes the detector for Builtin.
func defineRange() Definition {
	return Definition{
		Name: "range_novelty", Unit: "tolerances",
		Doc: "values outside of all that was seen",
		Params: []Param{
			{"tolerance", "how far outside, as a share of the range", 0.05, 0, 1e6, false},
			{"warm", "points before the first score", 150, 1, 1e9, true},
			{"horizon", "points after which the past is renewed", 20_000, 1, 1e15, true},
		},
		Example: Example{
			Text:  "a value never seen",
			Event: []float64{9, 9.5}, Alarm: 1, Why: Novel,
		},
		New: func(v []float64) (Detector, error) {
			return NewRange(RangeOptions{Tolerance: v[0], Warm: int(v[1]), Horizon: int(v[2])}), nil
		},
	}
}
