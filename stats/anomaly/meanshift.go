package anomaly

import "github.com/cephei-go/cephei/stats"

// MeanShift compares the mean of the last points with the long run.
//
//	formula   standard score of (mean of the last n - long-run mean)
//	params    points (30), sigma (4), alpha (0.0005, gain of the long run)
//	cost      O(1) a point, 32 ns
//	space     8 bytes a point of the window and 150
//	NaN, Inf  score 0, teach nothing
//	warm-up   n + 100 points
//	source    trials on NAB, where it is the second best single statistic after discords
type MeanShift struct {
	window stats.SlidingMoments
	points int
	long   standard
	score  standard
	sigma  float64
}

// NewMeanShift makes a detector; see the card for the parameters.
func NewMeanShift(points int, sigma, alpha float64) *MeanShift {
	points = max(points, 1)
	return &MeanShift{
		window: *stats.NewSlidingMoments(points), points: points,
		long: newStandard(alpha, chartWarm), score: newStandard(alpha, chartWarm), sigma: sigma,
	}
}

// Update scores the shift in its own standard deviations.
func (m *MeanShift) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	m.window.Push(x)
	m.long.learn(x, 0)
	if m.window.Count() < m.points {
		return Score{}
	}
	return judgeSigned(m.score.update(m.window.Mean()-m.long.mean(), 0), m.sigma, Rise, Fall)
}

// Save writes the state.
func (m *MeanShift) Save(e stats.Encoder) { saveAll(e, &m.window, &m.long, &m.score) }

// Load reads what Save wrote.
func (m *MeanShift) Load(d stats.Decoder) error { return loadAll(d, &m.window, &m.long, &m.score) }

// defineMeanShift describes the detector for Builtin.
func defineMeanShift() Definition {
	return Definition{
		Name: "mean_shift", Unit: "standard deviations",
		Doc:    "the mean of the last points against the long run",
		Params: []Param{param30, paramSigma, paramAlpha},
		Example: Example{
			Text:  "the mean rises to 9, a usual value",
			Event: times(40, 9), Alarm: 3, Why: Rise,
		},
		New: func(v []float64) (Detector, error) {
			return NewMeanShift(int(v[0]), v[1], v[2]), nil
		},
	}
}
