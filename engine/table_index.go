package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// tableIndex finds the rows of a table by some of its plain columns. Those that are declared stay as long
// as their statement does, others as long as a statement looks rows up by them.
type tableIndex struct {
	columns []*event.Column
	unique  bool
	name    string // of one that is declared
	users   int
	set     *keys.Set
	chain   [][]uint32 // the numbers of the rows, in order, by that of the key
}

// indexOn returns the index on these columns, a new one when there is none.
func (t *table) indexOn(columns []*event.Column) *tableIndex {
	for _, x := range t.indexes {
		if slices.Equal(x.columns, columns) {
			x.users++
			return x
		}
	}
	x := newTableIndex(columns)
	x.users++
	for n := range t.set.Each() {
		x.add(t, n)
	}
	t.indexes = append(t.indexes, x)
	return x
}

func newTableIndex(columns []*event.Column) *tableIndex {
	fns := make([]expr.Fn, len(columns))
	for i, c := range columns {
		fns[i] = expr.ColumnFn(c, 0)
	}
	return &tableIndex{columns: columns, set: keys.NewSet(keys.New(fns...))}
}

// createIndex implements indexer. Columns that are to be sorted are found like the others.
func (t *table) createIndex(p *query.IndexPlan) (drop func()) {
	columns := slices.Concat(p.Hash.Columns, p.Sorted)
	x := newTableIndex(columns)
	x.name, x.unique, x.users = p.Name, p.Unique, 1
	for n := range t.set.Each() {
		if !x.add(t, n) {
			x.violated(t, t.rows[n])
		}
	}
	t.indexes = append(t.indexes, x)
	return func() { x.leave(t) }
}

// leave says that a user is gone.
func (x *tableIndex) leave(t *table) {
	if x.users--; x.users == 0 {
		t.indexes = slices.DeleteFunc(t.indexes, func(y *tableIndex) bool { return y == x })
	}
}

// add takes a row in; false when the index is unique and has the key already.
func (x *tableIndex) add(t *table, n uint32) bool {
	t.env.Ev[0] = t.rows[n]
	k, added := x.set.Add(t.env)
	if !added && x.unique {
		return false
	}
	for int(k) >= len(x.chain) {
		x.chain = append(x.chain, nil)
	}
	// The order does not depend on how the rows came to be here: a restored table answers as the old one.
	i, _ := slices.BinarySearch(x.chain[k], n)
	x.chain[k] = slices.Insert(x.chain[k], i, n)
	return true
}

func (x *tableIndex) remove(t *table, n uint32) {
	t.env.Ev[0] = t.rows[n]
	k, ok := x.set.Find(t.env)
	if !ok {
		return
	}
	if i, ok := slices.BinarySearch(x.chain[k], n); ok {
		x.chain[k] = slices.Delete(x.chain[k], i, i+1)
	}
	if len(x.chain[k]) == 0 {
		x.set.Remove(k)
	}
}

// violated throws the error of a second row with a key of a unique index.
func (x *tableIndex) violated(t *table, row *event.Event) {
	var key []any
	for _, c := range x.columns {
		key = append(key, row.Any(c))
	}
	expr.Throw(t.plan.Pos, codeDuplicateKey,
		"unique index '%s' of table '%s' has the key %v already", x.name, t.plan.Store.Name, key)
}
