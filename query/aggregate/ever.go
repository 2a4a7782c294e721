package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// eventAt is the input of functions that take the events of one stream.
func eventAt(slot int) func(*expr.Env) (*event.Event, bool) {
	return func(e *expr.Env) (*event.Event, bool) {
		ev := e.Ev[slot]
		return ev, ev != nil
	}
}

func planOfEver[V any](c *Call, s show, t event.Type, value func(*expr.Env) (V, bool)) Plan {
	if s == showFirst {
		return planOf[everFirst[V], V](c, t, value)
	}
	return planOf[everLast[V], V](c, t, value)
}

// everFirst is the first value that ever entered. An event is held until the group is cleared.
//
//	order  any     cost  O(1)     space  the value     NaN  is a value     empty  null
type everFirst[V any] struct{ slot[V] }

// Enter implements State.
func (s *everFirst[V]) Enter(v V) {
	if !s.ok {
		hold(v)
		s.v, s.ok = v, true
	}
}

// Leave implements State.
func (s *everFirst[V]) Leave(V) {}

// Value implements State.
func (s *everFirst[V]) Value() (V, bool) { return s.v, s.ok }

// Reset empties the group.
func (s *everFirst[V]) Reset() {
	drop(s.v)
	s.slot = slot[V]{}
}

// Save implements State.
func (s *everFirst[V]) Save(e *event.Encoder) { saveSlot(e, s.slot) }

// Load implements State.
func (s *everFirst[V]) Load(d *event.Decoder) {
	s.slot = loadSlot[V](d)
	hold(s.v)
}

// everLast is the last value that ever entered. Of several rows entering at once it is the last.
type everLast[V any] struct{ everFirst[V] }

// Enter implements State.
func (s *everLast[V]) Enter(v V) {
	hold(v)
	drop(s.v)
	s.v, s.ok = v, true
}
