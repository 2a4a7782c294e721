package anomaly

import "github.com/cephei-go/cephei/stats"

// Residual scores what a Holt-Winters forecast did not foresee.
//
//	formula   standard score of (x - forecast)
//	params    alpha, beta, gamma, phi: gains of level, trend, season and the share of the trend that
//	          is left after a step; slots and period of the season; sigma
//	holt      level and damped trend by count (0.5, 0.1, -, 0.9), sigma 6
//	holtwinters  a season of time of day: 288 slots of a day, gains (0.3, 0.0035, 0.1, 0.98), sigma 6
//	cost      O(1) a point, 47 ns; 52 ns with a season
//	space     600 bytes and 24 a slot
//	NaN, Inf  score 0, teach nothing
//	huge      an error is learned as 10 deviations at most, so an outage does not become the norm
//	warm-up   100 points; with a season two of its periods, if points are regular
//	source    stats.HoltWinters
type Residual struct {
	model  stats.HoltWinters
	score  standard
	broken healer
	sigma  float64
}

// residualGain is the gain of the mean and deviation of residuals.
const residualGain = 0.0005

// NewResidual makes a detector around any Holt-Winters model, or says what is wrong with the model.
func NewResidual(config stats.HoltWintersConfig, sigma float64) (*Residual, error) {
	if config.Clip == 0 {
		config.Clip = 10
	}
	model, err := stats.NewHoltWinters(config)
	if err != nil {
		return nil, err
	}
	return &Residual{
		model: *model, score: newStandard(residualGain, chartWarm), sigma: sigma,
	}, nil
}

// Update scores the error of the forecast in its standard deviations.
func (r *Residual) Update(t int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	result := r.model.Update(t, x)
	if !result.Ready {
		return Score{}
	}
	if r.broken.absurd(x, result.Deviation) {
		r.model.Reset()
		r.score.forget()
	}
	e, ok := clean(result.Residual)
	if !ok {
		return Score{}
	}
	z := r.score.update(e, 0)
	return judgeSigned(z, r.sigma, Forecast, Forecast)
}

// Save writes the state.
func (r *Residual) Save(e stats.Encoder) { saveAll(e, &r.model, &r.score, &r.broken) }

// Load reads what Save wrote.
func (r *Residual) Load(d stats.Decoder) error { return loadAll(d, &r.model, &r.score, &r.broken) }

// defineHolt describes the detector for Builtin.
func defineHolt() Definition {
	return Definition{
		Name: "holt", Unit: "standard deviations",
		Doc: "the error of a forecast by level and damped trend",
		Params: []Param{
			{"alpha", "gain of the level", 0.5, 1e-6, 1, false},
			{"beta", "gain of the trend, as a share of alpha", 0.1, 0, 1, false},
			{"phi", "share of the trend left after a step", 0.9, 0.01, 1, false},
			paramSigma.with(6),
		},
		Example: Example{
			Text:  "one point far off",
			Event: []float64{4, 30}, Alarm: 1, Why: Forecast,
		},
		New: func(v []float64) (Detector, error) {
			return NewResidual(stats.HoltWintersConfig{
				Gains: stats.Gains{Alpha: v[0], Beta: v[1], Phi: v[2]}, Trend: stats.DampedTrend,
			}, v[3])
		},
	}
}

// defineHoltWinters describes the detector for Builtin.
func defineHoltWinters() Definition {
	return Definition{
		Name: "holtwinters", Unit: "standard deviations",
		Doc: "the error of a forecast that knows the time of day",
		Params: []Param{
			{"slots", "slots of the season", 288, 2, 604_800, true},
			{"period", "length of the season, in milliseconds", dayMs, 604_800, 1e12, true},
			{"alpha", "gain of the level", 0.3, 1e-6, 1, false},
			{"gamma", "gain of the season", 0.1, 0, 1, false},
			paramSigma.with(6),
		},
		Example: Example{
			Text:   "a slot of eleven minutes has its own value; one comes out of turn",
			Params: map[string]float64{"slots": 11, "period": 660_000},
			Event:  []float64{1, 9}, Alarm: 1, Why: Forecast,
		},
		New: func(v []float64) (Detector, error) {
			return NewResidual(stats.HoltWintersConfig{
				Gains:  stats.Gains{Alpha: v[2], Beta: 0.0035, Gamma: v[3], Phi: 0.98},
				Season: stats.AdditiveSeason, Slots: int(v[0]), Period: int64(v[1]),
			}, v[4])
		},
	}
}
