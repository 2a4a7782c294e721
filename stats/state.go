package stats

import (
	"errors"
	"fmt"
	"math"
)

// Encoder receives the state of a type, field by field, in a fixed order.
// The state encoder of package event satisfies it; any other writer may.
type Encoder interface {
	Uint64(uint64)
	Int64(int64)
	Float64(float64)
	Bool(bool)
	String(string)
}

// Decoder gives back what an Encoder was given, in the same order. After the first error every
// call returns a zero value and Err the error.
type Decoder interface {
	Uint64() uint64
	Int64() int64
	Float64() float64
	Bool() bool
	String() string
	Err() error
}

// State is implemented by every type of this package that remembers something.
//
// Load is called on a value built with the same configuration as the one saved. It returns an
// error when the saved state does not fit that configuration or is damaged; the value is then in
// an undefined but harmless state: it must be reset or thrown away, and it does not panic.
type State interface {
	Save(Encoder)
	Load(Decoder) error
}

// ErrState is wrapped by every error about a saved state that does not fit.
var ErrState = errors.New("stats: saved state does not fit")

// maxSavedLen bounds every length read from a saved state, so that a damaged one cannot ask for
// all the memory there is.
const maxSavedLen = 1 << 28

// loadLen reads a length and checks it against limit.
func loadLen(d Decoder, limit int) (int, error) {
	n := d.Uint64()
	if err := d.Err(); err != nil {
		return 0, err
	}
	if n > maxSavedLen || n > uint64(max(limit, 0)) {
		return 0, fmt.Errorf("%w: length %d, at most %d", ErrState, n, limit)
	}
	return int(n), nil
}

// loadIndex reads a position inside something of length n; 0 is valid for an empty one.
func loadIndex(d Decoder, n int) (int, error) {
	i, err := loadLen(d, n)
	if err == nil && i > 0 && i >= n {
		err = fmt.Errorf("%w: position %d of %d", ErrState, i, n)
	}
	return i, err
}

// saveFloats writes the length and the values.
func saveFloats(e Encoder, v []float64) {
	e.Uint64(uint64(len(v)))
	for _, x := range v {
		e.Float64(x)
	}
}

// loadFloats reads values written by saveFloats; their number must be that of v.
func loadFloats(d Decoder, v []float64) error {
	n, err := loadLen(d, len(v))
	if err != nil {
		return err
	}
	if n != len(v) {
		return fmt.Errorf("%w: %d values where %d belong", ErrState, n, len(v))
	}
	for i := range v {
		v[i] = d.Float64()
	}
	return d.Err()
}

// finite reports whether x is neither NaN nor an infinity.
func finite(x float64) bool { return x-x == 0 }

// saturate moves an infinity to the largest finite value of its sign; NaN stays NaN.
func saturate(x float64) float64 {
	if x > math.MaxFloat64 {
		return math.MaxFloat64
	}
	if x < -math.MaxFloat64 {
		return -math.MaxFloat64
	}
	return x
}

// tickRate gives the ticks in a second: the configured number, or 1000 (milliseconds).
func tickRate(configured float64) float64 {
	if configured > 0 && finite(configured) {
		return configured
	}
	return 1000
}
