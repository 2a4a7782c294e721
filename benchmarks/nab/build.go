package main

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/stats/anomaly"
)

// parseDetector reads name or wrapper(..(name)) and returns what builds such a detector with default
// parameters.
func parseDetector(text string) (builder, error) {
	build, err := parseNested(text)
	if err != nil {
		return nil, err
	}
	return func() (subject, error) { return build() }, nil
}

// parseNested is parseDetector for detectors that may be wrapped.
func parseNested(text string) (func() (anomaly.Detector, error), error) {
	name, rest, nested := strings.Cut(strings.TrimSpace(text), "(")
	def := anomaly.Find(anomaly.Builtin(), name)
	switch {
	case def == nil:
		return nil, fmt.Errorf("no detector %q; there are %s", name, strings.Join(names(), ", "))
	case nested && def.Wrap == nil:
		return nil, fmt.Errorf("%s wraps no other detector", name)
	case nested && !strings.HasSuffix(rest, ")"):
		return nil, fmt.Errorf("missing ) after %s", rest)
	case !nested && def.Wrap != nil:
		return nil, fmt.Errorf("%s needs a detector to wrap: %s(anomaly)", name, name)
	case !nested:
		return func() (anomaly.Detector, error) { return def.Build(nil) }, nil
	}
	inner, err := parseNested(strings.TrimSuffix(rest, ")"))
	if err != nil {
		return nil, err
	}
	values, err := def.Values(nil)
	if err != nil {
		return nil, err
	}
	return func() (anomaly.Detector, error) {
		d, err := inner()
		if err != nil {
			return nil, err
		}
		return def.Wrap(d, values), nil
	}, nil
}

// names lists the detectors of the library.
func names() []string {
	var all []string
	for _, d := range anomaly.Builtin() {
		all = append(all, d.Name)
	}
	return all
}
