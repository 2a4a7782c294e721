package event

import (
	"fmt"
	"math/big"
	"reflect"
	"time"
	"unsafe"
)

// FromStruct makes the schema of a Go struct type: its exported fields, named by the first part of
// the tag `cephei:"name"` where there is one; "-" leaves a field out. Integers, floats, strings,
// bools, time.Time, slices, pointers (null when nil), maps with string keys and nested structs
// are understood; time.Duration is a long of milliseconds.
func FromStruct(name string, t reflect.Type) (*Schema, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	s := &Schema{name: name, byName: make(map[string]int), goType: t}
	for f := range t.Fields() {
		prop := f.Name
		if tag, ok := f.Tag.Lookup("cephei"); ok {
			prop = tag
		}
		if !f.IsExported() || prop == "-" {
			continue
		}
		typ, st, err := goColumn(f.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s of %s: %w", f.Name, t, err)
		}
		if err := s.add(Field{prop, typ}); err != nil {
			return nil, err
		}
		c := &s.cols[len(s.cols)-1]
		c.store, c.typ, c.off = st, f.Type, header+f.Offset
	}
	s.finishGo(t)
	return s, nil
}

// finishGo makes the struct itself the values of an event: it is copied in one move.
func (s *Schema) finishGo(t reflect.Type) {
	for i := range s.cols {
		c := &s.cols[i]
		if i < nullBits {
			c.bit = 1 << i
			s.allNull |= c.bit
		}
	}
	s.pool.init(t)
}

var goStores = map[reflect.Kind]struct {
	t  Type
	st store
}{
	reflect.Bool: {Bool, storeBool}, reflect.Int8: {Byte, storeI8}, reflect.Int16: {Short, storeI16},
	reflect.Int32: {Int, storeI32}, reflect.Int64: {Long, storeI64}, reflect.Int: {Long, storeI64},
	reflect.Uint8: {Short, storeU8}, reflect.Uint16: {Int, storeU16}, reflect.Uint32: {Long, storeU32},
	reflect.Uint64: {Long, storeU64}, reflect.Uint: {Long, storeU64},
	reflect.Float32: {Float, storeF32}, reflect.Float64: {Double, storeF64},
	reflect.String: {String, storeStr},
}

func goColumn(t reflect.Type) (Type, store, error) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return Date, storeTime, nil
	case reflect.TypeFor[time.Duration]():
		return Long, storeGo, nil
	case reflect.TypeFor[*big.Int]():
		return BigInt, storeGo, nil
	case reflect.TypeFor[Decimal]():
		return BigDec, storeGo, nil
	case reflect.TypeFor[*Event]():
		return EventOf(nil), storeEvent, nil
	}
	if g, ok := goStores[t.Kind()]; ok && (t.Kind() != reflect.Int || unsafe.Sizeof(int(0)) == 8) {
		return g.t, g.st, nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		typ, _, err := goColumn(t.Elem())
		return typ, storeGo, err
	case reflect.Slice, reflect.Array:
		elem, _, err := goColumn(t.Elem())
		return ArrayOf(elem), storeGo, err
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return Map, storeGo, nil
		}
	case reflect.Struct:
		n, err := FromStruct(t.Name(), t)
		return EventOf(n), storeGo, err
	case reflect.Interface:
		return Object, storeGo, nil
	}
	return Type{}, 0, fmt.Errorf("values of type %s are not supported", t)
}

// goValue reads a column of a registered struct that has no plain store, as [Event.Any] gives it.
func (e *Event) goValue(c *Column) any {
	if c.store == storeAny {
		return *at[any](e, c.off)
	}
	return fromGo(reflect.NewAt(c.typ, unsafe.Add(unsafe.Pointer(e), c.off)).Elem(), c.Type)
}

func fromGo(v reflect.Value, t Type) any {
	switch x := v.Interface().(type) {
	case time.Duration:
		return x.Milliseconds()
	case time.Time, Decimal:
		return x
	case *big.Int:
		if x == nil {
			return nil
		}
		return x
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return fromGo(v.Elem(), t)
	case reflect.Slice, reflect.Array:
		return fromGoSlice(v, t)
	case reflect.Map:
		m := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			m[it.Key().String()] = fromGo(it.Value(), Object)
		}
		return m
	case reflect.Struct:
		if t.Schema == nil {
			return nil
		}
		n := t.Schema.New()
		n.setStruct(v)
		n.Pin()
		return n
	}
	return plainGo(v, t)
}

func fromGoSlice(v reflect.Value, t Type) any {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return nil
	}
	elem := Object
	if t.Elem != nil {
		elem = *t.Elem
	}
	a := make([]any, v.Len())
	for i := range a {
		a[i] = fromGo(v.Index(i), elem)
	}
	return a
}

func plainGo(v reflect.Value, t Type) any {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.Kind() == reflect.Float32:
		return float32(v.Float())
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return BoxInt(intKind(t, v.Kind()), v.Int())
	case v.CanUint():
		return BoxInt(intKind(t, v.Kind()), int64(v.Uint()))
	}
	return nil
}

// intKind is the declared kind of an integer, or what its Go kind says where that is open.
func intKind(t Type, k reflect.Kind) Kind {
	if t.IsInteger() {
		return t.Kind
	}
	return goStores[k].t.Kind
}

func (e *Event) setStruct(v reflect.Value) {
	reflect.NewAt(v.Type(), e.values()).Elem().Set(v)
}

// setGo sets a column of a registered struct that has no plain store, as far as Go allows it;
// a value that does not fit leaves the column null.
func (e *Event) setGo(c *Column, v any) {
	e.present(c)
	dst := reflect.NewAt(c.typ, unsafe.Add(unsafe.Pointer(e), c.off)).Elem()
	if !toGo(dst, reflect.ValueOf(v)) {
		e.nulls |= c.bit
	}
}

var durationType = reflect.TypeFor[time.Duration]()

func toGo(dst, src reflect.Value) bool {
	for src.Kind() == reflect.Interface && !src.IsNil() {
		src = src.Elem()
	}
	switch {
	case !src.IsValid():
		dst.SetZero()
	case src.Type().AssignableTo(dst.Type()):
		dst.Set(src)
	case dst.Type() == durationType && src.CanInt():
		dst.SetInt(int64(time.Duration(src.Int()) * time.Millisecond))
	case dst.Kind() == reflect.Pointer:
		n := reflect.New(dst.Type().Elem())
		if !toGo(n.Elem(), src) {
			return false
		}
		dst.Set(n)
	case dst.Kind() == reflect.Slice && src.Kind() == reflect.Slice:
		return toGoSlice(dst, src)
	default:
		return toGoOther(dst, src)
	}
	return true
}

func toGoOther(dst, src reflect.Value) bool {
	if ev, ok := reflect.TypeAssert[*Event](src); ok && dst.Kind() == reflect.Struct {
		if ev.schema.goType != dst.Type() {
			return false
		}
		dst.Set(reflect.NewAt(dst.Type(), ev.values()).Elem())
		return true
	}
	if !src.CanConvert(dst.Type()) || src.Kind() == reflect.String || dst.Kind() == reflect.String {
		return false
	}
	dst.Set(src.Convert(dst.Type()))
	return true
}

func toGoSlice(dst, src reflect.Value) bool {
	n := reflect.MakeSlice(dst.Type(), src.Len(), src.Len())
	for i := range src.Len() {
		if !toGo(n.Index(i), src.Index(i)) {
			return false
		}
	}
	dst.Set(n)
	return true
}

// CopyIn returns a new event with the values of the struct that p points to. The schema must have
// been made by [FromStruct] from T.
func CopyIn[T any](s *Schema, p *T) *Event {
	e := s.New()
	*(*T)(e.values()) = *p
	return e
}

// Build returns a new event whose values fill writes, beginning with an empty struct. The schema must
// have been made by [FromStruct] from T.
func Build[T any](s *Schema, fill func(*T)) *Event {
	e := s.New()
	p := (*T)(e.values())
	var none T
	*p = none
	fill(p)
	return e
}

// FromValue returns a new event with the values of a struct of the schema's Go type.
func FromValue(s *Schema, v reflect.Value) *Event {
	e := s.New()
	e.setStruct(v)
	return e
}

// CopyOut copies the event's values into the struct that p points to. The schema must have been
// made by [FromStruct] from T.
func CopyOut[T any](e *Event, p *T) { *p = *(*T)(e.values()) }
