package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// flatness tells how far the deviation of the last points lies below all deviations seen: the rule
// of Range, for its logarithm, on the lower side. It must at least have halved: a stream that
// always scatters alike would else alarm at trifles.
type flatness struct {
	window stats.SlidingMoments
	points int
	usual  standard // of the deviation: what counts as nothing is measured against it
	known  Range
}

// calmest: deviations below this share of the usual one are all the same, namely nothing.
const calmest = 1e-3

func newFlatness(o Options) flatness {
	points := max(o.CalmPoints, 2)
	return flatness{
		window: *stats.NewSlidingMoments(points), points: points,
		usual: newStandard(1/max(o.Horizon, 1), chartWarm),
		known: *NewRange(RangeOptions{
			Tolerance: o.CalmShare, Warm: o.Range.Warm, Horizon: o.Range.Horizon,
		}),
	}
}

// update takes a point and returns the excess in tolerances.
func (f *flatness) update(x float64) float64 {
	f.window.Push(x)
	if f.window.Count() < f.points {
		return 0
	}
	s := f.window.StdPop()
	f.usual.learn(s, 0)
	usual := f.usual.mean()
	if usual <= 0 {
		return 0 // constant from the start: nothing to compare with
	}
	l := math.Log(max(s, calmest*usual))
	value := 0.0
	if below := f.known.known().lo - l; below > 0 {
		value = min(f.known.excess(l), below/math.Ln2)
	}
	f.known.learn(l)
	return value
}

// Save writes the state.
func (f *flatness) Save(e stats.Encoder) { saveAll(e, &f.window, &f.usual, &f.known) }

// Load reads what Save wrote.
func (f *flatness) Load(d stats.Decoder) error { return loadAll(d, &f.window, &f.usual, &f.known) }
