package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// sorting is the plan of the functions that order events by criteria of type K: sorted, minby,
// maxby and their ever-forms. Several criteria are one of type []any.
type sorting[K any] struct {
	*input[K]
	order compare[slot[K]] // null is least, unless the criterion is descending
	slot  int
	join  bool
	event event.Type
	key   event.Type // of the criteria
	arg   func(*expr.Fn) func(*expr.Env) (K, bool)
}

// sortedRow is an event with its key.
type sortedRow[K any] struct {
	key  slot[K]
	ev   *event.Event
	refs int32 // how many rows of a join the event stands in
}

// sortedRows is the events of a group in order of their keys, equal ones in order of arrival.
//
//	cost   O(log n + block + events of the same key that are older)
//	space  1 to 2 times 32 bytes an event for a number as key
//	null   is a key, below all others
type sortedRows[K any] struct{ rows ranked[sortedRow[K]] }

var _ keeper = (*sortedRows[bool])(nil)

// sortedColumn keeps the events of each group in order.
type sortedColumn[K any] struct {
	store[sortedRows[K], *sortedRows[K]]
	p *sorting[K]
	// feeder is the plan of the call that enters the rows, where that is not p: see [Feed].
	feeder *sorting[K]
	byKey  compare[sortedRow[K]]
	all    bool // the result is the list, not its first event
}

func newSorted[K any](p *sorting[K], all bool) *sortedColumn[K] {
	return &sortedColumn[K]{p: p, feeder: p, all: all, byKey: func(a, b sortedRow[K]) int {
		return p.order(a.key, b.key)
	}}
}

// take evaluates the row in env.
func (c *sortedColumn[K]) take(env *expr.Env) (r sortedRow[K], ok bool) {
	f := c.feeder
	if f.filter != nil && !f.filter(env) {
		return r, false
	}
	if r.ev = env.Ev[f.slot]; r.ev == nil {
		return r, false
	}
	value := f.value
	if value == nil { // sorted(*) into a table, whose column has the criteria
		value = c.p.value
	}
	if value != nil {
		r.key.v, r.key.ok = value(env)
	}
	r.refs = 1
	return r, true
}

// Enter implements Column.
func (c *sortedColumn[K]) Enter(g uint32, env *expr.Env) {
	r, ok := c.take(env)
	if !ok {
		return
	}
	rows := &c.states[g].rows
	if c.p.join {
		if part, i, ok := c.find(rows, r); ok {
			rows.part(part)[i].refs++
			return
		}
	}
	r.ev.Hold()
	rows.insert(r, c.byKey)
}

// find looks for the row of r's event.
func (c *sortedColumn[K]) find(rows *ranked[sortedRow[K]], r sortedRow[K]) (part, i int, ok bool) {
	part, i = rows.lower(r, c.byKey)
	for ; part < rows.parts(); part, i = part+1, 0 {
		for p := rows.part(part); i < len(p); i++ {
			if p[i].ev == r.ev {
				return part, i, true
			}
			if c.byKey(p[i], r) != 0 {
				return 0, 0, false
			}
		}
	}
	return 0, 0, false
}

// Leave implements Column.
func (c *sortedColumn[K]) Leave(g uint32, env *expr.Env) {
	r, ok := c.take(env)
	if !ok {
		return
	}
	rows := &c.states[g].rows
	part, i, ok := c.find(rows, r)
	if !ok {
		return
	}
	if row := &rows.part(part)[i]; row.refs > 1 {
		row.refs--
		return
	}
	rows.cut(part, i)
	r.ev.Drop()
}

// Any implements expr.AggReader. A list without events is an empty one.
func (c *sortedColumn[K]) Any(g uint32) any {
	rows := &c.states[g].rows
	if !c.all {
		if rows.len() == 0 {
			return nil
		}
		return rows.first().ev
	}
	all := make([]any, 0, rows.len())
	c.Each(g, func(v any) bool { all = append(all, v); return true })
	return all
}

// Each implements Lister.
func (c *sortedColumn[K]) Each(g uint32, yield func(any) bool) bool {
	c.states[g].rows.each(0, 0, func(r sortedRow[K]) bool { return yield(r.ev) })
	return true
}

func (c *sortedColumn[K]) swap(p Plan) (Plan, bool) {
	old := Plan(c.feeder)
	switch q := p.(type) {
	case *sorting[K]:
		c.feeder = q
	case sortedPlan[K]:
		c.feeder = q.sorting
	case *starSorting:
		in := &input[K]{name: q.name, typ: q.typ, filter: q.filter}
		c.feeder = &sorting[K]{input: in, slot: q.slot}
	default:
		return old, false
	}
	return old, true
}

// Reset empties the group.
func (s *sortedRows[K]) Reset() {
	s.rows.each(0, 0, func(r sortedRow[K]) bool {
		r.ev.Drop()
		return true
	})
	s.rows = ranked[sortedRow[K]]{}
}

// Save writes the state.
func (s *sortedRows[K]) Save(e *event.Encoder) {
	e.Int(s.rows.len())
	s.rows.each(0, 0, func(r sortedRow[K]) bool {
		e.Event(r.ev)
		e.Int(int(r.refs))
		saveSlot(e, r.key)
		return true
	})
}

// Load reads the state.
func (s *sortedRows[K]) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		r := sortedRow[K]{ev: d.Event(), refs: int32(d.Int()), key: loadSlot[K](d)}
		if r.ev == nil {
			d.Fail("a sorted row without its event")
			return
		}
		r.ev.Hold()
		s.rows.append(r)
	}
}

// Bytes tells the memory of the rows.
func (s *sortedRows[K]) Bytes() int { return s.rows.bytes() }
