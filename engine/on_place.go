package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// inPlace is the short way of an update: the row itself changes instead of giving way to a copy. It is
// taken when nobody can tell the difference: a single row is updated, and by one list of assignments;
// the window is its only holder and goes by nothing but the order in which rows came; no index is on a
// column that changes; nobody selects from the window, or listens to it or to the statement, and gets
// rows as they were; and the statement does not look into the window while it changes.
type inPlace struct {
	window *namedWindow // nil when there is no such way
	finder *indexFinder
	before *event.Event // the row as it was
	copier *event.Copier
	asked  int  // the window's version for which keyed was found out
	keyed  bool // an index is on a column that changes
}

func (p *inPlace) init(o *onTrigger) {
	w, ok := o.store.(*namedWindow)
	if !ok || w.renewer == nil || o.p.Trigger == nil || len(o.a.subs) > 0 || len(o.p.Changes) == 0 {
		return
	}
	p.window, p.asked = w, -1
	p.finder, _ = o.finder.(*indexFinder)
	p.before = o.p.Target.Store.Schema.NewNull()
	p.before.Hold()
	p.copier = event.NewRowCopier(o.p.Target.Store.Schema)
}

func (p *inPlace) stop() {
	if p.before != nil {
		p.before.Drop()
	}
}

// possible tells whether the one row that was found may change in place.
func (p *inPlace) possible(o *onTrigger) bool {
	w := p.window
	if w == nil || len(o.found) != 1 || len(o.a.st.listeners)+len(w.consumers)+len(w.watchers) > 0 ||
		len(w.agent.st.listeners) > 0 || !o.found[0].Sole() {
		return false
	}
	if p.asked != w.version {
		changes := func(col *event.Column) bool { return slices.Contains(o.p.Changes, col) }
		p.asked = w.version
		p.keyed = slices.ContainsFunc(w.sorted, func(x *sortedIndex) bool { return changes(x.column) }) ||
			slices.ContainsFunc(w.indexes, func(x *storeIndex) bool {
				return slices.ContainsFunc(x.columns, changes)
			})
	}
	return !p.keyed
}

// update carries out assignments on the row that was found; it tells whether it did.
func (p *inPlace) update(o *onTrigger, list []query.OnAssign) bool {
	if !p.possible(o) {
		return false
	}
	row := o.found[0]
	if row.Extends() {
		return false
	}
	p.copier.Copy(p.before, row)
	whole := false
	defer func() {
		if !whole { // an assignment threw: the row is as it was
			p.copier.Copy(row, p.before)
		}
	}()
	o.assign(row, p.before, list)
	whole = true
	p.window.renewed(row, p.finder)
	o.a.st.counters.RowsOut += 2 // the row as it is, and as it was
	return true
}

// merge carries out a case that only updates.
func (p *inPlace) merge(o *onTrigger, row *event.Event, mc *query.MergeCase) bool {
	if p.window == nil || len(mc.Actions) != 1 {
		return false
	}
	act := mc.Actions[0]
	if act.Delete || act.Insert != nil || !p.possible(o) {
		return false
	}
	if act.Where != nil && !act.Where(o.env) {
		return true
	}
	return p.update(o, act.Set)
}

// renewed puts a row that changed in place where one stands that comes now. The finder is the one that
// led to it: where it has found no other, the order of its index stays.
func (w *namedWindow) renewed(row *event.Event, by *indexFinder) {
	w.renewer.Renew(row)
	for _, x := range w.indexes {
		if by == nil || x != by.x || !by.single {
			x.renew(row)
		}
	}
	for _, x := range w.sorted {
		x.renew(row)
	}
	w.agent.st.counters.RowsOut += 2
}
