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
	table   *table
	plan    *query.IntoPlan
	by      *keys.Key // of the row that the statement's row belongs to
	columns []aggregate.Column
	// inside is how many of the statement's rows are in the aggregations of each row of the table, where
	// they leave again. What leaves after the row of the table was deleted is none of them.
	inside []int32
	counts bool
}

// newTableFeeder joins the statement to its table.
func newTableFeeder(a *agent, p *query.SelectPlan) *tableFeeder {
	t := a.table(p.Into.Table)
	f := &tableFeeder{table: t, plan: p.Into, by: keys.New(p.Result.Keys...), counts: p.Result.Windowed}
	for i, plan := range p.Result.Aggs {
		c, err := aggregate.Feed(t.columns[p.Into.Columns[i]], plan)
		if err != nil {
			panic(err) // the planner has tried it
		}
		f.columns = append(f.columns, c)
	}
	t.feeders = append(t.feeders, f)
	return f
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
	n, ok := f.table.set.FindBy(f.by, env)
	return ok && (!f.counts || int(n) < len(f.inside) && f.inside[n] > 0)
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

// forget is called when a row of the table goes.
func (f *tableFeeder) forget(n uint32) {
	if int(n) < len(f.inside) {
		f.inside[n] = 0
	}
}

// Save implements resultset.Store.
func (f *tableFeeder) Save(enc *event.Encoder) {
	enc.Int(len(f.inside))
	for _, n := range f.inside {
		enc.Int(int(n))
	}
}

// Load implements resultset.Store.
func (f *tableFeeder) Load(dec *event.Decoder) {
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		f.inside = append(f.inside, int32(dec.Int()))
	}
}
