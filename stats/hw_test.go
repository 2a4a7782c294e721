package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	minute = int64(60_000)
	day    = 1440 * minute
)

// daily is a metric with a day's rhythm: quiet nights, busy afternoons.
func daily(r *rand.Rand, t int64) float64 {
	at := 2 * math.Pi * float64(t%day) / float64(day)
	return 200 - 80*math.Cos(at) + 20*math.Sin(3*at) + 3*r.NormFloat64()
}

func dailyModel(t *testing.T, change func(c *HoltWintersConfig)) *HoltWinters {
	c := HoltWintersConfig{
		Season: AdditiveSeason, Trend: DampedTrend, Slots: 288, Period: day, Clip: 3,
	}
	if change != nil {
		change(&c)
	}
	m, err := NewHoltWinters(c)
	require.NoError(t, err)
	return m
}

func TestOutageIsFlaggedAndRecoveryIsNot(t *testing.T) {
	clipped, naive := 0, 0
	for _, clip := range []float64{3, 0} {
		r := rand.New(rand.NewPCG(1, 2))
		m := dailyModel(t, func(c *HoltWintersConfig) { c.Clip = clip })
		const outage = 6*day + 600*minute // 50 minutes of nothing on the seventh day
		var during, soon, later, before, failing int
		for at := int64(0); at < 8*day; at += 5 * minute {
			x := daily(r, at)
			inOutage := at >= outage && at < outage+50*minute
			if inOutage {
				x = 0
			}
			res := m.Update(at, x)
			outside := res.Aberration != 0
			switch {
			case inOutage:
				if outside {
					during++
				}
				if res.Failing {
					failing++
				}
			case outside && at > outage+120*minute:
				later++
			case outside && at > outage:
				soon++
			case outside && at > 4*day:
				before++
			}
		}
		if clip == 0 {
			naive = soon
			continue
		}
		clipped = soon
		require.Equal(t, 10, during)
		require.Equal(t, 4, failing, "the seventh point of nine outside makes a failure")
		require.LessOrEqual(t, before, 20, "of 700 points: 3 mean errors are 2.4 deviations")
		require.LessOrEqual(t, later, 15, "of 430 points")
	}
	require.LessOrEqual(t, clipped, 3, "of the 14 points after the outage")
	require.Greater(t, naive, 10, "without clipping the outage is learned")
}

func TestLevelShiftIsBelievedInTheEnd(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m, err := NewHoltWinters(HoltWintersConfig{Clip: 3, ClipRun: 30})
	require.NoError(t, err)
	for i := range 600 {
		x := 10 + r.NormFloat64()
		if i >= 300 {
			x += 1000
		}
		res := m.Update(int64(i), x)
		if i == 310 {
			require.Less(t, res.Level, 200.0, "clipped")
		}
	}
	require.InDelta(t, 1010, m.State().Level, 5)
}

func TestConstantThenAnything(t *testing.T) {
	m, err := NewHoltWinters(HoltWintersConfig{Clip: 3, Trend: DampedTrend})
	require.NoError(t, err)
	for i := range 1000 {
		m.Update(int64(i), 42)
	}
	r := m.Update(1000, 43)
	require.Equal(t, 42.0, r.Forecast)
	require.Equal(t, 1.0, r.Aberration, "a band of no width")
	for i := range 1000 {
		m.Update(int64(1001+i), 43+float64(i%2))
	}
	require.InDelta(t, 43.5, m.State().Level, 0.3, "not frozen")
}

func TestGapsGoOnWithTheTrend(t *testing.T) {
	m, err := NewHoltWinters(HoltWintersConfig{
		Trend: LinearTrend, Start: StartGiven, Given: HoltWintersStart{Level: 0, Trend: 2},
		Gains: Gains{Alpha: 0.5, Beta: 0.1},
	})
	require.NoError(t, err)
	for i := range 10 {
		require.InDelta(t, float64(2*(i+1)), m.Update(0, float64(2*(i+1))).Forecast, 1e-9)
	}
	for range 5 {
		m.Update(0, math.NaN())
	}
	require.InDelta(t, 32, m.Ahead(1).Value, 1e-9)
	require.InDelta(t, 32, m.Update(0, 32).Forecast, 1e-9)
	require.InDelta(t, 2, m.State().Trend, 1e-9)
}

// TestSameThroughIrregularSteps: a straight line is forecast exactly whatever the steps.
func TestSameThroughIrregularSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	m, err := NewHoltWinters(HoltWintersConfig{
		Trend: LinearTrend, Step: 1000, Start: StartGiven, Gains: Gains{Alpha: 0.3, Beta: 0.2},
		Given: HoltWintersStart{Level: 7, Trend: 0.25},
	})
	require.NoError(t, err)
	now, origin := int64(1_700_000_000_000), int64(1_700_000_000_000)
	m.Update(now, 7.25)
	for range 500 {
		now += 1 + int64(r.IntN(5000))
		want := 7.25 + 0.25*float64(now-origin)/1000
		require.InDelta(t, want, m.Update(now, want).Forecast, 1e-9)
	}
	require.InDelta(t, 7.25+0.25*(float64(now-origin)/1000+60), m.Ahead(60).Value, 1e-9)
	require.InDelta(t, m.Ahead(60).Value, m.AheadTo(now+60_000).Value, 1e-9)
}

// TestGainOfManySteps: a level that meets a jump moves as far in one step of k as in k of one.
func TestGainOfManySteps(t *testing.T) {
	level := func(step int64) float64 {
		m, err := NewHoltWinters(HoltWintersConfig{
			Step: 1000, Start: StartGiven, Gains: Gains{Alpha: 0.1},
		})
		require.NoError(t, err)
		m.Update(0, 0)
		for at := step; at <= 12_000; at += step {
			m.Update(at, 100)
		}
		return m.State().Level
	}
	want := 100 * (1 - math.Pow(0.9, 12))
	for _, step := range []int64{250, 1000, 3000, 12_000} {
		require.InEpsilon(t, want, level(step), 1e-12)
	}
}

// TestCalendarSlots: points that come at odd times, with whole hours missing, find their slot.
func TestCalendarSlots(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	m := dailyModel(t, func(c *HoltWintersConfig) { c.Slots = 24; c.Trend = NoTrend })
	at, errs, n := 17*minute, 0.0, 0
	for at < 20*day {
		at += int64(1 + r.IntN(int(6*minute)))
		if h := at % day / (60 * minute); h == 3 && r.IntN(3) > 0 {
			at += 60 * minute
		}
		res := m.Update(at, daily(r, at))
		if at > 10*day {
			errs += math.Abs(res.Residual)
			n++
		}
	}
	// within an hour the rhythm itself moves by up to 30
	require.Less(t, errs/float64(n), 10.0)
	require.InDelta(t, 200-80, m.AheadTo(21*day).Value, 25, "midnight")
	require.InDelta(t, 200+80, m.AheadTo(21*day+day/2).Value, 25, "noon")
}

func TestSlotOf(t *testing.T) {
	for _, c := range []struct {
		t, period int64
		slots     int
		want      int
	}{
		{0, day, 288, 0},
		{5*minute - 1, day, 288, 0},
		{5 * minute, day, 288, 1},
		{day - 1, day, 288, 287},
		{-1, day, 288, 287},
		{-day, day, 288, 0},
		{math.MinInt64, 7, 7, int(((math.MinInt64 % 7) + 7) % 7)},
		{math.MaxInt64, math.MaxInt64, 604_800, 0},
		{math.MaxInt64 - 1, math.MaxInt64, 604_800, 604_799},
		{3, 10, 3, 0},
		{4, 10, 3, 1},
		{7, 10, 3, 2},
	} {
		require.Equal(t, c.want, slotOf(c.t, c.period, c.slots), "%+v", c)
	}
}

// TestBandsHoldWhatTheyPromise on gaussian noise: 3 mean absolute errors are 2.4 deviations.
func TestBandsHoldWhatTheyPromise(t *testing.T) {
	for band, want := range map[BandKind]float64{
		BandSlot: 0.983, BandVariance: 0.9973, BandQuantile: 0.99,
	} {
		r := rand.New(rand.NewPCG(9, 10))
		m, err := NewHoltWinters(HoltWintersConfig{Band: band, Gains: Gains{Alpha: 0.05}})
		require.NoError(t, err)
		inside, n := 0, 0
		for i := range 20_000 {
			res := m.Update(int64(i), r.NormFloat64())
			if i > 2000 {
				n++
				if res.Residual >= res.Lower-res.Forecast && res.Residual <= res.Upper-res.Forecast {
					inside++
				}
			}
		}
		require.InDelta(t, want, float64(inside)/float64(n), 0.02, "band %d", band)
	}
}

func TestLatePointsTeachNothing(t *testing.T) {
	m := dailyModel(t, func(c *HoltWintersConfig) { c.Season, c.Step, c.Clip = NoSeason, minute, 0 })
	for i := range int64(100) {
		m.Update(i*minute, 5)
	}
	before := m.State()
	for range hwLateLimit - 1 {
		require.Equal(t, 995.0, m.Update(50*minute, 1000).Residual)
	}
	m.Update(99*minute, 1000) // the same time again
	require.Equal(t, before, m.State())
	for i := range int64(20) { // the clock was set back: after a while it is believed
		m.Update(10*minute+i*minute, 1000)
	}
	require.Greater(t, m.State().Level, 500.0)
}

func TestBankAdapts(t *testing.T) {
	b, err := NewHoltWintersBank(0, DefaultBank(HoltWintersConfig{})...)
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 5))
	for i := range 3000 {
		b.Update(int64(i), 10+r.NormFloat64())
	}
	require.Equal(t, 0, b.Best(), "noise around a level: the slowest")
	walk := 10.0
	for i := range 3000 {
		walk += r.NormFloat64()
		b.Update(int64(3000+i), walk)
	}
	require.Equal(t, 4, b.Best(), "a random walk: the last value")
}

func TestConfigErrors(t *testing.T) {
	for name, c := range map[string]HoltWintersConfig{
		"alpha":        {Gains: Gains{Alpha: 1.5}},
		"NaN":          {Gains: Gains{Alpha: math.NaN()}},
		"one slot":     {Season: AdditiveSeason, Slots: 1},
		"many slots":   {Season: AdditiveSeason, Slots: 1 << 30},
		"short period": {Season: AdditiveSeason, Slots: 10, Period: 5},
		"negative":     {Step: -1},
		"long step":    {Season: AdditiveSeason, Slots: 10, Step: math.MaxInt64},
		"delta":        {Delta: -1},
		"band":         {BandShare: 2},
		"window":       {FailWindow: 65, FailThreshold: 1},
		"threshold":    {FailWindow: 5, FailThreshold: 6},
		"given":        {Season: AdditiveSeason, Slots: 3, Start: StartGiven},
		"given level":  {Start: StartGiven, Given: HoltWintersStart{Level: math.Inf(1)}},
		"given factors": {
			Season: MultiplicativeSeason, Slots: 2, Start: StartGiven,
			Given: HoltWintersStart{Season: []float64{1, 0}},
		},
	} {
		_, err := NewHoltWinters(c)
		require.Error(t, err, name)
	}
	_, err := NewHoltWintersBank(0)
	require.Error(t, err)
	_, err = NewGraphiteHoltWinters(GraphiteConfig{Season: 1})
	require.Error(t, err)
	_, err = NewRRDHoltWinters(RRDConfig{Season: 1})
	require.Error(t, err)
}

// TestPsiWeights: a shock of 1 moves the forecast j steps later by psi_j, and the variance of a
// forecast is the sum of the squares of these.
func TestPsiWeights(t *testing.T) {
	for _, trend := range []TrendKind{NoTrend, LinearTrend, DampedTrend} {
		for _, slots := range []int{0, 5} {
			for _, afterLevel := range []bool{false, true} {
				c := HoltWintersConfig{
					Gains: Gains{Alpha: .3, Beta: .2, Gamma: .4, Phi: .8}, Trend: trend,
					SeasonAfterLevel: afterLevel, Start: StartGiven,
				}
				if slots > 0 {
					c.Season, c.Slots = AdditiveSeason, slots
					c.Given.Season = make([]float64, slots)
				}
				calm, shocked := holtWinters(t, c)(), holtWinters(t, c)()
				calm.Update(0, 0)
				shocked.Update(0, 1)
				factor := 1.0
				for j := 1; j < 20; j++ {
					require.InEpsilon(t, factor, calm.VarianceFactor(j), 1e-12, "%+v %d", c, j)
					psi := shocked.Ahead(j).Value - calm.Ahead(j).Value
					factor += psi * psi
				}
			}
		}
	}
}

// TestRRDSmoothing compares with the rule applied by hand at the end of a season.
func TestRRDSmoothing(t *testing.T) {
	const n = 100 // 0.05/2 of it: two neighbours on each side
	for _, multiplicative := range []bool{false, true} {
		c := RRDConfig{
			Season: n, Alpha: .1, Beta: .01, Gamma: .1, Multiplicative: multiplicative,
		}
		smooth, err := NewRRDHoltWinters(c)
		require.NoError(t, err)
		c.Smoothing = -1
		rough, err := NewRRDHoltWinters(c)
		require.NoError(t, err)
		r := rand.New(rand.NewPCG(1, 9))
		for i := range 2 * n {
			x := 50 + float64(i%n) + r.NormFloat64()
			require.Equal(t, rough.Update(x).Violations, smooth.Update(x).Violations)
		}
		circle := func(v []float64) []float64 {
			out := make([]float64, n)
			for i := range v {
				for j := i - 2; j <= i+2; j++ {
					out[i] += v[(j+n)%n] / 5
				}
			}
			return out
		}
		devs, seasonals := circle(rough.devs), circle(rough.seasonals)
		mean := 0.0
		for _, s := range seasonals {
			mean += s / n
		}
		for i := range n {
			want := seasonals[i] - mean
			if multiplicative {
				want = seasonals[i] / mean
			}
			require.InDelta(t, want, smooth.seasonals[i], 1e-12)
			require.InDelta(t, devs[i], smooth.devs[i], 1e-12)
		}
		if multiplicative {
			require.InEpsilon(t, rough.level*mean, smooth.level, 1e-12)
		} else {
			require.InEpsilon(t, rough.level+mean, smooth.level, 1e-12)
		}
	}
}
