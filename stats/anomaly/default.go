package anomaly

import (
	"github.com/cephei-go/cephei/stats"
)

// Default is the detector for those who do not want to choose. It asks four questions of each
// point:
//
//   - Shape: did the last points ever do anything like this? See shape in shape.go. Asked at four
//     time scales, blocks of 6, 8, 12 and 16 points, whose standard scores are averaged: one scale
//     alone depends on its length and on where its blocks happen to begin.
//   - Season: did the days before look like this at this time? Asked by the same comparison, once
//     a week is known. It needs time stamps in milliseconds, and 7 days within Lags blocks.
//   - Novel: does the point lie outside all that was seen? See Range.
//   - Flat: is the stream calmer than it ever was, as when a sensor dies? The same rule for the
//     logarithm of the deviation of the last 30 points.
//
// The score is the largest answer in units of its threshold: at 1 it is an alarm. After an alarm
// it is quiet, scoring 0, for 100 points; while the stream is young, for a twentieth of its length.
//
//	cost      0.7 µs a point, O(Lags/Block)
//	space     12 kB a stream at first, 130 kB when it has seen 800 lags of 16 points
//	warm-up   150 points for novelty, 16 blocks and 8 scores for shapes, 7 days for the season
//	NaN, Inf  score 0, teach nothing
//	huge      a value more than ten widths outside the range seen counts, for the shapes, as ten
//	          widths outside: it is an alarm as novel, but does not blind the comparison
//	source    our own; it grew out of discords (E. Keogh, HOT SAX, 2005) on block means, with
//	          forgetting in place of a fixed length, relief by the neighbours' own distances (as in
//	          M. Breunig, LOF, 2000) and several scales
type Default struct {
	config Options
	shapes []*scaled
	novel  Range
	flat   flatness
	quiet  hush
}

// Options are the constants of the default detector. Each stands in the middle of a plateau:
// `go run ./benchmarks/nab -spread` shows what a quarter more or less of each does.
type Options struct {
	Blocks      []int   // block lengths, one a time scale
	Phase       int     // points skipped before the first block, beyond a stagger of 3 a scale
	Lags        int     // blocks that a scale remembers
	Gap         int     // blocks that belong to the present
	Neighbours  int     // stretches of the past that are averaged
	Memory      float64 // weight of a block against the one after it
	Relief      float64 // share of the neighbours' own distances that is taken off
	Horizon     float64 // points that the mean and deviation of distances remember (1/gain)
	WarmBlocks  int     // blocks before distances are learned
	ShapeSigma  float64 // threshold of the shape, in standard deviations of its distance
	SeasonSigma float64 // threshold of the season
	SeasonDays  int     // days known before the season speaks
	Range       RangeOptions
	CalmShare   float64 // how far below all deviations seen, as a share of their range (logarithms)
	CalmPoints  int     // points whose deviation is taken
	QuietPoints int     // longest quiet after an alarm
	QuietShare  float64 // quiet as a share of the points seen
}

// DefaultOptions are the constants of New.
func DefaultOptions() Options {
	return Options{
		Blocks: []int{6, 8, 12, 16}, Lags: 800, Gap: 5, Neighbours: 4, Memory: 0.5, Relief: 0.6,
		Horizon: 1600, WarmBlocks: 16, ShapeSigma: 2.1, SeasonSigma: 6, SeasonDays: 7,
		Range: DefaultRange, CalmShare: 0.2, CalmPoints: 30, QuietPoints: 100, QuietShare: 0.05,
	}
}

// leastSigma keeps scores in units of a threshold finite.
const leastSigma = 1e-6

// phaseStagger keeps the scales from finishing their blocks at the same point.
const phaseStagger = 3

// New makes the default detector.
func New() *Default { return NewWith(DefaultOptions()) }

// NewWith makes the default detector with other constants.
func NewWith(o Options) *Default {
	o.ShapeSigma, o.SeasonSigma = max(o.ShapeSigma, leastSigma), max(o.SeasonSigma, leastSigma)
	a := &Default{
		config: o, novel: *NewRange(o.Range), flat: newFlatness(o),
		quiet: hush{points: o.QuietPoints, share: o.QuietShare},
	}
	for i, block := range o.Blocks {
		s := newShape(ShapeOptions{
			Block: block, Skip: max(o.Phase, 0) + i*phaseStagger, Lags: o.Lags, Gap: o.Gap,
			Neighbours: o.Neighbours, Memory: o.Memory, Relief: o.Relief,
		})
		gain := float64(block) / o.Horizon
		one := &scaled{shape: *s, any: newStandard(gain, warmScores), day: newStandard(gain, warmScores)}
		a.shapes = append(a.shapes, one)
	}
	return a
}

// Update scores a point in units of the threshold: from 1 on it is an alarm.
func (a *Default) Update(t int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	bounds := a.novel.known()
	score := judge(a.novel.excess(x), 1, Novel)
	a.novel.learn(x)
	raise(&score, a.flat.update(x), Flat)
	for _, s := range a.shapes {
		s.take(t, x, bounds, a.config.WarmBlocks, a.config.SeasonDays)
	}
	shape, season := a.strangeness()
	raise(&score, shape/a.config.ShapeSigma, Shape)
	raise(&score, season/a.config.SeasonSigma, Season)
	if a.quiet.silent() {
		return Score{}
	}
	if score.Alert {
		a.quiet.begin()
	}
	return score
}

// raise replaces a score by a larger one of another kind.
func raise(s *Score, value float64, why Why) {
	if value > s.Value {
		*s = judge(value, 1, why)
	}
}

// strangeness averages the scores of the scales; the season's over the scales that reach a week.
func (a *Default) strangeness() (shape, season float64) {
	days := 0.0
	for _, s := range a.shapes {
		shape += s.anyZ
		if s.dayReady {
			season += s.dayZ
			days++
		}
	}
	return shape / float64(len(a.shapes)), season / max(days, 1)
}

// Save writes the state.
func (a *Default) Save(e stats.Encoder) {
	saveAll(e, &a.quiet, &a.novel, &a.flat)
	for _, s := range a.shapes {
		s.Save(e)
	}
}

// Load reads what Save wrote.
func (a *Default) Load(d stats.Decoder) error {
	if err := loadAll(d, &a.quiet, &a.novel, &a.flat); err != nil {
		return err
	}
	for _, s := range a.shapes {
		if err := s.Load(d); err != nil {
			return err
		}
	}
	return d.Err()
}

// defineDefault describes the detector for Builtin.
func defineDefault() Definition {
	o := DefaultOptions()
	return Definition{
		Name: "anomaly", Unit: "thresholds",
		Doc: "shapes, days, values and silences that were never seen before",
		Params: []Param{
			{"lags", "blocks remembered; 160 bytes each", float64(o.Lags), 50, 1e5, true},
			{"sigma", "threshold of shapes, in standard deviations", o.ShapeSigma, leastSigma, 1e6, false},
		},
		Example: Example{
			Text:  "a sensor is stuck at a usual value",
			Event: times(60, 5), Alarm: 7, Why: Shape,
		},
		New: func(v []float64) (Detector, error) {
			o := DefaultOptions()
			o.Lags, o.ShapeSigma = int(v[0]), v[1]
			return NewWith(o), nil
		},
	}
}
