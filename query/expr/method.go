package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// method compiles a method of the language on a value; ok is false when there is none of the name
// for the value's type.
func method(v *value, el *ast.ChainElement, s *Scope) (f Fn, ok bool, err error) {
	t := v.fn.Type
	switch {
	case isMoment(t) || t.Kind == event.KindEvent && isRelation(el.Name):
		return compileDateMethod(v, el, s)
	case t.Class() == event.ClassStr:
		return compileStringMethod(v, el, s)
	case t.Kind == event.KindMap:
		return mapMethod(v, el, s)
	case t.Kind == event.KindArray:
		return compileEnum(v, el, s)
	}
	return Fn{}, false, nil
}

// methodNames lists the methods of values of a type, for suggestions.
func methodNames(t event.Type) []string {
	switch {
	case isMoment(t):
		return dateNames()
	case t.Class() == event.ClassStr:
		return stringMethodNames
	case t.Kind == event.KindMap:
		return mapMethodNames
	case t.Kind == event.KindArray:
		return enumNames()
	}
	return nil
}
