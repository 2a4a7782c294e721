package anomaly

import "github.com/cephei-go/cephei/stats"

// Gaussian measures a point in standard deviations from the mean of the last points before it.
//
//	formula   |x - mean|/deviation over a sliding window
//	params    window (1000 points), sigma (4)
//	cost      O(1) a point, 20 ns
//	space     8 bytes a point of the window
//	NaN, Inf  score 0, teach nothing
//	constant  the first change scores 1e6
//	warm-up   a tenth of the window, at least 10 points
//	source    the windowed gaussian of NAB, without its step of 100 points; as a score the number of
//	          deviations in place of the tail probability, which underflows
type Gaussian struct {
	window stats.SlidingMoments
	warm   int
	sigma  float64
}

// NewGaussian makes a detector over a window of points, with a threshold in standard deviations.
func NewGaussian(window int, sigma float64) *Gaussian {
	window = max(window, 2)
	return &Gaussian{
		window: *stats.NewSlidingMoments(window), warm: min(max(window/10, 10), window), sigma: sigma,
	}
}

// Update scores a point in standard deviations.
func (g *Gaussian) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	z := 0.0
	if g.window.Count() >= g.warm {
		z = deviations(x, g.window.Mean(), g.window.StdPop())
	}
	g.window.Push(x)
	return judgeSigned(z, g.sigma, High, Low)
}

// Save writes the state.
func (g *Gaussian) Save(e stats.Encoder) { g.window.Save(e) }

// Load reads what Save wrote.
func (g *Gaussian) Load(d stats.Decoder) error { return g.window.Load(d) }

// defineGaussian describes the detector for Builtin.
func defineGaussian() Definition {
	return Definition{
		Name: "gaussian", Unit: "standard deviations",
		Doc:    "the distance from the mean of a sliding window",
		Params: []Param{window(1000), paramSigma},
		Example: Example{
			Text:  "one point far off",
			Event: []float64{4, 30}, Alarm: 1, Why: High,
		},
		New: func(v []float64) (Detector, error) { return NewGaussian(int(v[0]), v[1]), nil },
	}
}
