package expr

import "github.com/cephei-go/cephei/event"

// eventFn gives the event whose property is wanted; nil is null.
type eventFn func(*Env) *event.Event

// columnOf finds where an event keeps a column of schema s. Events of a subtype begin as those of
// their first parent; a second parent's columns, and those of variants, are found by name.
func columnOf(ev *event.Event, s *event.Schema, c *event.Column) *event.Column {
	if ev.Schema() == s {
		return c
	}
	return otherColumn(ev.Schema(), c)
}

// otherColumn finds the column of that name in another schema, at the same place in the common
// case; nil when the schema has none.
func otherColumn(s *event.Schema, c *event.Column) *event.Column {
	cols := s.Columns()
	if c.Index < len(cols) && cols[c.Index].Name == c.Name {
		return &cols[c.Index]
	}
	return s.Column(c.Name)
}

// columnFn reads a column of the event in a slot.
func columnFn(slot int, s *event.Schema, c *event.Column) Fn {
	f := readColumn(func(e *Env) *event.Event { return e.Ev[slot] }, s, c)
	f.Stream = slot
	// The column of a variant is no place in its events: each member has its own layout.
	if !s.AnyVariant && len(s.Variant) == 0 {
		f.Column, f.schema = c, s
	}
	if l := boolLeaf(&f, leafTrue); l != nil {
		f.leaves = []leaf{*l}
	}
	f.direct(slot, s, c)
	return f
}

// direct replaces the function of a plain column by one that takes the event from its slot and the
// value from its place without a call. Events of other schemas take the general way.
func (f *Fn) direct(slot int, s *event.Schema, c *event.Column) {
	p := c.Place()
	switch c.Direct() {
	case event.DirectI32:
		general := f.Int
		f.Int = func(e *Env) (int64, bool) {
			ev := e.Ev[slot]
			if ev == nil || ev.Schema() != s {
				return general(e)
			}
			return ev.DirectI32(p), !ev.DirectNull(p)
		}
	case event.DirectI64:
		general := f.Int
		f.Int = func(e *Env) (int64, bool) {
			ev := e.Ev[slot]
			if ev == nil || ev.Schema() != s {
				return general(e)
			}
			return ev.DirectI64(p), !ev.DirectNull(p)
		}
	case event.DirectF64:
		general := f.Float
		f.Float = func(e *Env) (float64, bool) {
			ev := e.Ev[slot]
			if ev == nil || ev.Schema() != s {
				return general(e)
			}
			return ev.DirectF64(p), !ev.DirectNull(p)
		}
	case event.DirectStr:
		general := f.Str
		f.Str = func(e *Env) (string, bool) {
			ev := e.Ev[slot]
			if ev == nil || ev.Schema() != s || ev.DirectNull(p) {
				return general(e)
			}
			return ev.DirectStr(p), true
		}
	}
}

// ColumnFn returns the expression that reads a column of the event in a slot.
func ColumnFn(c *event.Column, slot int) Fn { return columnFn(slot, c.Of(), c) }

// readColumn reads a column of the event that get gives.
func readColumn(get eventFn, s *event.Schema, c *event.Column) Fn {
	f := Fn{Type: c.Type}
	switch c.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *Env) (bool, bool) {
			ev := get(e)
			if ev == nil {
				return false, false
			}
			if c := columnOf(ev, s, c); c != nil {
				return ev.Bool(c)
			}
			return false, false
		}
	case event.ClassInt:
		f.Int = func(e *Env) (int64, bool) {
			if ev := get(e); ev != nil {
				return otherInt(ev, c)
			}
			return 0, false
		}
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) {
			if ev := get(e); ev != nil {
				return otherFloat(ev, c)
			}
			return 0, false
		}
	case event.ClassStr:
		f.Str = func(e *Env) (string, bool) {
			if ev := get(e); ev != nil {
				return otherStr(ev, c)
			}
			return "", false
		}
	default:
		f.Any = func(e *Env) any {
			ev := get(e)
			if ev == nil {
				return nil
			}
			if c := columnOf(ev, s, c); c != nil {
				return ev.Any(c)
			}
			return nil
		}
	}
	return f
}

// otherInt reads a column of an event of any schema.
func otherInt(ev *event.Event, c *event.Column) (int64, bool) {
	if c = otherColumn(ev.Schema(), c); c != nil {
		return ev.Int(c)
	}
	return 0, false
}

// otherFloat reads a column of an event of any schema.
func otherFloat(ev *event.Event, c *event.Column) (float64, bool) {
	if c = otherColumn(ev.Schema(), c); c != nil {
		return ev.Float(c)
	}
	return 0, false
}

// otherStr reads a column of an event of any schema.
func otherStr(ev *event.Event, c *event.Column) (string, bool) {
	if c = otherColumn(ev.Schema(), c); c != nil {
		return ev.Str(c)
	}
	return "", false
}

// eventColumn reads an event-typed column of the event that get gives, without boxing.
func eventColumn(get eventFn, s *event.Schema, c *event.Column) eventFn {
	return func(e *Env) *event.Event {
		ev := get(e)
		if ev == nil {
			return nil
		}
		if c := columnOf(ev, s, c); c != nil {
			return ev.Event(c)
		}
		return nil
	}
}

// lookUp reads a property by name at run time: of an event or a map. found tells whether it is
// there, perhaps with the value null.
func lookUp(v any, name string) (value any, found bool) {
	switch v := v.(type) {
	case *event.Event:
		if v == nil {
			return nil, false
		}
		if c := v.Schema().Column(name); c != nil {
			return v.Any(c), true
		}
		return v.Extra(name), v.HasExtra(name)
	case map[string]any:
		value, found = v[name]
		return value, found
	}
	return nil, false
}

// elementAt reads an element of an array, or the entry of a map whose key is the index.
func elementAt(v any, i int64) (value any, found bool) {
	a, ok := v.([]any)
	if !ok || i < 0 || i >= int64(len(a)) {
		return nil, false
	}
	return a[i], true
}

// eventValue makes an expression of events.
func eventValue(s *event.Schema, get eventFn) Fn {
	return Fn{Type: event.EventOf(s), Any: func(e *Env) any {
		if ev := get(e); ev != nil {
			return ev
		}
		return nil
	}}
}
