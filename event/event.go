package event

import (
	"reflect"
	"time"
	"unsafe"
)

// Event is one event, or one row: a header, with its values behind it in the same block of memory.
// It is made by a [Schema] and read through its columns.
type Event struct {
	schema *Schema
	nulls  uint64 // bit i: column i is null
	refs   int32  // holders; freed while in the pool
	mark   uint32 // see SetMark
}

// header is the offset of an event's values. It is a multiple of every alignment that a value can
// have, so that it is the same for all schemas.
const header = unsafe.Sizeof(Event{})

const (
	freed  = -1
	pinned = 1 << 28
)

// Schema returns the event's type.
func (e *Event) Schema() *Schema { return e.schema }

// Hold counts one more holder: the event stays valid until as many [Event.Drop] have come.
func (e *Event) Hold() { e.refs++ }

// Drop counts one holder less. The event stays valid until the end of the dispatch.
func (e *Event) Drop() {
	e.refs--
	if e.refs == 0 && e.schema.pool.arena != nil {
		a := e.schema.pool.arena
		a.dropped = append(a.dropped, e)
	}
}

// SetMark leaves a number with the event, which any other holder may overwrite: a hint, to be checked
// by who reads it, of where in a holder's own books the event stands.
func (e *Event) SetMark(m uint32) { e.mark = m }

// Mark returns the number that was left with the event last.
func (e *Event) Mark() uint32 { return e.mark }

// Pin keeps the event for good: it is never used again, and the garbage collector takes it when
// nobody refers to it any more. For holders that cannot say when they let go.
func (e *Event) Pin() { e.refs |= pinned }

// at returns the place of a value; the offset counts from the beginning of the event.
func at[T any](e *Event, off uintptr) *T { return (*T)(unsafe.Add(unsafe.Pointer(e), off)) }

// values returns the place of the event's first value.
func (e *Event) values() unsafe.Pointer { return unsafe.Add(unsafe.Pointer(e), header) }

// IsNull tells whether the column has no value.
func (e *Event) IsNull(c *Column) bool {
	if c.nullOff != 0 {
		return *at[bool](e, c.nullOff)
	}
	if e.nulls&c.bit != 0 {
		return true
	}
	return c.store == storeGo && c.typ.Kind() == reflect.Pointer && *at[unsafe.Pointer](e, c.off) == nil
}

// SetNull takes the column's value away.
func (e *Event) SetNull(c *Column) {
	if c.nullOff != 0 {
		*at[bool](e, c.nullOff) = true
	} else {
		e.nulls |= c.bit
	}
	switch c.store { // let the collector have what the value referred to
	case storeAny:
		*at[any](e, c.off) = nil
	case storeEvent:
		*at[*Event](e, c.off) = nil
	case storeStr:
		*at[string](e, c.off) = ""
	}
}

func (e *Event) present(c *Column) {
	if c.nullOff != 0 {
		*at[bool](e, c.nullOff) = false
	} else {
		e.nulls &^= c.bit
	}
}

// Bool returns the value of a column of [ClassBool], and whether it is not null.
func (e *Event) Bool(c *Column) (v, ok bool) {
	if e.nulls&c.bit != 0 || c.nullOff != 0 && *at[bool](e, c.nullOff) {
		return false, false
	}
	if c.store == storeBool {
		return *at[bool](e, c.off), true
	}
	v, ok = e.goValue(c).(bool)
	return v, ok
}

// Int returns the value of a column of [ClassInt], and whether it is not null.
func (e *Event) Int(c *Column) (int64, bool) {
	if e.nulls&c.bit != 0 || c.nullOff != 0 && *at[bool](e, c.nullOff) {
		return 0, false
	}
	switch c.store {
	case storeI64, storeU64:
		return *at[int64](e, c.off), true
	case storeI32:
		return int64(*at[int32](e, c.off)), true
	case storeI16:
		return int64(*at[int16](e, c.off)), true
	case storeI8:
		return int64(*at[int8](e, c.off)), true
	case storeU32:
		return int64(*at[uint32](e, c.off)), true
	case storeU16:
		return int64(*at[uint16](e, c.off)), true
	case storeU8:
		return int64(*at[uint8](e, c.off)), true
	}
	return ToInt(e.goValue(c))
}

// Float returns the value of a column of [ClassFloat] or [ClassInt] as float64, and whether it is
// not null.
func (e *Event) Float(c *Column) (float64, bool) {
	if e.nulls&c.bit != 0 || c.nullOff != 0 && *at[bool](e, c.nullOff) {
		return 0, false
	}
	switch c.store {
	case storeF64:
		return *at[float64](e, c.off), true
	case storeF32:
		return float64(*at[float32](e, c.off)), true
	case storeGo, storeAny:
		return ToFloat(e.goValue(c))
	}
	v, ok := e.Int(c)
	return float64(v), ok
}

// Str returns the value of a column of [ClassStr], and whether it is not null.
func (e *Event) Str(c *Column) (string, bool) {
	if e.nulls&c.bit != 0 || c.nullOff != 0 && *at[bool](e, c.nullOff) {
		return "", false
	}
	if c.store == storeStr {
		return *at[string](e, c.off), true
	}
	v, ok := e.goValue(c).(string)
	return v, ok
}

// Any returns the value of any column; nil is null. Integers and floats have the Go type of their
// kind (int8, int16, int32, int64, float32, float64), events are *Event, arrays []any.
func (e *Event) Any(c *Column) any {
	if e.IsNull(c) {
		return nil
	}
	switch c.store {
	case storeAny:
		return *at[any](e, c.off)
	case storeBool:
		return *at[bool](e, c.off)
	case storeF64:
		return *at[float64](e, c.off)
	case storeF32:
		return *at[float32](e, c.off)
	case storeStr:
		return *at[string](e, c.off)
	case storeEvent:
		if v := *at[*Event](e, c.off); v != nil {
			return v
		}
		return nil
	case storeTime:
		return *at[time.Time](e, c.off)
	case storeGo:
		return e.goValue(c)
	}
	v, _ := e.Int(c)
	return BoxInt(c.Type.Kind, v)
}

// BoxInt returns the integer as the Go type of its kind.
func BoxInt(k Kind, v int64) any {
	switch k {
	case KindByte:
		return int8(v)
	case KindShort:
		return int16(v)
	case KindInt:
		return int32(v)
	default:
		return v
	}
}

// Event returns the value of an event-typed column, or nil.
func (e *Event) Event(c *Column) *Event {
	if c.store == storeEvent && !e.IsNull(c) {
		return *at[*Event](e, c.off)
	}
	v, _ := e.Any(c).(*Event)
	return v
}

// SetBool sets a column of [ClassBool].
func (e *Event) SetBool(c *Column, v bool) {
	e.present(c)
	*at[bool](e, c.off) = v
}

// SetInt sets a column of [ClassInt]; bits above the column's width are lost.
func (e *Event) SetInt(c *Column, v int64) {
	e.present(c)
	switch c.store {
	case storeI64, storeU64:
		*at[int64](e, c.off) = v
	case storeI32, storeU32:
		*at[int32](e, c.off) = int32(v)
	case storeI16, storeU16:
		*at[int16](e, c.off) = int16(v)
	case storeI8, storeU8:
		*at[int8](e, c.off) = int8(v)
	}
}

// SetFloat sets a column of [ClassFloat].
func (e *Event) SetFloat(c *Column, v float64) {
	e.present(c)
	if c.store == storeF32 {
		*at[float32](e, c.off) = float32(v)
		return
	}
	*at[float64](e, c.off) = v
}

// SetStr sets a column of [ClassStr].
func (e *Event) SetStr(c *Column, v string) {
	e.present(c)
	*at[string](e, c.off) = v
}

// SetEvent sets an event-typed column; nil is null. The event is pinned, since nobody can say how
// long the row will live.
func (e *Event) SetEvent(c *Column, v *Event) {
	if v == nil {
		e.SetNull(c)
		return
	}
	v.Pin()
	if c.store == storeEvent {
		e.present(c)
		*at[*Event](e, c.off) = v
		return
	}
	e.setAny(c, v)
}

// Lend is SetEvent for a row that lives no longer than the event, which is not pinned.
func (e *Event) Lend(c *Column, v *Event) {
	if v == nil || c.store != storeEvent {
		e.SetEvent(c, v)
		return
	}
	e.present(c)
	*at[*Event](e, c.off) = v
}

func (e *Event) setAny(c *Column, v any) {
	e.present(c)
	*at[any](e, c.off) = v
}

// SetAny sets any column from a value of the column's own Go type (see [Event.Any]); nil is null.
// It is the caller who has checked or converted the type: see [Convert].
func (e *Event) SetAny(c *Column, v any) {
	if v == nil {
		e.SetNull(c)
		return
	}
	switch c.store {
	case storeBool:
		b, _ := v.(bool)
		e.SetBool(c, b)
	case storeF64, storeF32:
		f, _ := ToFloat(v)
		e.SetFloat(c, f)
	case storeStr:
		str, _ := v.(string)
		e.SetStr(c, str)
	case storeEvent:
		ev, _ := v.(*Event)
		e.SetEvent(c, ev)
	case storeAny:
		PinAll(v)
		e.setAny(c, v)
	case storeTime, storeGo:
		e.setGo(c, v)
	default:
		i, _ := ToInt(v)
		e.SetInt(c, i)
	}
}

// Sole tells whether there is exactly one holder, and nobody who keeps the event for good.
func (e *Event) Sole() bool { return e.refs == 1 }

// Extends tells whether the event has properties that its schema does not declare.
func (e *Event) Extends() bool { return e.extras() != nil }

// PinAll pins the events in a value: itself, or the elements of an array.
func PinAll(v any) {
	switch v := v.(type) {
	case *Event:
		v.Pin()
	case []any:
		for _, x := range v {
			PinAll(x)
		}
	}
}

// Extra returns a property that the schema does not declare, or nil.
func (e *Event) Extra(name string) any {
	if !e.schema.extra {
		return nil
	}
	return (*at[map[string]any](e, header))[name]
}

// HasExtra tells whether the event came with an undeclared property of that name.
func (e *Event) HasExtra(name string) bool {
	if !e.schema.extra {
		return false
	}
	_, ok := (*at[map[string]any](e, header))[name]
	return ok
}

// SetExtra keeps a property that the schema does not declare.
func (e *Event) SetExtra(name string, v any) {
	if !e.schema.extra {
		return
	}
	m := at[map[string]any](e, header)
	if *m == nil {
		*m = make(map[string]any)
	}
	PinAll(v)
	(*m)[name] = v
}

// Get returns the value of the property of that name; nil when it is null or unknown.
func (e *Event) Get(name string) any {
	if c := e.schema.Column(name); c != nil {
		return e.Any(c)
	}
	return e.Extra(name)
}

// Clone returns a copy that is the caller's for good.
func (e *Event) Clone() *Event {
	n := e.copyAs(e.schema)
	n.Pin()
	return n
}

// Copy returns a copy that lives as any new event.
func (e *Event) Copy() *Event { return e.copyAs(e.schema) }

func (e *Event) copyAs(s *Schema) *Event {
	n := s.New()
	n.nulls = e.nulls
	t := s.pool.block.Field(1).Type
	reflect.NewAt(t, n.values()).Elem().Set(reflect.NewAt(t, e.values()).Elem())
	if m := e.extras(); m != nil { // the copy gets a map of its own
		*at[map[string]any](n, header) = nil
		for k, v := range m {
			n.SetExtra(k, v)
		}
	}
	return n
}

func (e *Event) extras() map[string]any {
	if !e.schema.extra {
		return nil
	}
	return *at[map[string]any](e, header)
}
