package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compileCompareSet makes `x > any (...)` and `x = all (...)`. Items may be arrays. Nothing to
// compare with gives null, as a null value does. A null item makes `all` of an order null at once,
// is passed over by `any` of an order, and leaves equality undecided if nothing else decides it.
func compileCompareSet(c *ast.CompareSet, s *Scope) (Fn, error) {
	if c.Query != nil {
		return Fn{}, ast.Errorf(c.Pos, CodePlace, "a subquery is not expected here")
	}
	x, err := Compile(c.Left, s)
	if err != nil {
		return Fn{}, err
	}
	items, err := compileAll(c.Items, s)
	if err != nil {
		return Fn{}, err
	}
	equality := c.Op == ast.Eq || c.Op == ast.Ne
	for i := range items {
		t := itemType(items[i].Type, x.Type)
		if equality && !canEqual(x.Type, t) || !equality && !isOrdered(x.Type, t) {
			return Fn{}, typeError(c.Items[i].Position(), "%s and %s cannot be compared", x.Type, t)
		}
	}
	f := Fn{Type: event.Bool, Const: x.Const && allConst(items...)}
	f.Bool = quantified(c, &x, items, equality)
	return f, nil
}

// quantified compares with one item after the other until the answer is certain.
func quantified(c *ast.CompareSet, x *Fn, items []Fn, equality bool) BoolFn {
	value := x.AsAny()
	list := make([]AnyFn, len(items))
	for i := range items {
		list[i] = items[i].AsAny()
	}
	all := c.Quantifier == ast.All
	return func(e *Env) (bool, bool) {
		v := value(e)
		if v == nil {
			return false, false
		}
		q := quantifier{op: c.Op, all: all, equality: equality}
		for _, item := range list {
			if q.take(v, item(e)) {
				break
			}
		}
		return q.result()
	}
}

// quantifier is the state of one evaluation.
type quantifier struct {
	op            ast.CompareOp
	all, equality bool

	decided, answer bool
	any, null       bool // some value, some null was seen
}

// take compares with one item, or with each element of an array, until all is decided.
func (q *quantifier) take(v, item any) bool {
	if a, ok := item.([]any); ok {
		// An array stands for its elements; a null array is one null item.
		for _, x := range a {
			if q.take(v, x) {
				return true
			}
		}
		return false
	}
	if item == nil {
		q.null = true
		return q.all && !q.equality
	}
	q.any = true
	var hit bool
	if q.equality {
		hit = Equal(v, item) == (q.op == ast.Eq)
	} else {
		c, ok := Compare(v, item)
		hit = ok && holds(q.op, c)
	}
	if hit != q.all {
		q.decided, q.answer = true, hit
	}
	return q.decided
}

// result is the answer when all items have been seen.
func (q *quantifier) result() (v, ok bool) {
	switch {
	case q.decided:
		return q.answer, true
	case !q.any, q.null && (q.equality || q.all):
		return false, false
	}
	return q.all, true
}
