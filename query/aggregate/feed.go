package aggregate

import (
	"fmt"

	"github.com/cephei-go/cephei/query/expr"
)

// feedable is a column that can work for a while by the arguments of another call of its function.
type feedable interface {
	Column
	// swap puts p in the place of the column's plan and returns that; false, and nothing is
	// changed, when p is of another Go type.
	swap(p Plan) (Plan, bool)
}

// viewable is a feedable column that need not be changed to work by the arguments of another call.
type viewable interface {
	// view returns whole, the column or what is built on it, seen by p.
	view(p Plan, whole Column) Column
}

// Feed returns a column that stores into c, the aggregation of a table's column, what rows mean to
// p, the call of an `into table` statement: the arguments and the filter are those of p, the groups
// and their state are those of c.
func Feed(c Column, p Plan) (Column, error) {
	f, ok := c.(feedable)
	if !ok {
		return nil, fmt.Errorf("%T cannot be fed", c)
	}
	old, ok := f.swap(p)
	by := p
	if ok {
		by, _ = f.swap(old) // p as the column sees it
	}
	if !ok || kindOf(old) != kindOf(p) {
		return nil, fmt.Errorf("the column is %s and cannot take %s", kindOf(old), kindOf(p))
	}
	if v, ok := c.(viewable); ok {
		return v.view(by, c), nil
	}
	return &fed{Column: c, to: f, by: by}, nil
}

// fed is a column seen by another call.
type fed struct {
	Column
	to feedable
	by Plan
}

// Enter implements Column.
func (c *fed) Enter(g uint32, env *expr.Env) {
	old, _ := c.to.swap(c.by)
	defer c.to.swap(old) // also when an argument throws
	c.to.Enter(g, env)
}

// Leave implements Column.
func (c *fed) Leave(g uint32, env *expr.Env) {
	old, _ := c.to.swap(c.by)
	defer c.to.swap(old)
	c.to.Leave(g, env)
}

func swapPlan[V any](at **input[V], p Plan) (Plan, bool) {
	old := *at
	in, ok := p.(*input[V])
	if ok {
		*at = in
	}
	return old, ok
}

// kind tells calls apart whose states are not the same.
func (in *input[V]) kind() string {
	k := fmt.Sprintf("%s(%s)", in.name, in.typ)
	if in.distinct {
		k = fmt.Sprintf("%s(distinct %s)", in.name, in.typ)
	}
	return k
}

func kindOf(p Plan) string {
	if k, ok := p.(interface{ kind() string }); ok {
		return k.kind()
	}
	return "an aggregation of " + p.Type().String()
}
