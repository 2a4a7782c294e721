package event

import "reflect"

// Sole tells whether there is exactly one holder, and nobody who keeps the event for good.
func (e *Event) Sole() bool { return e.refs == 1 }

// RowCopier copies all values of an event over those of another of the same schema, which stays the
// event that it is.
type RowCopier struct {
	direct Copier
	whole  reflect.Type // of the values, when some are of no direct form
}

// NewRowCopier returns the copier of a schema.
func NewRowCopier(s *Schema) *RowCopier {
	c := &RowCopier{}
	for i := range s.cols {
		if !c.direct.Add(&s.cols[i], &s.cols[i]) {
			c.whole = s.pool.block.Field(1).Type
			break
		}
	}
	return c
}

// Copy copies the values; not where there are undeclared properties, and then it tells so.
func (c *RowCopier) Copy(to, from *Event) bool {
	if from.extras() != nil || to.extras() != nil {
		return false
	}
	if c.whole == nil {
		c.direct.Copy(to, from)
		return true
	}
	to.nulls = from.nulls
	reflect.NewAt(c.whole, to.values()).Elem().Set(reflect.NewAt(c.whole, from.values()).Elem())
	return true
}
