package stats

import "math"

// Sum is the exact sum of the values that have entered and not left, in any order. It is held as two
// float64, and as a short list of further ones where these two have not digits enough, so that entering
// and leaving are exact: nothing drifts, however many values pass, and a huge value that leaves takes
// with it all it brought. The zero value is an empty sum.
//
//	formula   Value = the exact sum, rounded once to the nearest float64
//	order     any; a value that leaves must have entered
//	cost      O(parts) an event: 3 ns while the sum has at most 106 digits, as that of ordinary data
//	          has; 40 parts at worst
//	space     32 bytes; 100 and 8 a part more where the two do not hold the sum
//	NaN, Inf  counted apart; Value answers as IEEE would while they are inside, Finite without them
//	empty     0
//	source    J. Shewchuk, Adaptive precision floating-point arithmetic, 1997 (grow-expansion)
type Sum struct {
	hi, lo float64  // which are the sum together, unless more has parts; lo may be the larger one
	n      int64    // ordinary values inside
	more   *moreSum // nil until hi and lo do not do
}

// moreSum holds what does not fit the two parts.
type moreSum struct {
	parts                       []float64 // of the sum, besides hi and lo: an expansion
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
			s.clear()
			return
		}
		s.add(-v)
		return
	}
	s.changeOdd(v, -1)
}

// clear forgets the ordinary values.
func (s *Sum) clear() {
	s.hi, s.lo, s.n = 0, 0, 0
	if s.more != nil {
		s.more.parts = s.more.parts[:0]
	}
}

// add adds x, exactly: hi takes it, lo what hi had to round away, and only what lo had to round away in
// turn, which is nothing for ordinary data, needs a further part.
func (s *Sum) add(x float64) {
	hi, err := twoSum(s.hi, x)
	lo, rest := twoSum(s.lo, err)
	s.hi, s.lo = hi, lo
	if rest != 0 {
		m := s.need()
		m.parts = growExpansion(m.parts, rest)
	}
}

// need returns what does not fit the two parts.
func (s *Sum) need() *moreSum {
	if s.more == nil {
		s.more = &moreSum{}
	}
	return s.more
}

// settle makes hi and lo the largest parts of the sum and returns them all, growing in size.
func (s *Sum) settle() []float64 {
	var p []float64
	if s.more != nil {
		p = s.more.parts
	}
	p = growExpansion(growExpansion(p, s.lo), s.hi)
	s.setParts(p)
	return p
}

// setParts makes the sum that of an expansion.
func (s *Sum) setParts(p []float64) {
	s.hi, s.lo = 0, 0
	n := len(p)
	if n > 0 {
		s.hi = p[n-1]
	}
	if n > 1 {
		s.lo = p[n-2]
	}
	if s.more != nil || n > 2 {
		s.need().parts = p[:max(n-2, 0)]
	}
}

// round is the sum of the ordinary values. That of two parts is rounded by their addition.
func (s *Sum) round() float64 {
	if s.more == nil || len(s.more.parts) == 0 {
		return s.hi + s.lo
	}
	return roundExpansion(s.settle())
}

func (s *Sum) changeOdd(v float64, by int64) {
	m := s.need()
	switch {
	case v != v:
		m.nans += by
	case v > math.MaxFloat64:
		m.posInf += by
	case v < -math.MaxFloat64:
		m.negInf += by
	default:
		m.huges += by
		m.huge = growExpansion(m.huge, float64(v*hugeScale*float64(by)))
		if m.huges == 0 {
			m.huge = m.huge[:0]
		}
	}
}

// Merge adds everything that is inside o.
func (s *Sum) Merge(o *Sum) {
	s.add(o.hi)
	s.add(o.lo)
	s.n += o.n
	if o.more == nil {
		return
	}
	m := s.need()
	for _, p := range o.more.parts {
		s.add(p)
	}
	for _, p := range o.more.huge {
		m.huge = growExpansion(m.huge, p)
	}
	m.huges += o.more.huges
	m.nans += o.more.nans
	m.posInf += o.more.posInf
	m.negInf += o.more.negInf
}

// Value is the sum of all values inside, with NaN and the infinities as IEEE adds them.
func (s *Sum) Value() float64 {
	if s.more == nil {
		return s.hi + s.lo
	}
	return s.odd()
}

// odd is Value where there may be more than ordinary values.
func (s *Sum) odd() float64 {
	m := s.more
	switch {
	case m.nans > 0 || m.posInf > 0 && m.negInf > 0:
		return math.NaN()
	case m.posInf > 0:
		return math.Inf(1)
	case m.negInf > 0:
		return math.Inf(-1)
	}
	return s.Finite()
}

// Finite is the sum of the finite values inside; an infinity when it exceeds the float64 range.
func (s *Sum) Finite() float64 {
	if s.more == nil || len(s.more.huge) == 0 {
		return s.round()
	}
	// The scaled parts are at least 2^832: what scaling the ordinary parts down loses is far
	// below the last bit of any huge sum, but not of huge values that cancel. So add first the
	// huge ones, and the rest unscaled when they cancel.
	big := roundExpansion(s.more.huge)
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
	if s.more == nil {
		return s.n
	}
	return s.n + s.more.huges
}

// NonFinite is the number of NaN and infinities inside.
func (s *Sum) NonFinite() int64 {
	if s.more == nil {
		return 0
	}
	return s.more.nans + s.more.posInf + s.more.negInf
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
func (s *Sum) Reset() {
	s.clear()
	if m := s.more; m != nil {
		*m = moreSum{parts: m.parts, huge: m.huge[:0]}
	}
}

// Save writes the state.
func (s *Sum) Save(e Encoder) {
	e.Int64(s.n)
	saveFloats(e, s.settle())
	m := s.more
	odd := m != nil && (m.huges != 0 || s.NonFinite() != 0 || len(m.huge) > 0)
	e.Bool(odd)
	if odd {
		saveFloats(e, m.huge)
		e.Int64(m.huges)
		e.Int64(m.nans)
		e.Int64(m.posInf)
		e.Int64(m.negInf)
	}
}

// Load reads what Save wrote.
func (s *Sum) Load(d Decoder) error {
	s.Reset()
	s.n = d.Int64()
	p, err := loadExpansion(d)
	s.setParts(p)
	if err != nil {
		return err
	}
	if !d.Bool() {
		return d.Err()
	}
	m := s.need()
	if m.huge, err = loadExpansion(d); err != nil {
		return err
	}
	m.huges, m.nans = d.Int64(), d.Int64()
	m.posInf, m.negInf = d.Int64(), d.Int64()
	return d.Err()
}

func loadExpansion(d Decoder) (p []float64, err error) {
	n, err := loadLen(d, maxParts)
	if err != nil {
		return nil, err
	}
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
