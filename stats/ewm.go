package stats

import "math"

// EWMConfig chooses the weights of an EWM.
type EWMConfig struct {
	// Alpha is the weight of the newest point, by count. Unused when HalfLife is given.
	Alpha float64
	// HalfLife in ticks makes the weights halve with time instead of with the count.
	HalfLife float64
	// Recursive gives the first point the weight of all that came before it, as if it had been
	// there for ever: m = (1-a) m + a x from the second point on (pandas: adjust=False). Without
	// it, the mean is that of the points seen, with weights (1-a)^i.
	Recursive bool
	// SkipMissing lets a missing point (NaN or infinity) pass without aging the others; by count only.
	SkipMissing bool
}

// EWM is an exponentially weighted mean and variance with all the conventions of pandas: weights
// by count or by time, with or without adjustment for the start, missing points counted or
// not, variance with or without correction for bias. EWMoments is the lean form.
//
//	formula   with weights w_i: mean = sum w x / sum w; VarPop = sum w (x-mean)^2 / sum w;
//	          VarSample = VarPop (sum w)^2 / ((sum w)^2 - sum w^2)
//	order     by time; a time stamp that goes back counts as no time passed
//	cost      O(1) a point, 10 ns; by time 15 ns more for a gap of another length than the last
//	space     140 bytes
//	NaN, Inf  missing points, see SkipMissing
//	empty     NaN; VarSample needs two points
//	source    pandas.Series.ewm, whose figures are test vectors
type EWM struct {
	config EWMConfig
	keep   float64 // weight that is left of the past after one point
	fresh  float64 // weight of a new point
	seen   bool
	last   int64   // time of the last point
	gap    float64 // length of the last gap, and what is left after it; not part of the state
	left   float64
	past   float64 // weight of the mean
	sum    float64 // sum of weights, relative to the newest
	sum2   float64 // sum of squared weights
	mean   float64
	spread float64 // variance with bias
}

// NewEWM makes an empty average.
func NewEWM(config EWMConfig) *EWM {
	m := &EWM{config: config, fresh: 1}
	alpha := clampAlpha(config.Alpha)
	if config.HalfLife > 0 {
		alpha = 1 - exp2Neg(1/config.HalfLife)
	}
	m.keep = 1 - alpha
	if config.Recursive && !(config.HalfLife > 0) {
		m.fresh = alpha
	}
	return m
}

// Update adds the point x seen at time t; t is not used when weights go by count.
func (m *EWM) Update(t int64, x float64) {
	ok := finite(x)
	if !m.seen {
		if ok {
			m.seen, m.last, m.mean = true, t, x
			m.past, m.sum, m.sum2 = 1, 1, 1
		}
		return
	}
	byTime := m.config.HalfLife > 0
	if !ok && (byTime || m.config.SkipMissing) {
		return
	}
	keep, fresh := m.keep, m.fresh
	if byTime {
		keep = m.leftAfter(sinceTicks(m.last, t))
		m.last = t
		if m.config.Recursive {
			fresh = 1 - keep
		}
	}
	m.past = float64(m.past * keep)
	m.sum = float64(m.sum * keep)
	m.sum2 = float64(m.sum2 * keep * keep)
	if ok {
		m.take(x, fresh)
	}
}

// leftAfter is the share of the past's weight that is left after a gap. Most series have gaps of one
// length.
func (m *EWM) leftAfter(gap float64) float64 {
	if gap != m.gap || m.left == 0 {
		m.gap, m.left = gap, exp2Neg(gap/m.config.HalfLife)
	}
	return m.left
}

// take adds a point of weight fresh to the past.
func (m *EWM) take(x, fresh float64) {
	all := m.past + fresh
	if all == 0 { // two points at one instant, recursive: the newer has no weight at all
		m.past, m.sum, m.sum2 = 1, 1, 1
		return
	}
	share := fresh / all
	d := saturate(x - m.mean)
	step := float64(share * d)
	m.mean = saturate(m.mean + step)
	m.spread = saturate(float64((1 - share) * saturate(m.spread+float64(step*d))))
	m.sum += fresh
	m.sum2 += float64(fresh * fresh)
	m.past = all
	if m.config.Recursive {
		m.sum /= all
		m.sum2 /= float64(all * all)
		m.past = 1
	}
}

// sinceTicks is the time from one stamp to a later one, 0 when time goes back; no overflow.
func sinceTicks(from, to int64) float64 {
	if to <= from {
		return 0
	}
	return float64(uint64(to) - uint64(from))
}

// Mean is the weighted mean, NaN before the first point.
func (m *EWM) Mean() float64 {
	if !m.seen {
		return math.NaN()
	}
	return m.mean
}

// VarPop is the weighted variance around the weighted mean, NaN before the first point.
func (m *EWM) VarPop() float64 {
	if !m.seen {
		return math.NaN()
	}
	return m.spread
}

// VarSample is the variance corrected for bias, NaN while one point has all the weight.
func (m *EWM) VarSample() float64 {
	square := float64(m.sum * m.sum)
	rest := square - m.sum2
	if !m.seen || !(rest > 0) {
		return math.NaN()
	}
	return saturate(square / rest * m.spread)
}

// StdPop is the square root of VarPop.
func (m *EWM) StdPop() float64 { return math.Sqrt(m.VarPop()) }

// StdSample is the square root of VarSample.
func (m *EWM) StdSample() float64 { return math.Sqrt(m.VarSample()) }

// Reset forgets all points.
func (m *EWM) Reset() {
	*m = EWM{config: m.config, keep: m.keep, fresh: m.fresh}
}

// Save writes the state.
func (m *EWM) Save(e Encoder) {
	e.Bool(m.seen)
	e.Int64(m.last)
	for _, v := range [...]float64{m.past, m.sum, m.sum2, m.mean, m.spread} {
		e.Float64(v)
	}
}

// Load reads what Save wrote.
func (m *EWM) Load(d Decoder) error {
	m.seen, m.last = d.Bool(), d.Int64()
	for _, v := range [...]*float64{&m.past, &m.sum, &m.sum2, &m.mean, &m.spread} {
		*v = d.Float64()
	}
	return d.Err()
}
