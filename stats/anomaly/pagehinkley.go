package anomaly

import "github.com/cephei-go/cephei/stats"

// PageHinkley follows the running sum of the deviations from the mean: how far it has climbed above
// its lowest, or fallen below its highest point, tells that the mean has moved. With forgetting, so
// that an old climb does not count for ever.
//
//	formula   sum = f sum + z -+ slack;  score = sum - lowest, highest - sum (their extremes fade
//	          with f too)
//	params    slack (0.5 deviations), limit (50), forget (0.999 = f)
//	cost      O(1) a point, 25 ns
//	space     96 bytes
//	NaN, Inf  score 0, teach nothing
//	warm-up   100 points; a single point adds 10 at most; both sides start again after an alarm
//	source    D. Hinkley, Inference about the change-point from cumulative sum tests, 1971
type PageHinkley struct {
	score                standard
	slack, limit, forget float64
	rise, lowest         float64
	fall, highest        float64
}

// pageGain is the gain of the mean and deviation that points are measured with.
const pageGain = 0.0005

// NewPageHinkley makes a detector; see the card for the parameters.
func NewPageHinkley(slack, limit, forget float64) *PageHinkley {
	return &PageHinkley{
		score: newStandard(pageGain, chartWarm), slack: slack, limit: limit,
		forget: max(0, min(1, forget)),
	}
}

// Update scores the larger of the two climbs.
func (p *PageHinkley) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	z := max(-stepLimit, min(stepLimit, p.score.update(x, 0)))
	p.rise = float64(p.forget*p.rise) + z - p.slack
	p.fall = float64(p.forget*p.fall) + z + p.slack
	p.lowest = min(float64(p.forget*p.lowest), p.rise)
	p.highest = max(float64(p.forget*p.highest), p.fall)
	s := judge(p.rise-p.lowest, p.limit, Rise)
	if down := p.highest - p.fall; down > s.Value {
		s = judge(down, p.limit, Fall)
	}
	if s.Alert {
		p.rise, p.lowest, p.fall, p.highest = 0, 0, 0, 0
	}
	return s
}

// Save writes the state.
func (p *PageHinkley) Save(e stats.Encoder) {
	p.score.Save(e)
	for _, v := range [...]float64{p.rise, p.lowest, p.fall, p.highest} {
		e.Float64(v)
	}
}

// Load reads what Save wrote.
func (p *PageHinkley) Load(d stats.Decoder) error {
	if err := p.score.Load(d); err != nil {
		return err
	}
	for _, v := range [...]*float64{&p.rise, &p.lowest, &p.fall, &p.highest} {
		*v = d.Float64()
	}
	return d.Err()
}

// definePageHinkley describes the detector for Builtin.
func definePageHinkley() Definition {
	return Definition{
		Name: "page_hinkley", Unit: "standard deviations, summed",
		Doc: "the climb of the running sum of deviations above its lowest point",
		Params: []Param{
			{"slack", "allowance, in standard deviations", 0.5, 0, 1e3, false},
			{"limit", "climb that is an alarm", 50, 0, 1e6, false},
			{"forget", "share of the sum that is left after a point", 0.999, 0, 1, false},
		},
		Example: Example{
			Text:  "the mean rises to 20",
			Event: times(20, 20), Alarm: 10, Why: Rise,
		},
		New: func(v []float64) (Detector, error) { return NewPageHinkley(v[0], v[1], v[2]), nil },
	}
}
