package stats

import "math"

// AlphaFromHalfLife gives the gain whose weights halve after h points: 1 - 2^(-1/h).
func AlphaFromHalfLife(h float64) float64 { return clampAlpha(-math.Expm1(-math.Ln2 / h)) }

// AlphaFromSpan gives the gain of an "n point" average: 2/(n+1).
func AlphaFromSpan(n float64) float64 { return clampAlpha(2 / (n + 1)) }

// AlphaFromCenter gives the gain whose weights have their centre of mass at c points: 1/(c+1).
func AlphaFromCenter(c float64) float64 { return clampAlpha(1 / (c + 1)) }

// AlphaFromWeight gives the gain with which the last n points carry the share w of all weight:
// 1 - (1-w)^(1/n).
func AlphaFromWeight(n, w float64) float64 { return clampAlpha(-math.Expm1(math.Log1p(-w) / n)) }

// smallestAlpha is the gain used when a caller asks for none at all: a memory of 10^12 points.
const smallestAlpha = 1e-12

// clampAlpha moves a gain into (0, 1]; NaN becomes 1.
func clampAlpha(a float64) float64 {
	if a < smallestAlpha {
		return smallestAlpha
	}
	if a <= 1 {
		return a
	}
	return 1
}

// EWMean is an exponentially weighted mean with a fixed gain and an honest start: the first
// points are averaged evenly, until 1/n falls below the gain.
//
//	formula   a = max(alpha, 1/n);  m += a (x - m)
//	cost      O(1) a point, 2 to 5 ns
//	space     32 bytes
//	NaN, Inf  ignored
//	empty     0
//	source    S. Roberts 1959; the even start is that of a running mean
type EWMean struct {
	alpha float64
	warm  uint64 // points until 1/n falls below alpha
	n     uint64
	mean  float64
}

// NewEWMean makes a mean with gain alpha. A gain outside (0, 1] is moved to the nearest one inside.
func NewEWMean(alpha float64) EWMean {
	alpha = clampAlpha(alpha)
	return EWMean{alpha: alpha, warm: warmPoints(alpha)}
}

// Update adds one point and returns the new mean.
func (m *EWMean) Update(x float64) float64 {
	if !finite(x) {
		return m.mean
	}
	m.n++
	m.mean = saturate(m.mean + float64(warmGain(m.alpha, m.n, m.warm)*saturate(x-m.mean)))
	return m.mean
}

// warmPoints is the number of points for which 1/n is above alpha.
func warmPoints(alpha float64) uint64 { return uint64(1 / alpha) }

// warmGain is max(alpha, 1/n), without a division once n has grown beyond warm.
func warmGain(alpha float64, n, warm uint64) float64 {
	if n <= warm {
		return 1 / float64(n)
	}
	return alpha
}

// Value returns the mean, 0 before the first point.
func (m *EWMean) Value() float64 { return m.mean }

// Count returns the number of finite points seen.
func (m *EWMean) Count() uint64 { return m.n }

// Reset forgets all points.
func (m *EWMean) Reset() { m.n, m.mean = 0, 0 }

// Save writes the state.
func (m *EWMean) Save(e Encoder) {
	e.Uint64(m.n)
	e.Float64(m.mean)
}

// Load reads what Save wrote.
func (m *EWMean) Load(d Decoder) error {
	m.n, m.mean = d.Uint64(), d.Float64()
	return d.Err()
}

// EWMoments is an exponentially weighted mean and variance with a fixed gain and the even start
// of EWMean. The variance is that of the weighted points around their weighted mean (population).
//
//	formula   a = max(alpha, 1/n);  d = x - m;  m += a d;  v = (1-a)(v + a d^2)
//	cost      O(1) a point, 3 to 5 ns
//	space     40 bytes
//	NaN, Inf  ignored
//	huge      d^2 saturates at the largest float64 and decays from there
//	empty     0
//	source    T. Finch, Incremental calculation of weighted mean and variance, 2009
type EWMoments struct {
	alpha    float64
	warm     uint64
	n        uint64
	mean     float64
	variance float64
}

// NewEWMoments makes moments with gain alpha. A gain outside (0, 1] is moved inside.
func NewEWMoments(alpha float64) EWMoments {
	alpha = clampAlpha(alpha)
	return EWMoments{alpha: alpha, warm: warmPoints(alpha)}
}

// Update adds one point. A score of x against the past is to be taken before.
func (m *EWMoments) Update(x float64) {
	if !finite(x) {
		return
	}
	m.n++
	a := warmGain(m.alpha, m.n, m.warm)
	d := saturate(x - m.mean)
	ad := float64(a * d)
	m.mean = saturate(m.mean + ad)
	m.variance = saturate(float64((1 - a) * saturate(m.variance+float64(ad*d))))
}

// Mean returns the weighted mean.
func (m *EWMoments) Mean() float64 { return m.mean }

// Variance returns the weighted population variance.
func (m *EWMoments) Variance() float64 { return m.variance }

// StdDev returns the square root of the variance.
func (m *EWMoments) StdDev() float64 { return math.Sqrt(m.variance) }

// Count returns the number of finite points seen.
func (m *EWMoments) Count() uint64 { return m.n }

// Reset forgets all points.
func (m *EWMoments) Reset() { m.n, m.mean, m.variance = 0, 0, 0 }

// Save writes the state.
func (m *EWMoments) Save(e Encoder) {
	e.Uint64(m.n)
	e.Float64(m.mean)
	e.Float64(m.variance)
}

// Load reads what Save wrote.
func (m *EWMoments) Load(d Decoder) error {
	m.n, m.mean, m.variance = d.Uint64(), d.Float64(), d.Float64()
	return d.Err()
}
