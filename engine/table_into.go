package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// tableFeeder is an into-table statement in one partition, seen from the table: its groups are rows, its
// aggregations columns.
type tableFeeder struct {
	agent   *agent
	table   *table
	plan    *query.IntoPlan
	by      *keys.Key // of the row that the statement's row belongs to
	columns []aggregate.Column
	// Where rows leave again: inside is how many of them are in the aggregations of each row of the table,
	// gone, by key, how many were when it was deleted. As many of those that leave are ignored: these come
	// first where rows leave in the order in which they came.
	counts bool
	inside []int32
	gone   *keys.Map[int32] // nil before a row was deleted
}

// newTableFeeder joins the statement to its table.
func newTableFeeder(a *agent, p *query.SelectPlan) *tableFeeder {
	t := a.table(p.Into.Table)
	f := &tableFeeder{agent: a, table: t, plan: p.Into, by: keys.New(p.Result.Keys...), counts: p.Result.Windowed}
	for i, plan := range p.Result.Aggs {
		c, err := aggregate.Feed(t.columns[p.Into.Columns[i]], plan)
		if err != nil {
			panic(err) // the planner has tried it
		}
		f.columns = append(f.columns, c)
	}
	t.feeders = append(t.feeders, f)
	if f.direct(p) {
		a.inputs[0].head = f
	}
	return f
}

// direct tells whether every event of the statement is one row that enters, and stays: then, as long as
// nobody listens, all there is to do is to enter it.
func (f *tableFeeder) direct(p *query.SelectPlan) bool {
	in := p.Inputs[0]
	return len(p.Inputs) == 1 && in.Filter != nil && in.Store == nil && in.Window == nil && in.Match == nil &&
		p.Where == nil && p.Result.Output == nil && len(p.Access) == 0
}

// Push takes events of a statement that direct is true for.
func (f *tableFeeder) Push(d *event.Delta) {
	a := f.agent
	if !f.silent(a.st) {
		a.push(d)
		return
	}
	a.env.IsNew = true
	for _, ev := range d.New {
		a.env.Ev[0] = ev
		n := f.Number(a.env)
		for _, c := range f.columns {
			c.Enter(n, a.env)
		}
		f.Changed(n, true)
	}
}

// silent tells whether nobody is told what the statement adds to its table.
func (f *tableFeeder) silent(st *Statement) bool {
	return len(st.listeners) == 0 && !st.plan.Select.Result.Unbound
}

// Columns implements resultset.Store.
func (f *tableFeeder) Columns() []aggregate.Column { return f.columns }

// Number implements resultset.Store.
func (f *tableFeeder) Number(env *expr.Env) uint32 { return f.table.number(f.by, env, f.plan.Keys) }

// Feeds implements resultset.Store.
func (f *tableFeeder) Feeds(env *expr.Env) bool {
	if f.gone != nil {
		if n, ok := f.gone.FindBy(f.by, env); ok {
			if left := f.gone.At(n); *left > 1 {
				*left--
			} else {
				f.gone.Remove(n)
			}
			return false
		}
	}
	_, ok := f.table.set.FindBy(f.by, env)
	return ok
}

// Changed implements resultset.Store.
func (f *tableFeeder) Changed(n uint32, entered bool) {
	f.table.stale[n] = true
	if !f.counts {
		return
	}
	for int(n) >= len(f.inside) {
		f.inside = append(f.inside, 0)
	}
	if entered {
		f.inside[n]++
	} else if f.inside[n] > 0 {
		f.inside[n]--
	}
}

// Has implements resultset.Store.
func (f *tableFeeder) Has(env *expr.Env) bool {
	_, ok := f.table.set.FindBy(f.by, env)
	return ok
}

// dropped is called when a row of the table goes.
func (f *tableFeeder) dropped(n uint32) {
	f.agent.set.Dropped(n)
	f.forget(n)
}

// forget is called when the aggregations of a row are emptied.
func (f *tableFeeder) forget(n uint32) {
	if int(n) >= len(f.inside) || f.inside[n] == 0 {
		return
	}
	t := f.table
	if f.gone == nil {
		f.gone = keys.NewMap[int32](t.plan.Key)
	}
	t.env.Ev[0] = t.rows[n]
	left, _ := f.gone.Put(t.env)
	*left += f.inside[n]
	f.inside[n] = 0
}

// Save implements resultset.Store.
func (f *tableFeeder) Save(enc *event.Encoder) {
	enc.Int(len(f.inside))
	for _, n := range f.inside {
		enc.Int(int(n))
	}
	enc.Bool(f.gone != nil)
	if f.gone == nil {
		return
	}
	f.gone.Save(enc)
	for n := range f.gone.Each() {
		enc.Int(int(*f.gone.At(n)))
	}
}

// Load implements resultset.Store.
func (f *tableFeeder) Load(dec *event.Decoder) {
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		f.inside = append(f.inside, int32(dec.Int()))
	}
	if !dec.Bool() {
		return
	}
	f.gone = keys.NewMap[int32](f.table.plan.Key)
	f.gone.Load(dec)
	for n := range f.gone.Each() {
		*f.gone.At(n) = int32(dec.Int())
	}
}
