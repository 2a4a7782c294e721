package stats

import (
	"math"
	"math/bits"
)

// HoltWintersResult is what a model knows of one point.
type HoltWintersResult struct {
	Forecast  float64 // made before the point was seen; NaN before the first
	Lower     float64 // of the band around the forecast
	Upper     float64
	Residual  float64 // point - forecast, unclipped; NaN for a missing point
	Deviation float64 // expected size of the residual
	// Aberration is how far the point lies above (positive) or below the band, 0 inside.
	Aberration float64
	Failures   int     // points outside the band among the last FailWindow
	Failing    bool    // Failures has reached FailThreshold
	Ready      bool    // the model has learned enough for its band to mean something
	Level      float64 // after the point
	Trend      float64 // a step, after the point
	Season     float64 // of the point's slot, after the point
}

// hwLatest is the last point and what was expected of it; the rest of its result follows.
type hwLatest struct {
	value     float64
	forecast  float64
	deviation float64
	slot      int32 // -1: the season is not known yet
	ready     bool
}

var noLatest = hwLatest{value: math.NaN(), forecast: math.NaN(), slot: -1}

// Update takes the point x of time t, as Push does, and returns what was expected of it.
func (m *HoltWinters) Update(t int64, x float64) (r HoltWintersResult) {
	m.Push(t, x)
	m.fill(&r)
	return r
}

// Last is the result of the last point. Its parts can be asked for one by one: each costs 1 or 2 ns.
func (m *HoltWinters) Last() (r HoltWintersResult) {
	m.fill(&r)
	return r
}

func (m *HoltWinters) fill(r *HoltWintersResult) {
	r.Forecast, r.Deviation, r.Ready = m.latest.forecast, m.latest.deviation, m.latest.ready
	r.Lower, r.Upper = m.band()
	r.Residual = m.Residual()
	if m.outside != 0 {
		r.Aberration, r.Failures, r.Failing = m.Aberration(), m.Failures(), m.Failing()
	}
	r.Level, r.Trend, r.Season = m.level, m.trend, m.Season()
}

// Forecast is that of the last point: see [HoltWintersResult], as for all that follow.
func (m *HoltWinters) Forecast() float64 { return m.latest.forecast }

// Lower is the lower end of the last point's band.
func (m *HoltWinters) Lower() float64 { lower, _ := m.band(); return lower }

// Upper is the upper end of the last point's band.
func (m *HoltWinters) Upper() float64 { _, upper := m.band(); return upper }

// Deviation is the expected size of the last point's residual.
func (m *HoltWinters) Deviation() float64 { return m.latest.deviation }

// Residual is the last point's distance from its forecast.
func (m *HoltWinters) Residual() float64 {
	if x := m.latest.value; finite(x) {
		return saturate(x - m.latest.forecast)
	}
	return math.NaN()
}

// Aberration is the last point's distance from its band.
func (m *HoltWinters) Aberration() float64 {
	x := m.latest.value
	if !m.latest.ready || !finite(x) {
		return 0
	}
	switch lower, upper := m.band(); {
	case x > upper:
		return saturate(x - upper)
	case x < lower:
		return saturate(x - lower)
	}
	return 0
}

// Failures is the number of points outside their bands among the last ones.
func (m *HoltWinters) Failures() int {
	return bits.OnesCount64(m.outside << (64 - uint(m.shape.config.FailWindow)))
}

// Failing tells whether they are too many.
func (m *HoltWinters) Failing() bool { return m.Failures() >= m.shape.config.FailThreshold }

// Ready tells whether the last point's band means something.
func (m *HoltWinters) Ready() bool { return m.latest.ready }

// Level is the level after the last point.
func (m *HoltWinters) Level() float64 { return m.level }

// Trend is the trend of a step after the last point.
func (m *HoltWinters) Trend() float64 { return m.trend }

// Season is that of the last point's slot, after the point.
func (m *HoltWinters) Season() float64 {
	if m.latest.slot < 0 {
		return 0
	}
	return m.slots[m.latest.slot].season
}
