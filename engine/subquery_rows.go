package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// One shows the only row, or none.
func (q *subquery) One(outer *expr.Env) *expr.Env {
	q.load(outer)
	switch {
	case len(q.plan.Aggs) == 0:
		return q.only()
	case len(q.plan.Keys) == 0:
		return q.total()
	}
	count := 0
	q.eachGroup(func(*expr.Env) bool { count++; return count < 2 })
	if count != 1 {
		return nil
	}
	return q.env
}

// Each shows one row after the other.
func (q *subquery) Each(outer *expr.Env, yield func(row *expr.Env) bool) {
	q.load(outer)
	switch {
	case q.plan.Input.Window == nil && q.reads == nil && len(q.plan.Aggs) == 0:
		if q.seen {
			yield(q.env)
		}
	case len(q.plan.Keys) > 0:
		q.eachGroup(yield)
	case len(q.plan.Aggs) > 0:
		if row := q.total(); row != nil {
			yield(row)
		}
	default:
		exact := q.plan.Exact
		for _, ev := range q.candidates() {
			if ev == nil {
				continue
			}
			q.env.Ev[q.slot] = ev
			if (exact || q.passes()) && !yield(q.env) {
				return
			}
		}
	}
}

// Has tells whether a row has the value.
func (q *subquery) Has(x any) (has, ok bool) {
	switch {
	case len(q.values) == 0:
		return false, true
	case x == nil:
		return false, false
	case q.values[x] > 0:
		return true, true
	}
	return false, q.values[nil] == 0
}

// load shows the events of the enclosing statement.
func (q *subquery) load(outer *expr.Env) {
	copy(q.env.Ev[:q.slot], outer.Ev)
	q.env.Arr, q.env.Local, q.env.IsNew, q.env.Group = outer.Arr, outer.Local, true, 0
}

// candidates returns the rows that may fulfil the where clause: all of them, or those that the index
// finds. Rows that have left are nil.
func (q *subquery) candidates() []*event.Event {
	if q.reads != nil {
		return q.reads.find(q.env)
	}
	if q.byKey != nil {
		q.found[0] = q.byKey.Find(q.plan.ByWindow, q.env)
		return q.found[:]
	}
	if q.index == nil {
		return q.rows.rows
	}
	return q.index.find(q.env)
}

// only shows the row that fulfils the where clause, if there is just one.
func (q *subquery) only() *expr.Env {
	var found *event.Event
	for _, ev := range q.candidates() {
		if ev == nil {
			continue
		}
		q.env.Ev[q.slot] = ev
		if !q.plan.Exact && !q.passes() {
			continue
		}
		if found != nil {
			return nil
		}
		found = ev
	}
	if found == nil {
		return nil
	}
	q.env.Ev[q.slot] = found
	return q.env
}

// total shows the aggregations of the rows, unless having refuses them.
func (q *subquery) total() *expr.Env {
	switch {
	case !q.plan.Kept:
		q.compute()
	case q.index != nil:
		q.env.Group = 0
		if n, ok := q.index.set.FindEqual(q.index.asked, q.env); ok {
			q.env.Group = n + 1
		}
	}
	if q.plan.Having != nil && !q.plan.Having(q.env) {
		return nil
	}
	return q.env
}

// compute aggregates the rows that fulfil the where clause: all in group 0, or by the keys.
func (q *subquery) compute() {
	for g := range q.room {
		for _, c := range q.aggs {
			c.Clear(uint32(g))
		}
	}
	q.firsts = q.firsts[:0]
	if q.groups != nil {
		q.groups.Clear()
	}
	for _, ev := range q.candidates() {
		if ev == nil {
			continue
		}
		q.env.Ev[q.slot], q.env.Group = ev, 0
		if !q.plan.Exact && !q.passes() {
			continue
		}
		g := uint32(0)
		if q.groups != nil {
			var added bool
			if g, added = q.groups.Add(q.env); added {
				q.firsts = append(q.firsts, ev)
				q.grow(int(g) + 1)
			}
		}
		for _, c := range q.aggs {
			c.Enter(g, q.env)
		}
	}
	q.env.Group = 0
}

// eachGroup shows the groups that having lets through, in the order in which they came. The first
// that is not wanted any more ends it; the env still shows the one before.
func (q *subquery) eachGroup(yield func(*expr.Env) bool) {
	q.compute()
	for g, first := range q.firsts {
		before, group := q.env.Ev[q.slot], q.env.Group
		q.env.Ev[q.slot], q.env.Group = first, uint32(g)
		if q.plan.Having != nil && !q.plan.Having(q.env) {
			q.env.Ev[q.slot], q.env.Group = before, group
			continue
		}
		if !yield(q.env) {
			return
		}
	}
}
