package anomaly

import (
	"errors"
	"fmt"
	"sort"
)

// Definition describes a detector for those who choose one by name: the language, the reference
// manual, benchmarks and tests. A user adds his own with append(anomaly.Builtin(), mine).
type Definition struct {
	Name    string
	Doc     string // one sentence
	Unit    string // of the score
	Params  []Param
	Example Example
	// New makes a detector of parameters in the order of Params. Nil for a wrapper.
	New func(v []float64) (Detector, error)
	// Wrap makes a detector around another. Nil for all but wrappers.
	Wrap func(inner Detector, v []float64) Detector
}

// Param is a named parameter of a detector.
type Param struct {
	Name     string
	Doc      string
	Default  float64
	Min, Max float64
	Whole    bool // no fractions
}

// Example is a stream with an event, and what a detector says of it. Tests run it.
type Example struct {
	Text   string             // what happens
	Params map[string]float64 // nil for the defaults
	Inner  string             // the detector inside a wrapper
	Event  []float64          // the points after the usual ones
	Alarm  int                // the point of the event that raises the first alarm, from 0
	Why    Why
}

// usualPoints is the number of points before the event of an example.
const usualPoints = 1000

// Values are the points of the example: 1000 usual ones, which are i*i mod 11 for i = 0, 1, .., and
// the event.
func (e Example) Values() []float64 {
	var all []float64
	for i := range usualPoints {
		all = append(all, float64(i*i%11))
	}
	return append(all, e.Event...)
}

// run feeds an example, a minute apart, and returns the first alarm of the event.
func (e Example) run(d Detector) (at int, why Why) {
	for i, x := range e.Values() {
		if s := d.Update(int64(i)*60_000, x); s.Alert && i >= usualPoints {
			return i - usualPoints, s.Why
		}
	}
	return -1, None
}

// times repeats a value.
func times(n int, x float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = x
	}
	return all
}

// ErrParam is wrapped by every error about a parameter.
var ErrParam = errors.New("anomaly: bad parameter")

// Values puts named parameters into the order of Params, with defaults for those left out.
func (d *Definition) Values(named map[string]float64) ([]float64, error) {
	v := make([]float64, len(d.Params))
	known := 0
	for i, p := range d.Params {
		x, given := named[p.Name]
		if !given {
			v[i] = p.Default
			continue
		}
		known++
		if !(x >= p.Min && x <= p.Max) {
			return nil, fmt.Errorf("%w: %s of %s is %v, must be from %v to %v",
				ErrParam, p.Name, d.Name, x, p.Min, p.Max)
		}
		if p.Whole && x != float64(int64(x)) {
			return nil, fmt.Errorf("%w: %s of %s must be a whole number", ErrParam, p.Name, d.Name)
		}
		v[i] = x
	}
	if known < len(named) {
		return nil, d.unknown(named)
	}
	return v, nil
}

// unknown names the parameters that do not exist, in order, so that the message is always the same.
func (d *Definition) unknown(named map[string]float64) error {
	have := map[string]bool{}
	for _, p := range d.Params {
		have[p.Name] = true
	}
	var odd []string
	for name := range named {
		if !have[name] {
			odd = append(odd, name)
		}
	}
	sort.Strings(odd)
	return fmt.Errorf("%w: %s has no %q", ErrParam, d.Name, odd)
}

// Build makes a detector with named parameters, defaults for those left out.
func (d *Definition) Build(named map[string]float64) (Detector, error) {
	v, err := d.Values(named)
	if err != nil {
		return nil, err
	}
	if d.New == nil {
		return nil, fmt.Errorf("%w: %s needs a detector to wrap", ErrParam, d.Name)
	}
	return d.New(v)
}

// Find returns the definition of a name among some, or nil.
func Find(defs []Definition, name string) *Definition {
	for i := range defs {
		if defs[i].Name == name {
			return &defs[i]
		}
	}
	return nil
}
