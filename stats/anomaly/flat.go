package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Flatline finds streams that have all but stopped to move: a stuck sensor, a dead exporter that
// repeats its last value.
//
//	formula   ln(usual/s), s the standard deviation of the last n points, usual its long-run mean
//	params    points (30), fold (20: an alarm when the points scatter that many times less)
//	cost      O(1) a point, 40 ns
//	space     8 bytes a point of the window and 110
//	NaN, Inf  score 0, teach nothing
//	constant  scores 20.7 = ln 1e9 after movement, 0 if it never moved
//	warm-up   n + 100 points
//	source    trials on NAB, where it finds what others miss
type Flatline struct {
	window stats.SlidingMoments
	points int
	usual  standard
	limit  float64
}

const (
	flatGain = 0.0005
	// flatFloor: a deviation below this share of the usual one is none.
	flatFloor = 1e-9
)

// NewFlatline makes a detector; see the card for the parameters.
func NewFlatline(points int, fold float64) *Flatline {
	points = max(points, 2)
	return &Flatline{
		window: *stats.NewSlidingMoments(points), points: points,
		usual: newStandard(flatGain, chartWarm), limit: math.Log(max(fold, 1)),
	}
}

// Update scores how many times less than usual the last points scatter, as a natural logarithm.
func (f *Flatline) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	f.window.Push(x)
	if f.window.Count() < f.points {
		return Score{}
	}
	s := f.window.StdPop()
	f.usual.learn(s, 0)
	usual := f.usual.mean()
	if !f.usual.ready() || usual <= 0 {
		return Score{}
	}
	return judge(math.Log(usual/max(s, flatFloor*usual)), f.limit, Flat)
}

// Save writes the state.
func (f *Flatline) Save(e stats.Encoder) { saveAll(e, &f.window, &f.usual) }

// Load reads what Save wrote.
func (f *Flatline) Load(d stats.Decoder) error { return loadAll(d, &f.window, &f.usual) }

// defineFlatline describes the detector for Builtin.
func defineFlatline() Definition {
	return Definition{
		Name: "flatline", Unit: "natural logarithm of a ratio",
		Doc: "the last points scatter many times less than usual",
		Params: []Param{
			param30, {"fold", "how many times less is an alarm", 20, 1, 1e9, false},
		},
		Example: Example{
			Text:  "a sensor is stuck",
			Event: times(60, 5), Alarm: 29, Why: Flat,
		},
		New: func(v []float64) (Detector, error) { return NewFlatline(int(v[0]), v[1]), nil },
	}
}
