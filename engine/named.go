package engine

import (
	"slices"
	"unsafe"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// namedWindow is the rows of a named window in one partition: what its data windows hold.
//
// A row comes as an event of the window's own type, sent by insert into. Such events go before all
// others that wait (core.front), and the statements that select from the window hear of a change when
// the event that made it has been through all statements: they get one delta for it. On-statements,
// subqueries and queries look into the window itself, and see it as it is.
type namedWindow struct {
	core  *core
	agent *agent
	plan  *query.NamedWindow
	entry filter.Entry
	view  window.View
	// batch is set when rows are posted batch by batch. What the window holds is then the batch that
	// fills up, which no index follows.
	batch   bool
	indexes []*storeIndex
	sorted  []*sortedIndex
	version int            // changes with the set of indexes
	renewer window.Renewer // the view, where rows may change in place; else nil
	// While a checkpoint is read: what it says of indexes whose users are not there yet.
	saved map[string][]*event.Event

	watchers  []*subquery // hear of changes at once
	consumers []*input    // hear of them when their time has come, in this order

	gathers  bool        // the views are asked several times for one update, whose parts are gathered
	delta    event.Delta // what was gathered
	waiting  event.Delta // for the consumers
	telling  event.Delta // what they are told just now
	changed  bool        // is among core.changed
	forced   bool        // consumers are told even of nothing
	silent   bool        // consumers are told nothing of the update in hand
	one      [1]*event.Event
	in       event.Delta
	part     event.Delta // of an update, for the views
	old, now []*event.Event
}

// newNamedWindow makes the window of a create statement.
func newNamedWindow(a *agent, p *query.NamedWindow) *namedWindow {
	w := &namedWindow{core: a.core, agent: a, plan: p, batch: p.Input.Window.Traits().Batch}
	w.view = p.Input.Window.New(&window.Host{
		Rt: a.core.rt, Slot: a.core.schedule.NewSlot(), State: a.env.State, Locals: len(a.env.Local),
	}, w)
	w.renewer, _ = w.view.(window.Renewer)
	w.consumers = slices.Clone(a.core.outside[p.Store])
	return w
}

// start lets rows in, the first ones those of another window.
func (w *namedWindow) start() {
	w.entry = filter.Entry{Order: w.agent.order, Target: w, Owner: w.agent}
	w.agent.rowIndex(w.plan.Store).Add(&w.entry, &filter.Key{})
	if w.plan.From == nil || w.core.loading {
		return
	}
	env := w.agent.env
	w.core.store(w.plan.From, w.agent.part).each(func(ev *event.Event) bool {
		env.Ev[0], env.IsNew = ev, true
		if w.plan.Pass == nil || w.plan.Pass(env) {
			row := w.plan.Store.Schema.New()
			for _, write := range w.plan.Fill {
				write(env, row)
			}
			w.Accept(row)
		}
		return true
	})
}

// Accept takes a row that was inserted.
func (w *namedWindow) Accept(row *event.Event) {
	w.one[0] = row
	w.in = event.Delta{New: w.one[:]}
	w.checkUnique(&w.in)
	w.view.Push(&w.in)
}

// Failed takes what a filter threw: there is none.
func (w *namedWindow) Failed(thrown any) { w.core.failed(w.agent.st, thrown) }

// change carries out what a trigger did, as one update. What goes makes room before the rest comes.
func (w *namedWindow) change(list []rowChange) {
	w.old, w.now = w.old[:0], w.now[:0]
	for _, c := range list {
		if c.old != nil {
			w.old = append(w.old, c.old)
		}
		if c.now != nil {
			w.now = append(w.now, c.now)
		}
	}
	w.in = event.Delta{New: w.now, Old: w.old}
	w.checkUnique(&w.in)
	w.gather()
	w.post(&w.delta)
}

// gather asks the views for what the update does to them.
func (w *namedWindow) gather() {
	w.delta.Reset()
	w.gathers = true
	defer func() { w.gathers = false }()
	if len(w.old) > 0 {
		w.part = event.Delta{Old: w.old}
		w.view.Push(&w.part)
	}
	if len(w.now) > 0 {
		w.part = event.Delta{New: w.now}
		w.view.Push(&w.part)
	}
}

// Push takes what the window's views post.
func (w *namedWindow) Push(d *event.Delta) {
	if w.gathers {
		w.delta.New, w.delta.Old = append(w.delta.New, d.New...), append(w.delta.Old, d.Old...)
		return
	}
	defer w.core.guard(w.agent) // the views keep their own books, whatever comes of it
	w.post(d)
}

// post tells all who have to do with the window of an update.
func (w *namedWindow) post(d *event.Delta) {
	if d.Empty() {
		return
	}
	w.saved = nil
	if !w.batch {
		for _, x := range w.indexes {
			reindex(x, d)
		}
		for _, x := range w.sorted {
			reindex(x, d)
		}
	}
	for _, q := range w.watchers {
		q.heed(d)
	}
	if len(w.consumers) > 0 && !w.silent {
		w.waiting.New, w.waiting.Old = append(w.waiting.New, d.New...), append(w.waiting.Old, d.Old...)
		w.tellLater()
	}
	w.agent.st.publish(*d)
}

// force tells the consumers even if there is nothing to tell.
func (w *namedWindow) force() {
	w.forced = true
	w.tellLater()
}

func (w *namedWindow) tellLater() {
	if !w.changed {
		w.changed = true
		w.core.changed = append(w.core.changed, w)
	}
}

// each yields the rows.
func (w *namedWindow) each(yield func(*event.Event) bool) { w.view.Each(yield) }

// stop takes the window out of everything.
func (w *namedWindow) stop() {
	if w.entry.In() {
		w.agent.rowIndex(w.plan.Store).Remove(&w.entry)
	}
	w.view.Close()
	if w.changed {
		w.core.changed = slices.DeleteFunc(w.core.changed, func(x *namedWindow) bool { return x == w })
	}
}

// save writes the rows, and how the indexes have them: in the order in which they came.
func (w *namedWindow) save(enc *event.Encoder) {
	w.view.Save(enc)
	enc.Int(len(w.indexes))
	for _, x := range w.indexes {
		enc.String(x.id)
		x.save(enc)
	}
}

func (w *namedWindow) load(dec *event.Decoder) {
	w.view.Load(dec)
	w.saved = make(map[string][]*event.Event)
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		id := dec.String()
		w.saved[id] = nil
		for dec.Bool() && dec.Err() == nil {
			if ev := dec.Event(); ev != nil {
				w.saved[id] = append(w.saved[id], ev)
			}
		}
	}
	for _, x := range w.indexes {
		w.restore(x)
	}
	for _, x := range w.sorted {
		w.fill(x)
	}
}

// restore fills an index with the rows in the order in which it had them, or the window has them.
func (w *namedWindow) restore(x *storeIndex) {
	rows, ok := w.saved[x.id]
	if !ok {
		w.fill(x)
	}
	for _, ev := range rows {
		x.add(ev)
	}
}

// namedWindow returns the window of a store in a partition; nil when it is a table.
func (c *core) namedWindow(p *query.Store, part *partition) *namedWindow {
	w, _ := c.store(p, part).(*namedWindow)
	return w
}

// stores yields all partitions of a store, or the one where it has none or the statement is in it.
func (c *core) eachStore(p *query.Store, part *partition, f func(rowStore)) {
	if p.Context == nil || part != nil {
		f(c.store(p, part))
		return
	}
	for _, a := range c.stores[p].agents() {
		f(a.store)
	}
}

// keyOfRows is the key of a context as the rows of a window under it have it.
func keyOfRows(p *query.NamedWindow) *keys.Key { return keys.New(p.Keys...) }

// isNull tells whether an expression has no value.
func isNull(f *expr.Fn, env *expr.Env) bool {
	ok := false
	switch f.Type.Class() {
	case event.ClassInt:
		_, ok = f.Int(env)
	case event.ClassFloat:
		_, ok = f.Float(env)
	case event.ClassStr:
		_, ok = f.Str(env)
	case event.ClassBool:
		_, ok = f.Bool(env)
	default:
		ok = f.Any(env) != nil
	}
	return !ok
}

// size estimates the memory held and counts the rows.
func (w *namedWindow) size() (bytes, rows int) {
	rows = w.view.Len()
	bytes = w.view.Bytes() + rows*w.plan.Store.Schema.EventBytes()
	for _, x := range w.indexes {
		bytes += x.set.Bytes() + int(unsafe.Sizeof(bucket{}))*cap(x.buckets)
	}
	for _, x := range w.sorted {
		bytes += len(x.seqs) * (int(unsafe.Sizeof(sortedRow{})) + 2*16) // the row, and its number by address
	}
	return bytes, rows
}

// watch lets a subquery whose aggregations are kept hear of the window's changes; the rows that are
// there it takes at once.
func (q *subquery) watch() {
	if !q.plan.Kept {
		return
	}
	w := q.agent.core.namedWindow(q.plan.Input.Store, q.agent.part)
	w.watchers = append(w.watchers, q)
	if q.agent.core.loading {
		return
	}
	w.view.Each(func(ev *event.Event) bool {
		if q.minds(ev) {
			q.enter(ev)
		}
		return true
	})
}

func (q *subquery) unwatch() {
	if q.plan.Kept {
		w := q.agent.core.namedWindow(q.plan.Input.Store, q.agent.part)
		w.watchers = slices.DeleteFunc(w.watchers, func(x *subquery) bool { return x == q })
	}
}

// heed takes a change of the window that the subquery watches.
func (q *subquery) heed(d *event.Delta) {
	for _, ev := range d.New {
		if q.minds(ev) {
			q.enter(ev)
		}
	}
	for _, ev := range d.Old {
		if q.minds(ev) {
			q.leave(ev)
		}
	}
}

// minds tells whether a row is one of the subquery's; one for which the filter throws is not.
func (q *subquery) minds(row *event.Event) bool {
	if q.reads.filter == nil {
		return true
	}
	defer q.agent.core.guard(q.agent)
	return q.reads.passes(row)
}
