package expr

import (
	"math/big"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

var typeofNames = map[event.Kind]string{
	event.KindBool: "Boolean", event.KindByte: "Byte", event.KindShort: "Short",
	event.KindInt: "Integer", event.KindLong: "Long", event.KindFloat: "Float",
	event.KindDouble: "Double", event.KindBigInt: "BigInteger", event.KindBigDec: "BigDecimal",
	event.KindChar: "Character", event.KindString: "String", event.KindDate: "Date",
	event.KindCalendar: "Calendar", event.KindLocal: "LocalDateTime", event.KindMap: "Map",
	event.KindEnum: "Enum",
}

// kindOf tells the kind of a value by its Go type.
func kindOf(v any) event.Kind {
	switch v.(type) {
	case nil:
		return event.KindNull
	case bool:
		return event.KindBool
	case int8:
		return event.KindByte
	case int16:
		return event.KindShort
	case int32:
		return event.KindInt
	case int64:
		return event.KindLong
	case float32:
		return event.KindFloat
	case float64:
		return event.KindDouble
	case string:
		return event.KindString
	}
	return rareKindOf(v)
}

// rareKindOf has the kinds that are not plain.
func rareKindOf(v any) event.Kind {
	switch v.(type) {
	case *big.Int:
		return event.KindBigInt
	case event.Decimal:
		return event.KindBigDec
	case time.Time:
		return event.KindDate
	case map[string]any:
		return event.KindMap
	case *event.Event:
		return event.KindEvent
	case []any:
		return event.KindArray
	}
	return event.KindObject
}

// compileTypeOf makes `typeof(x)`: the name of the value's type, of an event that of its own type
// even where a supertype was declared; null of null.
func compileTypeOf(t *ast.TypeOf, s *Scope) (Fn, error) {
	x, err := Compile(t.X, s)
	if err != nil {
		st := argStreamOf(t.X, s) // typeof(*) asks for the event of the only stream
		if st == nil {
			return Fn{}, err
		}
		x = streamValue(st).fn
	}
	box, static := x.AsAny(), x.Type
	return Fn{Type: event.String, Const: x.Const, Str: func(e *Env) (string, bool) {
		v := box(e)
		if v == nil {
			return "", false
		}
		return typeofName(v, static), true
	}}, nil
}

// argStreamOf returns the stream that `*` stands for, or nil.
func argStreamOf(e ast.Expr, s *Scope) *Stream {
	if _, star := e.(*ast.Star); star {
		return s.argStream(e)
	}
	return nil
}

// typeofName prefers the static type, since a char or an enum looks like a string at run time.
func typeofName(v any, static event.Type) string {
	if ev, ok := v.(*event.Event); ok {
		return ev.Schema().Name()
	}
	k := static.Kind
	if k == event.KindObject {
		k = kindOf(v)
	}
	if k == event.KindArray {
		elem := event.Object
		if static.Elem != nil {
			elem = *static.Elem
		}
		if n, ok := typeofNames[elem.Kind]; ok {
			return n + "[]"
		}
		return strings.TrimSuffix(elem.String(), "[]") + "[]"
	}
	if n, ok := typeofNames[k]; ok {
		return n
	}
	return "Object"
}

// compileInstanceOf makes `instanceof(x, T, ...)`; null is of no type.
func compileInstanceOf(n *ast.InstanceOf, s *Scope) (Fn, error) {
	x, err := Compile(n.X, s)
	if err != nil {
		return Fn{}, err
	}
	tests := make([]func(any) bool, len(n.Types))
	for i, t := range n.Types {
		if tests[i], err = typeTest(t, x.Type, s); err != nil {
			return Fn{}, err
		}
	}
	box := x.AsAny()
	return Fn{Type: event.Bool, Const: x.Const, Bool: func(e *Env) (bool, bool) {
		v := box(e)
		for _, is := range tests {
			if v != nil && is(v) {
				return true, true
			}
		}
		return false, true
	}}, nil
}

// typeTest returns the test for one type; of a plain static type the answer is known beforehand.
func typeTest(n *ast.TypeName, static event.Type, s *Scope) (func(any) bool, error) {
	switch strings.TrimPrefix(n.Name, "java.lang.") {
	case "Number":
		return func(v any) bool { _, ok := event.ToFloat(v); return ok }, nil
	case "CharSequence":
		return func(v any) bool { _, ok := v.(string); return ok }, nil
	}
	t, err := ResolveType(n, s.Catalog)
	if err != nil {
		return nil, err
	}
	switch {
	case t.Kind == event.KindObject:
		return func(any) bool { return true }, nil
	case t.Kind == event.KindEvent:
		return func(v any) bool {
			ev, ok := v.(*event.Event)
			return ok && ev.Schema().Is(t.Schema)
		}, nil
	case static.Kind != event.KindObject && static.Kind != event.KindNull:
		is := static.Kind == t.Kind
		return func(any) bool { return is }, nil
	}
	return func(v any) bool { return kindOf(v) == t.Kind }, nil
}

// compileExists makes `exists(p)`: declared properties are always there, those below another only
// if that is there, entries and dynamic ones if they are found.
func compileExists(x *ast.PropertyExists, s *Scope) (Fn, error) {
	ch, ok := x.X.(*ast.Chain)
	if !ok {
		return Fn{}, typeError(x.Pos, "exists needs a property")
	}
	v, err := chainValue(ch, s)
	if err != nil {
		return Fn{}, err
	}
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) { return v.exists(e), true }}, nil
}
