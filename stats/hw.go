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
//	cost      O(1) a point: 17 ns, 8 ns more for the whole result, 40 ns more for steps of ever new length
//	space     24 bytes a slot and 350, and for all models made by Fresh together 500
//	NaN, Inf  missing points
//	huge      states saturate at the largest float64; seasons of a multiplicative model stay
//	          within [0.01, 100] and are left alone while the level is not positive
//	source    P. Winters 1960; J. Brutlag 2000; R. Hyndman et al. 2008 (error correction form)
type HoltWinters struct {
	// What a point touches comes first and close together: with thousands of models the cost of a point
	// is the cold memory that it meets.
	shape *hwShape
	pace  *hwPace // of the last step: that of the shape, or own

	level, trend float64
	slots        []hwSlot
	seen         uint64 // points learned
	last         int64  // time of the last learned point
	outside      uint64 // a bit for each of the last points: outside the band
	spot         hwSpot // of the last point by time; not part of the state
	squares      meanSquare
	latest       hwLatest
	place        int32 // slot of the last point by time
	slot         int32 // of the next point, where slots go by count
	clipped      int32 // clipped points in a row
	phase        hwPhase
	late         uint8 // late points in a row
	begun        bool

	skipped float64 // missing points since the last learned one, where steps go by count
	first   int64   // time of the first learned point
	aside   *hwAside
}

// hwAside is what of a model hardly any point touches.
type hwAside struct {
	own      hwPace            // room for a pace other than that of the shape
	early    int               // places seen before the model was running
	history  []float64         // points waiting for a start by periods
	quantile *SlidingHistogram // sizes of the errors learned from, for BandQuantile
}

// hwShape is what models of one configuration share. It does not change.
type hwShape struct {
	config HoltWintersConfig
	rates  Gains   // continuous rates of the gains, for steps that are not 1
	kLimit float64 // sum of all powers of Phi
	pace   hwPace  // of a step of 1
	width  int64   // of a slot; 0 when slots are not of one length in whole ticks
}

// meanSquare is the smoothed square of the errors learned from: an EWMean of the gain hwErrorGain.
type meanSquare struct {
	mean float64
	n    uint32 // it stops at the largest
}

// take adds a square, which is neither negative nor NaN: nothing can overflow then.
func (m *meanSquare) take(x float64) {
	m.n = max(m.n, m.n+1)
	m.mean += float64(warmGain(hwErrorGain, uint64(m.n), hwErrorWarm) * (x - m.mean))
}

// hwSpot is where a point by time lies in its season, and what the step to it was: the next is as a
// rule in the same slot or in the one behind it, and one step of the same length away, which spares
// three divisions.
type hwSpot struct {
	from int64 // time at which the slot begins
	gap  int64 // time from the point before, for which m.pace is; 0 is none
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

const (
	hwErrorGain = 0.01 // of the variance of errors: a memory of 100 points
	hwErrorWarm = 100  // points for which 1/n is above it
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
	shape := &hwShape{config: config}
	shape.derive()
	return shape.model(), nil
}

// Fresh makes a model of the same configuration that has seen nothing. What does not change is shared
// by both: of many models only the first need be made by NewHoltWinters.
func (m *HoltWinters) Fresh() *HoltWinters { return m.shape.model() }

// model makes a model that has seen nothing.
func (h *hwShape) model() *HoltWinters {
	c := &h.config
	m := &HoltWinters{shape: h, slots: make([]hwSlot, c.Slots), aside: &hwAside{own: noPace}}
	if c.Band == BandQuantile {
		m.aside.quantile = NewSlidingHistogram(c.BandWindow, 0.01)
	}
	if c.Start == StartPeriods && c.Season != NoSeason {
		m.aside.history = make([]float64, 0, 2*c.Slots)
	}
	m.Reset()
	return m
}

// derive works out what follows from the configuration.
func (h *hwShape) derive() {
	g := h.config.Gains
	h.rates = Gains{
		Alpha: rateOf(g.Alpha), Beta: rateOf(g.Beta), Gamma: rateOf(g.Gamma), Phi: rateOf(1 - g.Phi),
	}
	h.kLimit = math.MaxFloat64
	if g.Phi < 1 {
		h.kLimit = g.Phi / (1 - g.Phi)
	}
	h.pace = h.newPace(1)
	if slots := int64(h.config.Slots); h.config.Period%slots == 0 {
		h.width = h.config.Period / slots
	}
}

// Config returns the configuration with everything that was left out filled in.
func (m *HoltWinters) Config() HoltWintersConfig { return m.shape.config }

// SetGains changes the parameters and keeps the state, for a fit made off the path.
func (m *HoltWinters) SetGains(g Gains) error {
	if err := g.check(); err != nil {
		return err
	}
	if g.Phi == 0 {
		g.Phi = DefaultGains.Phi
	}
	if g == m.shape.config.Gains {
		return nil
	}
	shape := &hwShape{config: m.shape.config}
	shape.config.Gains = g
	shape.derive()
	m.shape, m.pace, m.aside.own, m.spot.gap = shape, &shape.pace, noPace, 0
	return nil
}

// Reset forgets all points.
func (m *HoltWinters) Reset() {
	clear(m.slots)
	*m = HoltWinters{
		shape: m.shape, pace: &m.shape.pace, slots: m.slots, latest: noLatest, aside: m.aside,
	}
	m.aside.early, m.aside.history = 0, m.aside.history[:0]
	if m.aside.quantile != nil {
		m.aside.quantile.Reset()
	}
	m.setSeasons(nil)
	if m.shape.config.Start == StartGiven {
		m.begin(m.shape.config.Given)
	}
}

// setSeasons sets the seasons, nil meaning none.
func (m *HoltWinters) setSeasons(season []float64) {
	for i := range m.slots {
		m.slots[i].season = 0
		if m.shape.config.Season == MultiplicativeSeason {
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
	if m.shape.config.Season != NoSeason {
		m.setSeasons(s.Season)
		slots := m.shape.config.Slots
		m.slot = int32(((s.Slot % slots) + slots) % slots)
	}
}

// Push takes the point x of time t. NaN and the infinities are missing points: they age the model, or in
// a model by time change nothing at all.
func (m *HoltWinters) Push(t int64, x float64) {
	if m.phase != hwRunning {
		if !m.ripe(t) {
			m.pushEarly(t, x)
			return
		}
		m.ripen()
	}
	slot, k := m.locate(t)
	s := &m.slots[slot]
	base, forecast := m.expect(s, m.pace)
	deviation, ready := m.width(s), m.seen >= hwWarm
	r := &m.latest // field by field: a whole struct would be copied, which waits for its fields
	r.value, r.forecast, r.deviation, r.slot, r.ready = x, forecast, deviation, int32(slot), ready
	m.outside <<= 1
	if !finite(x) {
		m.skip()
		return
	}
	if half := m.half(deviation); ready && (x > forecast+half || x < forecast-half) {
		m.outside |= 1
	}
	if k > 0 {
		e := saturate(x - forecast)
		if m.shape.config.Clip > 0 {
			e = m.clip(e)
		}
		m.learn(s, e, base)
		m.advance(t)
	}
}

// locate gives the slot of time t and the number of steps since the last point, 0 for a late one, and
// makes m.pace that of the step.
func (m *HoltWinters) locate(t int64) (slot int, k float64) {
	c := &m.shape.config
	if c.Step == 0 {
		m.setPace(m.skipped + 1)
		return int(m.slot), m.pace.k
	}
	if c.Period > 0 {
		slot = m.slotAt(t + c.Offset)
	}
	gap := t - m.last
	if t > m.last && gap == m.spot.gap { // the pace is that of the point before
		m.late = 0
		return slot, m.pace.k
	}
	m.spot.gap = 0
	switch {
	case !m.begun:
		k = 1
	case t > m.last:
		m.late, m.spot.gap = 0, gap
		k = sinceTicks(m.last, t) / float64(c.Step)
	case t < m.last:
		if m.late++; m.late >= hwLateLimit {
			m.late, m.last, m.first = 0, t-1, min(m.first, t) // the clock was set back
		}
	}
	m.setPace(k)
	return slot, k
}

// slotAt is slotOf for the model's own season, by way of the slot before. At first that is slot 0 at time 0.
func (m *HoltWinters) slotAt(t int64) int {
	h, p := m.shape, &m.spot
	if h.width == 0 {
		return slotOf(t, h.config.Period, h.config.Slots)
	}
	switch d := uint64(t) - uint64(p.from); {
	case d < uint64(h.width):
		return int(m.place)
	case d < 2*uint64(h.width) && t > p.from:
		p.from += h.width
		if m.place++; int(m.place) == h.config.Slots {
			m.place = 0
		}
		return int(m.place)
	}
	into := t % h.width
	if into < 0 {
		into += h.width
	}
	m.place, p.from = int32(slotOf(t, h.config.Period, h.config.Slots)), t-into
	return int(m.place)
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
func (m *HoltWinters) skip() {
	if m.shape.config.Step == 0 {
		m.skipped++
		m.nextSlot()
	}
}

// nextSlot moves on by one where slots go by count.
func (m *HoltWinters) nextSlot() {
	if m.shape.config.Step == 0 {
		if m.slot++; int(m.slot) >= m.shape.config.Slots {
			m.slot = 0
		}
	}
}

// expect gives the forecast of a point of a slot, one step of pace p after the last, and the level that
// it stands on.
func (m *HoltWinters) expect(s *hwSlot, p *hwPace) (base, forecast float64) {
	base = saturate(m.level + float64(p.steps*m.trend))
	switch m.shape.config.Season {
	case AdditiveSeason:
		return base, saturate(base + s.season)
	case MultiplicativeSeason:
		return base, saturate(float64(base * s.season))
	default:
		return base, base
	}
}

// learn corrects the state by the error e of a point of a slot, one step of m.pace after the last.
func (m *HoltWinters) learn(s *hwSlot, e, base float64) {
	p, c := m.pace, &m.shape.config
	a := p.alpha
	if m.seen < p.alphaWarm && a > 0 {
		a = 1 / float64(m.seen+1)
	}
	step := float64(a * e)
	if c.Season == MultiplicativeSeason {
		step = saturate(step / s.season)
	}
	m.level = saturate(base + step)
	if c.Trend != NoTrend {
		step = float64(p.beta * step)
		if p.k > 1 {
			step /= p.k
		}
		m.trend = saturate(float64(p.left*m.trend) + step)
	}
	if c.Season != NoSeason {
		m.learnSeason(s, a, p.gamma, e, base)
	}
	size := math.Abs(e)
	switch {
	case c.Band == BandSlot && s.sized >= p.sizeWarm:
		s.deviation += float64(p.size * (size - s.deviation))
	case c.Band == BandSlot:
		m.sizeEarly(s, size)
	case c.Band == BandQuantile:
		m.aside.quantile.Push(size)
	}
	m.squares.take(saturate(float64(e * e)))
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
	if m.shape.config.SeasonAfterLevel || warm {
		gain = float64(gain * (1 - a))
		base = m.level
	}
	if m.shape.config.Season == AdditiveSeason {
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
	s := HoltWintersStart{Level: m.level, Trend: m.trend, Slot: int(m.slot)}
	if m.shape.config.Season != NoSeason {
		s.Season = make([]float64, len(m.slots))
		for i := range m.slots {
			s.Season[i] = m.slots[i].season
		}
	}
	return s
}

// Count is the number of points learned.
func (m *HoltWinters) Count() uint64 { return m.seen }
