package anomaly

import "github.com/cephei-go/cephei/stats"

// Rank is the conformal score of any detector's scores: the share of the last scores that are
// smaller. It needs no assumption at all, but at the extreme end it saturates: the largest score of
// the window is as good as one ten times larger. For ranking extremes take Tail.
//
//	formula   (number of scores in the window below v)/(number of scores in the window + 1)
//	params    window (1000 scores), share (0.998: an alarm when v is among the highest 0.2 %)
//	cost      that of the inner detector, and 190 ns
//	space     24 bytes a score of the window
//	NaN, Inf  as the inner detector
//	warm-up   100 scores; the share cannot reach 0.998 before 500
//	source    V. Vovk et al., Algorithmic learning in a random world, 2005
type Rank struct {
	inner  Detector
	window stats.SlidingQuantile
	share  float64
}

// NewRank wraps a detector; see the card for the parameters.
func NewRank(inner Detector, window int, share float64) *Rank {
	return &Rank{
		inner: inner, window: *stats.NewSlidingQuantile(max(window, tailWarm)), share: share,
	}
}

// Update scores the rank of the inner detector's score.
func (r *Rank) Update(t int64, x float64) Score {
	s := r.inner.Update(t, x)
	if x-x != 0 {
		return Score{}
	}
	value := 0.0
	if n := r.window.Len(); n >= tailWarm && s.Value > 0 {
		value = float64(r.window.Rank(s.Value)) / float64(n+1)
	}
	r.window.Push(s.Value)
	return judge(value, r.share, s.Why)
}

// Save writes the state.
func (r *Rank) Save(e stats.Encoder) { saveAll(e, r.inner, &r.window) }

// Load reads what Save wrote.
func (r *Rank) Load(d stats.Decoder) error { return loadAll(d, r.inner, &r.window) }

// defineRank describes the detector for Builtin.
func defineRank() Definition {
	return Definition{
		Name: "rank", Unit: "share",
		Doc: "the share of another detector's last scores that are smaller",
		Params: []Param{
			window(1000).atLeast(tailWarm), {"share", "share that is an alarm", 0.998, 0, 1, false},
		},
		Example: Example{
			Text: "a point far off", Inner: "ewma_chart",
			Event: []float64{4, 100}, Alarm: 1, Why: High,
		},
		Wrap: func(d Detector, v []float64) Detector { return NewRank(d, int(v[0]), v[1]) },
	}
}
