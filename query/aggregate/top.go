package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// topState is the greatest value of a group by an order that the column knows.
type topState[S, V any] interface {
	kept[S]
	enter(v V, order compare[V])
	leave(v V, order compare[V])
	top() (V, bool)
}

// topColumn finds the greatest value of each group: max, and min by the order turned around.
type topColumn[S, V any, P topState[S, V]] struct {
	store[S, P]
	in    *input[V]
	order compare[V]
}

func newTop[S, V any, P topState[S, V]](in *input[V], order compare[V]) Column {
	return &topColumn[S, V, P]{in: in, order: order}
}

// Enter implements Column.
func (c *topColumn[S, V, P]) Enter(g uint32, env *expr.Env) {
	if v, ok := c.in.take(env); ok {
		P(&c.states[g]).enter(v, c.order)
	}
}

// Leave implements Column.
func (c *topColumn[S, V, P]) Leave(g uint32, env *expr.Env) {
	if v, ok := c.in.take(env); ok {
		P(&c.states[g]).leave(v, c.order)
	}
}

// Int implements Column.
func (c *topColumn[S, V, P]) Int(g uint32) (int64, bool) {
	return result[int64](P(&c.states[g]).top())
}

// Float implements Column.
func (c *topColumn[S, V, P]) Float(g uint32) (float64, bool) {
	return result[float64](P(&c.states[g]).top())
}

// Str implements Column.
func (c *topColumn[S, V, P]) Str(g uint32) (string, bool) {
	return result[string](P(&c.states[g]).top())
}

// Any implements Column.
func (c *topColumn[S, V, P]) Any(g uint32) any {
	if v, ok := P(&c.states[g]).top(); ok {
		return v
	}
	return nil
}

func (c *topColumn[S, V, P]) swap(p Plan) (Plan, bool) { return swapPlan(&c.in, p) }

// everTop is the greatest value that ever entered.
//
//	order  any   cost  O(1)   space  the value
type everTop[V any] struct {
	v  V
	ok bool
}

func (s *everTop[V]) enter(v V, order compare[V]) {
	if !s.ok || order(v, s.v) > 0 {
		s.v, s.ok = v, true
	}
}

func (s *everTop[V]) leave(V, compare[V]) {}

func (s *everTop[V]) top() (V, bool) { return s.v, s.ok }

// Save writes the state.
func (s *everTop[V]) Save(e *event.Encoder) {
	e.Bool(s.ok)
	if s.ok {
		saveValue(e, s.v)
	}
}

// Load reads the state.
func (s *everTop[V]) Load(d *event.Decoder) {
	if s.ok = d.Bool(); s.ok {
		s.v = loadValue[V](d)
	}
}

// queueTop is the greatest value of a group whose values leave in the order in which they came: a
// queue of those that no later one exceeds, the greatest in front.
//
//	order  first in, first out       cost   O(1) amortised, O(n) for one event at worst
//	space  n values at worst, about ln n for values in no order
//	NaN    above every number        empty  null
//	source D. Lemire, Streaming maximum-minimum filter, 2006
type queueTop[V any] struct{ queue ring[V] }

func (s *queueTop[V]) enter(v V, order compare[V]) {
	q := &s.queue
	for q.n > 0 && order(q.back(), v) < 0 {
		q.popBack()
	}
	q.push(v)
}

// leave drops the front if it equals v. Equal values all stand in the queue, so the oldest of them
// is the one that leaves; a smaller v was dropped when a greater one came.
func (s *queueTop[V]) leave(v V, order compare[V]) {
	if s.queue.n > 0 && order(s.queue.front(), v) == 0 {
		s.queue.popFront()
	}
}

func (s *queueTop[V]) top() (v V, ok bool) {
	if s.queue.n == 0 {
		return v, false
	}
	return s.queue.front(), true
}

// Reset empties the group.
func (s *queueTop[V]) Reset() { s.queue.reset() }

// Save writes the state.
func (s *queueTop[V]) Save(e *event.Encoder) {
	e.Int(s.queue.len())
	for i := range s.queue.len() {
		saveValue(e, s.queue.at(i))
	}
}

// Load reads the state.
func (s *queueTop[V]) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.queue.push(loadValue[V](d))
	}
}

// Bytes tells the memory of the queue.
func (s *queueTop[V]) Bytes() int { return s.queue.bytes() }

// rankedTop is the greatest value of a group whose values leave in any order: all of them, sorted.
//
//	order  any     cost  O(log n + block)     space  1 to 2 times the values
//	NaN    above every number                 empty  null
type rankedTop[V any] struct{ values ranked[V] }

func (s *rankedTop[V]) enter(v V, order compare[V]) { s.values.insert(v, order) }

func (s *rankedTop[V]) leave(v V, order compare[V]) { s.values.remove(v, order, nil) }

func (s *rankedTop[V]) top() (v V, ok bool) {
	if s.values.len() == 0 {
		return v, false
	}
	return s.values.last(), true
}

// Save writes the state.
func (s *rankedTop[V]) Save(e *event.Encoder) {
	e.Int(s.values.len())
	s.values.each(0, 0, func(v V) bool { saveValue(e, v); return true })
}

// Load reads the state.
func (s *rankedTop[V]) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.values.append(loadValue[V](d))
	}
}

// Bytes tells the memory of the values.
func (s *rankedTop[V]) Bytes() int { return s.values.bytes() }
