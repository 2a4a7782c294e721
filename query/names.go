package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// statementNames is the catalog as one statement sees it: with the expressions it declares itself.
type statementNames struct {
	*Catalog
	own    []*ast.ExpressionDecl
	varies *int // counts the uses of variables that may change
}

// Variable returns the variable of that name, or nil.
func (n statementNames) Variable(name string) *expr.Variable {
	v := n.Catalog.Variable(name)
	if v != nil && !v.Constant {
		*n.varies++
	}
	return v
}

// Declared returns the declared expression of that name, the statement's own first.
func (n statementNames) Declared(name string) *ast.ExpressionDecl {
	for _, d := range n.own {
		if d.Name == name {
			return d
		}
	}
	return n.Catalog.Declared(name)
}

func (c *compiler) names() expr.Catalog {
	return statementNames{c.cat, c.head.Expressions, &c.varUses}
}

// assignable returns the conversion of values of one type to another where EPL allows the
// assignment: equal types, widening numbers, and whole numbers into narrower ones when the
// value fits.
func assignable(pos ast.Pos, from, to event.Type) (func(any) any, error) {
	same := func(v any) any { return v }
	switch {
	case from.Kind == event.KindNull, to.Kind == event.KindObject, from.Equal(to),
		from.Kind == event.KindObject:
		return convertFrom(from, to, same), nil
	case from.IsNumeric() && to.IsNumeric() && widens(from.Kind, to.Kind):
		return func(v any) any { return event.ToKind(v, to.Kind) }, nil
	case from.Kind == event.KindArray && to.Kind == event.KindArray,
		from.Kind == event.KindEvent && to.Kind == event.KindEvent,
		from.Kind == event.KindMap && to.Kind == event.KindEvent,
		from.Kind == event.KindEvent && to.Kind == event.KindMap,
		from.Class() == event.ClassStr && to.Class() == event.ClassStr,
		from.IsDate() && to.IsDate():
		return same, nil
	}
	return nil, ast.Errorf(pos, "type", "cannot assign a value of type %s to %s", from, to)
}

// convertFrom handles values whose type is known at run time only.
func convertFrom(from, to event.Type, same func(any) any) func(any) any {
	if from.Kind == event.KindObject && to.IsNumeric() {
		return func(v any) any { return event.ToKind(v, to.Kind) }
	}
	return same
}

func widens(from, to event.Kind) bool {
	if from <= event.KindInt && to <= event.KindInt {
		return true // byte, short and int literals are all written as int
	}
	return from <= to || to == event.KindBigDec || from == event.KindDouble && to == event.KindFloat
}
