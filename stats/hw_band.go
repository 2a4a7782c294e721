package stats

import (
	"math"
	"math/bits"
)

// deviation is the expected size of an error in a slot.
func (m *HoltWinters) deviation(s *hwSlot) float64 {
	switch {
	case m.config.Band == BandSlot && s.sized > 0:
		return s.deviation
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

// size teaches the deviation the size of an error. The first error of a slot is averaged with
// the size of errors in general, so that one lucky point does not make a band of no width.
func (m *HoltWinters) size(s *hwSlot, e float64) {
	switch m.config.Band {
	case BandQuantile:
		m.quantile.Push(e)
	case BandSlot:
		if s.sized == 0 {
			s.deviation = e
			if m.squares.Count() > 0 {
				s.deviation = m.usualSize()
			}
		}
		if s.sized < math.MaxUint32 {
			s.sized++
		}
		gain := m.pace.gamma
		if gain == 0 || m.config.Season == NoSeason {
			gain = DefaultGains.Gamma
		}
		if n := float64(s.sized) + 1; float64(gain*n) < 1 {
			gain = 1 / n
		}
		s.deviation = saturate(s.deviation + float64(gain*saturate(e-s.deviation)))
	}
}

// judge fills in how the point lies against the band.
func (m *HoltWinters) judge(r *HoltWintersResult) {
	m.outside = m.outside << 1
	if r.Ready {
		half := saturate(float64(m.config.Delta * r.Deviation))
		switch {
		case r.Residual > half:
			r.Aberration = r.Residual - half
		case r.Residual < -half:
			r.Aberration = r.Residual + half
		}
		if r.Aberration != 0 {
			m.outside |= 1
		}
	}
	m.countFailures(r)
}

func (m *HoltWinters) countFailures(r *HoltWintersResult) {
	r.Failures = bits.OnesCount64(m.outside << (64 - uint(m.config.FailWindow)))
	r.Failing = r.Failures >= m.config.FailThreshold
}

// clip gives the error to learn from.
func (m *HoltWinters) clip(r *HoltWintersResult) float64 {
	limit := saturate(float64(m.config.Clip * r.Deviation))
	if m.config.Clip == 0 || !r.Ready || math.Abs(r.Residual) <= limit {
		m.clipped = 0
		return r.Residual
	}
	if m.clipped++; m.clipped > m.config.ClipRun {
		return r.Residual
	}
	return math.Copysign(limit, r.Residual)
}
