package stats

import (
	"fmt"
	"math"
)

// ripe reports whether enough was seen before time t to start from.
func (m *HoltWinters) ripe(t int64) bool {
	switch {
	case m.phase == hwEmpty:
		return false
	case m.config.Season == NoSeason:
		return m.config.Start != StartPeriods || m.config.Trend == NoTrend || m.seen >= 2
	case m.config.Start == StartPeriods:
		return len(m.history) == cap(m.history)
	case m.config.Step == 0:
		return m.early >= m.config.Slots
	}
	return t > m.last && sinceTicks(m.first, t) >= float64(m.config.Period)
}

// ripen makes the state from what was seen.
func (m *HoltWinters) ripen() {
	m.phase = hwRunning
	switch {
	case m.config.Season == NoSeason:
	case m.config.Start == StartPeriods:
		m.startFromHistory()
	default:
		m.startFromCycle()
	}
}

// updateEarly takes a point while the model has no state to forecast from: the forecast is then
// a plain smoothed level.
func (m *HoltWinters) updateEarly(t int64, x float64) HoltWintersResult {
	slot, k := m.place(t)
	r := HoltWintersResult{Forecast: m.level, Lower: m.level, Upper: m.level}
	if m.phase == hwEmpty {
		r.Forecast, r.Lower, r.Upper = math.NaN(), math.NaN(), math.NaN()
	} else {
		r.Deviation = m.usualSize()
		half := saturate(float64(m.config.Delta * r.Deviation))
		r.Lower, r.Upper = saturate(m.level-half), saturate(m.level+half)
	}
	if !finite(x) {
		m.skip(&r)
		if m.phase != hwEmpty {
			m.early++
			if n := len(m.history); n > 0 && m.config.Step == 0 {
				m.remember(m.early-1, m.history[n-1])
			}
		}
		return r
	}
	m.outside <<= 1
	r.Residual = saturate(x - r.Forecast)
	if k > 0 {
		m.learnEarly(slot, t, k, x)
	}
	r.Level, r.Trend = m.level, m.trend
	return r
}

// learnEarly takes a point into the state that is being made.
func (m *HoltWinters) learnEarly(slot int, t int64, k, x float64) {
	if m.phase == hwEmpty {
		m.phase, m.level = hwLearning, x
		if m.config.Step == 0 {
			m.slot = 0 // slots are counted from the first point
		}
		slot, _ = m.place(t)
	} else {
		e := saturate(x - m.level)
		m.squares.takeSize(saturate(float64(e * e)))
		if m.config.Season == NoSeason { // a start by the first two points, as R has it
			m.trend, m.level = saturate(e/max(k, 1)), x
		} else {
			a := max(m.config.Gains.Alpha, 1/float64(m.seen+1))
			m.level = saturate(m.level + float64(a*e))
		}
	}
	// Until the cycle is complete a slot's season is the mean of its points.
	if s := &m.slots[slot]; m.config.Season != NoSeason {
		if s.visits == 0 {
			s.season = 0
		}
		s.visits++
		s.season = saturate(s.season + saturate(x-s.season)/float64(s.visits))
	}
	m.advance(t)
	m.early++
	at := m.early - 1
	if m.config.Step > 0 {
		at = int(min(sinceTicks(m.first, t)/float64(m.config.Step), 2*maxSlots))
	}
	m.remember(at, x)
}

// remember keeps the point of a place for a start by periods. Places that were missed are filled
// with the last value; of several points in one place the first counts.
func (m *HoltWinters) remember(place int, x float64) {
	for len(m.history) < min(place, cap(m.history)) {
		m.history = append(m.history, m.history[max(len(m.history)-1, 0)])
	}
	if len(m.history) == place && place < cap(m.history) {
		m.history = append(m.history, x)
	}
}

// startFromCycle makes the state from the mean of each slot: the level is the mean of them all.
func (m *HoltWinters) startFromCycle() {
	mean, n := 0.0, 0.0
	for i := range m.slots {
		if m.slots[i].visits > 0 {
			n++
			mean += saturate(m.slots[i].season-mean) / n
		}
	}
	m.level = saturate(mean)
	m.squares.n = min(m.squares.n, 1) // errors without a season: a first guess, soon outweighed
	for i := range m.slots {
		s := &m.slots[i]
		switch {
		case m.config.Season == AdditiveSeason && s.visits > 0:
			s.season = saturate(s.season - m.level)
		case m.config.Season == MultiplicativeSeason:
			s.season /= m.level
			if !(s.season >= leastFactor && s.season <= mostFactor) || m.level <= 0 || s.visits == 0 {
				s.season = 1
			}
		}
	}
}

// startFromHistory decomposes two periods and goes through the second one once more.
func (m *HoltWinters) startFromHistory() {
	n := m.config.Slots
	start, err := DecomposeStart(m.history, m.config.Season)
	if err != nil || !start.finite() { // values too large to decompose
		m.startFromCycle()
		return
	}
	offset := 0
	if m.config.Step > 0 {
		offset = slotOf(m.first+m.config.Offset, m.config.Period, n)
	}
	m.level, m.trend, m.skipped = start.Level, start.Trend, 0
	if m.config.Trend == NoTrend {
		m.trend = 0
	}
	for i := range m.slots {
		m.slots[(i+offset)%n] = hwSlot{season: start.Season[i], visits: math.MaxUint32 / 2}
	}
	m.squares.Reset()
	m.setPace(1)
	for i, x := range m.history[n:] {
		s := &m.slots[(i+offset)%n]
		var r HoltWintersResult
		base := m.expect(&r, s)
		m.learn(s, saturate(x-r.Forecast), base)
	}
}

// finite reports whether all of a state is.
func (s *HoltWintersStart) finite() bool {
	sum := s.Level - s.Level + (s.Trend - s.Trend) // 0 or NaN
	for _, x := range s.Season {
		sum += x - x
	}
	return sum == 0
}

// DecomposeStart finds the state from which R's HoltWinters starts: the first two periods are
// decomposed by a centred moving average; the level and trend are those of a straight line through
// that average (the level one step before its first value), the season the mean of what
// is left in each slot. The state is that before the first point of the second period.
//
// The values are two whole periods; the number of slots is half their number. A multiplicative
// season that is not positive in some slot is 1 there.
//
//	cost      O(n), off the path
//	source    R's stats::HoltWinters and stats::decompose, whose start states are test vectors
func DecomposeStart(values []float64, season SeasonKind) (HoltWintersStart, error) {
	n := len(values) / 2
	if season == NoSeason || n < 2 || len(values) != 2*n {
		return HoltWintersStart{}, fmt.Errorf("stats: %d values are not two seasons", len(values))
	}
	trend := centredAverage(values, n)
	x := NewSlidingPairs(len(trend))
	for i, v := range trend {
		x.Push(float64(i+1), v)
	}
	line := x.Line()
	start := HoltWintersStart{
		Level: line.Intercept(), Trend: line.Slope(), Season: make([]float64, n),
	}
	first := n / 2 // place of trend[0]
	count := make([]float64, n)
	for i, v := range trend {
		rest := values[first+i] - v
		if season == MultiplicativeSeason {
			rest = values[first+i] / v
		}
		slot := (first + i) % n
		start.Season[slot] += rest
		count[slot]++
	}
	centreSeason(start.Season, count, season)
	if !finite(start.Trend) { // two slots: one value of the moving average
		start.Level, start.Trend = line.MeanY, 0
	}
	return start, nil
}

// centredAverage is the moving average over one period, where it is defined; for an even period
// the two ends have half weight.
func centredAverage(values []float64, period int) []float64 {
	half := period / 2
	var trend []float64
	for mid := half; mid+half < len(values); mid++ {
		var sum Sum
		for i := mid - half; i <= mid+half; i++ {
			w := 1.0
			if period%2 == 0 && (i == mid-half || i == mid+half) {
				w = 0.5
			}
			sum.Enter(float64(w * values[i]))
		}
		trend = append(trend, sum.Value()/float64(period))
	}
	return trend
}

// centreSeason turns sums into means and brings their mean to 0 or 1.
func centreSeason(season, count []float64, kind SeasonKind) {
	mean := 0.0
	for i := range season {
		season[i] /= count[i]
		mean += season[i]
	}
	mean /= float64(len(season))
	for i := range season {
		if kind == AdditiveSeason {
			season[i] -= mean
			continue
		}
		season[i] /= mean
		if !(season[i] >= leastFactor && season[i] <= mostFactor) {
			season[i] = 1
		}
	}
}
