package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// access is the plan of functions that show rows of the window: first, last, window, nth.
type access[V any] struct {
	*input[V]
	show  show
	index int  // of first, last and nth
	nulls bool // rows in which the value is null count
	slot  int  // of the stream whose events tell rows apart
	join  bool
	elem  event.Type
}

// show says what an access function shows.
type show uint8

const (
	showFirst show = iota
	showLast
	showAll
)

// accessCall is what compileAccess needs to know of a function.
type accessCall struct {
	show  show
	index int
	nulls bool
	nth   bool // only the newest rows up to the index are needed, whether rows leave or not
}

// compileAccess chooses the type of the values: events for `*`, else the class of the argument.
func compileAccess(c *Call, a accessCall) (Plan, error) {
	if c.Star {
		if c.Source.Schema == nil {
			return nil, c.errorf("say which stream is meant: s.*")
		}
		return planOfAccess(c, a, event.EventOf(c.Source.Schema), eventAt(c.Source.Slot))
	}
	f := &c.Args[0].Fn
	switch f.Type.Class() {
	case event.ClassBool:
		return planOfAccess(c, a, f.Type, f.Bool)
	case event.ClassInt:
		return planOfAccess(c, a, f.Type, f.Int)
	case event.ClassFloat:
		return planOfAccess(c, a, f.Type, f.Float)
	case event.ClassStr:
		return planOfAccess(c, a, f.Type, f.Str)
	default:
		return planOfAccess(c, a, f.Type, boxed(f))
	}
}

func planOfAccess[V any](
	c *Call, a accessCall, elem event.Type, value func(*expr.Env) (V, bool),
) (Plan, error) {
	p := &access[V]{
		show: a.show, index: a.index, nulls: a.nulls, elem: elem,
		slot: c.Source.Slot, join: c.Source.Join,
	}
	if c.Source.Join && c.Source.Schema == nil {
		if c.Star || c.Args[0].Fn.Column == nil {
			return nil, c.errorf("in a join the argument must belong to one stream")
		}
		p.slot = c.Args[0].Fn.Stream
	}
	p.input = newInput(c, elem, value)
	if a.show == showAll {
		p.typ = event.ArrayOf(elem)
	}
	fifo := c.Source.FIFO && !c.Source.Join
	p.column = func(*input[V]) Column {
		switch {
		case a.nth && (fifo || !c.Source.Windowed):
			n := &nthColumn[V]{}
			n.p = p
			return n
		case fifo && p.show == showLast && p.index == 0:
			return &listColumn[newest[V], V, *newest[V]]{p: p}
		case fifo:
			return &listColumn[queueList[V], V, *queueList[V]]{p: p}
		}
		return &listColumn[memberList[V], V, *memberList[V]]{p: p}
	}
	if a.show == showAll {
		return listPlan[V]{p}, nil
	}
	return p, nil
}

// listColumn keeps the rows of each group and shows one of them, or all. It keeps values rather than
// events wherever a value is asked for: what an event weighs beside is not held.
type listColumn[S, V any, P listState[S, V]] struct {
	store[S, P]
	p *access[V]
}

// Enter implements Column.
func (c *listColumn[S, V, P]) Enter(g uint32, env *expr.Env) {
	if v, ok := c.take(env); ok {
		P(&c.states[g]).enter(env.Ev[c.p.slot], v, c.p.join)
	}
}

// Leave implements Column.
func (c *listColumn[S, V, P]) Leave(g uint32, env *expr.Env) {
	if _, ok := c.take(env); ok {
		P(&c.states[g]).leave(env.Ev[c.p.slot])
	}
}

func (c *listColumn[S, V, P]) take(env *expr.Env) (v slot[V], ok bool) {
	p := c.p
	if p.filter != nil && !p.filter(env) {
		return v, false
	}
	v.v, v.ok = p.value(env)
	return v, v.ok || p.nulls
}

// value is what first, last and nth show. An index beyond the rows is null.
func (c *listColumn[S, V, P]) value(g uint32) (v V, ok bool) {
	s := P(&c.states[g])
	if c.p.index >= s.len() {
		return v, false
	}
	if c.p.show == showFirst {
		x := s.at(c.p.index)
		return x.v, x.ok
	}
	x := s.fromEnd(c.p.index)
	return x.v, x.ok
}

// Bool implements expr.AggReader.
func (c *listColumn[S, V, P]) Bool(g uint32) (v, ok bool) { return result[bool](c.value(g)) }

// Int implements expr.AggReader.
func (c *listColumn[S, V, P]) Int(g uint32) (int64, bool) { return result[int64](c.value(g)) }

// Float implements expr.AggReader.
func (c *listColumn[S, V, P]) Float(g uint32) (float64, bool) { return result[float64](c.value(g)) }

// Str implements expr.AggReader.
func (c *listColumn[S, V, P]) Str(g uint32) (string, bool) { return result[string](c.value(g)) }

// Any implements expr.AggReader. A window without rows is null.
func (c *listColumn[S, V, P]) Any(g uint32) any {
	if c.p.show != showAll {
		if v, ok := c.value(g); ok {
			return v
		}
		return nil
	}
	n := P(&c.states[g]).len()
	if n == 0 {
		return nil
	}
	all := make([]any, 0, n)
	c.Each(g, func(v any) bool { all = append(all, v); return true })
	return all
}

// Each implements Lister.
func (c *listColumn[S, V, P]) Each(g uint32, yield func(any) bool) bool {
	s := P(&c.states[g])
	if s.len() == 0 {
		return false
	}
	k := c.p.elem.Kind
	s.each(func(x slot[V]) bool {
		if !x.ok {
			return yield(nil)
		}
		return yield(box(k, x.v))
	})
	return true
}

func (c *listColumn[S, V, P]) swap(p Plan) (Plan, bool) {
	old := c.p
	switch p := p.(type) {
	case *access[V]:
		c.p = p
	case listPlan[V]:
		c.p = p.access
	default:
		return old, false
	}
	return old, true
}

// box returns a value as events hold those of a kind.
func box[V any](k event.Kind, v V) any {
	switch v := any(v).(type) {
	case int64:
		return event.BoxInt(k, v)
	case float64:
		if k == event.KindFloat {
			return float32(v)
		}
		return v
	default:
		return v
	}
}

// newest is a list of which only the last row will be shown: the rows before it need only be
// counted, as they leave before it.
//
//	order  first in, first out     cost  O(1)     space  the value and 8 bytes
type newest[V any] struct {
	v slot[V]
	n int64
}

func (s *newest[V]) enter(_ *event.Event, v slot[V], _ bool) {
	hold(v.v)
	drop(s.v.v)
	s.v = v
	s.n++
}

func (s *newest[V]) leave(*event.Event) {
	if s.n--; s.n <= 0 {
		s.Reset()
	}
}

func (s *newest[V]) len() int { return int(s.n) }

func (s *newest[V]) at(int) slot[V] { return s.v }

func (s *newest[V]) fromEnd(int) slot[V] { return s.v }

func (s *newest[V]) each(yield func(slot[V]) bool) {
	if s.n > 0 {
		yield(s.v)
	}
}

// Reset empties the group.
func (s *newest[V]) Reset() {
	drop(s.v.v)
	*s = newest[V]{}
}

// Save writes the state.
func (s *newest[V]) Save(e *event.Encoder) {
	e.Int64(s.n)
	saveSlot(e, s.v)
}

// Load reads the state.
func (s *newest[V]) Load(d *event.Decoder) {
	s.n = d.Int64()
	s.v = loadSlot[V](d)
	hold(s.v.v)
}
