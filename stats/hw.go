package stats

import (
	"math"
	"math/bits"
)

// HoltWinters forecasts a series one point at a time, as level, trend and season, and tells how
// far each point lies outside of what was to be expected.
//
//	formula   base = level + K trend;  forecast = base + season[slot]  (or base * season[slot])
//	          e = x - forecast;  level = base + a e;  trend = D trend + a b e / max(k, 1);
//	          season[slot] += g e;  with a = 1-(1-Alpha)^k for a point k steps after the last,
//	          b likewise, g up to k = 1; K = k and D = 1 for a linear trend, K = Phi + .. + Phi^k
//	          and D = Phi^k for a damped one; multiplicative seasons divide e by season and base
//	order     by time; late points give a result but teach nothing, until the clock is taken to
//	          have been set back
//	gaps      the forecast goes on with the trend; level, season and deviation stay as they were
//	          (RRDtool's rule)
//	cost      O(1) a point: 15 ns, 40 ns more for steps of ever new length
//	space     24 bytes a slot and 500
//	NaN, Inf  missing points
//	huge      states saturate at the largest float64; seasons of a multiplicative model stay
//	          within [0.01, 100] and are left alone while the level is not positive
//	source    P. Winters 1960; J. Brutlag 2000; R. Hyndman et al. 2008 (error correction form)
type HoltWinters struct {
	config HoltWintersConfig
	rates  Gains   // continuous rates of the gains, for steps that are not 1
	kLimit float64 // sum of all powers of Phi
	pace   hwPace  // of the last step; not part of the state
	spot   hwSpot  // of the last point by time; not part of the state

	level, trend float64
	slots        []hwSlot
	slot         int    // slot of the next point, where slots go by count
	seen         uint64 // points learned
	begun        bool
	first, last  int64   // times of the first and the last learned point
	skipped      float64 // missing points since the last learned one, where steps go by count
	late         int     // late points in a row

	phase   hwPhase
	early   int       // places seen before the model was running
	history []float64 // points waiting for a start by periods

	squares  EWMean            // squares of the errors learned from
	quantile *SlidingHistogram // their absolute values, for BandQuantile
	clipped  int               // clipped points in a row
	outside  uint64            // a bit for each of the last points: outside the band
}

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

// hwSpot is where a point by time lies in its season, and what the step to it was: the next is as a
// rule in the same slot or in the one behind it, and one step of the same length away, which spares
// three divisions.
type hwSpot struct {
	slot  int
	from  int64 // time at which the slot begins
	width int64 // of a slot; 0 when the slots are not of one length in whole ticks
	gap   int64 // time from the last point; 0 is none
	k     float64
}

// hwSlot is what is known of one slot of the season.
type hwSlot struct {
	season    float64
	deviation float64
	visits    uint32 // points that moved the season
	sized     uint32 // points that moved the deviation
}

// hwPhase is the stage a model is in.
type hwPhase uint8

const (
	hwEmpty    hwPhase = iota
	hwLearning         // the first cycle of a season, or waiting for two periods
	hwRunning
)

// HoltWintersResult is what Update knows of one point.
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

const (
	hwErrorGain = 0.01 // of the variance of errors: a memory of 100 points
	hwWarm      = 10   // points learned before the band is trusted
	hwLateLimit = 8    // late points in a row after which the clock is believed

	// Multiplicative seasons stay between these: errors are divided by them, and a season of almost
	// nothing would throw the level about.
	leastFactor, mostFactor = 0.01, 100
)

// NewHoltWinters makes a model, or says what is wrong with the configuration.
func NewHoltWinters(config HoltWintersConfig) (*HoltWinters, error) {
	config, err := config.resolve()
	if err != nil {
		return nil, err
	}
	m := &HoltWinters{config: config, slots: make([]hwSlot, config.Slots)}
	if config.Band == BandQuantile {
		m.quantile = NewSlidingHistogram(config.BandWindow, 0.01)
	}
	if config.Start == StartPeriods && config.Season != NoSeason {
		m.history = make([]float64, 0, 2*config.Slots)
	}
	m.setRates()
	m.Reset()
	return m, nil
}

// setRates derives what depends on the gains alone.
func (m *HoltWinters) setRates() {
	g := m.config.Gains
	m.rates = Gains{
		Alpha: rateOf(g.Alpha), Beta: rateOf(g.Beta), Gamma: rateOf(g.Gamma), Phi: rateOf(1 - g.Phi),
	}
	m.kLimit = math.MaxFloat64
	if g.Phi < 1 {
		m.kLimit = g.Phi / (1 - g.Phi)
	}
	m.pace = m.newPace(1)
}

// newPace works out what a step of k does.
func (m *HoltWinters) newPace(k float64) hwPace {
	g := &m.config.Gains
	p := hwPace{k: k, alpha: g.Alpha, beta: g.Beta, gamma: g.Gamma}
	if k != 1 {
		p.alpha = gainOver(m.rates.Alpha, k)
		if m.config.Trend != NoTrend {
			p.beta = gainOver(m.rates.Beta, k)
		}
		if k < 1 { // a slot is visited once a season, however long the last gap was
			p.gamma = gainOver(m.rates.Gamma, k)
		}
	}
	p.size = p.gamma
	if p.size == 0 || m.config.Season == NoSeason {
		p.size = DefaultGains.Gamma
	}
	p.sizeWarm = uint32(min(1/p.size, math.MaxUint32))
	if m.config.Start == StartStreaming {
		p.alphaWarm = uint64(min(1/p.alpha, 1<<53))
		p.gammaWarm = uint32(min(1/p.gamma, math.MaxUint32))
	}
	switch {
	case m.config.Trend == LinearTrend || m.config.Trend == DampedTrend && g.Phi == 1:
		p.steps, p.left = k, 1
	case m.config.Trend == DampedTrend && k == 1:
		p.steps, p.left = g.Phi, g.Phi
	case m.config.Trend == DampedTrend:
		lost := gainOver(m.rates.Phi, k)
		p.steps, p.left = float64(m.kLimit*lost), 1-lost
	}
	return p
}

// setPace makes m.pace that of a step of k.
func (m *HoltWinters) setPace(k float64) {
	if k != m.pace.k {
		m.pace = m.newPace(k)
	}
}

// Config returns the configuration with everything that was left out filled in.
func (m *HoltWinters) Config() HoltWintersConfig { return m.config }

// SetGains changes the parameters and keeps the state, for a fit made off the path.
func (m *HoltWinters) SetGains(g Gains) error {
	if err := g.check(); err != nil {
		return err
	}
	if g.Phi == 0 {
		g.Phi = DefaultGains.Phi
	}
	m.config.Gains = g
	m.setRates()
	return nil
}

// Reset forgets all points.
func (m *HoltWinters) Reset() {
	clear(m.slots)
	*m = HoltWinters{
		config: m.config, rates: m.rates, kLimit: m.kLimit, pace: m.pace, slots: m.slots,
		history: m.history[:0], quantile: m.quantile, squares: NewEWMean(hwErrorGain),
	}
	if m.quantile != nil {
		m.quantile.Reset()
	}
	m.setSeasons(nil)
	if m.config.Start == StartGiven {
		m.begin(m.config.Given)
	}
}

// setSeasons sets the seasons, nil meaning none.
func (m *HoltWinters) setSeasons(season []float64) {
	for i := range m.slots {
		m.slots[i].season = 0
		if m.config.Season == MultiplicativeSeason {
			m.slots[i].season = 1
		}
		if season != nil {
			m.slots[i].season = season[i]
			m.slots[i].visits = math.MaxUint32 / 2 // given: no warm gain
		}
	}
}

// begin takes a state as that of the step before the next point.
func (m *HoltWinters) begin(s HoltWintersStart) {
	m.level, m.trend, m.phase = s.Level, s.Trend, hwRunning
	if m.config.Season != NoSeason {
		m.setSeasons(s.Season)
		m.slot = ((s.Slot % m.config.Slots) + m.config.Slots) % m.config.Slots
	}
}

// Update takes the point x of time t and returns what was expected of it. NaN and the infinities
// are missing points: they age the model, or in a model by time change nothing at all.
func (m *HoltWinters) Update(t int64, x float64) (r HoltWintersResult) {
	if m.phase != hwRunning {
		if !m.ripe(t) {
			return m.updateEarly(t, x)
		}
		m.ripen()
	}
	slot, k := m.slot, m.skipped+1
	if m.config.Step > 0 {
		slot, k = m.placeByTime(t)
	}
	s := &m.slots[slot]
	m.setPace(k)
	base := m.expect(&r, s)
	if !finite(x) {
		m.skip(&r)
		return r
	}
	e := saturate(x - r.Forecast)
	r.Residual = e
	m.outside <<= 1
	if r.Ready && (x > r.Upper || x < r.Lower) {
		m.aberrate(&r, x)
	}
	if m.outside != 0 {
		m.countFailures(&r)
	}
	if k > 0 {
		if m.config.Clip > 0 {
			e = m.clip(&r)
		}
		m.learn(s, e, base)
		m.advance(t)
	}
	r.Level, r.Trend, r.Season = m.level, m.trend, s.season
	return r
}

// place gives the slot of time t and the number of steps since the last point, 0 for a late one.
func (m *HoltWinters) place(t int64) (slot int, k float64) {
	if m.config.Step == 0 {
		return m.slot, m.skipped + 1
	}
	return m.placeByTime(t)
}

func (m *HoltWinters) placeByTime(t int64) (slot int, k float64) {
	if m.config.Period > 0 {
		slot = m.slotAt(t + m.config.Offset)
	}
	switch {
	case !m.begun:
		return slot, 1
	case t > m.last:
		m.late = 0
		if gap := t - m.last; gap != m.spot.gap || gap <= 0 {
			m.spot.gap, m.spot.k = gap, sinceTicks(m.last, t)/float64(m.config.Step)
		}
		return slot, m.spot.k
	case t < m.last:
		if m.late++; m.late >= hwLateLimit {
			m.late, m.last, m.first = 0, t-1, min(m.first, t) // the clock was set back
		}
	}
	return slot, 0
}

// slotAt is slotOf for the model's own season, by way of the slot before.
func (m *HoltWinters) slotAt(t int64) int {
	p := &m.spot
	if p.width > 0 {
		switch d := uint64(t) - uint64(p.from); {
		case d < uint64(p.width):
			return p.slot
		case d < 2*uint64(p.width) && t > p.from:
			p.from += p.width
			if p.slot++; p.slot == m.config.Slots {
				p.slot = 0
			}
			return p.slot
		}
	}
	slot := slotOf(t, m.config.Period, m.config.Slots)
	if m.config.Period%int64(m.config.Slots) == 0 {
		width := m.config.Period / int64(m.config.Slots)
		into := t % width
		if into < 0 {
			into += width
		}
		*p = hwSpot{slot: slot, from: t - into, width: width, gap: p.gap, k: p.k}
	}
	return slot
}

// slotOf gives the slot of a time stamp: t mod period, spread evenly over the slots.
func slotOf(t, period int64, slots int) int {
	at := t % period
	if at < 0 {
		at += period
	}
	hi, lo := bits.Mul64(uint64(at), uint64(slots))
	slot, _ := bits.Div64(hi, lo, uint64(period)) // at < period, so it cannot overflow
	return int(slot)
}

// advance notes that a point was learned.
func (m *HoltWinters) advance(t int64) {
	if !m.begun {
		m.begun, m.first = true, t
	}
	m.last = t
	m.skipped = 0
	m.seen++
	m.nextSlot()
}

// skip notes a missing point.
func (m *HoltWinters) skip(r *HoltWintersResult) {
	if m.config.Step == 0 {
		m.skipped++
		m.nextSlot()
	}
	m.outside <<= 1
	m.countFailures(r)
	r.Residual = math.NaN()
	r.Level, r.Trend = m.level, m.trend
}

// nextSlot moves on by one where slots go by count.
func (m *HoltWinters) nextSlot() {
	if m.config.Step == 0 {
		if m.slot++; m.slot >= m.config.Slots {
			m.slot = 0
		}
	}
}

// expect fills in the forecast of the point of a slot, one step of m.pace after the last, and
// returns the level it stands on.
func (m *HoltWinters) expect(r *HoltWintersResult, s *hwSlot) (base float64) {
	base = saturate(m.level + float64(m.pace.steps*m.trend))
	f := base
	switch m.config.Season {
	case AdditiveSeason:
		f = saturate(f + s.season)
	case MultiplicativeSeason:
		f = saturate(float64(f * s.season))
	}
	d := s.deviation
	if m.config.Band != BandSlot || s.sized == 0 {
		d = m.deviation()
	}
	half := saturate(float64(m.config.Delta * d))
	r.Forecast, r.Lower, r.Upper, r.Deviation = f, saturate(f-half), saturate(f+half), d
	r.Ready = m.seen >= hwWarm
	r.Season = s.season
	return base
}

// learn corrects the state by the error e of a point of a slot, one step of m.pace after the last.
func (m *HoltWinters) learn(s *hwSlot, e, base float64) {
	p := &m.pace
	a := p.alpha
	if m.seen < p.alphaWarm && a > 0 {
		a = 1 / float64(m.seen+1)
	}
	step := float64(a * e)
	if m.config.Season == MultiplicativeSeason {
		step = saturate(step / s.season)
	}
	m.level = saturate(base + step)
	if m.config.Trend != NoTrend {
		step = float64(p.beta * step)
		if p.k > 1 {
			step /= p.k
		}
		m.trend = saturate(float64(p.left*m.trend) + step)
	}
	if m.config.Season != NoSeason {
		m.learnSeason(s, a, p.gamma, e, base)
	}
	size := math.Abs(e)
	switch {
	case m.config.Band == BandSlot && s.sized >= p.sizeWarm:
		s.deviation += float64(p.size * (size - s.deviation))
	case m.config.Band == BandSlot:
		m.sizeEarly(s, size)
	case m.config.Band == BandQuantile:
		m.quantile.Push(size)
	}
	m.squares.takeSize(saturate(float64(e * e)))
}

// learnSeason moves the season of one slot. A slot that was seen n times moves by 1/n at least.
func (m *HoltWinters) learnSeason(s *hwSlot, a, gain, e, base float64) {
	if s.visits < math.MaxUint32 {
		s.visits++
	}
	warm := s.visits <= m.pace.gammaWarm && gain > 0
	if warm {
		gain = 1 / float64(s.visits)
	}
	if m.config.SeasonAfterLevel || warm {
		gain = float64(gain * (1 - a))
		base = m.level
	}
	if m.config.Season == AdditiveSeason {
		s.season = saturate(s.season + float64(gain*e))
		return
	}
	if base > 0 {
		if next := s.season + float64(gain*e)/base; next >= leastFactor && next <= mostFactor {
			s.season = next
		}
	}
}

// State gives level, trend and season as they are: what another run can start from.
func (m *HoltWinters) State() HoltWintersStart {
	s := HoltWintersStart{Level: m.level, Trend: m.trend, Slot: m.slot}
	if m.config.Season != NoSeason {
		s.Season = make([]float64, len(m.slots))
		for i := range m.slots {
			s.Season[i] = m.slots[i].season
		}
	}
	return s
}

// Count is the number of points learned.
func (m *HoltWinters) Count() uint64 { return m.seen }
