package anomaly

import "github.com/cephei-go/cephei/stats"

// Robust measures a point from the median of the last points, in median absolute deviations scaled
// to standard deviations: neither moves with the outliers it is to find.
//
//	formula   |x - median|/(1.4826 MAD) over a sliding window
//	params    window (400 points), sigma (6)
//	cost      O(log window + block) a point, 230 ns
//	space     24 bytes a point of the window
//	NaN, Inf  score 0, teach nothing
//	constant  while more than half of the window is one value any other scores 1e6
//	warm-up   a tenth of the window, at least 10 points
//	source    B. Iglewicz, D. Hoaglin, How to detect and handle outliers, 1993
type Robust struct {
	window stats.SlidingQuantile
	warm   int
	sigma  float64
}

// madToSigma makes the MAD of gaussian data its standard deviation.
const madToSigma = 1.4826

// NewRobust makes a detector over a window of points, with a threshold in standard deviations.
func NewRobust(window int, sigma float64) *Robust {
	window = max(window, 3)
	return &Robust{
		window: *stats.NewSlidingQuantile(window), warm: min(max(window/10, 10), window), sigma: sigma,
	}
}

// Update scores a point in robust standard deviations.
func (r *Robust) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	z := 0.0
	if r.window.Len() >= r.warm {
		z = deviations(x, r.window.Median(), madToSigma*r.window.MAD())
	}
	r.window.Push(x)
	return judgeSigned(z, r.sigma, High, Low)
}

// Save writes the state.
func (r *Robust) Save(e stats.Encoder) { r.window.Save(e) }

// Load reads what Save wrote.
func (r *Robust) Load(d stats.Decoder) error { return r.window.Load(d) }

// defineRobust describes the detector for Builtin.
func defineRobust() Definition {
	return Definition{
		Name: "robust_z", Unit: "standard deviations",
		Doc:    "the distance from the median of a sliding window, in median deviations",
		Params: []Param{window(400), paramSigma.with(6)},
		Example: Example{
			Text:  "one point far off",
			Event: []float64{4, 30}, Alarm: 1, Why: High,
		},
		New: func(v []float64) (Detector, error) { return NewRobust(int(v[0]), v[1]), nil },
	}
}
