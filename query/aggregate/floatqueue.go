package aggregate

import "github.com/cephei-go/cephei/query/expr"

// planOfFloatQueue is the plan of min and max of floating point numbers that leave in the order in which
// they came. That is the commonest case, and a comparison by a function that the column keeps would be
// most of what it costs.
func planOfFloatQueue(c *Call, value expr.FloatFn, greatest bool) Plan {
	in := newInput(c, c.Args[0].Fn.Type, value).undone(c)
	in.column = func(in *input[float64]) Column {
		q := &floatQueue{least: !greatest}
		q.in, q.order = in, upDown(compareFloats, downFloats, greatest)
		return q
	}
	return in
}

// floatQueue is a column of [queueTop] that knows the order of numbers by itself; NaN is above them all.
type floatQueue struct {
	topColumn[queueTop[float64], float64, *queueTop[float64]]
	least bool
}

// Enter implements Column.
func (c *floatQueue) Enter(g uint32, env *expr.Env) {
	v, ok := c.in.take(env)
	if !ok {
		return
	}
	q := &c.states[g].queue
	if c.least {
		for q.n > 0 && below(v, q.back()) {
			q.n--
		}
	} else {
		for q.n > 0 && below(q.back(), v) {
			q.n--
		}
	}
	q.push(v)
}

// Leave implements Column.
func (c *floatQueue) Leave(g uint32, env *expr.Env) {
	v, ok := c.in.take(env)
	if !ok {
		return
	}
	q := &c.states[g].queue
	if q.n > 0 && (q.front() == v || v != v && q.front() != q.front()) {
		q.popFront()
	}
}

// Float implements expr.AggReader.
func (c *floatQueue) Float(g uint32) (float64, bool) { return c.states[g].top() }

// below is a < b where NaN is above every number.
func below(a, b float64) bool { return a < b || b != b && a == a }
