package anomaly

import (
	"errors"
	"fmt"
	"sort"
)

// Definition describes a detector for those who choose one by name: the language, the reference
// manual, benchmarks and tests. A user adds his own with append(anomaly.Builtin(), mine).
type Definition struct {
	Name   string
	Doc    string // one sentence
	Unit   string // of the score
	Params []Param
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
