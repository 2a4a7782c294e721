package stats

import (
	"errors"
	"math"
)

// GraphiteHoltWinters reproduces Graphite's holtWintersForecast, holtWintersConfidenceBands and
// holtWintersAberration to the last bit, with what its users know of it: every point is a step, a
// missing value restarts the level at the next one and narrows the band a season later. It is for
// moving rules over unchanged; HoltWinters treats gaps better.
//
//	formula   pred = l + b + s;  l' = a (x-s) + (1-a)(l+b);  b' = B (l'-l) + (1-B) b;
//	          s' = g (x-l') + (1-g) s;  dev' = g |x-pred| + (1-g) dev
//	order     one point a step
//	cost      O(1) a point, 8 ns
//	space     16 bytes a slot
//	NaN, Inf  missing values: prediction as it was to be, slope, season and deviation 0, no level
//	source    graphite-web, function holtWintersAnalysis; its figures are test vectors
type GraphiteHoltWinters struct {
	config    GraphiteConfig
	seasonals []float64 // of the last season, by position modulo its length
	devs      []float64
	at        int     // position of the next point
	intercept float64 // NaN after a missing value
	slope     float64
	next      float64 // prediction of the next point, NaN when there is none
	begun     bool
}

// GraphiteConfig holds Graphite's constants.
type GraphiteConfig struct {
	Season             int     // points a season, at least 2
	Alpha, Beta, Gamma float64 // all zero: 0.1, 0.0035, 0.1
	Delta              float64 // half width of the band in deviations; 0 means 3
}

// GraphiteResult is a row of Graphite's answer; what Graphite leaves out is NaN.
type GraphiteResult struct {
	Prediction, Deviation      float64
	Upper, Lower               float64
	Aberration                 float64
	Intercept, Slope, Seasonal float64
}

// NewGraphiteHoltWinters makes a model that has seen nothing.
func NewGraphiteHoltWinters(c GraphiteConfig) (*GraphiteHoltWinters, error) {
	if c.Alpha == 0 && c.Beta == 0 && c.Gamma == 0 {
		c.Alpha, c.Beta, c.Gamma = 0.1, 0.0035, 0.1
	}
	if c.Delta == 0 {
		c.Delta = 3
	}
	if err := (Gains{Alpha: c.Alpha, Beta: c.Beta, Gamma: c.Gamma}).check(); err != nil {
		return nil, err
	}
	if c.Season < 2 || c.Season > maxSlots || !(c.Delta > 0) {
		return nil, errors.New("stats: a season needs 2 points at least, and Delta must be positive")
	}
	g := &GraphiteHoltWinters{config: c}
	g.seasonals = make([]float64, c.Season)
	g.devs = make([]float64, c.Season)
	return g, nil
}

// Update takes the next point and returns its row.
func (g *GraphiteHoltWinters) Update(x float64) GraphiteResult {
	c := &g.config
	i := g.at
	following := i + 1
	if following == c.Season {
		following = 0
	}
	g.at = following
	if !finite(x) {
		return g.miss(i)
	}
	last, slope, prediction := g.intercept, g.slope, g.next
	if !g.begun {
		last, slope, prediction = x, 0, x
		g.begun = true
	} else if last != last {
		last = x
	}
	season := g.seasonals[i]
	g.intercept = blend(c.Alpha, x-season, last+slope)
	g.slope = blend(c.Beta, g.intercept-last, slope)
	g.seasonals[i] = blend(c.Gamma, x-g.intercept, season)
	against := prediction
	if against != against {
		against = 0
	}
	g.devs[i] = blend(c.Gamma, math.Abs(x-against), g.devs[i])
	g.next = saturate(g.intercept + g.slope + g.seasonals[following])
	r := g.row(prediction, g.devs[i])
	r.Intercept, r.Slope, r.Seasonal = g.intercept, g.slope, g.seasonals[i]
	switch {
	case x > r.Upper:
		r.Aberration = x - r.Upper
	case x < r.Lower:
		r.Aberration = x - r.Lower
	}
	return r
}

// blend is a new + (1-a) old, saturated: an infinity must not meet another, or a gain of 0.
func blend(a, fresh, old float64) float64 {
	return saturate(float64(a*saturate(fresh)) + float64((1-a)*saturate(old)))
}

// miss takes a missing value.
func (g *GraphiteHoltWinters) miss(i int) GraphiteResult {
	prediction := g.next
	if !g.begun {
		prediction, g.begun = math.NaN(), true
	}
	g.seasonals[i], g.devs[i] = 0, 0
	g.intercept, g.slope, g.next = math.NaN(), 0, math.NaN()
	r := g.row(prediction, 0)
	r.Intercept = math.NaN()
	return r
}

func (g *GraphiteHoltWinters) row(prediction, deviation float64) GraphiteResult {
	half := saturate(float64(g.config.Delta * deviation))
	return GraphiteResult{
		Prediction: prediction, Deviation: deviation,
		Upper: saturate(prediction + half), Lower: saturate(prediction - half),
	}
}

// Reset forgets all points.
func (g *GraphiteHoltWinters) Reset() {
	clear(g.seasonals)
	clear(g.devs)
	*g = GraphiteHoltWinters{config: g.config, seasonals: g.seasonals, devs: g.devs}
}

// Save writes the state.
func (g *GraphiteHoltWinters) Save(e Encoder) {
	saveFloats(e, g.seasonals)
	saveFloats(e, g.devs)
	e.Uint64(uint64(g.at))
	e.Float64(g.intercept)
	e.Float64(g.slope)
	e.Float64(g.next)
	e.Bool(g.begun)
}

// Load reads what Save wrote into a model with a season of the same length.
func (g *GraphiteHoltWinters) Load(d Decoder) error {
	g.Reset()
	if err := loadFloats(d, g.seasonals); err != nil {
		return err
	}
	if err := loadFloats(d, g.devs); err != nil {
		return err
	}
	var err error
	if g.at, err = loadIndex(d, len(g.devs)); err != nil {
		return err
	}
	g.intercept, g.slope, g.next, g.begun = d.Float64(), d.Float64(), d.Float64(), d.Bool()
	return d.Err()
}
