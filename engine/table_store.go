package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// tableFinder finds rows for one user: by the primary key, by an index, or all of them.
type tableFinder struct {
	table *table
	key   *keys.Key   // as the user has it; nil: all rows
	index *tableIndex // nil: key is the primary key
	width int         // how many of the columns are in the key
	list  []*event.Event
}

// finder implements rowStore.
func (t *table) finder(l *query.Lookup) rowFinder {
	f := &tableFinder{table: t}
	if fns, ok := t.primary(l); ok {
		f.key, f.width = keys.New(fns...), len(fns)
		return f
	}
	var (
		columns []*event.Column
		fns     []expr.Fn
	)
	for _, i := range t.plan.Indexable(l.Columns) {
		if sameWords(l.Own[i].Type, l.Columns[i].Type) {
			columns, fns = append(columns, l.Columns[i]), append(fns, l.Keys[i])
		}
	}
	if len(columns) > 0 {
		f.key, f.index, f.width = keys.New(fns...), t.indexOn(columns), len(fns)
	}
	return f
}

// primary returns the values that a look-up has for the primary key, if it has all of them.
func (t *table) primary(l *query.Lookup) (fns []expr.Fn, ok bool) {
	for _, k := range t.plan.Keys {
		i := slices.Index(l.Columns, k)
		if i < 0 || !sameWords(l.Own[i].Type, k.Type) {
			return nil, false
		}
		fns = append(fns, l.Keys[i])
	}
	return fns, len(fns) > 0
}

// sameWords tells whether the keys of two types are equal when the values are: a whole number that is
// compared as a floating one is another key.
func sameWords(a, b event.Type) bool { return a.Class() == b.Class() && a.Class() != event.ClassAny }

// find implements rowFinder.
func (f *tableFinder) find(env *expr.Env) []*event.Event {
	t := f.table
	f.list = f.list[:0]
	switch {
	case f.key == nil:
		for n := range t.set.Each() {
			f.list = append(f.list, t.Row(n))
		}
	case f.index == nil:
		if n, ok := t.set.FindEqual(f.key, env); ok {
			f.list = append(f.list, t.Row(n))
		}
	default:
		if k, ok := f.index.set.FindEqual(f.key, env); ok {
			for _, n := range f.index.chain[k] {
				f.list = append(f.list, t.Row(n))
			}
		}
	}
	return f.list
}

// close implements rowFinder.
func (f *tableFinder) close() {
	if f.index != nil {
		f.index.leave(f.table)
	}
}

// each implements rowStore.
func (t *table) each(yield func(*event.Event) bool) {
	for n := range t.set.Each() {
		if !yield(t.Row(n)) {
			return
		}
	}
}

// change implements rowStore. What is wrong with one row ends it; the changes before have happened.
func (t *table) change(list []rowChange) {
	for _, c := range list {
		if c.old == nil {
			t.insert(c.now)
			continue
		}
		n, ok := t.numberOf(c.old)
		switch {
		case !ok: // an earlier change has taken it away
		case c.now == nil:
			t.remove(n)
		default:
			t.update(n, c.now)
		}
	}
}

// table returns the rows of a table, those of the agent's partition where the table has a context.
func (a *agent) table(p *query.TablePlan) *table {
	t, _ := a.core.store(p.Store, a.part).(*table)
	return t
}

// openTables shows the expressions the tables that they read.
func (a *agent) openTables(s query.Slots, env *expr.Env) {
	for _, u := range s.Tables {
		if ref, ok := env.State[u.Slot].(*query.TableRef); ok {
			ref.Rows = a.table(u.Table)
		}
	}
}
