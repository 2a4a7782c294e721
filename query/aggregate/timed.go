package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// timed is the plan of functions over the points of a data window, each a value at a time, which
// leave it again. S is the state of a group.
type timed[S any, P timedState[S]] struct {
	*input[point]
	read  func(P) (float64, bool)
	props map[string]func(P) (float64, bool)
	clock bool // the time is that of the engine when the row entered: it must be remembered
	fifo  bool
	slot  int // of the stream whose events tell rows apart
}

// timedState is the state of a group of points.
type timedState[S any] interface {
	kept[S]
	enter(p point)
	leave(p point)
	Bytes() int
}

// compileTimed completes a plan.
func compileTimed[S any, P timedState[S]](c *Call, in *input[point], t *timed[S, P]) (Plan, error) {
	t.input = in
	t.clock = c.stamp == nil
	t.fifo, t.slot = c.Source.FIFO && !c.Source.Join, c.Source.Slot
	if t.clock && c.Source.Join {
		return nil, c.errorf("in a join the argument time: is needed")
	}
	in.column = func(*input[point]) Column { return &timedColumn[S, P]{p: t} }
	return t, nil
}

// Method implements Methods.
func (t *timed[S, P]) Method(name string, args []expr.Fn) (*Method, error) {
	read := t.props[name]
	if read == nil || len(args) > 0 {
		return nil, nil //nolint:nilnil // the planner says what is unknown, and where
	}
	return &Method{Type: event.Double, Float: func(c expr.AggReader, g uint32, _ *expr.Env) (float64, bool) {
		tc, ok := unwrap(c).(*timedColumn[S, P])
		if !ok {
			return 0, false
		}
		return read(&tc.states[g].points)
	}}, nil
}

// timedGroup is the points of a group and when the rows that gave them entered. By the engine's clock
// that cannot be told from the row any more when it leaves; by a property of the row it can, and
// nothing is remembered.
//
//	order  any     cost  O(1) and that of the points     space  16 bytes a row, 64 out of order
type timedGroup[S any, P timedState[S]] struct {
	points  S
	queue   ring[point]       // where rows leave in order
	members memberList[point] // where they do not
}

var _ keeper = (*timedGroup[trendLine, *trendLine])(nil)

type timedColumn[S any, P timedState[S]] struct {
	store[timedGroup[S, P], *timedGroup[S, P]]
	p *timed[S, P]
}

// Enter implements Column.
func (c *timedColumn[S, P]) Enter(g uint32, env *expr.Env) {
	pt, ok := c.p.take(env)
	if !ok {
		return
	}
	s := &c.states[g]
	P(&s.points).enter(pt)
	switch {
	case !c.p.clock:
	case c.p.fifo:
		s.queue.push(pt)
	default:
		s.members.enter(env.Ev[c.p.slot], slot[point]{pt, true}, false)
	}
}

// Leave implements Column.
func (c *timedColumn[S, P]) Leave(g uint32, env *expr.Env) {
	pt, ok := c.p.take(env)
	if !ok {
		return
	}
	s := &c.states[g]
	switch {
	case !c.p.clock:
	case c.p.fifo:
		if s.queue.n == 0 {
			return
		}
		pt = s.queue.popFront()
	default:
		entered, known := s.members.remove(env.Ev[c.p.slot])
		if !known {
			return
		}
		pt = entered.v
	}
	P(&s.points).leave(pt)
}

// Float implements expr.AggReader.
func (c *timedColumn[S, P]) Float(g uint32) (float64, bool) { return c.p.read(&c.states[g].points) }

func (c *timedColumn[S, P]) swap(p Plan) (Plan, bool) {
	old := c.p
	q, ok := p.(*timed[S, P])
	if ok {
		c.p = q
	}
	return old, ok
}

// Reset empties the group.
func (s *timedGroup[S, P]) Reset() {
	s.members.Reset()
	*s = timedGroup[S, P]{}
}

// Save writes the state.
func (s *timedGroup[S, P]) Save(e *event.Encoder) {
	P(&s.points).Save(e)
	e.Int(s.queue.len())
	for i := range s.queue.len() {
		saveValue(e, s.queue.at(i))
	}
	s.members.Save(e)
}

// Load reads the state.
func (s *timedGroup[S, P]) Load(d *event.Decoder) {
	P(&s.points).Load(d)
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.queue.push(loadValue[point](d))
	}
	s.members.Load(d)
}

// Bytes tells the memory of the points and times.
func (s *timedGroup[S, P]) Bytes() int {
	return P(&s.points).Bytes() + s.queue.bytes() + s.members.Bytes()
}
