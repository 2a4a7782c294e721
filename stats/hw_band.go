package stats

import (
	"math"
	"math/bits"
)

// deviation is the expected size of an error where that is no matter of the slot, or the slot has
// not been seen.
func (m *HoltWinters) deviation() float64 {
	switch {
	case m.config.Band == BandQuantile && m.quantile.Count() >= hwWarm && m.config.Delta > 0:
		return m.quantile.Quantile(m.config.BandShare) / m.config.Delta
	case m.config.Band == BandVariance:
		return math.Sqrt(m.squares.Value())
	}
	return m.usualSize()
}

// usualSize is the mean absolute error that gaussian errors of the known variance have: what is
// expected of a slot that has not been seen.
func (m *HoltWinters) usualSize() float64 {
	const share = 0.79788456080286536 // sqrt(2/pi)
	return float64(share * math.Sqrt(m.squares.Value()))
}

// sizeEarly teaches a slot the size e of one of its first errors. They are averaged evenly, and
// with the size of errors in general, so that one lucky point does not make a band of no width.
func (m *HoltWinters) sizeEarly(s *hwSlot, e float64) {
	if s.sized == 0 {
		s.deviation = e
		if m.squares.Count() > 0 {
			s.deviation = m.usualSize()
		}
	}
	s.sized++
	gain := max(m.pace.size, 1/(float64(s.sized)+1))
	s.deviation += float64(gain * (e - s.deviation))
}

// aberrate notes that the point x lies outside the band.
func (m *HoltWinters) aberrate(r *HoltWintersResult, x float64) {
	m.outside |= 1
	if x > r.Upper {
		r.Aberration = saturate(x - r.Upper)
	} else {
		r.Aberration = saturate(x - r.Lower)
	}
}

func (m *HoltWinters) countFailures(r *HoltWintersResult) {
	r.Failures = bits.OnesCount64(m.outside << (64 - uint(m.config.FailWindow)))
	r.Failing = r.Failures >= m.config.FailThreshold
}

// clip gives the error to learn from.
func (m *HoltWinters) clip(r *HoltWintersResult) float64 {
	limit := saturate(float64(m.config.Clip * r.Deviation))
	if !r.Ready || math.Abs(r.Residual) <= limit {
		m.clipped = 0
		return r.Residual
	}
	if m.clipped++; m.clipped > m.config.ClipRun {
		return r.Residual
	}
	return math.Copysign(limit, r.Residual)
}
