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
	case m.config.Band == BandVariance && m.errors.Count() >= hwWarm:
		return m.errors.rootSquare()
	case m.config.Band == BandQuantile && m.quantile.Count() >= hwWarm && m.config.Delta > 0:
		return m.quantile.Quantile(m.config.BandShare) / m.config.Delta
	}
	return m.sizes.Value()
}

// rootSquare is the root of the mean square, deviations being taken from 0.
func (m *EWMoments) rootSquare() float64 {
	return math.Sqrt(saturate(m.variance + saturate(float64(m.mean*m.mean))))
}

// size teaches the deviation the size of an error. The first error of a slot is averaged with
// the size of errors in general, so that one lucky point does not make a band of no width.
func (m *HoltWinters) size(s *hwSlot, e, k float64) {
	switch m.config.Band {
	case BandQuantile:
		m.quantile.Push(e)
	case BandSlot:
		gain := m.sizeGain(k)
		if s.sized == 0 {
			s.deviation = m.sizes.Value()
			if m.sizes.Count() == 0 {
				s.deviation = e
			}
		}
		if s.sized < math.MaxUint32 {
			s.sized++
		}
		if gain*float64(s.sized+1) < 1 {
			gain = 1 / float64(s.sized+1)
		}
		s.deviation = saturate(s.deviation + float64(gain*saturate(e-s.deviation)))
	}
	m.sizes.Update(e)
}

// sizeGain is Gamma, or the default where that is 0 or there is no season to give it a meaning.
func (m *HoltWinters) sizeGain(k float64) float64 {
	gain, rate := m.config.Gains.Gamma, m.rates.Gamma
	if gain == 0 || m.config.Season == NoSeason {
		gain = DefaultGains.Gamma
		rate = gain
	}
	if k < 1 {
		gain = gainOver(rate, k)
	}
	return gain
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
