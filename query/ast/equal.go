package ast

import "reflect"

// Equal reports whether two trees are the same but for positions, spans and comments. A nil
// list and an empty one count as the same.
func Equal(a, b Node) bool {
	return same(reflect.ValueOf(a), reflect.ValueOf(b))
}

var (
	posType  = reflect.TypeFor[Pos]()
	spanType = reflect.TypeFor[Span]()
	comments = reflect.TypeFor[[]Comment]()
)

// same compares two values of the same static type.
func same(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() && b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Struct:
		return sameStruct(a, b)
	case reflect.Slice:
		return sameSlice(a, b)
	default:
		return a.Equal(b)
	}
}

func sameStruct(a, b reflect.Value) bool {
	if a.Type() == posType || a.Type() == spanType {
		return true
	}
	for i := range a.NumField() {
		if a.Field(i).Type() != comments && !same(a.Field(i), b.Field(i)) {
			return false
		}
	}
	return true
}

func sameSlice(a, b reflect.Value) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		if !same(a.Index(i), b.Index(i)) {
			return false
		}
	}
	return true
}
