package engine

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
)

// ListenAs adds a listener that takes the rows of the insert stream as structs, one call a row.
//
// Each exported field of T takes the column of its name: that of its tag `cephei:"host"`, or else
// the field's own, in any case when none has it exactly; "-" leaves a field out. Columns without a
// field are not read. All is checked at the call: a field without column, or of a type that cannot
// hold every value of the column, is an error and no listener is added.
//
//	column                    fields that can take it
//	boolean                   bool
//	byte, short, int, long    int8 to int64 of at least that width, int, floats
//	float, double             float32 (float only), float64
//	string, char, enum        string kinds
//	date and its like         time.Time; a long also time.Duration, from milliseconds
//	event                     structs, by these same rules
//	array                     slices
//	anything                  any, as [event.Event.Any] gives it; pointers, nil for null
//
// Null leaves a field that is no pointer at its zero value. The struct is the listener's own.
func ListenAs[T any](s *Statement, f func(T)) error {
	t := reflect.TypeFor[T]()
	if s.Schema() == nil {
		return fmt.Errorf("statement %s delivers no rows", s.Name())
	}
	d := &rowDecoder{typ: t}
	if err := d.use(s.Schema()); err != nil {
		return fmt.Errorf("statement %s: %w", s.Name(), err)
	}
	s.Listen(func(u Update) {
		for _, row := range u.New {
			var v T
			d.decode(row, reflect.ValueOf(&v).Elem())
			f(v)
		}
	})
	return nil
}

// rowDecoder fills structs of one type from events.
type rowDecoder struct {
	typ    reflect.Type
	schema *event.Schema
	fields []fieldDecoder
}

// fieldDecoder sets one field. The value of the column is not null.
type fieldDecoder struct {
	index int
	col   *event.Column
	set   setter
}

type setter func(dst reflect.Value, v any)

// use prepares for events of a schema.
func (d *rowDecoder) use(s *event.Schema) error {
	if d.typ.Kind() != reflect.Struct {
		return fmt.Errorf("%s is not a struct", d.typ)
	}
	d.schema, d.fields = s, nil
	for i := range d.typ.NumField() {
		f := d.typ.Field(i)
		name, tagged := f.Tag.Lookup("cephei")
		if !f.IsExported() || name == "-" {
			continue
		}
		if !tagged {
			name = f.Name
		}
		c := columnFor(s, name, !tagged)
		if c == nil {
			return fmt.Errorf("field %s of %s: no column '%s' among %s", f.Name, d.typ, name, columnNames(s))
		}
		set, err := setterFor(f.Type, c.Type)
		if err != nil {
			return fmt.Errorf("field %s of %s: column '%s': %w", f.Name, d.typ, c.Name, err)
		}
		d.fields = append(d.fields, fieldDecoder{i, c, set})
	}
	return nil
}

// columnFor finds a column by its name, or, if that is allowed, by its name in another case when
// exactly one has it.
func columnFor(s *event.Schema, name string, anyCase bool) (found *event.Column) {
	if c := s.Column(name); c != nil || !anyCase {
		return c
	}
	cols := s.Columns()
	for i := range cols {
		if strings.EqualFold(cols[i].Name, name) {
			if found != nil {
				return nil
			}
			found = &cols[i]
		}
	}
	return found
}

func columnNames(s *event.Schema) string {
	var names []string
	for _, c := range s.Columns() {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// decode fills a struct. An event of a subtype may have its columns elsewhere.
func (d *rowDecoder) decode(row *event.Event, dst reflect.Value) {
	if row.Schema() != d.schema {
		if err := d.use(row.Schema()); err != nil {
			panic(err) // the statement's error: see Engine.OnError
		}
	}
	for i := range d.fields {
		f := &d.fields[i]
		if v := row.Any(f.col); v != nil {
			f.set(dst.Field(f.index), v)
		}
	}
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// setterFor returns how values of a column's type are put into a field, or an error when not every
// one of them fits.
func setterFor(t reflect.Type, from event.Type) (setter, error) {
	switch {
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		return setOwn, nil
	case t.Kind() == reflect.Pointer && t != reflect.TypeFor[*event.Event]():
		return pointerSetter(t, from)
	case t == timeType && from.IsDate():
		return func(dst reflect.Value, v any) { dst.Set(reflect.ValueOf(v)) }, nil
	case t == durationType && from.Kind == event.KindLong:
		return func(dst reflect.Value, v any) {
			ms, _ := event.ToInt(v)
			dst.SetInt(ms * int64(time.Millisecond))
		}, nil
	case from.Kind == event.KindEvent && t.Kind() == reflect.Struct && from.Schema != nil:
		return structSetter(t, from)
	case from.Kind == event.KindArray && t.Kind() == reflect.Slice && from.Elem != nil:
		return sliceSetter(t, *from.Elem)
	}
	return plainSetter(t, from)
}

// setOwn keeps a value of any type; events are copied, since they end with the call.
func setOwn(dst reflect.Value, v any) {
	if ev, ok := v.(*event.Event); ok {
		v = ev.Clone()
	}
	dst.Set(reflect.ValueOf(v))
}

func pointerSetter(t reflect.Type, from event.Type) (setter, error) {
	set, err := setterFor(t.Elem(), from)
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, v any) {
		dst.Set(reflect.New(t.Elem()))
		set(dst.Elem(), v)
	}, nil
}

func structSetter(t reflect.Type, from event.Type) (setter, error) {
	d := &rowDecoder{typ: t}
	if err := d.use(from.Schema); err != nil {
		return nil, err
	}
	return func(dst reflect.Value, v any) {
		if ev, ok := v.(*event.Event); ok {
			d.decode(ev, dst)
		}
	}, nil
}

func sliceSetter(t reflect.Type, elem event.Type) (setter, error) {
	set, err := setterFor(t.Elem(), elem)
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, v any) {
		list, _ := v.([]any)
		dst.Set(reflect.MakeSlice(t, len(list), len(list)))
		for i, x := range list {
			if x != nil {
				set(dst.Index(i), x)
			}
		}
	}, nil
}

// integerBits is the width of the integer kinds.
var integerBits = map[event.Kind]int{
	event.KindByte: 8, event.KindShort: 16, event.KindInt: 32, event.KindLong: 64,
}

// isIntField tells whether a field holds whole numbers, and not a length of time.
func isIntField(t reflect.Type) bool {
	return t != durationType && t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64
}

func plainSetter(t reflect.Type, from event.Type) (setter, error) {
	bits := integerBits[from.Kind]
	k := t.Kind()
	switch {
	case k == reflect.Bool && from.Kind == event.KindBool:
		return func(dst reflect.Value, v any) { dst.SetBool(v == true) }, nil
	case k == reflect.String && from.Class() == event.ClassStr:
		return func(dst reflect.Value, v any) {
			s, _ := v.(string)
			dst.SetString(s)
		}, nil
	case isIntField(t) && bits > 0 && bits <= t.Bits():
		return func(dst reflect.Value, v any) {
			n, _ := event.ToInt(v)
			dst.SetInt(n)
		}, nil
	case holdsAsFloat(k, from):
		return func(dst reflect.Value, v any) {
			x, _ := event.ToFloat(v)
			dst.SetFloat(x)
		}, nil
	}
	return nil, fmt.Errorf("values of type %s do not fit into %s", from, t)
}

// holdsAsFloat tells whether a field of kind k can take a number as floating point. Of a float32
// field that means exactly; a long in a float64 is rounded, as everywhere in EPL.
func holdsAsFloat(k reflect.Kind, from event.Type) bool {
	bits := integerBits[from.Kind]
	if k == reflect.Float32 {
		return bits > 0 && bits < 32 || from.Kind == event.KindFloat
	}
	return k == reflect.Float64 && (bits > 0 || from.Class() == event.ClassFloat)
}
