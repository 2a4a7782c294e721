package aggregate

import (
	"cmp"
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// sortForm is what distinguishes the functions that order events.
type sortForm struct {
	all  bool // the list: sorted
	last bool // the last event instead of the first: maxby
	ever bool
}

// criteria is what events are ordered by.
type criteria[K any] struct {
	typ   event.Type
	value func(*expr.Env) (K, bool)
	order compare[K]
	arg   func(*expr.Fn) func(*expr.Env) (K, bool) // reads a key that is given to a method
}

// compileSorting chooses the type of the criteria.
func compileSorting(c *Call, form sortForm) (Plan, error) {
	if err := c.noDistinct(); err != nil {
		return nil, err
	}
	if c.Source.Schema == nil {
		return nil, c.errorf("in a join the criteria must belong to one stream")
	}
	if len(c.Args) > 1 {
		return planOfSorting(c, form, severalCriteria(c.Args)), nil
	}
	f := &c.Args[0].Fn
	switch f.Type.Class() {
	case event.ClassInt:
		return planOfSorting(c, form, criteria[int64]{
			value: f.Int, order: cmp.Compare[int64],
			arg: func(f *expr.Fn) func(*expr.Env) (int64, bool) { return f.AsInt() },
		}), nil
	case event.ClassFloat:
		return planOfSorting(c, form, criteria[float64]{
			value: f.Float, order: compareFloats,
			arg: func(f *expr.Fn) func(*expr.Env) (float64, bool) { return f.AsFloat() },
		}), nil
	case event.ClassStr:
		return planOfSorting(c, form, criteria[string]{
			value: f.Str, order: cmp.Compare[string],
			arg: func(f *expr.Fn) func(*expr.Env) (string, bool) { return f.AsStr() },
		}), nil
	default:
		by := criteria[any]{value: boxed(f), order: compareAny, arg: boxed}
		return planOfSorting(c, form, by), nil
	}
}

// severalCriteria makes one criterion of several: an array, compared element by element. Unlike a
// single criterion it costs an allocation for every event.
func severalCriteria(args []Arg) criteria[any] {
	values, desc := make([]expr.AnyFn, len(args)), make([]bool, len(args))
	for i := range args {
		values[i], desc[i] = args[i].Fn.AsAny(), args[i].Desc
	}
	return criteria[any]{
		typ: event.ArrayOf(event.Object),
		value: func(e *expr.Env) (any, bool) {
			key := make([]any, len(values))
			for i, v := range values {
				key[i] = v(e)
			}
			return key, true
		},
		order: func(a, b any) int {
			x, _ := a.([]any)
			y, _ := b.([]any)
			for i := range min(len(x), len(y)) {
				if c := compareAny(x[i], y[i]); c != 0 {
					if i < len(desc) && desc[i] {
						return -c
					}
					return c
				}
			}
			return cmp.Compare(len(x), len(y))
		},
		arg: boxed,
	}
}

func planOfSorting[K any](c *Call, form sortForm, by criteria[K]) Plan {
	p := &sorting[K]{
		slot: c.Source.Slot, join: c.Source.Join, event: event.EventOf(c.Source.Schema),
		key: by.typ, arg: by.arg,
	}
	if len(c.Args) == 1 {
		p.key = c.Args[0].Fn.Type
	}
	desc := len(c.Args) == 1 && c.Args[0].Desc
	p.order = nullsFirst(by.order)
	if desc != form.last {
		p.order = backwards(p.order)
	}
	p.input = newInput(c, p.event, by.value)
	switch {
	case form.all:
		p.typ = event.ArrayOf(p.event)
		p.column = func(*input[K]) Column { return newSorted(p, true) }
		return sortedPlan[K]{p}
	case form.ever:
		p.column = func(*input[K]) Column { return &everByColumn[K]{p: p} }
	default:
		p.column = func(*input[K]) Column { return newSorted(p, false) }
	}
	return p
}

// nullsFirst orders values that may be null: null is below everything. The direction of a criterion
// is applied outside of it, so that `desc` puts null last.
func nullsFirst[K any](order compare[K]) compare[slot[K]] {
	return func(a, b slot[K]) int {
		if !a.ok || !b.ok {
			return compareBools(a.ok, b.ok)
		}
		return order(a.v, b.v)
	}
}

// starSorting is the plan of sorted(*), which stands in `into table` only: the criteria are those
// of the table's column.
type starSorting struct {
	*input[struct{}]
	slot int
}

// everBy is the first event of a group by an order, of all that ever entered. The event is held until
// another takes its place.
//
//	order  any     cost  O(1)     space  one event and its key     null  is below all     empty  null
type everBy[K any] struct{ row sortedRow[K] }

var _ keeper = (*everBy[bool])(nil)

type everByColumn[K any] struct {
	store[everBy[K], *everBy[K]]
	p *sorting[K]
}

// Enter implements Column. An event whose criterion is null gives way to whatever comes next, as
// in Esper.
func (c *everByColumn[K]) Enter(g uint32, env *expr.Env) {
	p := c.p
	if p.filter != nil && !p.filter(env) {
		return
	}
	r := sortedRow[K]{ev: env.Ev[p.slot]}
	if r.ev == nil {
		return
	}
	r.key.v, r.key.ok = p.value(env)
	s := &c.states[g]
	if s.row.ev != nil {
		if s.row.key.ok && p.order(r.key, s.row.key) >= 0 {
			return
		}
		s.row.ev.Drop()
	}
	r.ev.Hold()
	s.row = r
}

// Leave implements Column.
func (c *everByColumn[K]) Leave(uint32, *expr.Env) {}

// Any implements expr.AggReader.
func (c *everByColumn[K]) Any(g uint32) any {
	if ev := c.states[g].row.ev; ev != nil {
		return ev
	}
	return nil
}

func (c *everByColumn[K]) swap(p Plan) (Plan, bool) {
	old := c.p
	q, ok := p.(*sorting[K])
	if ok {
		c.p = q
	}
	return old, ok
}

// Reset empties the group.
func (s *everBy[K]) Reset() {
	if s.row.ev != nil {
		s.row.ev.Drop()
	}
	s.row = sortedRow[K]{}
}

// Save writes the state.
func (s *everBy[K]) Save(e *event.Encoder) {
	e.Event(s.row.ev)
	saveSlot(e, s.row.key)
}

// Load reads the state.
func (s *everBy[K]) Load(d *event.Decoder) {
	s.row.ev = d.Event()
	s.row.key = loadSlot[K](d)
	if s.row.ev != nil {
		s.row.ev.Hold()
	}
}

// keyText writes a key as the key of a map.
func keyText(v any) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}
