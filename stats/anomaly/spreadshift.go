package anomaly

import "github.com/cephei-go/cephei/stats"

// SpreadShift watches how much the last points scatter.
//
//	formula   standard score of the standard deviation of the last n points
//	params    points (30), sigma (4), alpha (0.0005, gain of the long run)
//	cost      O(1) a point, 29 ns
//	space     8 bytes a point of the window and 150
//	NaN, Inf  score 0, teach nothing
//	warm-up   n + 100 points
//	source    trials on NAB, where it complements MeanShift
type SpreadShift struct {
	window stats.SlidingMoments
	points int
	score  standard
	sigma  float64
}

// NewSpreadShift makes a detector; see the card for the parameters.
func NewSpreadShift(points int, sigma, alpha float64) *SpreadShift {
	points = max(points, 2)
	return &SpreadShift{
		window: *stats.NewSlidingMoments(points), points: points,
		score: newStandard(alpha, chartWarm), sigma: sigma,
	}
}

// Update scores the deviation in its own standard deviations.
func (s *SpreadShift) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	s.window.Push(x)
	if s.window.Count() < s.points {
		return Score{}
	}
	return judgeSigned(s.score.update(s.window.StdPop(), 0), s.sigma, Restless, Calm)
}

// Save writes the state.
func (s *SpreadShift) Save(e stats.Encoder) { saveAll(e, &s.window, &s.score) }

// Load reads what Save wrote.
func (s *SpreadShift) Load(d stats.Decoder) error { return loadAll(d, &s.window, &s.score) }

// defineSpreadShift describes the detector for Builtin.
func defineSpreadShift() Definition {
	return Definition{
		Name: "spread_shift", Unit: "standard deviations",
		Doc:    "the scatter of the last points against the long run",
		Params: []Param{param30, paramSigma, paramAlpha},
		Example: Example{
			Text:  "the points scatter twice as wide",
			Event: []float64{-4, 13, -4, 13, -4, 13, -4, 13, -4, 13, -4, 13, -4, 13, -4, 13, -4, 13},
			Alarm: 0, Why: Restless,
		},
		New: func(v []float64) (Detector, error) {
			return NewSpreadShift(int(v[0]), v[1], v[2]), nil
		},
	}
}
