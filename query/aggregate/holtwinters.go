package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var holtWintersDef = &Def{
	Name: "holt_winters",
	Doc: "holt_winters(v, period) follows v with a level, a trend and a season of the given " +
		"period and tells for each value what was to be expected. Its properties: forecast " +
		"(made before the value was seen), lower and upper (of the band around it), deviation " +
		"(the usual distance from the forecast at this place of the season), aberration (how " +
		"far the value lies above or below the band, 0 inside), failures (values outside among " +
		"the last nine), failing (seven of them or more), ready (enough was learned for the " +
		"band to mean something), level, trend (a slot) and season. Values belong to the season " +
		"by their time, so gaps and irregular values do no harm. Named arguments: `slots` of " +
		"the season (one for each second of the period, 288 at most), the gains `alpha` (0.1), " +
		"`beta` (0.0035) and `gamma` (0.1), `delta`, the band's half width in deviations (3), " +
		"`clip`, so many deviations being the most that one value teaches (no limit), " +
		"`multiplicative: true`, `damped: true`, and `time: ts`, the time in milliseconds in " +
		"place of the engine's. Events that leave the data window are not taken out.",
	Examples: []Example{{"A wave of four seconds, and a value that breaks it", `
deploy
create schema Load(v double, ts long);
@name('out') select holt_winters(v, 4 sec, time: ts).ready as r,
  holt_winters(v, 4 sec, time: ts).forecast as f from Load;
----
ok

play
Load {"v":10,"ts":0}
Load {"v":20,"ts":1000}
Load {"v":10,"ts":2000}
Load {"v":0,"ts":3000}
----
1 out new {"r":false,"f":null}
2 out new {"r":false,"f":10.0}
3 out new {"r":false,"f":15.0}
4 out new {"r":false,"f":13.333333333333334}
`}},
	Compile: compileHoltWinters,
}

const (
	mostSlots  = 288 // five minutes each in a day
	bandDeltas = 3
)

func compileHoltWinters(c Call) (Plan, error) {
	if err := c.takeTime(); err != nil {
		return nil, err
	}
	cfg, err := c.holtWintersConfig()
	if err != nil {
		return nil, err
	}
	if err := c.check(2, 2); err != nil {
		return nil, err
	}
	if cfg.Period, err = c.constPeriod(1); err != nil {
		return nil, err
	}
	if cfg.Slots == 0 {
		cfg.Slots = int(min(max(cfg.Period/1000, 2), mostSlots))
	}
	first, err := stats.NewHoltWinters(cfg)
	if err != nil {
		return nil, c.errorf("%v", err)
	}
	in, err := pointInput(&c)
	if err != nil {
		return nil, err
	}
	double := func(name string) resultField { return resultField{name: name, typ: event.Double} }
	return compileSeries(&c, &series[holtWinters, *holtWinters]{
		result: -1,
		fields: []resultField{
			double("forecast"), double("lower"), double("upper"), double("deviation"),
			double("aberration"),
			{name: "failures", typ: event.Int},
			{name: "failing", typ: event.Bool},
			{name: "ready", typ: event.Bool},
			double("level"), double("trend"), double("season"),
		},
		start: func(m *holtWinters) { m.HoltWinters = *first.Fresh() },
	}, in), nil
}

// holtWinters is the model of a group.
type holtWinters struct{ stats.HoltWinters }

func (m *holtWinters) push(p point) { m.Push(p.t, p.v) }

func (m *holtWinters) field(i int) float64 {
	switch i {
	case 0:
		return m.Forecast()
	case 1:
		return m.Lower()
	case 2:
		return m.Upper()
	case 3:
		return m.Deviation()
	case 4:
		return m.Aberration()
	case 5:
		return float64(m.Failures())
	case 6:
		return flag(m.Failing())
	case 7:
		return flag(m.Ready())
	case 8:
		return m.Level()
	case 9:
		return m.Trend()
	default:
		return m.Season()
	}
}

// holtWintersConfig reads the named arguments.
func (c *Call) holtWintersConfig() (stats.HoltWintersConfig, error) {
	cfg := stats.HoltWintersConfig{
		Gains: stats.Gains{Alpha: 0.1, Beta: 0.0035, Gamma: 0.1, Phi: 0.98},
		Trend: stats.LinearTrend, Season: stats.AdditiveSeason, Delta: bandDeltas,
	}
	slots := 0.0
	for _, n := range []struct {
		name string
		at   *float64
	}{
		{"alpha", &cfg.Gains.Alpha},
		{"beta", &cfg.Gains.Beta},
		{"gamma", &cfg.Gains.Gamma},
		{"delta", &cfg.Delta},
		{"clip", &cfg.Clip},
		{"slots", &slots},
	} {
		var err error
		if *n.at, err = c.takeNumber(n.name, *n.at); err != nil {
			return cfg, err
		}
	}
	if slots != float64(int(slots)) || slots < 0 {
		return cfg, c.errorf("slots must be a whole number")
	}
	cfg.Slots = int(slots)
	multiplicative, err := c.takeFlag("multiplicative")
	if err != nil {
		return cfg, err
	}
	if multiplicative {
		cfg.Season = stats.MultiplicativeSeason
	}
	damped, err := c.takeFlag("damped")
	if damped {
		cfg.Trend = stats.DampedTrend
	}
	return cfg, err
}

func flag(v bool) float64 {
	if v {
		return 1
	}
	return 0
}
