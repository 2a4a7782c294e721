package engine

import (
	"slices"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// subquery is the rows of a subquery in one partition. It takes an event before the statement does
// that it belongs to, so that the statement finds the event among the rows.
//
// Rows are looked through when they are asked for, those only that an index finds where an equality
// leads to them. Aggregations are kept up to date where that is possible: of all rows, or of those
// with each value of the index's key; then no rows are held here at all.
type subquery struct {
	agent *agent
	plan  *query.SubqueryPlan
	entry filter.Entry
	head  event.Sink // what an event is pushed into first
	view  window.View
	prior *window.Prior
	env   *expr.Env
	slot  int // of the row in env.Ev

	reads  *storeReader    // of a named window or table, whose rows are looked up when they are asked for
	byKey  window.Finder   // the window, where it finds the rows itself; nothing is held here then
	found  [1]*event.Event // the row that it found
	rows   *rowList        // nil when there is an index, or aggregations are kept
	index  *rowIndex       // nil without an equality; its buckets are in use unless aggregations are kept
	values map[any]int     // rows with each value, where the plan asks for that alone
	aggs   []aggregate.Column
	room   int     // groups that aggs have room for
	counts []int32 // kept: rows with each key
	order  ring    // kept, of windows whose rows leave as they came: the key of each row
	fifo   bool    // order is in use
	groups *keys.Set
	last   uint32         // key of the row that came last
	firsts []*event.Event // of each group, while groups are shown
	seen   bool           // exists over a stream without window: a row has come

	one   [1]*event.Event
	delta event.Delta
}

// newSubqueries makes those of a statement, before its inputs, and shows them to the expressions.
func newSubqueries(a *agent, s query.Slots) []*subquery {
	var list []*subquery
	for _, p := range s.Subqueries {
		list = append(list, newSubquery(a, p))
	}
	return list
}

func newSubquery(a *agent, p *query.SubqueryPlan) *subquery {
	q := &subquery{agent: a, plan: p, slot: p.Input.Slot}
	q.env = &expr.Env{
		Ev: make([]*event.Event, q.slot+1), Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
		Params: a.env.Params,
	}
	q.env.Aggs = make([]expr.AggReader, 0, len(p.Aggs))
	for _, plan := range p.Aggs {
		col := plan.New()
		q.aggs = append(q.aggs, col)
		q.env.Aggs = append(q.env.Aggs, col)
	}
	q.grow(1)
	if len(p.Keys) > 0 {
		q.groups = keys.NewSet(keys.New(p.Keys...))
	}
	if p.Input.Store != nil {
		q.reads = newStoreReader(a, p.Input, p.Find)
		q.watch()
		if ref, ok := a.env.State[p.Slot].(*query.SubqueryRef); ok {
			ref.Rows = q
		}
		return q
	}
	if p.Equal != nil && p.ByWindow == nil {
		q.index = newRowIndex(p.Equal)
		q.fifo = p.Kept && p.Input.Window.Traits().FIFO
	}
	if p.Member != nil {
		q.values = make(map[any]int)
	}
	if !p.Kept && q.index == nil && p.ByWindow == nil {
		q.rows = &rowList{at: make(map[*event.Event]int)}
	}
	q.open()
	if ref, ok := a.env.State[p.Slot].(*query.SubqueryRef); ok {
		ref.Rows = q
	}
	for _, acc := range p.Access {
		connect(a.env.State[acc.Slot], q.view, q.prior)
	}
	return q
}

// open makes the window.
func (q *subquery) open() {
	a, in := q.agent, q.plan.Input
	host := &window.Host{
		Rt: a.core.rt, Slot: a.core.schedule.NewSlot(), State: a.env.State, Locals: len(a.env.Local),
	}
	q.head = event.SinkFunc(q.push)
	var depths []int
	for _, acc := range q.plan.Access {
		if acc.Prior {
			depths = append(depths, acc.Depth)
		}
	}
	switch {
	case len(depths) > 0:
		q.prior = window.NewPrior(in.Window, depths, host, q.head)
		q.head = q.prior
		if in.Window != nil {
			q.view = q.prior
		}
	case in.Window != nil:
		q.view = in.Window.New(host, q.head)
		q.head = q.view
		if q.plan.ByWindow != nil {
			q.byKey, _ = q.view.(window.Finder)
		}
	}
}

// start lets events in, before the statement itself has them.
func (q *subquery) start() {
	if q.reads != nil {
		return
	}
	a, f := q.agent, q.plan.Input.Filter
	q.entry = filter.Entry{Order: a.order - 1, Target: q, Owner: a, Test: f.Test}
	part := q.agent.partitioned(f.Schema)
	if part {
		q.entry.Test = f.Full
	}
	if q.entry.Test != nil {
		q.entry.Env = &expr.Env{
			Ev: make([]*event.Event, 1), Local: a.env.Local, State: a.env.State, Rt: a.core.rt,
			Params: a.env.Params,
		}
	}
	if part { // the partition's key has found it already
		q.agent.index(q.plan.Input.Filter.Schema).Add(&q.entry, &filter.Key{})
		return
	}
	enterIndex(q.agent.index(q.plan.Input.Filter.Schema), &q.entry, f, a.env)
}

func (q *subquery) stop() {
	if q.reads != nil {
		q.reads.close()
		q.unwatch()
		return
	}
	if q.entry.In() {
		q.agent.index(q.plan.Input.Filter.Schema).Remove(&q.entry)
	}
	if q.view != nil {
		q.view.Close()
	} else if q.prior != nil {
		q.prior.Close()
	}
	switch {
	case q.rows != nil:
		q.rows.stop()
	case q.index != nil:
		for _, b := range q.index.buckets {
			for _, ev := range b {
				ev.Drop()
			}
		}
		q.index.buckets = nil
	}
}

// Accept takes an event that the filter let through.
func (q *subquery) Accept(ev *event.Event) {
	q.one[0] = ev
	q.delta = event.Delta{New: q.one[:]}
	q.head.Push(&q.delta)
}

// Failed takes what the filter threw.
func (q *subquery) Failed(thrown any) { q.agent.core.failed(q.agent.st, thrown) }

// push takes what the window let in and out. An error here must not hinder the window from keeping
// its own books.
func (q *subquery) push(d *event.Delta) {
	if q.byKey != nil {
		return
	}
	if q.plan.Kept {
		q.keep(d)
		return
	}
	defer q.agent.core.guard(q.agent)
	switch {
	case q.view == nil && q.prior == nil: // exists: there is nothing to forget, so nothing to keep
		for _, ev := range d.New {
			q.env.Ev[q.slot] = ev
			q.seen = q.seen || q.passes()
		}
	case q.index == nil:
		q.rows.change(d)
		q.count(d)
	default:
		for _, ev := range d.New {
			q.put(ev)
		}
		for _, ev := range d.Old {
			q.take(ev)
		}
	}
}

// count keeps the values of the rows.
func (q *subquery) count(d *event.Delta) {
	if q.values == nil {
		return
	}
	for _, ev := range d.New {
		q.env.Ev[q.slot] = ev
		q.values[q.plan.Member(q.env)]++
	}
	for _, ev := range d.Old {
		q.env.Ev[q.slot] = ev
		v := q.plan.Member(q.env)
		if q.values[v]--; q.values[v] <= 0 {
			delete(q.values, v)
		}
	}
}

// put lays a row into the bucket of its key. What has a null there has a bucket too, in which nobody
// looks.
func (q *subquery) put(ev *event.Event) {
	q.env.Ev[q.slot] = ev
	x := q.index
	n, _ := x.set.Add(q.env)
	for int(n) >= len(x.buckets) {
		x.buckets = append(x.buckets, nil)
	}
	ev.Hold()
	x.buckets[n] = append(x.buckets[n], ev)
	q.last = n
}

func (q *subquery) take(ev *event.Event) {
	q.env.Ev[q.slot] = ev
	x, n, ok := q.index, q.last, true
	// What takes a row's place has its key as a rule, and came just now.
	if int(n) >= len(x.buckets) || len(x.buckets[n]) == 0 || x.buckets[n][0] != ev {
		n, ok = x.set.Find(q.env)
	}
	if !ok {
		return
	}
	i := slices.Index(x.buckets[n], ev)
	if i < 0 {
		return
	}
	const few = 16
	if i == 0 && len(x.buckets[n]) > few {
		x.buckets[n][0] = nil
		x.buckets[n] = x.buckets[n][1:]
	} else {
		x.buckets[n] = slices.Delete(x.buckets[n], i, i+1)
	}
	if len(x.buckets[n]) == 0 {
		x.set.Remove(n)
	}
	ev.Drop()
}

// passes asks the where clause about the row in env.
func (q *subquery) passes() bool { return q.plan.Where == nil || q.plan.Where(q.env) }

func (q *subquery) save(enc *event.Encoder) {
	if q.reads != nil {
		if q.plan.Kept {
			q.saveGroup(0, enc)
		}
		return
	}
	switch {
	case q.prior != nil:
		q.prior.Save(enc)
	case q.view != nil:
		q.view.Save(enc)
	}
	enc.Bool(q.seen)
	if q.rows != nil {
		q.rows.save(enc)
		return
	}
	if q.index == nil {
		q.saveGroup(0, enc)
		return
	}
	q.index.set.Save(enc)
	q.order.save(enc)
	for n := range q.index.set.Each() {
		if q.plan.Kept {
			enc.Int(int(q.counts[n]))
			q.saveGroup(n+1, enc)
			continue
		}
		enc.Int(len(q.index.buckets[n]))
		for _, ev := range q.index.buckets[n] {
			enc.Event(ev)
		}
	}
}

func (q *subquery) saveGroup(g uint32, enc *event.Encoder) {
	for _, c := range q.aggs {
		c.Save(g, enc)
	}
}

func (q *subquery) restore(dec *event.Decoder) {
	if q.reads != nil {
		if q.plan.Kept {
			q.loadGroup(0, dec)
		}
		return
	}
	switch {
	case q.prior != nil:
		q.prior.Load(dec)
	case q.view != nil:
		q.view.Load(dec)
	}
	q.seen = dec.Bool()
	if q.rows != nil {
		q.rows.load(dec)
		q.count(&event.Delta{New: q.rows.rows})
		return
	}
	if q.index == nil {
		q.loadGroup(0, dec)
		return
	}
	q.index.set.Load(dec)
	keys := q.index.set.Cap()
	q.counts, q.index.buckets = make([]int32, keys), make([][]*event.Event, keys)
	q.grow(keys + 1)
	q.order.load(dec, keys)
	for n := range q.index.set.Each() {
		if dec.Err() != nil {
			return
		}
		if q.plan.Kept {
			q.counts[n] = int32(dec.Int())
			q.loadGroup(n+1, dec)
			continue
		}
		for k := dec.Len(); k > 0 && dec.Err() == nil; k-- {
			if ev := dec.Event(); ev != nil {
				ev.Hold()
				q.index.buckets[n] = append(q.index.buckets[n], ev)
			}
		}
	}
}

func (q *subquery) loadGroup(g uint32, dec *event.Decoder) {
	for _, c := range q.aggs {
		c.Load(g, dec)
	}
}

// size estimates the memory held and counts the events in the window.
func (q *subquery) size() (bytes, events int) {
	for _, c := range q.aggs {
		bytes += c.Bytes()
	}
	if q.index != nil {
		bytes += q.index.set.Bytes()
	}
	if q.view != nil {
		events = q.view.Len()
		bytes += q.view.Bytes() + events*q.plan.Input.Schema.EventBytes()
	}
	return bytes, events
}
