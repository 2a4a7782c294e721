package stats

import "math"

// Sum is the exact sum of the values that have entered and not left, in any order. It is held
// as a short list of float64 that do not overlap (an expansion), so that entering and leaving are
// exact: nothing drifts, however many values pass, and a huge value that leaves takes with it all
// it brought. The zero value is an empty sum.
//
//	formula   Value = the exact sum, rounded once to the nearest float64
//	order     any; a value that leaves must have entered
//	cost      O(parts) an event: 2 ns while one part will do, as for whole numbers, 4 to 8 ns for the
//	          2 or 3 parts of ordinary data; 40 parts at worst
//	space     48 bytes and 8 a part
//	NaN, Inf  counted apart; Value answers as IEEE would while they are inside, Finite without them
//	empty     0
//	source    J. Shewchuk, Adaptive precision floating-point arithmetic, 1997 (grow-expansion)
type Sum struct {
	top float64   // the largest part; 0 when there is none
	low []float64 // the others, growing in size, not overlapping
	n   int64     // ordinary values inside
	odd *oddSum   // nil until the first value that parts cannot hold
}

// oddSum holds what does not fit the expansion.
type oddSum struct {
	huge                        []float64 // expansion of the values above hugeValue, scaled down
	huges, nans, posInf, negInf int64
}

const (
	// hugeValue bounds the values of the plain expansion: 2^63 of them cannot overflow.
	hugeValue = 0x1p960
	// hugeScale brings a value above hugeValue where sums of it cannot overflow.
	hugeScale = 0x1p-128
	// maxParts bounds a saved expansion: one part for every bit of the float64 range.
	maxParts = 2200
)

// Enter adds v.
func (s *Sum) Enter(v float64) {
	if math.Abs(v) < hugeValue {
		s.add(v)
		s.n++
		return
	}
	s.changeOdd(v, 1)
}

// Leave takes away a v that has entered before.
func (s *Sum) Leave(v float64) {
	if math.Abs(v) < hugeValue {
		s.n--
		if s.n == 0 {
			s.top, s.low = 0, s.low[:0]
			return
		}
		s.add(-v)
		return
	}
	s.changeOdd(v, -1)
}

// add adds x to the parts, exactly: the running sum passes up through them and leaves the rounding
// error of each addition behind as a new part. Most sums are one part and stay so.
func (s *Sum) add(x float64) {
	kept := 0
	for _, y := range s.low {
		sum, err := twoSum(x, y)
		if err != 0 {
			s.low[kept] = err
			kept++
		}
		x = sum
	}
	sum, err := twoSum(x, s.top)
	s.low, s.top = s.low[:kept], sum
	if err != 0 {
		s.keep(err)
	}
	if sum == 0 && len(s.low) > 0 {
		s.setParts(s.low)
	}
}

// keep makes a rounding error the largest of the lower parts.
func (s *Sum) keep(err float64) {
	if cap(s.low) == 0 {
		s.low = make([]float64, 0, 4)
	}
	s.low = append(s.low, err)
}

// parts returns all parts, growing in size; low must be set anew after it.
func (s *Sum) parts() []float64 {
	if s.top == 0 {
		return s.low
	}
	if cap(s.low) == 0 {
		s.low = make([]float64, 0, 4)
	}
	return append(s.low, s.top)
}

func (s *Sum) setParts(p []float64) {
	s.top, s.low = 0, p
	if n := len(p) - 1; n >= 0 {
		s.top, s.low = p[n], p[:n]
	}
}

// round is the sum of the parts.
func (s *Sum) round() float64 {
	if len(s.low) == 0 {
		return s.top
	}
	return roundExpansion(s.parts())
}

func (s *Sum) changeOdd(v float64, by int64) {
	if s.odd == nil {
		s.odd = &oddSum{}
	}
	switch {
	case v != v:
		s.odd.nans += by
	case v > math.MaxFloat64:
		s.odd.posInf += by
	case v < -math.MaxFloat64:
		s.odd.negInf += by
	default:
		s.odd.huges += by
		s.odd.huge = growExpansion(s.odd.huge, float64(v*hugeScale*float64(by)))
		if s.odd.huges == 0 {
			s.odd.huge = s.odd.huge[:0]
		}
	}
}

// Merge adds everything that is inside o.
func (s *Sum) Merge(o *Sum) {
	for _, p := range o.low {
		s.add(p)
	}
	s.add(o.top)
	s.n += o.n
	if o.odd == nil {
		return
	}
	if s.odd == nil {
		s.odd = &oddSum{}
	}
	for _, p := range o.odd.huge {
		s.odd.huge = growExpansion(s.odd.huge, p)
	}
	s.odd.huges += o.odd.huges
	s.odd.nans += o.odd.nans
	s.odd.posInf += o.odd.posInf
	s.odd.negInf += o.odd.negInf
}

// Value is the sum of all values inside, with NaN and the infinities as IEEE adds them.
func (s *Sum) Value() float64 {
	if s.odd == nil {
		return s.round()
	}
	o := s.odd
	switch {
	case o.nans > 0 || o.posInf > 0 && o.negInf > 0:
		return math.NaN()
	case o.posInf > 0:
		return math.Inf(1)
	case o.negInf > 0:
		return math.Inf(-1)
	}
	return s.Finite()
}

// Finite is the sum of the finite values inside; an infinity when it exceeds the float64 range.
func (s *Sum) Finite() float64 {
	if s.odd == nil || len(s.odd.huge) == 0 {
		return s.round()
	}
	// The scaled parts are at least 2^832: what scaling the ordinary parts down loses is far
	// below the last bit of any huge sum, but not of huge values that cancel. So add first the
	// huge ones, and the rest unscaled when they cancel.
	big := roundExpansion(s.odd.huge)
	if big == 0 {
		return s.round()
	}
	if math.Abs(big) < 0x1p800 {
		return float64(big/hugeScale) + s.round()
	}
	return (big + float64(s.round()*hugeScale)) / hugeScale
}

// Count is the number of finite values inside.
func (s *Sum) Count() int64 {
	if s.odd == nil {
		return s.n
	}
	return s.n + s.odd.huges
}

// NonFinite is the number of NaN and infinities inside.
func (s *Sum) NonFinite() int64 {
	if s.odd == nil {
		return 0
	}
	return s.odd.nans + s.odd.posInf + s.odd.negInf
}

// Mean is Value divided by the number of values inside, NaN when there is none.
func (s *Sum) Mean() float64 {
	n := s.Count() + s.NonFinite()
	if n <= 0 {
		return math.NaN()
	}
	return s.Value() / float64(n)
}

// Reset empties the sum.
func (s *Sum) Reset() { s.top, s.low, s.n, s.odd = 0, s.low[:0], 0, nil }

// Save writes the state.
func (s *Sum) Save(e Encoder) {
	e.Int64(s.n)
	saveFloats(e, s.parts())
	e.Bool(s.odd != nil)
	if o := s.odd; o != nil {
		saveFloats(e, o.huge)
		e.Int64(o.huges)
		e.Int64(o.nans)
		e.Int64(o.posInf)
		e.Int64(o.negInf)
	}
}

// Load reads what Save wrote.
func (s *Sum) Load(d Decoder) error {
	s.Reset()
	s.n = d.Int64()
	p, err := loadExpansion(d, s.low)
	s.setParts(p)
	if err != nil {
		return err
	}
	if !d.Bool() {
		return d.Err()
	}
	s.odd = &oddSum{}
	if s.odd.huge, err = loadExpansion(d, nil); err != nil {
		return err
	}
	s.odd.huges, s.odd.nans = d.Int64(), d.Int64()
	s.odd.posInf, s.odd.negInf = d.Int64(), d.Int64()
	return d.Err()
}

func loadExpansion(d Decoder, p []float64) ([]float64, error) {
	n, err := loadLen(d, maxParts)
	if err != nil {
		return nil, err
	}
	p = p[:0]
	for range n {
		p = append(p, d.Float64())
	}
	return p, d.Err()
}

// growExpansion adds x to an expansion, exactly: see [Sum.add].
func growExpansion(p []float64, x float64) []float64 {
	if cap(p) == 0 {
		p = make([]float64, 0, 4)
	}
	kept := 0
	for _, y := range p {
		sum := x + y
		bb := sum - x
		if err := (x - (sum - bb)) + (y - bb); err != 0 {
			p[kept] = err
			kept++
		}
		x = sum
	}
	p = p[:kept]
	if x != 0 {
		p = append(p, x)
	}
	return p
}

// roundExpansion gives the float64 nearest to the exact sum of the parts, ties to even.
func roundExpansion(p []float64) float64 {
	i := len(p) - 1
	if i < 0 {
		return 0
	}
	sum, err := p[i], 0.0
	for i > 0 && err == 0 {
		i--
		sum, err = twoSum(sum, p[i])
	}
	// A tie was broken without sight of the parts below: they decide when they pull the same way.
	if i > 0 && err != 0 && (err > 0) == (p[i-1] > 0) {
		twice := float64(2 * err)
		if up := sum + twice; up-sum == twice {
			sum = up
		}
	}
	return sum
}
