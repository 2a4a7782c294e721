package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Divergence compares the histogram of the last points with that of the long run: it sees values
// that are each quite usual but not in this mixture.
//
//	formula   standard score of sum p ln(p/q), p of the last n points, q of the long run, over equal
//	          bins of the range seen so far
//	params    points (30), bins (8), sigma (4)
//	cost      O(bins) a point, 110 ns
//	space     12 bytes a point and 16 a bin
//	range     of the last 20,000 to 40,000 points; when it changes counts move to the new bins
//	NaN, Inf  score 0, teach nothing
//	warm-up   n + 100 points
//	source    C. Wang et al., Statistical techniques for online anomaly detection in data centers,
//	          2011, with a range learned on the way and one forgetting reference
type Divergence struct {
	points stats.Ring
	known  Range
	seen   span      // the range of the bins
	short  []float64 // counts of the last points
	long   []float64 // decaying counts of the long run
	spare  []float64
	score  standard
	sigma  float64
}

const (
	divergenceGain = 0.0005
	// growRange is how far the range is widened beyond a value outside, as a share: bins that
	// change with every new extreme would cost O(points) each time.
	growRange = 0.1
	// shrinkBins is how many times wider than the range the bins may become before they shrink.
	shrinkBins = 4
	// binPrior is the count that an empty bin is taken to have.
	binPrior = 0.5
)

// NewDivergence makes a detector; see the card for the parameters.
func NewDivergence(points, bins int, sigma float64) *Divergence {
	bins = max(bins, 2)
	return &Divergence{
		points: *stats.NewRing(max(points, 2)), known: *NewRange(DefaultRange), seen: emptySpan,
		short: make([]float64, bins), long: make([]float64, bins), spare: make([]float64, bins),
		score: newStandard(divergenceGain, chartWarm), sigma: sigma,
	}
}

// Update scores the divergence in its standard deviations.
func (d *Divergence) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	d.include(x)
	if old, full := d.points.Push(x); full {
		d.short[d.bin(old)]--
	}
	d.short[d.bin(x)]++
	z := 0.0
	if d.points.Full() && d.seen.hi > d.seen.lo {
		z = d.score.update(d.relative(), 0)
	}
	for i := range d.long {
		d.long[i] *= 1 - divergenceGain
	}
	d.long[d.bin(x)]++
	return judge(z, d.sigma, Mix)
}

// relative is the relative entropy of the short against the long histogram, in nats.
func (d *Divergence) relative() float64 {
	bins := float64(len(d.short))
	prior := float64(binPrior * bins)
	shorts, longs := float64(d.points.Len())+prior, prior
	for _, c := range d.long {
		longs += c
	}
	sum := 0.0
	for i, c := range d.short {
		p, q := (c+binPrior)/shorts, (d.long[i]+binPrior)/longs
		sum += float64(p * math.Log(p/q))
	}
	return sum
}

// bin is the place of a value of the range.
func (d *Divergence) bin(x float64) int { return d.seen.bin(x, len(d.short)) }

// bin is the place of a value among equal bins of the span.
func (s span) bin(x float64, bins int) int {
	w := s.hi - s.lo
	if !(w > 0) {
		return 0
	}
	return max(0, min(bins-1, int(float64(bins)*((x-s.lo)/w))))
}

// include fits the bins to the range: wider when x lies outside, narrower when an old extreme has
// been forgotten.
func (d *Divergence) include(x float64) {
	d.known.learn(x)
	known := d.known.known()
	wide := d.seen.hi-d.seen.lo > shrinkBins*known.width()
	if x >= d.seen.lo && x <= d.seen.hi && !wide {
		return
	}
	margin := float64(growRange * (known.hi - known.lo))
	d.refit(span{known.lo - margin, known.hi + margin})
}

// refit moves the counts to bins of another range.
func (d *Divergence) refit(to span) {
	old := d.seen
	d.seen = to
	clear(d.spare)
	if width := (old.hi - old.lo) / float64(len(d.long)); width >= 0 {
		for i, c := range d.long {
			middle := old.lo + float64((float64(i)+0.5)*width)
			d.spare[d.bin(middle)] += c
		}
	}
	d.long, d.spare = d.spare, d.long
	d.recount()
}

// recount sorts the last points into the bins anew.
func (d *Divergence) recount() {
	clear(d.short)
	for i := range d.points.Len() {
		d.short[d.bin(d.points.At(i))]++
	}
}

// Save writes the state.
func (d *Divergence) Save(e stats.Encoder) {
	saveAll(e, &d.points, &d.known, &d.score)
	e.Float64(d.seen.lo)
	e.Float64(d.seen.hi)
	for i := range d.long {
		e.Float64(d.long[i])
	}
}

// Load reads what Save wrote.
func (d *Divergence) Load(dec stats.Decoder) error {
	if err := loadAll(dec, &d.points, &d.known, &d.score); err != nil {
		return err
	}
	d.seen = span{dec.Float64(), dec.Float64()}
	for i := range d.long {
		d.long[i] = dec.Float64()
	}
	d.recount()
	return dec.Err()
}

// defineDivergence describes the detector for Builtin.
func defineDivergence() Definition {
	return Definition{
		Name: "divergence", Unit: "standard deviations",
		Doc: "the histogram of the last points against that of the long run",
		Params: []Param{
			param30, {"bins", "bins of the histograms", 8, 2, 1e4, true}, paramSigma,
		},
		Example: Example{
			Text:  "only nines and fours, both usual",
			Event: []float64{9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4, 9, 4},
			Alarm: 8, Why: Mix,
		},
		New: func(v []float64) (Detector, error) {
			return NewDivergence(int(v[0]), int(v[1]), v[2]), nil
		},
	}
}
