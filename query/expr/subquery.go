package expr

import (
	"iter"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// What the planner needs for subqueries, whose rows it gets from the engine: the rules of comparing
// with them are those of lists but for nothing to compare with, which is certain here.

// WithoutOuter returns the scope in which naming a stream of the enclosing statement is an error.
func (s *Scope) WithoutOuter() *Scope { return s.without(true) }

// WithoutInner returns the scope in which naming a stream of the subquery itself is an error.
func (s *Scope) WithoutInner() *Scope { return s.without(false) }

func (s *Scope) without(outer bool) *Scope {
	in := *s
	in.Streams = slices.Clone(s.Streams)
	for i := range in.Streams {
		in.Streams[i].barred = in.Streams[i].barred || in.Streams[i].Outer == outer
	}
	return &in
}

// Among is `x in (select ...)` for a value and those of the rows: false without rows, even for null.
func Among(x any, rows iter.Seq[any]) (v, ok bool) {
	null := false
	for w := range rows {
		switch {
		case x == nil:
			return false, false
		case w == nil:
			null = true
		case Equal(x, w):
			return true, true
		}
	}
	return false, !null
}

// Quantified is `x > all (select ...)` and its like for a value and those of the rows: without rows
// any is false and all is true.
func Quantified(c *ast.CompareSet, x any, rows iter.Seq[any]) (v, ok bool) {
	q := quantifier{op: c.Op, all: c.Quantifier == ast.All, equality: c.Op == ast.Eq || c.Op == ast.Ne}
	empty := true
	for w := range rows {
		empty = false
		if x == nil {
			return false, false
		}
		if q.take(x, w) {
			break
		}
	}
	if empty {
		return q.all, true
	}
	return q.result()
}

// CheckCompare tells whether values of two types can be compared by an operator.
func CheckCompare(pos ast.Pos, op ast.CompareOp, a, b event.Type) error {
	if op <= ast.IsNot && canEqual(a, b) || op > ast.IsNot && isOrdered(a, b) {
		return nil
	}
	return typeError(pos, "%s and %s cannot be compared", a, b)
}

// IsEnumMethod tells whether a method of that name is one of arrays that takes lambdas.
func IsEnumMethod(name string) bool {
	for _, m := range EnumMethods() {
		if strings.EqualFold(m.Name, name) {
			return true
		}
	}
	return false
}
