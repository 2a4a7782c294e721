package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Tail puts the scores of any detector on one scale: how rare, as a power of ten. The scores beyond
// a high quantile are taken for exponentially distributed (peaks over threshold).
//
//	formula   -log10(1-quantile) + (v - u)/(b ln 10) for v > u, else 0; u the quantile of the last
//	          scores, b their mean excess over u (at least 0.001|u|)
//	params    window (1000 scores), quantile (0.98), rarity (4: an alarm once in 10^4 points)
//	cost      that of the inner detector, and 200 ns to keep the scores in order
//	space     24 bytes a score of the window
//	NaN, Inf  as the inner detector: a point that scores 0 counts as a score of 0
//	warm-up   100 scores after the inner detector's
//	source    A. Siffer et al., Anomaly detection in streams with extreme value theory, 2017, with
//	          the exponential in place of the general Pareto tail
type Tail struct {
	inner    Detector
	window   stats.SlidingQuantile
	quantile float64
	rarity   float64
}

// tailWarm is the number of scores before a quantile of them is believed.
const tailWarm = 100

// NewTail wraps a detector; see the card for the parameters.
func NewTail(inner Detector, window int, quantile, rarity float64) *Tail {
	return &Tail{
		inner: inner, window: *stats.NewSlidingQuantile(max(window, tailWarm)),
		quantile: max(0.5, min(0.9999, quantile)), rarity: rarity,
	}
}

// Update scores the rarity of the inner detector's score.
func (p *Tail) Update(t int64, x float64) Score {
	s := p.inner.Update(t, x)
	if x-x != 0 {
		return Score{}
	}
	value := p.rare(s.Value)
	p.window.Push(s.Value)
	return judge(value, p.rarity, s.Why)
}

// rare is the rarity of v among the scores in the window.
func (p *Tail) rare(v float64) float64 {
	n := p.window.Len()
	if n < tailWarm {
		return 0
	}
	k := int(p.quantile * float64(n))
	u := p.window.At(k)
	if v <= u {
		return 0
	}
	excess := 0.0
	for i := k + 1; i < n; i++ {
		excess += p.window.At(i) - u
	}
	b := max(excess/float64(max(n-k-1, 1)), 1e-3*math.Abs(u))
	if b <= 0 {
		return sigmaLimit
	}
	return min(float64(-math.Log10(1-p.quantile))+(v-u)/(b*math.Ln10), sigmaLimit)
}

// Save writes the state.
func (p *Tail) Save(e stats.Encoder) { saveAll(e, p.inner, &p.window) }

// Load reads what Save wrote.
func (p *Tail) Load(d stats.Decoder) error { return loadAll(d, p.inner, &p.window) }

// defineTail describes the detector for Builtin.
func defineTail() Definition {
	return Definition{
		Name: "tail", Unit: "powers of ten",
		Doc: "how rare another detector's score is, beyond a high quantile of its scores",
		Params: []Param{
			window(1000).atLeast(tailWarm),
			{"quantile", "share of the scores that are not in the tail", 0.98, 0.5, 0.9999, false},
			{"rarity", "alarm: once in 10^rarity points", 4, 0, 1e6, false},
		},
		Example: Example{
			Text: "a point far off", Inner: "ewma_chart",
			Event: []float64{4, 100}, Alarm: 1, Why: High,
		},
		Wrap: func(d Detector, v []float64) Detector { return NewTail(d, int(v[0]), v[1], v[2]) },
	}
}
