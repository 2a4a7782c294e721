package event

import (
	"fmt"
	"strings"
	"weak"
)

// RowSchemas gives statements whose rows look alike one schema, and with it one pool of events: of a
// thousand rules that differ in a constant, each would else keep rows of its own, and every event
// that goes through them would find other, cold memory. Schemas that no statement uses any more are
// forgotten.
//
// The schemas are for rows that cannot be named as an event type; they have no undeclared properties.
// The zero value is ready.
type RowSchemas struct {
	byShape map[string]weak.Pointer[Schema]
	purgeAt int
}

// purgeMin is the number of shapes from which on it is worth looking for forgotten ones.
const purgeMin = 64

// Get returns the schema of that name and these columns, a new one if there is none. A nil receiver
// makes a new one each time.
func (r *RowSchemas) Get(name string, fields []Field) (*Schema, error) {
	if r == nil {
		return newSchema(&Schema{name: name}, fields)
	}
	shape := shapeOf(name, fields)
	if s := r.byShape[shape].Value(); s != nil {
		return s, nil
	}
	s, err := newSchema(&Schema{name: name}, fields)
	if err != nil {
		return nil, err
	}
	if r.byShape == nil {
		r.byShape, r.purgeAt = make(map[string]weak.Pointer[Schema]), purgeMin
	}
	if len(r.byShape) >= r.purgeAt {
		r.purge()
	}
	r.byShape[shape] = weak.Make(s)
	return s, nil
}

// purge forgets the shapes whose schemas are gone. It waits until there are twice as many, so that
// its cost for each schema stays constant.
func (r *RowSchemas) purge() {
	for shape, p := range r.byShape {
		if p.Value() == nil {
			delete(r.byShape, shape)
		}
	}
	r.purgeAt = max(purgeMin, 2*len(r.byShape))
}

// shapeOf is equal for schemas with equal names, columns and types only. Event types count by
// identity: two of the same name can lie in memory differently.
func shapeOf(name string, fields []Field) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q", name)
	for i := range fields {
		fmt.Fprintf(&b, " %q", fields[i].Name)
		for t := &fields[i].Type; t != nil; t = t.Elem {
			fmt.Fprintf(&b, ":%d@%p", t.Kind, t.Schema)
		}
	}
	return b.String()
}
