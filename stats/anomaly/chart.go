package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Chart is the EWMA control chart: a fast average of the points against their long-run mean.
// It sees small shifts that last better than single points far off.
//
//	formula   |fast - m|/(s sqrt(lambda/(2-lambda))), fast = (1-lambda) fast + lambda x;
//	          m, s long-run mean and deviation with gain alpha
//	params    alpha (0.001), lambda (0.2; 1 scores single points), sigma (4)
//	cost      O(1) a point, 23 ns
//	space     90 bytes
//	NaN, Inf  score 0, teach nothing
//	warm-up   100 points
//	source    S. Roberts, Control chart tests based on geometric moving averages, 1959
type Chart struct {
	long  standard
	fast  stats.EWMean
	scale float64 // deviation of the fast average, in deviations of a point
	sigma float64
}

// chartWarm is the number of points before the long-run figures are believed.
const chartWarm = 100

// NewChart makes a chart with the gains of its long and fast averages and a threshold.
func NewChart(alpha, lambda, sigma float64) *Chart {
	lambda = max(1e-6, min(1, lambda))
	return &Chart{
		long: newStandard(alpha, chartWarm), fast: stats.NewEWMean(lambda),
		scale: math.Sqrt(lambda / (2 - lambda)), sigma: sigma,
	}
}

// Update scores the fast average in its standard deviations.
func (c *Chart) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	fast, z := c.fast.Update(x), 0.0
	if c.long.ready() {
		z = deviations(fast, c.long.mean(), c.scale*c.long.deviation())
	}
	c.long.learn(x, 0)
	return judgeSigned(z, c.sigma, High, Low)
}

// Save writes the state.
func (c *Chart) Save(e stats.Encoder) { saveAll(e, &c.long, &c.fast) }

// Load reads what Save wrote.
func (c *Chart) Load(d stats.Decoder) error { return loadAll(d, &c.long, &c.fast) }

// defineChart describes the detector for Builtin.
func defineChart() Definition {
	return Definition{
		Name: "ewma_chart", Unit: "standard deviations",
		Doc: "a fast average of the points against their long-run mean",
		Params: []Param{
			paramAlpha.with(0.001),
			{"lambda", "gain of the fast average; 1 scores single points", 0.2, 1e-6, 1, false},
			paramSigma,
		},
		Example: Example{
			Text:  "each point is 4 higher than usual",
			Event: []float64{8, 13, 9, 7, 7, 9, 13, 8, 5, 4, 5}, Alarm: 6, Why: High,
		},
		New: func(v []float64) (Detector, error) { return NewChart(v[0], v[1], v[2]), nil },
	}
}
