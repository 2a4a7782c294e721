package sketch

import (
	"fmt"

	"github.com/axiomhq/hyperloglog"

	"github.com/cephei-go/cephei/stats"
)

// Distinct tells how many different keys were seen.
//
//	accuracy  a standard error of about 0.8 % (precision 14) or 0.4 % (16); small sets are
//	          nearly exact
//	order     any; nothing can leave: see Panes for windows
//	cost      O(1) a key, 10 to 25 ns; while the set is small, now and then a sort
//	space     16 kB (precision 14) or 64 kB (16); less while the set is small
//	empty     0
//	source    library axiomhq/hyperloglog; J. Qin, D. Kim, Y. Tung, LogLog-Beta and more, 2016
type Distinct struct {
	precision uint8
	sketch    *hyperloglog.Sketch
}

// NewDistinct makes a sketch; a precision outside [4, 18] is moved inside, 0 means 14.
func NewDistinct(precision int) *Distinct {
	if precision == 0 {
		precision = 14
	}
	d := &Distinct{precision: uint8(min(max(precision, 4), 18))}
	d.Reset()
	return d
}

// Add takes a key.
func (d *Distinct) Add(key string) { d.sketch.InsertHash(Hash(key)) }

// AddHash takes a key by its Hash.
func (d *Distinct) AddHash(hash uint64) { d.sketch.InsertHash(hash) }

// Count is the number of different keys, about.
func (d *Distinct) Count() uint64 { return d.sketch.Estimate() }

// Merge adds the keys of a sketch of the same precision; keys of both count once.
func (d *Distinct) Merge(o *Distinct) error {
	if d.precision != o.precision {
		return fmt.Errorf("sketch: distinct counts of precision %d and %d", d.precision, o.precision)
	}
	return d.sketch.Merge(o.sketch)
}

// Reset forgets all keys.
func (d *Distinct) Reset() {
	sketch, err := hyperloglog.NewSketch(d.precision, true)
	if err != nil { // cannot be: the precision is within the bounds
		sketch = hyperloglog.New14()
	}
	d.sketch = sketch
}

// Save writes the state.
func (d *Distinct) Save(e stats.Encoder) {
	e.Uint64(uint64(d.precision))
	data, err := d.sketch.MarshalBinary()
	if err != nil {
		data = nil // an empty state is refused by Load
	}
	e.String(string(data))
}

// Load reads what Save wrote into a sketch of the same precision.
func (d *Distinct) Load(from stats.Decoder) error {
	d.Reset()
	precision, data := from.Uint64(), from.String()
	if err := from.Err(); err != nil {
		return err
	}
	if precision != uint64(d.precision) {
		return fmt.Errorf("%w: precision %d", stats.ErrState, precision)
	}
	if err := d.sketch.UnmarshalBinary([]byte(data)); err != nil {
		d.Reset()
		return fmt.Errorf("%w: %w", stats.ErrState, err)
	}
	return nil
}
