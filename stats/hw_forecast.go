package stats

import "math"

// Forecast is a look ahead.
type Forecast struct {
	Value float64
	// StdErr is the standard deviation of what will come around Value: the smoothed error
	// of one step, grown by VarianceFactor. Value +- 1.96 StdErr holds 95 % of gaussian data. It
	// is meant for additive models; for multiplicative ones it is a lower bound.
	StdErr float64
}

// maxHorizon bounds the work of a forecast far ahead; beyond it StdErr grows no more.
const maxHorizon = 1 << 16

// Ahead forecasts h steps (at least 1) after the last point. It is NaN until the model runs.
//
//	formula   level + (Phi + .. + Phi^h) trend, with the season of the slot
//	cost      O(h), off the path
func (m *HoltWinters) Ahead(h int) Forecast {
	h = max(h, 1)
	t := m.last
	if m.shape.config.Step > 0 {
		t = m.last + int64(min(float64(h)*float64(m.shape.config.Step), math.MaxInt64/4))
	}
	return m.forecast(t, float64(h)+m.skipped, h)
}

// AheadTo forecasts the point at time t, for models whose steps go by time.
func (m *HoltWinters) AheadTo(t int64) Forecast {
	if m.shape.config.Step == 0 {
		return Forecast{Value: math.NaN(), StdErr: math.NaN()}
	}
	k := sinceTicks(m.last, t) / float64(m.shape.config.Step)
	return m.forecast(t, k, int(min(math.Ceil(k), maxHorizon)))
}

// forecast looks k steps ahead of the last point, to time t.
func (m *HoltWinters) forecast(t int64, k float64, h int) Forecast {
	if m.phase != hwRunning {
		return Forecast{Value: math.NaN(), StdErr: math.NaN()}
	}
	slot := 0
	switch {
	case m.shape.config.Period > 0:
		slot = slotOf(t+m.shape.config.Offset, m.shape.config.Period, m.shape.config.Slots)
	case m.shape.config.Season != NoSeason:
		slot = (int(m.slot) + h - 1) % m.shape.config.Slots
	}
	pace := m.shape.newPace(k)
	_, value := m.expect(&m.slots[slot], &pace)
	return Forecast{
		Value:  value,
		StdErr: saturate(math.Sqrt(m.squares.mean) * math.Sqrt(m.VarianceFactor(h))),
	}
}

// VarianceFactor is the variance of a forecast h steps ahead relative to that of one step:
//
//	1 + sum over j = 1 .. h-1 of psi_j^2, with
//	psi_j = Alpha (1 + Beta (Phi + .. + Phi^j)) + [season comes round at j] g,
//	g = Gamma or, with SeasonAfterLevel, Gamma (1 - Alpha)
//
// Source: the moving average form of the additive models; for R's parameters it gives the
// intervals that R prints.
func (m *HoltWinters) VarianceFactor(h int) float64 {
	g := m.shape.config.Gains
	seasonal := g.Gamma
	if m.shape.config.SeasonAfterLevel {
		seasonal = float64(g.Gamma * (1 - g.Alpha))
	}
	if m.shape.config.Season == NoSeason {
		seasonal = 0
	}
	keep := m.shape.pace.left // no trend: 0
	power, trended, factor := 1.0, 0.0, 1.0
	for j := 1; j < min(h, maxHorizon); j++ {
		power = float64(power * keep)
		trended += power
		psi := float64(g.Alpha * (1 + float64(g.Beta*trended)))
		if j%m.shape.config.Slots == 0 {
			psi += seasonal
		}
		factor += float64(psi * psi)
	}
	return factor
}
