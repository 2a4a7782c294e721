// Package ddsketch holds quantiles in the wire format of Datadog's sketches, to be merged with
// those of other programs. It stands apart because its library brings protocol buffers with it;
// inside one program stats.Histogram is faster and can take values back.
package ddsketch

import (
	"fmt"
	"math"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/mapping"
	"github.com/DataDog/sketches-go/ddsketch/store"

	"github.com/cephei-go/cephei/stats"
)

// Sketch is a mergeable sketch of quantiles.
//
//	accuracy  the given share of the value of rank floor(q (n-1)), while no more than 2048
//	          buckets are in use on a side; beyond, the values nearest 0 blur
//	order     any; nothing can leave
//	cost      O(1) a value, 20 to 40 ns; a quantile O(buckets)
//	space     8 bytes a bucket in use
//	NaN, Inf  left out
//	empty     NaN
//	source    library DataDog/sketches-go; C. Masson, J. Rim, H. Lee, DDSketch, 2019
type Sketch struct {
	accuracy float64
	sketch   *ddsketch.DDSketch
}

const maxBuckets = 2048

// New makes a sketch of the given relative accuracy, in (0, 1); others mean 0.01.
func New(accuracy float64) (*Sketch, error) {
	if !(accuracy > 0 && accuracy < 1) {
		accuracy = 0.01
	}
	m, err := mapping.NewCubicallyInterpolatedMapping(accuracy)
	if err != nil {
		return nil, fmt.Errorf("ddsketch: %w", err)
	}
	return &Sketch{accuracy, ddsketch.NewDDSketch(m, newStore(), newStore())}, nil
}

func newStore() store.Store { return store.NewCollapsingLowestDenseStore(maxBuckets) }

// Add takes a value.
func (s *Sketch) Add(v float64) {
	if v-v == 0 {
		// The only error is a value out of the range of the mapping, and these count as 0 or the
		// largest there is.
		_ = s.sketch.Add(math.Max(-1e300, math.Min(1e300, v)))
	}
}

// Quantile is the value of rank floor(q (n-1)), within the accuracy; NaN when empty.
func (s *Sketch) Quantile(q float64) float64 {
	if !(q >= 0) {
		q = 0
	}
	v, err := s.sketch.GetValueAtQuantile(math.Min(q, 1))
	if err != nil {
		return math.NaN()
	}
	return v
}

// Count is the number of values.
func (s *Sketch) Count() uint64 { return uint64(s.sketch.GetCount()) }

// Merge adds the values of another sketch of the same accuracy.
func (s *Sketch) Merge(o *Sketch) error {
	if err := s.sketch.MergeWith(o.sketch); err != nil {
		return fmt.Errorf("ddsketch: %w", err)
	}
	return nil
}

// Reset forgets all values.
func (s *Sketch) Reset() { s.sketch.Clear() }

// MarshalBinary gives the wire format, with its mapping.
func (s *Sketch) MarshalBinary() ([]byte, error) {
	var b []byte
	s.sketch.Encode(&b, false)
	return b, nil
}

// UnmarshalBinary reads the wire format; the accuracy is that of the data.
func (s *Sketch) UnmarshalBinary(data []byte) error {
	sketch, err := ddsketch.DecodeDDSketch(data, newStore, nil)
	if err != nil {
		return fmt.Errorf("ddsketch: %w", err)
	}
	s.sketch, s.accuracy = sketch, sketch.RelativeAccuracy()
	return nil
}

// Save writes the state.
func (s *Sketch) Save(e stats.Encoder) {
	b, err := s.MarshalBinary()
	if err != nil {
		b = nil // Load refuses it
	}
	e.String(string(b))
}

// Load reads what Save wrote.
func (s *Sketch) Load(d stats.Decoder) error {
	data := d.String()
	if err := d.Err(); err != nil {
		return err
	}
	if err := s.UnmarshalBinary([]byte(data)); err != nil {
		return fmt.Errorf("%w: %w", stats.ErrState, err)
	}
	return nil
}
