package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// indexer is a store for which indexes can be declared.
type indexer interface {
	// createIndex makes an index of its own accord and returns what ends it. It throws when rows
	// that are there contradict it.
	createIndex(p *query.IndexPlan) (drop func())
}

// createIndex keeps an index for as long as its statement runs, whoever else uses it.
func (w *namedWindow) createIndex(p *query.IndexPlan) (drop func()) {
	if w.batch {
		return func() {}
	}
	dropSorted := w.createSorted(p)
	if len(p.Hash.Columns) == 0 {
		return dropSorted
	}
	x := w.index(p.Hash)
	drop = func() {
		dropSorted()
		w.endUnique(x, p)
		w.release(x)
	}
	whole := false
	defer func() {
		if !whole { // rows that are there contradict it
			drop()
		}
	}()
	if p.Unique {
		w.makeUnique(x, p)
	}
	whole = true
	return drop
}

// makeUnique fills an index anew, with the rows that have nulls.
func (w *namedWindow) makeUnique(x *storeIndex, p *query.IndexPlan) {
	x.unique = append(x.unique, p)
	x.empty()
	switch {
	case w.core.loading && w.saved == nil: // the rows come later
		return
	case w.core.loading:
		w.restore(x)
	default:
		w.fill(x)
	}
	for i := range x.buckets {
		if len(x.buckets[i].rows()) > 1 {
			x.duplicate()
		}
	}
}

// endUnique takes the rows with nulls out again when the index is not unique any more.
func (w *namedWindow) endUnique(x *storeIndex, p *query.IndexPlan) {
	i := slices.Index(x.unique, p)
	if i < 0 {
		return
	}
	x.unique = slices.Delete(x.unique, i, i+1)
	if len(x.unique) == 0 && x.users > 1 {
		x.empty()
		w.fill(x)
	}
}

// empty lets all rows out.
func (x *storeIndex) empty() {
	x.set = keys.NewSet(keys.New(x.own...))
	x.buckets = nil
}

// duplicate throws: a row would be the second with its key.
func (x *storeIndex) duplicate() {
	p := x.unique[0]
	expr.Throw(p.Pos, "unique", "a row with this key is there already: unique index '%s'", p.Name)
}

// checkUnique refuses an update that would make two rows alike: none of its rows enters.
func (w *namedWindow) checkUnique(d *event.Delta) {
	for _, x := range w.indexes {
		if len(x.unique) > 0 && !w.batch {
			x.check(d)
		}
	}
}

func (x *storeIndex) check(d *event.Delta) {
	var seen *keys.Set
	for i, ev := range d.New {
		x.env.Ev[x.slot] = ev
		if n, ok := x.set.Find(x.env); ok {
			for _, row := range x.buckets[n].rows() {
				if !slices.Contains(d.Old, row) {
					x.duplicate()
				}
			}
		}
		if len(d.New) == 1 {
			return
		}
		if i == 0 {
			seen = keys.NewSet(keys.New(x.own...))
		}
		if _, added := seen.Add(x.env); !added {
			x.duplicate()
		}
	}
}
