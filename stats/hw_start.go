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
	case m.shape.config.Season == NoSeason:
		return m.shape.config.Start != StartPeriods || m.shape.config.Trend == NoTrend || m.seen >= 2
	case m.shape.config.Start == StartPeriods:
		return len(m.aside.history) == cap(m.aside.history)
	case m.shape.config.Step == 0:
		return m.aside.early >= m.shape.config.Slots
	}
	return t > m.last && sinceTicks(m.first, t) >= float64(m.shape.config.Period)
}

// ripen makes the state from what was seen.
func (m *HoltWinters) ripen() {
	m.phase = hwRunning
	switch {
	case m.shape.config.Season == NoSeason:
	case m.shape.config.Start == StartPeriods:
		m.startFromHistory()
	default:
		m.startFromCycle()
	}
}

// pushEarly takes a point while the model has no state to forecast from: the forecast is then
// a plain smoothed level.
func (m *HoltWinters) pushEarly(t int64, x float64) {
	slot, k := m.locate(t)
	m.latest = noLatest
	m.latest.value = x
	if m.phase != hwEmpty {
		m.latest.forecast, m.latest.deviation = m.level, m.usualSize()
	}
	m.outside <<= 1
	if !finite(x) {
		m.skip()
		if m.phase != hwEmpty {
			m.aside.early++
			if n := len(m.aside.history); n > 0 && m.shape.config.Step == 0 {
				m.remember(m.aside.early-1, m.aside.history[n-1])
			}
		}
		return
	}
	if k > 0 {
		m.learnEarly(slot, t, k, x)
	}
}

// learnEarly takes a point into the state that is being made.
func (m *HoltWinters) learnEarly(slot int, t int64, k, x float64) {
	if m.phase == hwEmpty {
		m.phase, m.level = hwLearning, x
		if m.shape.config.Step == 0 {
			m.slot = 0 // slots are counted from the first point
		}
		slot, _ = m.locate(t)
	} else {
		e := saturate(x - m.level)
		m.squares.take(saturate(float64(e * e)))
		if m.shape.config.Season == NoSeason { // a start by the first two points, as R has it
			m.trend, m.level = saturate(e/max(k, 1)), x
		} else {
			a := max(m.shape.config.Gains.Alpha, 1/float64(m.seen+1))
			m.level = saturate(m.level + float64(a*e))
		}
	}
	// Until the cycle is complete a slot's season is the mean of its points.
	if s := &m.slots[slot]; m.shape.config.Season != NoSeason {
		if s.visits == 0 {
			s.season = 0
		}
		s.visits++
		s.season = saturate(s.season + saturate(x-s.season)/float64(s.visits))
	}
	m.advance(t)
	m.aside.early++
	at := m.aside.early - 1
	if m.shape.config.Step > 0 {
		at = int(min(sinceTicks(m.first, t)/float64(m.shape.config.Step), 2*maxSlots))
	}
	m.remember(at, x)
}

// remember keeps the point of a place for a start by periods. Places that were missed are filled
// with the last value; of several points in one place the first counts.
func (m *HoltWinters) remember(place int, x float64) {
	for len(m.aside.history) < min(place, cap(m.aside.history)) {
		m.aside.history = append(m.aside.history, m.aside.history[max(len(m.aside.history)-1, 0)])
	}
	if len(m.aside.history) == place && place < cap(m.aside.history) {
		m.aside.history = append(m.aside.history, x)
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
		case m.shape.config.Season == AdditiveSeason && s.visits > 0:
			s.season = saturate(s.season - m.level)
		case m.shape.config.Season == MultiplicativeSeason:
			s.season /= m.level
			if !(s.season >= leastFactor && s.season <= mostFactor) || m.level <= 0 || s.visits == 0 {
				s.season = 1
			}
		}
	}
}

// startFromHistory decomposes two periods and goes through the second one once more.
func (m *HoltWinters) startFromHistory() {
	n := m.shape.config.Slots
	start, err := DecomposeStart(m.aside.history, m.shape.config.Season)
	if err != nil || !start.finite() { // values too large to decompose
		m.startFromCycle()
		return
	}
	offset := 0
	if m.shape.config.Step > 0 {
		offset = slotOf(m.first+m.shape.config.Offset, m.shape.config.Period, n)
	}
	m.level, m.trend, m.skipped = start.Level, start.Trend, 0
	if m.shape.config.Trend == NoTrend {
		m.trend = 0
	}
	for i := range m.slots {
		m.slots[(i+offset)%n] = hwSlot{season: start.Season[i], visits: math.MaxUint32 / 2}
	}
	m.squares = meanSquare{}
	m.setPace(1)
	m.spot.gap = 0
	for i, x := range m.aside.history[n:] {
		s := &m.slots[(i+offset)%n]
		base, forecast := m.expect(s, m.pace)
		m.learn(s, saturate(x-forecast), base)
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
