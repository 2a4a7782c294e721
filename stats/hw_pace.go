package stats

import "math"

// hwPace is what a step of k does: the gains for it, the number of steps that the trend acts for,
// and the share of the trend that is left after it.
type hwPace struct {
	k                  float64
	alpha, beta, gamma float64
	size               float64 // gain of the deviation
	steps, left        float64
	// Points for which 1/n is above a gain: while fewer are seen, 1/n takes its place.
	alphaWarm           uint64
	gammaWarm, sizeWarm uint32
}

var noPace = hwPace{k: -1}

// newPace works out what a step of k does.
func (h *hwShape) newPace(k float64) hwPace {
	g := &h.config.Gains
	p := hwPace{k: k, alpha: g.Alpha, beta: g.Beta, gamma: g.Gamma}
	if k != 1 {
		p.alpha = gainOver(h.rates.Alpha, k)
		if h.config.Trend != NoTrend {
			p.beta = gainOver(h.rates.Beta, k)
		}
		if k < 1 { // a slot is visited once a season, however long the last gap was
			p.gamma = gainOver(h.rates.Gamma, k)
		}
	}
	p.size = p.gamma
	if p.size == 0 || h.config.Season == NoSeason {
		p.size = DefaultGains.Gamma
	}
	p.sizeWarm = uint32(min(1/p.size, math.MaxUint32))
	if h.config.Start == StartStreaming {
		p.alphaWarm = uint64(min(1/p.alpha, 1<<53))
		p.gammaWarm = uint32(min(1/p.gamma, math.MaxUint32))
	}
	switch {
	case h.config.Trend == LinearTrend || h.config.Trend == DampedTrend && g.Phi == 1:
		p.steps, p.left = k, 1
	case h.config.Trend == DampedTrend && k == 1:
		p.steps, p.left = g.Phi, g.Phi
	case h.config.Trend == DampedTrend:
		lost := gainOver(h.rates.Phi, k)
		p.steps, p.left = float64(h.kLimit*lost), 1-lost
	}
	return p
}

// setPace makes m.pace that of a step of k.
func (m *HoltWinters) setPace(k float64) {
	if k != m.pace.k {
		m.pace = m.paceOf(k)
	}
}

// paceOf gives the pace of a step of k.
func (m *HoltWinters) paceOf(k float64) *hwPace {
	if k == 1 {
		return &m.shape.pace
	}
	own := &m.aside.own
	if k != own.k {
		*own = m.shape.newPace(k)
	}
	return own
}
