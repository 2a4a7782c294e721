package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// table is the rows of a table in one context partition. A row has a number, that of its key. Its plain
// columns are an event, its aggregations lie in columns by that number.
//
// The event has a place for the values of the aggregations too, which are written when somebody asks for
// the whole row and they have changed since. An event that was given away is never changed: the row
// gets another one.
type table struct {
	agent   *agent
	plan    *query.TablePlan
	set     *keys.Set
	rows    []*event.Event // by number; nil: there is none
	stale   []bool         // the aggregations have changed since the event was made
	columns []aggregate.Column
	room    int // rows that columns have room for
	env     *expr.Env
	indexes []*tableIndex
	feeders []*tableFeeder // the into-table statements
}

func newTable(a *agent, p *query.TablePlan) *table {
	t := &table{agent: a, plan: p, set: keys.NewSet(p.Key)}
	t.env = &expr.Env{Ev: make([]*event.Event, 1), Rt: a.core.rt, IsNew: true}
	if len(p.Keys) == 0 { // the aggregations may be read before there is the row
		t.room = 1
	}
	for i := range p.Aggs {
		c := p.Aggs[i].Plan.New()
		c.Grow(t.room)
		t.columns = append(t.columns, c)
		t.env.Aggs = append(t.env.Aggs, c)
	}
	return t
}

// Find implements query.TableRows.
func (t *table) Find(k *keys.Key, env *expr.Env) (uint32, bool) { return t.set.FindBy(k, env) }

// Plain implements query.TableRows.
func (t *table) Plain(n uint32) *event.Event { return t.rows[n] }

// Column implements query.TableRows.
func (t *table) Column(i int) aggregate.Column { return t.columns[i] }

// Row implements query.TableRows.
func (t *table) Row(n uint32) *event.Event {
	if t.stale[n] {
		row := t.copied(t.rows[n])
		t.env.Group = n
		for i := range t.plan.Aggs {
			t.plan.Aggs[i].Write(t.env, row)
		}
		t.stale[n] = false
		t.replace(n, row)
	}
	return t.rows[n]
}

// copied returns an event with the plain values of another; those of the aggregations are to be written.
func (t *table) copied(row *event.Event) *event.Event {
	now := row.Schema().New()
	t.plan.Copier.Copy(now, row)
	return now
}

// replace gives a row another event.
func (t *table) replace(n uint32, row *event.Event) {
	row.Hold()
	if old := t.rows[n]; old != nil {
		old.Drop()
	}
	t.rows[n] = row
}

// Each implements query.TableRows.
func (t *table) Each(yield func(*event.Event) bool) {
	for n := range t.set.Each() {
		if !yield(t.rows[n]) {
			return
		}
	}
}

// Reset implements query.TableRows. When all are emptied, what is in the windows of those who feed the
// row is forgotten too.
func (t *table) Reset(n uint32, which int, row *event.Event) {
	for i := range t.columns {
		if which < 0 || which == i {
			t.columns[i].Clear(n)
			t.env.Group = n
			t.plan.Aggs[i].Write(t.env, row)
		}
	}
	if which < 0 {
		for _, f := range t.feeders {
			f.forget(n)
		}
	}
	t.stale[n] = true
}

// numberOf finds a row by the key columns of one of its events.
func (t *table) numberOf(row *event.Event) (uint32, bool) {
	t.env.Ev[0] = row
	return t.set.Find(t.env)
}

// insert adds a row. When there is one with its key that is an error, and that one is gone too, as in
// Esper: neither is right.
func (t *table) insert(row *event.Event) {
	t.env.Ev[0] = row
	if n, ok := t.set.Find(t.env); ok {
		t.remove(n)
		t.collision(row)
	}
	t.add(row)
}

// add makes an event a new row and returns its number.
func (t *table) add(row *event.Event) uint32 {
	if most := t.agent.core.maxRows; most > 0 && t.set.Len() >= most {
		expr.Throw(t.plan.Pos, expr.CodeLimit, "table '%s' has %d rows, and no more are allowed", t.plan.Store.Name, most)
	}
	t.env.Ev[0] = row
	n, _ := t.set.Add(t.env)
	t.enter(n, row)
	return n
}

// collision throws the error of two rows with one key.
func (t *table) collision(row *event.Event) {
	p := t.plan
	if len(p.Keys) == 0 {
		expr.Throw(p.Pos, codeDuplicateKey, "table '%s' has a row already, and no primary key",
			p.Store.Name)
	}
	var key []any
	for _, k := range p.Keys {
		key = append(key, row.Any(k))
	}
	expr.Throw(p.Pos, codeDuplicateKey, "table '%s' has a row with the key %v already",
		p.Store.Name, key)
}

const codeDuplicateKey = "duplicate-key"

// enter makes an event the row of a number.
func (t *table) enter(n uint32, row *event.Event) {
	for int(n) >= len(t.rows) {
		t.rows, t.stale = append(t.rows, nil), append(t.stale, false)
	}
	if int(n) >= t.room {
		t.room = max(int(n)+1, 2*t.room)
		for _, c := range t.columns {
			c.Grow(t.room)
		}
	}
	t.replace(n, row)
	t.env.Group, t.stale[n] = n, false
	for i := range t.plan.Aggs {
		t.plan.Aggs[i].Write(t.env, row) // nothing has entered them, and nobody has seen the event
	}
	for i, x := range t.indexes {
		if !x.add(t, n) {
			for _, before := range t.indexes[:i] {
				before.remove(t, n)
			}
			t.drop(n)
			x.violated(t, row)
		}
	}
}

// remove takes a row away with its aggregations.
func (t *table) remove(n uint32) {
	for _, x := range t.indexes {
		x.remove(t, n)
	}
	t.drop(n)
}

// drop forgets a row that no index knows.
func (t *table) drop(n uint32) {
	for _, c := range t.columns {
		c.Clear(n)
	}
	for _, f := range t.feeders {
		f.dropped(n)
	}
	t.rows[n].Drop()
	t.rows[n] = nil
	t.set.Remove(n)
}

// update gives a row other plain values. A new key that another row has is an error; that row is gone,
// and this one stays as it is.
func (t *table) update(n uint32, row *event.Event) {
	t.env.Ev[0] = row
	if !t.set.Rename(n, t.env) {
		other, _ := t.set.Find(t.env)
		t.remove(other)
		t.collision(row)
	}
	for _, x := range t.indexes {
		x.remove(t, n)
	}
	old := t.rows[n]
	old.Hold()
	defer old.Drop()
	t.replace(n, row)
	t.stale[n] = len(t.columns) > 0
	for i, x := range t.indexes {
		if x.add(t, n) {
			continue
		}
		for _, before := range t.indexes[:i] {
			before.remove(t, n)
		}
		t.replace(n, old)
		t.env.Ev[0] = old
		t.set.Rename(n, t.env)
		for _, again := range t.indexes {
			again.add(t, n)
		}
		x.violated(t, row)
	}
}

// start implements rowStore: nothing comes to a table by itself.
func (t *table) start() {}

// stop lets the rows go.
func (t *table) stop() {
	for n := range t.set.Each() {
		t.rows[n].Drop()
		for _, c := range t.columns {
			c.Clear(n)
		}
	}
	t.rows, t.stale = nil, nil
	t.set = keys.NewSet(t.plan.Key)
}

func (t *table) save(enc *event.Encoder) {
	t.set.Save(enc)
	for n := range t.set.Each() {
		enc.Event(t.rows[n])
		enc.Bool(t.stale[n])
		for _, c := range t.columns {
			c.Save(n, enc)
		}
	}
}

func (t *table) load(dec *event.Decoder) {
	t.set.Load(dec)
	t.rows, t.stale = make([]*event.Event, t.set.Cap()), make([]bool, t.set.Cap())
	t.room = t.set.Cap()
	for _, c := range t.columns {
		c.Grow(t.room)
	}
	for n := range t.set.Each() {
		if t.rows[n] = dec.Event(); t.rows[n] == nil {
			dec.Fail("a row of a table is missing")
			return
		}
		t.rows[n].Hold()
		t.stale[n] = dec.Bool()
		for _, c := range t.columns {
			c.Load(n, dec)
		}
		for _, x := range t.indexes {
			x.add(t, n)
		}
	}
}

// size estimates the memory held and counts the rows.
func (t *table) size() (bytes, rows int) {
	bytes = t.set.Bytes() + 9*cap(t.rows) + t.set.Len()*t.plan.Store.Schema.EventBytes()
	for _, c := range t.columns {
		bytes += c.Bytes()
	}
	for _, x := range t.indexes {
		bytes += x.set.Bytes() + 8*cap(x.chain)
	}
	return bytes, t.set.Len()
}

// number returns the row with the key that env shows, which write copies into a row that is new.
func (t *table) number(k *keys.Key, env *expr.Env, write []query.Writer) uint32 {
	if n, ok := t.set.FindBy(k, env); ok {
		return n
	}
	row := t.plan.Store.Schema.NewNull()
	for _, w := range write {
		w(env, row)
	}
	return t.add(row)
}

// removeFeeder forgets an into-table statement.
func (t *table) removeFeeder(f *tableFeeder) {
	t.feeders = slices.DeleteFunc(t.feeders, func(x *tableFeeder) bool { return x == f })
}
