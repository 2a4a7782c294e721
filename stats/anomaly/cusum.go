package anomaly

import "github.com/cephei-go/cephei/stats"

// CUSUM adds up what the points exceed the long-run mean by, beyond an allowance: a shift of the
// mean that lasts grows without bound, noise does not. Both directions; a side starts again after
// an alarm.
//
//	formula   up = max(0, up + z - slack), down = max(0, down - z - slack), z the standard score
//	params    slack (2 deviations), limit (8), alpha (0.0005, gain of mean and deviation)
//	cost      O(1) a point, 23 ns
//	space     80 bytes
//	NaN, Inf  score 0, teach nothing
//	warm-up   100 points; a single point adds 10 at most
//	source    E. Page, Continuous inspection schemes, 1954. The textbook's slack of 0.5 and limit of
//	          5 are for independent points; metrics are not, hence 2 and 8
type CUSUM struct {
	score        standard
	slack, limit float64
	up, down     float64
}

// stepLimit bounds what one point can add to a cumulative sum, in deviations.
const stepLimit = 10

// NewCUSUM makes a detector; see the card for the parameters.
func NewCUSUM(slack, limit, alpha float64) *CUSUM {
	return &CUSUM{score: newStandard(alpha, chartWarm), slack: slack, limit: limit}
}

// Update scores the larger of the two sums.
func (c *CUSUM) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	z := max(-stepLimit, min(stepLimit, c.score.update(x, 0)))
	c.up = max(0, c.up+z-c.slack)
	c.down = max(0, c.down-z-c.slack)
	if c.up >= c.down {
		return restart(judge(c.up, c.limit, Rise), &c.up)
	}
	return restart(judge(c.down, c.limit, Fall), &c.down)
}

// restart clears the sum that raised an alarm.
func restart(s Score, sum *float64) Score {
	if s.Alert {
		*sum = 0
	}
	return s
}

// Save writes the state.
func (c *CUSUM) Save(e stats.Encoder) {
	c.score.Save(e)
	e.Float64(c.up)
	e.Float64(c.down)
}

// Load reads what Save wrote.
func (c *CUSUM) Load(d stats.Decoder) error {
	if err := c.score.Load(d); err != nil {
		return err
	}
	c.up, c.down = d.Float64(), d.Float64()
	return d.Err()
}

// defineCUSUM describes the detector for Builtin.
func defineCUSUM() Definition {
	return Definition{
		Name: "cusum", Unit: "standard deviations, summed",
		Doc: "the running sum of what exceeds the mean by more than an allowance",
		Params: []Param{
			{"slack", "allowance, in standard deviations", 2, 0, 1e3, false},
			{"limit", "sum that is an alarm", 8, 0, 1e6, false},
			paramAlpha,
		},
		Example: Example{
			Text:  "the mean rises to 20",
			Event: times(9, 20), Alarm: 2, Why: Rise,
		},
		New: func(v []float64) (Detector, error) { return NewCUSUM(v[0], v[1], v[2]), nil },
	}
}
