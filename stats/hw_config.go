package stats

import (
	"errors"
	"fmt"
)

// Gains are the parameters of exponential smoothing, each in [0, 1].
type Gains struct {
	Alpha float64 // level
	Beta  float64 // trend, as a share of Alpha: the trend moves by Alpha*Beta*error
	Gamma float64 // season
	Phi   float64 // share of a damped trend that is left after a step; 0 means 0.98
}

// DefaultGains are those of RRDtool's documentation and Graphite: a memory of about ten points
// for the level, of ten seasons for the season, and a slow trend.
var DefaultGains = Gains{Alpha: 0.1, Beta: 0.0035, Gamma: 0.1, Phi: 0.98}

// TrendKind chooses what a forecast does between points.
type TrendKind uint8

// The kinds of trend.
const (
	NoTrend     TrendKind = iota // the level stays
	LinearTrend                  // the level goes on as it went
	DampedTrend                  // the level goes on ever more slowly
)

// SeasonKind chooses how a season acts on the level.
type SeasonKind uint8

// The kinds of season.
const (
	NoSeason             SeasonKind = iota
	AdditiveSeason                  // level + season
	MultiplicativeSeason            // level * season; positive data, swings grow with the level
)

// StartKind chooses how a model finds its first state.
type StartKind uint8

// The ways to start.
const (
	// StartStreaming learns while it goes: without a season the level is the mean of the few
	// points there are; with one, the first cycle is spent learning the season's shape.
	StartStreaming StartKind = iota
	// StartPeriods waits for two whole periods, one point a slot, and decomposes them as R's
	// HoltWinters does; without a season it starts from the first one or two points.
	StartPeriods
	// StartGiven takes the state from the configuration.
	StartGiven
)

// BandKind chooses where the half width of the confidence band comes from.
type BandKind uint8

// The kinds of band.
const (
	// BandSlot is Brutlag's: a smoothed absolute error for each slot of the season, so that the
	// band is wide where the day is unruly.
	BandSlot BandKind = iota
	// BandVariance is the root of the smoothed squared error, one for all slots.
	BandVariance
	// BandQuantile is a quantile of the last absolute errors, for errors far from gaussian. It
	// takes 25 kB and 100 ns a point more.
	BandQuantile
)

// HoltWintersStart is a state to start from.
type HoltWintersStart struct {
	Level  float64
	Trend  float64   // a step
	Season []float64 // by slot
	// Slot is the slot of the first point, where slots go by count.
	Slot int
}

// HoltWintersConfig describes a model. The zero value is simple exponential smoothing by count.
type HoltWintersConfig struct {
	Gains  Gains // all zero: 0.1, 0.0035, 0.1, 0.98, as RRDtool's documentation and Graphite have
	Trend  TrendKind
	Season SeasonKind

	// Slots is the number of slots of a season. With Period they are spread over that many
	// ticks and a point belongs to the slot of its time stamp (t mod Period), however many points
	// are missing or irregular: with millisecond stamps, Period 86_400_000 and Slots 288 make a
	// day of five minutes each. Without Period and Step, each point is one slot.
	Slots  int
	Period int64
	// Offset is added to time stamps before they are divided into seasons: the difference between
	// local time and that of the stamps, or whatever brings the week to its Monday.
	Offset int64
	// Step is the time, in ticks, that the gains are meant for. A point that comes k steps after
	// the last one has the gain 1-(1-alpha)^k. Zero: the length of a slot when there is a Period,
	// else every point counts as one step.
	Step int64

	// SeasonAfterLevel moves the season by what the new level leaves of the error, as R,
	// Graphite and RRDtool do; without it by the whole error, as statsmodels does.
	SeasonAfterLevel bool

	Start StartKind
	Given HoltWintersStart // for StartGiven

	Band BandKind
	// Delta is the half width of the band in deviations; 0 means 3.
	Delta float64
	// BandWindow and BandShare are for BandQuantile: how many errors are kept (0: 1000), and the
	// share of them the band holds (0: 0.99). The deviation is then the quantile / Delta.
	BandWindow int
	BandShare  float64

	// Clip, if not 0, limits the error that the model learns from to so many deviations, so that
	// an outage does not teach it. The errors reported are not clipped.
	Clip float64
	// ClipRun is the number of clipped points in a row after which the model believes them: the
	// level has moved. 0 means a season, or 100 points without one.
	ClipRun int

	// FailThreshold and FailWindow: so many points outside the band among the last so many make
	// a failure. 0 means 7 of 9; the window is at most 64.
	FailThreshold int
	FailWindow    int
}

// maxSlots bounds a season: a week of seconds.
const maxSlots = 7 * 86_400

// resolve checks a configuration and fills in what is left out.
func (c HoltWintersConfig) resolve() (HoltWintersConfig, error) {
	if c.Gains == (Gains{}) {
		c.Gains = DefaultGains
	}
	if c.Gains.Phi == 0 {
		c.Gains.Phi = DefaultGains.Phi
	}
	if err := c.Gains.check(); err != nil {
		return c, err
	}
	if err := c.resolveSeason(); err != nil {
		return c, err
	}
	if c.Start == StartGiven {
		if err := c.checkGiven(); err != nil {
			return c, err
		}
	}
	if err := c.resolveBand(); err != nil {
		return c, err
	}
	return c, c.resolveFailures()
}

func (c *HoltWintersConfig) resolveBand() error {
	if !(c.Delta >= 0) || !(c.Clip >= 0) || c.ClipRun < 0 {
		return errors.New("stats: Delta, Clip and ClipRun must not be negative")
	}
	if c.Delta == 0 {
		c.Delta = 3
	}
	if c.ClipRun == 0 {
		c.ClipRun = max(c.Slots, 100)
	}
	if c.BandWindow == 0 {
		c.BandWindow = 1000
	}
	if c.BandShare == 0 {
		c.BandShare = 0.99
	}
	if c.BandWindow < 0 || !(c.BandShare > 0 && c.BandShare <= 1) {
		return errors.New("stats: BandWindow must be positive and BandShare in (0, 1]")
	}
	return nil
}

func (c *HoltWintersConfig) resolveFailures() error {
	if c.FailWindow == 0 {
		c.FailThreshold, c.FailWindow = 7, 9
	}
	if c.FailWindow < 1 || c.FailWindow > 64 || c.FailThreshold < 1 ||
		c.FailThreshold > c.FailWindow {
		return fmt.Errorf("stats: %d failures of %d: needs 1 <= threshold <= window <= 64",
			c.FailThreshold, c.FailWindow)
	}
	return nil
}

// check refuses gains outside [0, 1].
func (g Gains) check() error {
	for _, p := range [...]struct {
		name  string
		value float64
	}{{"Alpha", g.Alpha}, {"Beta", g.Beta}, {"Gamma", g.Gamma}, {"Phi", g.Phi}} {
		if !(p.value >= 0 && p.value <= 1) {
			return fmt.Errorf("stats: %s is %v, must lie in [0, 1]", p.name, p.value)
		}
	}
	return nil
}

// checkGiven refuses a start state that does not fit or is not finite.
func (c *HoltWintersConfig) checkGiven() error {
	if !finite(c.Given.Level) || !finite(c.Given.Trend) {
		return errors.New("stats: the given level and trend must be finite")
	}
	if c.Season == NoSeason {
		return nil
	}
	if len(c.Given.Season) != c.Slots {
		return fmt.Errorf("stats: %d season values given for %d slots", len(c.Given.Season), c.Slots)
	}
	for i, s := range c.Given.Season {
		if !finite(s) || c.Season == MultiplicativeSeason && !(s >= leastFactor && s <= mostFactor) {
			return fmt.Errorf("stats: the given season of slot %d cannot be %v", i, s)
		}
	}
	return nil
}

func (c *HoltWintersConfig) resolveSeason() error {
	if c.Period < 0 || c.Step < 0 {
		return errors.New("stats: Period and Step must not be negative")
	}
	if c.Season == NoSeason {
		c.Slots, c.Period = 1, 0
		return nil
	}
	if c.Slots < 2 || c.Slots > maxSlots {
		return fmt.Errorf("stats: a season needs 2 to %d slots, not %d", maxSlots, c.Slots)
	}
	if c.Period == 0 && c.Step > 0 {
		if c.Step > (1<<62)/int64(c.Slots) {
			return errors.New("stats: Step times Slots is too long a season")
		}
		c.Period = c.Step * int64(c.Slots)
	}
	if c.Period > 0 && c.Period < int64(c.Slots) {
		return fmt.Errorf("stats: a period of %d ticks cannot have %d slots", c.Period, c.Slots)
	}
	if c.Period > 0 && c.Step == 0 {
		c.Step = c.Period / int64(c.Slots)
	}
	return nil
}
