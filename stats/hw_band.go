package stats

import "math"

// width is the expected size of the error of a point of a slot.
func (m *HoltWinters) width(s *hwSlot) float64 {
	if m.shape.config.Band == BandSlot && s.sized > 0 {
		return s.deviation
	}
	return m.deviation()
}

// band is that of the last point.
func (m *HoltWinters) band() (lower, upper float64) {
	half := m.half(m.latest.deviation)
	return saturate(m.latest.forecast - half), saturate(m.latest.forecast + half)
}

// half is half the width of a band.
func (m *HoltWinters) half(deviation float64) float64 {
	return saturate(float64(m.shape.config.Delta * deviation))
}

// deviation is the expected size of an error where that is no matter of the slot, or the slot has
// not been seen.
func (m *HoltWinters) deviation() float64 {
	switch {
	case m.shape.config.Band == BandQuantile && m.aside.quantile.Count() >= hwWarm && m.shape.config.Delta > 0:
		return m.aside.quantile.Quantile(m.shape.config.BandShare) / m.shape.config.Delta
	case m.shape.config.Band == BandVariance:
		return math.Sqrt(m.squares.mean)
	}
	return m.usualSize()
}

// usualSize is the mean absolute error that gaussian errors of the known variance have: what is
// expected of a slot that has not been seen.
func (m *HoltWinters) usualSize() float64 {
	const share = 0.79788456080286536 // sqrt(2/pi)
	return float64(share * math.Sqrt(m.squares.mean))
}

// sizeEarly teaches a slot the size e of one of its first errors. They are averaged evenly, and
// with the size of errors in general, so that one lucky point does not make a band of no width.
func (m *HoltWinters) sizeEarly(s *hwSlot, e float64) {
	if s.sized == 0 {
		s.deviation = e
		if m.squares.n > 0 {
			s.deviation = m.usualSize()
		}
	}
	s.sized++
	gain := max(m.pace.size, 1/(float64(s.sized)+1))
	s.deviation += float64(gain * (e - s.deviation))
}

// clip gives the error to learn from, of the last point's error e.
func (m *HoltWinters) clip(e float64) float64 {
	c := &m.shape.config
	limit := saturate(float64(c.Clip * m.latest.deviation))
	if !m.latest.ready || math.Abs(e) <= limit {
		m.clipped = 0
		return e
	}
	if int(m.clipped) >= c.ClipRun {
		return e
	}
	m.clipped++
	return math.Copysign(limit, e)
}
