package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// replayR runs HoltWinters with R's parameters from R's start, found by DecomposeStart.
func replayR(v *vector) {
	var hasTrend, hasSeason bool
	var kind string
	v.get("has_trend", &hasTrend)
	v.get("has_season", &hasSeason)
	v.get("type", &kind)
	c := HoltWintersConfig{SeasonAfterLevel: true, Start: StartGiven}
	c.Gains = Gains{Alpha: v.float("alpha"), Beta: v.float("beta"), Gamma: v.float("gamma")}
	x := v.column("x")
	if hasTrend {
		c.Trend = LinearTrend
	}
	first := int(v.float("first_fitted_index0"))
	if hasSeason {
		c.Slots = int(v.float("frequency"))
		c.Season = AdditiveSeason
		if kind == "multiplicative" {
			c.Season = MultiplicativeSeason
		}
		given, err := DecomposeStart(x[:2*c.Slots], c.Season)
		require.NoError(v.t, err)
		c.Given = given
		var start struct {
			Level, Trend float64
			Season       column
		}
		v.get("start", &start)
		v.compare("start level", 0, given.Level, start.Level)
		if hasTrend {
			v.compareTo("start trend", 0, given.Trend, start.Trend, 1e-3*v.scale)
		} else {
			c.Given.Trend = 0
		}
		for i, s := range start.Season {
			v.compareTo("start season", i, given.Season[i], float64(s), 1e-3*v.scale)
		}
	} else {
		c.Given = HoltWintersStart{Level: x[first-1]}
		if hasTrend {
			c.Given.Trend = x[first-1] - x[first-2]
		}
	}
	m, err := NewHoltWinters(c)
	require.NoError(v.t, err)
	residuals := NewSlidingMoments(len(x))
	var sse Sum
	fitted, level := v.column("fitted"), v.column("level")
	for i, p := range x[first:] {
		v.compare("level", i, m.level, level[i])
		r := m.Update(int64(i), p)
		v.compare("fitted", i, r.Forecast, fitted[i])
		residuals.Push(r.Residual)
		sse.Enter(r.Residual * r.Residual)
	}
	v.compare("sse", 0, sse.Value(), v.float("sse"))
	for i, want := range v.column("forecast") {
		v.compare("forecast", i, m.Ahead(i+1).Value, want)
	}
	if c.Season == MultiplicativeSeason {
		return // R's intervals for these use psi_0 != 1: an error there, nothing to reproduce
	}
	upper, lower := v.column("upper95"), v.column("lower95")
	for i := range upper {
		half := 1.959963984540054 * math.Sqrt(residuals.VarSample()*m.VarianceFactor(i+1))
		v.compare("upper95", i, m.Ahead(i+1).Value+half, upper[i])
		v.compareTo("lower95", i, m.Ahead(i+1).Value-half, lower[i], 1e-3*v.scale)
	}
}

// replayStatsmodels runs HoltWinters with the parameters and start of the file.
func replayStatsmodels(v *vector) {
	var trend, season string
	var damped bool
	v.get("trend_type", &trend)
	v.get("season_type", &season)
	v.get("damped", &damped)
	c := HoltWintersConfig{Start: StartGiven, Slots: int(v.float("period"))}
	c.Gains = Gains{
		Alpha: v.float("alpha"), Beta: v.float("beta"), Gamma: v.float("gamma"), Phi: v.float("phi"),
	}
	c.Given = HoltWintersStart{Level: v.float("initial_level"), Trend: v.float("initial_trend")}
	switch {
	case trend == "add" && damped:
		c.Trend = DampedTrend
	case trend == "add":
		c.Trend = LinearTrend
	}
	switch season {
	case "add":
		c.Season = AdditiveSeason
	case "mul":
		c.Season = MultiplicativeSeason
	}
	if season != "" {
		c.Given.Season = v.column("initial_season")
	}
	// Gamma may exceed 1 by a rounding error where the optimiser found the border.
	c.Gains.Gamma = min(c.Gains.Gamma, 1)
	m, err := NewHoltWinters(c)
	require.NoError(v.t, err)
	fitted, level := v.column("fitted"), v.column("level")
	var slopes, seasons []float64
	if v.has("trend") {
		slopes = v.column("trend")
	}
	if v.has("season") {
		seasons = v.column("season")
	}
	var sse Sum
	var before, after float64 // season of the last point's slot
	for i, p := range v.column("x") {
		before = m.slots[m.slot].season
		r := m.Update(int64(i), p)
		after = r.Season
		v.compare("fitted", i, r.Forecast, fitted[i])
		v.compare("level", i, r.Level, level[i])
		if slopes != nil {
			v.compareTo("trend", i, r.Trend, slopes[i], 1e-3*v.scale)
		}
		if seasons != nil {
			floor := 1e-3 * v.scale
			if season == "mul" {
				floor = 0
			}
			v.compareTo("season", i, r.Season, seasons[i], floor)
		}
		sse.Enter(r.Residual * r.Residual)
	}
	v.compare("sse", 0, sse.Value(), v.float("sse"))
	for i, want := range v.column("forecast") {
		got := m.Ahead(i + 1).Value
		if season != "" && (i+1)%c.Slots == 0 {
			// For the slot of the last point statsmodels forecasts with the season as it was
			// before that point.
			if season == "mul" {
				got = got / after * before
			} else {
				got = got - after + before
			}
		}
		v.compare("forecast", i, got, want)
	}
}

func replayGraphite(v *vector) {
	g, err := NewGraphiteHoltWinters(GraphiteConfig{
		Season: int(v.float("season_length")), Alpha: v.float("alpha"), Beta: v.float("beta"),
		Gamma: v.float("gamma"), Delta: v.float("delta"),
	})
	require.NoError(v.t, err)
	want := map[string][]float64{}
	names := []string{
		"predictions", "deviations", "upper", "lower", "aberration", "intercepts",
		"slopes", "seasonals",
	}
	for _, name := range names {
		want[name] = v.column(name)
	}
	for i, p := range v.column("x") {
		r := g.Update(p)
		for k, got := range []float64{
			r.Prediction, r.Deviation, r.Upper, r.Lower, r.Aberration,
			r.Intercept, r.Slope, r.Seasonal,
		} {
			v.compare(names[k], i, got, want[names[k]][i])
		}
	}
}

// replayRRDtool compares with the ten digits that rrdtool prints, and more closely with the
// figures of a restatement that is right to those ten digits.
func replayRRDtool(v *vector) {
	w, err := NewRRDHoltWinters(RRDConfig{
		Season: int(v.float("season")), Alpha: v.float("alpha"), Beta: v.float("beta"),
		Gamma: v.float("gamma"), DeltaPos: v.float("delta_pos"), DeltaNeg: v.float("delta_neg"),
		Threshold: int(v.float("threshold")), Window: int(v.float("window")),
		Multiplicative: v.name[:12] == "rrdtool_mhwp",
	})
	require.NoError(v.t, err)
	prediction, deviation := v.column("prediction"), v.column("deviation")
	failures := v.column("failures")
	closer, closerDev := v.column("restated_prediction"), v.column("restated_deviation")
	for i, p := range v.column("x") {
		r := w.Update(p)
		v.compare("prediction", i, r.Prediction, prediction[i])
		v.compare("deviation", i, r.Deviation, deviation[i])
		failure := 0.0
		if r.Failure {
			failure = 1
		}
		v.compare("failures", i, failure, failures[i])
		require.LessOrEqual(v.t, relativeError(r.Prediction, closer[i]), 1e-13, "%s %d", v.name, i)
		require.LessOrEqual(v.t, relativeError(r.Deviation, closerDev[i]), 1e-11, "%s %d", v.name, i)
	}
}

// TestStartByPeriodsIsR runs the same as replayR through the streaming start.
func TestStartByPeriodsIsR(t *testing.T) {
	for _, name := range []string{"airpassengers_add_fixed", "airpassengers_mult_fixed"} {
		v := openVector(t, "testdata/vectors/hw_r_"+name+".json", 0)
		c := HoltWintersConfig{
			SeasonAfterLevel: true, Start: StartPeriods, Trend: LinearTrend, Slots: 12,
			Season: AdditiveSeason,
			Gains:  Gains{Alpha: v.float("alpha"), Beta: v.float("beta"), Gamma: v.float("gamma")},
		}
		if name == "airpassengers_mult_fixed" {
			c.Season = MultiplicativeSeason
		}
		byCount, err := NewHoltWinters(c)
		require.NoError(t, err)
		c.Period, c.Step = 12*60_000, 60_000
		byTime, err := NewHoltWinters(c)
		require.NoError(t, err)
		fitted := v.column("fitted")
		for i, x := range v.column("x") {
			a := byCount.Update(0, x)
			b := byTime.Update(int64(i+5)*60_000, x)
			if i >= 24 {
				require.InEpsilon(t, fitted[i-12], a.Forecast, 1e-12)
				require.InEpsilon(t, fitted[i-12], b.Forecast, 1e-12)
			}
		}
	}
}
