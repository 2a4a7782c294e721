package event

import (
	"fmt"
	"reflect"
	"time"
)

// store is the physical form of a column.
type store uint8

const (
	storeAny store = iota
	storeBool
	storeI8
	storeI16
	storeI32
	storeI64
	storeU8
	storeU16
	storeU32
	storeU64
	storeF32
	storeF64
	storeStr
	storeEvent
	storeTime
	storeGo // read by reflection: pointers, slices and nested structs of registered types
)

// nullBits is how many columns the null word of an event serves; further ones have a byte each.
const nullBits = 64

var (
	eventType = reflect.TypeFor[Event]()
	extraType = reflect.TypeFor[map[string]any]()
)

var storeTypes = map[store]reflect.Type{
	storeAny: reflect.TypeFor[any](), storeBool: reflect.TypeFor[bool](),
	storeI8: reflect.TypeFor[int8](), storeI16: reflect.TypeFor[int16](),
	storeI32: reflect.TypeFor[int32](), storeI64: reflect.TypeFor[int64](),
	storeF32: reflect.TypeFor[float32](), storeF64: reflect.TypeFor[float64](),
	storeStr: reflect.TypeFor[string](), storeEvent: reflect.TypeFor[*Event](),
	storeTime: reflect.TypeFor[time.Time](),
}

func storeOf(t Type) store {
	switch t.Kind {
	case KindBool:
		return storeBool
	case KindByte:
		return storeI8
	case KindShort:
		return storeI16
	case KindInt:
		return storeI32
	case KindLong:
		return storeI64
	case KindFloat:
		return storeF32
	case KindDouble:
		return storeF64
	case KindString, KindChar, KindEnum:
		return storeStr
	case KindEvent:
		return storeEvent
	default:
		return storeAny
	}
}

// layOut gives each column of a declared schema its place. The first parent's columns come first
// and in the same order, so that an event of a subtype can be read as one of that parent.
func (s *Schema) layOut() {
	fields := make([]reflect.StructField, 0, len(s.cols)+1)
	add := func(t reflect.Type) int {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", len(fields)), Type: t})
		return len(fields) - 1
	}
	if s.extra {
		add(extraType)
	}
	pos, null := make([]int, len(s.cols)), make([]int, len(s.cols))
	for i := range s.cols {
		c := &s.cols[i]
		c.store = storeOf(c.Type)
		c.typ = storeTypes[c.store]
		pos[i] = add(c.typ)
		if i >= nullBits {
			null[i] = add(reflect.TypeFor[bool]())
			s.wide = true
		}
	}
	t := reflect.StructOf(fields)
	for i := range s.cols {
		c := &s.cols[i]
		c.off = header + t.Field(pos[i]).Offset
		if null[i] != 0 {
			c.nullOff = header + t.Field(null[i]).Offset
		} else {
			c.bit = 1 << i
			s.allNull |= c.bit
		}
	}
	s.pool.init(t)
}
