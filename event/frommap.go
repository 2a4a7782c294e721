package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// FromMap returns an event with the values of a map. Each is checked against its column: an absent
// property is null, one of a wrong type is an error that names it. What the schema does not declare
// is kept where the schema can, else ignored.
func FromMap(s *Schema, m map[string]any) (*Event, error) {
	e := s.NewNull()
	for i := range s.cols {
		c := &s.cols[i]
		v, ok := m[c.Name]
		if !ok || v == nil {
			continue
		}
		x, err := Convert(v, c.Type)
		if err != nil {
			return nil, fmt.Errorf("property '%s' of %s: %w", c.Name, s.name, err)
		}
		e.SetAny(c, x)
	}
	if s.extra {
		for k, v := range m {
			if s.Column(k) == nil {
				e.SetExtra(k, Natural(v))
			}
		}
	}
	return e, nil
}

// FromJSON returns an event with the values of a JSON object, as [FromMap] does.
func FromJSON(s *Schema, text []byte) (*Event, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("event of %s: %w", s.name, err)
	}
	if m == nil {
		return nil, fmt.Errorf("event of %s: null is no event", s.name)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("event of %s: text after the object", s.name)
	}
	return FromMap(s, m)
}

// convertGoSlice takes slices of any element type.
func convertGoSlice(v any, t, elem Type) (any, error) {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Slice && rv.Kind() != reflect.Array {
		return nil, mismatch(v, t)
	}
	out := make([]any, rv.Len())
	for i := range out {
		c, err := Convert(rv.Index(i).Interface(), elem)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		out[i] = c
	}
	return out, nil
}
