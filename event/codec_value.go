package event

import (
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Event writes an event, nil included. The same event written again is written as a reference, so
// that operators that shared it share it after loading.
func (e *Encoder) Event(ev *Event) {
	if ev == nil {
		e.Uint64(0)
		return
	}
	if id, ok := e.known[ev]; ok {
		e.Uint64(id)
		return
	}
	id := uint64(len(e.known) + 1)
	e.known[ev] = id
	e.Uint64(id)
	if e.SchemaName != nil {
		e.String(e.SchemaName(ev.schema))
	} else {
		e.String(ev.schema.name)
	}
	for i := range ev.schema.cols {
		e.Value(ev.Any(&ev.schema.cols[i]))
	}
	m := ev.extras()
	e.Int(len(m))
	for _, k := range SortedKeys(m) {
		e.String(k)
		e.Value(m[k])
	}
}

// SortedKeys returns the keys of a map in order, since the order of a map must never show.
func SortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Event reads an event. It is not held: the reader holds or pins it as it did before.
func (d *Decoder) Event() *Event {
	id := d.Uint64()
	if id == 0 || d.err != nil {
		return nil
	}
	if id <= uint64(len(d.events)) {
		return d.events[id-1]
	}
	name := d.String()
	s := d.schemas(name)
	if s == nil {
		d.Fail("unknown event type %q", name)
		return nil
	}
	ev := s.NewNull()
	d.events = append(d.events, ev)
	for i := range s.cols {
		ev.SetAny(&s.cols[i], d.Value())
	}
	for n := d.Len(); n > 0 && d.err == nil; n-- {
		k := d.String()
		ev.SetExtra(k, d.Value())
	}
	return ev
}

// Tags of values in a checkpoint.
const (
	tagNil = iota
	tagBool
	tagInt8
	tagInt16
	tagInt32
	tagInt64
	tagFloat32
	tagFloat64
	tagString
	tagBigInt
	tagBigDec
	tagTime
	tagMap
	tagEvent
	tagArray
)

// Value writes a value as [Event.Any] gives it.
func (e *Encoder) Value(v any) {
	switch v := v.(type) {
	case nil:
		e.Uint64(tagNil)
	case bool:
		e.Uint64(tagBool)
		e.Bool(v)
	case string:
		e.Uint64(tagString)
		e.String(v)
	case float32:
		e.Uint64(tagFloat32)
		e.Float64(float64(v))
	case float64:
		e.Uint64(tagFloat64)
		e.Float64(v)
	case *Event:
		e.Uint64(tagEvent)
		e.Event(v)
	case []any:
		e.Uint64(tagArray)
		e.Int(len(v))
		for _, x := range v {
			e.Value(x)
		}
	default:
		e.rareValue(v)
	}
}

func (e *Encoder) rareValue(v any) {
	switch v := v.(type) {
	case *big.Int:
		e.Uint64(tagBigInt)
		e.String(v.String())
	case Decimal:
		e.Uint64(tagBigDec)
		e.String(v.String())
	case time.Time:
		e.Uint64(tagTime)
		b, err := v.MarshalBinary()
		if e.err == nil {
			e.err = err
		}
		e.String(string(b))
		e.String(v.Location().String())
	case map[string]any:
		e.Uint64(tagMap)
		e.Int(len(v))
		for _, k := range SortedKeys(v) {
			e.String(k)
			e.Value(v[k])
		}
	default:
		e.intValue(v)
	}
}

func (e *Encoder) intValue(v any) {
	i, ok := ToInt(v)
	switch v.(type) {
	case int8:
		e.Uint64(tagInt8)
	case int16:
		e.Uint64(tagInt16)
	case int32:
		e.Uint64(tagInt32)
	default:
		if !ok { // a Go value of a user's own type cannot be kept
			e.Uint64(tagNil)
			return
		}
		e.Uint64(tagInt64)
	}
	e.Int64(i)
}

// Value reads a value.
func (d *Decoder) Value() any {
	switch tag := d.Uint64(); tag {
	case tagNil:
		return nil
	case tagBool:
		return d.Bool()
	case tagInt8:
		return int8(d.Int64())
	case tagInt16:
		return int16(d.Int64())
	case tagInt32:
		return int32(d.Int64())
	case tagInt64:
		return d.Int64()
	case tagFloat32:
		return float32(d.Float64())
	case tagFloat64:
		return d.Float64()
	case tagString:
		return d.String()
	case tagEvent:
		if ev := d.Event(); ev != nil {
			return ev
		}
		return nil
	default:
		return d.rareValue(tag)
	}
}

// inZone gives a time its zone back. One without a name, or whose name means something else here, is
// its offset.
func inZone(t time.Time, name string) time.Time {
	if name != "" && name != "Local" {
		if loc, err := time.LoadLocation(name); err == nil {
			return t.In(loc)
		}
	}
	_, offset := t.Zone()
	return t.In(time.FixedZone("", offset))
}

func (d *Decoder) rareValue(tag uint64) any {
	switch tag {
	case tagBigInt:
		if v, ok := new(big.Int).SetString(d.String(), 10); ok {
			return v
		}
	case tagBigDec:
		if v, err := decimal.NewFromString(d.String()); err == nil {
			return v
		}
	case tagTime:
		var t time.Time
		err := t.UnmarshalBinary([]byte(d.String()))
		name := d.String()
		if err == nil {
			return inZone(t, name)
		}
	case tagMap:
		m := make(map[string]any)
		for n := d.Len(); n > 0 && d.err == nil; n-- {
			k := d.String()
			m[k] = d.Value()
		}
		return m
	case tagArray:
		a := []any{}
		for n := d.Len(); n > 0 && d.err == nil; n-- {
			a = append(a, d.Value())
		}
		return a
	}
	d.Fail("value tag %d", tag)
	return nil
}
