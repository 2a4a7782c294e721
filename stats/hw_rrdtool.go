package stats

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
)

// RRDHoltWinters reproduces RRDtool's HWPREDICT or MHWPREDICT with its DEVPREDICT and FAILURES
// arrays: Brutlag's aberrant behaviour detection, a row a step.
//
//	formula   pred = l + k b + s;  l' = a (x-s) + (1-a)(l + k b);  b' = B (l'-l) + (1-B) b;
//	          s' = g (x-l') + (1-g) s;  dev' = g |x-pred| + (1-g) dev, k rows since the last good
//	          one; multiplicative: pred = (l + k b) s, x/s and x/l' for the differences
//	start     level = first value, its slot 0 (or 1); the rest of the first season sets the other
//	          slots; the deviation of a slot begins with the second season
//	order     one row a step
//	cost      O(1) a row, 10 ns; O(season) once a season where smoothing is on
//	space     16 bytes a slot
//	NaN, Inf  unknown rows: the forecast goes on along the trend, nothing else changes, and the row
//	          counts as a violation
//	source    RRDtool 1.7.2, rrd_hw*.c; J. Brutlag, LISA 2000. Its figures are test vectors, but
//	          for the smoothing, which its seasons of 24 rows do not have
type RRDHoltWinters struct {
	config    RRDConfig
	seasonals []float64 // NaN: not known yet
	devs      []float64
	at        int
	rows      uint64
	level     float64 // NaN: nothing seen
	slope     float64
	k         float64 // rows since the level was updated
	violated  uint64  // a bit for each of the last rows

	side    int       // neighbours on each side to smooth over, 0: none
	scratch []float64 // for smoothing
	around  Sum
}

// RRDConfig holds the parameters of the round robin arrays.
type RRDConfig struct {
	Season             int // rows a season, at least 2
	Alpha, Beta, Gamma float64
	Multiplicative     bool    // MHWPREDICT
	DeltaPos, DeltaNeg float64 // width of the band; 0 means 2
	Threshold, Window  int     // violations that make a failure, of the last so many; 0: 7 of 9
	// Smoothing is the share of the season over which seasonals and deviations are averaged once
	// a season; 0 means RRDtool's 0.05, negative none.
	Smoothing float64
}

// RRDResult is a row of the arrays; unknown is NaN.
type RRDResult struct {
	Prediction, Deviation float64
	Violations            int
	Failure               bool
}

// NewRRDHoltWinters makes a model that has seen nothing.
func NewRRDHoltWinters(c RRDConfig) (*RRDHoltWinters, error) {
	if err := (Gains{Alpha: c.Alpha, Beta: c.Beta, Gamma: c.Gamma}).check(); err != nil {
		return nil, err
	}
	c.DeltaPos, c.DeltaNeg = cmp.Or(c.DeltaPos, 2), cmp.Or(c.DeltaNeg, 2)
	c.Smoothing = cmp.Or(c.Smoothing, 0.05)
	if c.Window == 0 {
		c.Threshold, c.Window = 7, 9
	}
	if c.Season < 2 || c.Season > maxSlots || c.Window < 1 || c.Window > 64 || c.Threshold < 1 ||
		!(c.Smoothing <= 1) || !(c.DeltaPos >= 0) || !(c.DeltaNeg >= 0) {
		return nil, fmt.Errorf("stats: bad season, band, window or smoothing: %+v", c)
	}
	w := &RRDHoltWinters{
		config:    c,
		seasonals: make([]float64, c.Season),
		devs:      make([]float64, c.Season),
	}
	if w.side = min(int(c.Smoothing/2*float64(c.Season)), (c.Season-1)/2); w.side <= 0 {
		w.side = 0
	} else {
		w.scratch = make([]float64, c.Season)
	}
	w.Reset()
	return w, nil
}

// Reset forgets all rows.
func (w *RRDHoltWinters) Reset() {
	for i := range w.seasonals {
		w.seasonals[i], w.devs[i] = math.NaN(), math.NaN()
	}
	*w = RRDHoltWinters{
		config: w.config, seasonals: w.seasonals, devs: w.devs, level: math.NaN(), k: 1,
		side: w.side, scratch: w.scratch, around: w.around,
	}
}

// Update takes the next row and returns what the arrays hold for it.
func (w *RRDHoltWinters) Update(x float64) RRDResult {
	i := w.at
	base := saturate(w.level + float64(w.k*w.slope))
	r := RRDResult{Prediction: saturate(base + w.seasonals[i]), Deviation: w.devs[i]}
	if w.config.Multiplicative {
		r.Prediction = saturate(float64(base * w.seasonals[i]))
		if base <= 0 || w.seasonals[i] <= 0 {
			r.Prediction = math.NaN()
		}
	}
	known := finite(x)
	w.violated <<= 1
	if !known || x > r.Prediction+float64(w.config.DeltaPos*r.Deviation) ||
		x < r.Prediction-float64(w.config.DeltaNeg*r.Deviation) {
		w.violated |= 1
	}
	switch {
	case known:
		w.learn(i, x, base, r.Prediction)
	case w.level == w.level:
		w.k++
	}
	r.Violations = bits.OnesCount64(w.violated << (64 - uint(w.config.Window)))
	r.Failure = r.Violations >= w.config.Threshold
	w.rows++
	if w.at++; w.at == w.config.Season {
		w.at = 0
		w.smooth()
	}
	return r
}

func (w *RRDHoltWinters) learn(i int, x, base, prediction float64) {
	c := &w.config
	season := w.seasonals[i]
	if w.level != w.level {
		w.level, w.k = x, 1
		w.seasonals[i] = 0
		if c.Multiplicative {
			w.seasonals[i] = 1
		}
		return
	}
	if season != season { // the slot is new: the level waits for it
		w.seasonals[i] = w.rest(x, w.level)
		return
	}
	if prediction != prediction { // multiplicative, and nothing to multiply
		w.k++
		return
	}
	last := w.level
	w.level = blend(c.Alpha, w.rest(x, season), base)
	w.slope = blend(c.Beta, w.level-last, w.slope)
	w.seasonals[i] = blend(c.Gamma, w.rest(x, w.level), season)
	w.k = 1
	size := saturate(math.Abs(x - prediction))
	if w.devs[i] == w.devs[i] {
		size = blend(c.Gamma, size, w.devs[i])
	}
	w.devs[i] = size
}

// rest is what is left of x without the part p: the difference, or the ratio.
func (w *RRDHoltWinters) rest(x, p float64) float64 {
	if !w.config.Multiplicative {
		return saturate(x - p)
	}
	if p == 0 {
		return 1
	}
	return saturate(x / p)
}

// smooth averages the seasonals and deviations over neighbouring slots, and moves the mean of the
// season into the level.
func (w *RRDHoltWinters) smooth() {
	if w.side == 0 || w.rows < 2*uint64(w.config.Season) {
		return
	}
	w.smoothCircle(w.devs)
	if !w.smoothCircle(w.seasonals) || w.level != w.level {
		return
	}
	mean := 0.0
	for i, s := range w.seasonals {
		mean += (s - mean) / float64(i+1)
	}
	switch {
	case !w.config.Multiplicative:
		for i := range w.seasonals {
			w.seasonals[i] = saturate(w.seasonals[i] - mean)
		}
		w.level = saturate(w.level + mean)
	case mean > 0:
		for i := range w.seasonals {
			w.seasonals[i] /= mean
		}
		w.level = saturate(float64(w.level * mean))
	}
}

// smoothCircle replaces each value by the mean of itself and w.side values on both sides, the last
// being a neighbour of the first. It reports false, and does nothing, where one is not known.
func (w *RRDHoltWinters) smoothCircle(v []float64) bool {
	for _, x := range v {
		if x != x {
			return false
		}
	}
	n := len(v)
	copy(w.scratch, v)
	w.around.Reset()
	for i := -w.side; i <= w.side; i++ {
		w.around.Enter(w.scratch[(i+n)%n])
	}
	for i := range v {
		v[i] = saturate(w.around.Value() / float64(2*w.side+1))
		w.around.Leave(w.scratch[(i-w.side+n)%n])
		w.around.Enter(w.scratch[(i+w.side+1)%n])
	}
	return true
}

// Save writes the state.
func (w *RRDHoltWinters) Save(e Encoder) {
	saveFloats(e, w.seasonals)
	saveFloats(e, w.devs)
	e.Uint64(uint64(w.at))
	e.Uint64(w.rows)
	e.Float64(w.level)
	e.Float64(w.slope)
	e.Float64(w.k)
	e.Uint64(w.violated)
}

// Load reads what Save wrote into a model with a season of the same length.
func (w *RRDHoltWinters) Load(d Decoder) error {
	w.Reset()
	if err := loadFloats(d, w.seasonals); err != nil {
		return err
	}
	if err := loadFloats(d, w.devs); err != nil {
		return err
	}
	var err error
	if w.at, err = loadIndex(d, len(w.devs)); err != nil {
		return err
	}
	w.rows = d.Uint64()
	w.level, w.slope, w.k, w.violated = d.Float64(), d.Float64(), d.Float64(), d.Uint64()
	return d.Err()
}
