package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// direct is the short way through a statement whose rows go out as soon as they are made. They follow
// from one event each, the one that came in or, behind windows, that they let in; or they are the
// result set's, of what one event or timer moves.
//
// With thousands of statements on a stream the cost of an event is the memory that it touches, all
// of it cold. So everything that an event needs of such a statement lies in this one cell, the entry
// of the filter index included; cells lie side by side, and what can be the engine's own, such as the
// environment of the expressions, is.
type direct struct { // what every event needs comes first: a cell is six cache lines, and the first two are met cold
	core    *core
	st      *Statement
	sole    Listener // the statement's listener, when it has just one
	turn    *turner  // of an agent that serves all partitions of a context, or nil
	events  uint64   // that came in, and
	rows    uint64   // that went out, besides those in the statement's counters
	env     *expr.Env
	set     *resultset.Set // that makes the rows; nil when they follow from one event each
	head    event.Sink     // what an event is pushed into; nil without window
	columns []query.Writer // nil: the event is the row
	schema  *event.Schema
	where   func(*expr.Env) bool
	insert  *query.InsertPlan
	params  []expr.Param
	drop    bool
	entry   filter.Entry
	param   [1]expr.Param // where one is enough
	late    *late         // of a statement that delivers by the clock
	a       *agent
	retired uint64 // 1 + the dispatch in which the cell was given back
}

// newDirect returns the short way through a statement, or nil when it needs the general one: that
// is when rows depend on other events than the one in hand, or are held back.
func newDirect(a *agent) *direct {
	p := a.st.plan.Select
	r := p.Result
	if !goesDirect(p) {
		return nil
	}
	d := a.core.short.get(a.core.turn)
	*d = direct{
		a: a, core: a.core, st: a.st, env: a.env, where: p.Where, insert: p.Insert,
		columns: r.Columns, schema: r.Schema, drop: a.drop, params: a.st.plan.Params,
	}
	if len(d.params) == 1 {
		d.param[0] = d.params[0]
		d.params = d.param[:]
	}
	switch {
	case r.Kind != query.RowSimple:
		d.set = &a.block.set
	case r.Output != nil:
		d.late = &late{}
	case len(a.env.State)+len(a.env.Local) == 0:
		d.env = &a.core.short.env
	}
	d.listen()
	return d
}

// goesDirect tells whether there is a short way through a statement of one input.
func goesDirect(p *query.SelectPlan) bool {
	in := p.Inputs[0]
	switch {
	case in.Filter == nil || in.Store != nil || in.Pattern != nil || in.Match != nil,
		in.Window != nil && (!window.OneDelta(in.Window) || p.Result.Distinct),
		!rowAtOnce(p) && !setAtOnce(p) && !rowAtLast(p):
		return false
	}
	return true
}

// rowOfEach tells whether each row of the from clause is, if where lets it pass, one row of the
// statement's insert stream, which depends on no other.
func rowOfEach(p *query.SelectPlan) bool {
	r := p.Result
	switch {
	case r.Kind != query.RowSimple || r.Having != nil || len(r.Locals) > 0 || len(p.Access) > 0,
		len(r.Order) > 0 || r.Limit != nil || !r.IStream || r.RStream,
		p.Insert != nil && p.Insert.OldStream:
		return false
	}
	return true
}

// rowAtOnce tells whether such rows go out as they come.
func rowAtOnce(p *query.SelectPlan) bool { return rowOfEach(p) && p.Result.Output == nil }

// setAtOnce tells whether the rows that a result set makes of one update are all of what the statement
// delivers then.
func setAtOnce(p *query.SelectPlan) bool {
	r := p.Result
	switch {
	case r.Kind == query.RowSimple || r.Distinct || p.Into != nil || len(r.Locals) > 0 || len(p.Access) > 0,
		len(r.Order) > 0 || r.Limit != nil || r.Output != nil || !r.IStream || r.RStream,
		p.Insert != nil && p.Insert.OldStream:
		return false
	}
	return true
}

// rowAtLast tells whether the statement delivers, at the end of each stretch of time, one row that the
// last event of the stretch decides alone: then it is enough to keep that.
func rowAtLast(p *query.SelectPlan) bool {
	o := p.Result.Output
	return o != nil && o.Keyword == query.OutputLast && o.EveryT != nil &&
		o.AfterN == nil && o.AfterT == nil && !o.OnEnd && rowOfEach(p) &&
		p.Where == nil && p.Inputs[0].Window != nil && !p.Result.Distinct && p.Result.Settled
}

// late is the row that a statement owes at the end of a stretch of time. An empty delta of a derived-value
// window says that its row has changed, which it makes when it is asked.
type late struct {
	owed  bool
	begun bool
	ev    *event.Event // that the row is made of; nil for the one that the window has now
}

// note takes what the windows let in.
func (d *direct) note(in *event.Delta) {
	l := d.late
	if n := len(in.New); n > 0 {
		in.New[n-1].Hold()
		l.forget()
		l.ev = in.New[n-1]
	} else if len(in.Old) > 0 {
		return
	}
	l.owed = true
	if !l.begun {
		l.begun = true
		d.a.limit.count(1, 0)
	}
}

func (l *late) forget() {
	if l.ev != nil {
		l.ev.Drop()
		l.ev = nil
	}
}

// settle gives the row that is owed to the result set, which has it as if it had come there at once.
func (d *direct) settle() {
	l := d.late
	if l == nil {
		return
	}
	d.catchUp()
	if !l.owed {
		return
	}
	l.owed = false
	one := func(ev *event.Event) bool {
		d.a.set.Push([]*event.Event{ev}, nil)
		return true
	}
	if l.ev != nil {
		one(l.ev)
		l.forget()
		return
	}
	d.a.inputs[0].view.Each(one)
}

// catchUp lets the window let go of what is due.
func (d *direct) catchUp() {
	if w, ok := d.a.inputs[0].view.(window.Lazy); ok {
		w.CatchUp()
	}
}

// listen looks who listens to the statement.
func (d *direct) listen() {
	d.sole = nil
	if len(d.st.listeners) == 1 {
		d.sole = d.st.listeners[0].f
	}
}

// Accept takes an event that the filter let through.
func (d *direct) Accept(ev *event.Event) {
	c := d.core
	if d.st == nil || d.turn != nil && !d.turn.take() { // it ended after the event had been matched
		return
	}
	defer d.caught()
	if c.nanos != nil {
		defer d.st.clocked(c.nanos())
	}
	d.events++
	if d.drop {
		c.drop = true
	}
	if d.head == nil && d.set == nil {
		d.pass(ev)
		return
	}
	one := &c.short.one
	one[0] = ev
	if d.head != nil {
		c.short.in = event.Delta{New: one[:]}
		d.head.Push(&c.short.in)
		return
	}
	d.deliver(one[:], nil)
}

// pass makes the row of an event, with nothing between them, and hands it on.
func (d *direct) pass(ev *event.Event) {
	c, env := d.core, d.env
	env.IsNew, env.Params, env.Ev[0] = true, d.params, ev
	if d.where != nil && !d.where(env) {
		return
	}
	row := d.row(ev)
	d.rows++
	if d.insert != nil && d.insert.NewStream {
		d.a.send(d.insert, row)
	}
	if d.sole != nil || len(d.st.listeners) > 0 {
		c.short.row[0] = row
		d.announce(c.short.row[:])
	}
}

// row makes the row of the event that the environment shows.
func (d *direct) row(ev *event.Event) *event.Event {
	if d.columns == nil {
		return ev
	}
	row := d.schema.New()
	for _, write := range d.columns {
		write(d.env, row)
	}
	return row
}

// Failed takes what the filter threw.
func (d *direct) Failed(thrown any) { d.core.failed(d.st, thrown) }

// Push takes what the windows let in. An error in the rows must not hinder them from keeping their
// own books.
func (d *direct) Push(in *event.Delta) {
	defer d.caught()
	if d.late != nil {
		d.note(in)
		return
	}
	d.deliver(in.New, in.Old)
}

// deliver makes the rows of what came and left, and hands them out.
func (d *direct) deliver(evs, left []*event.Event) {
	c, env := d.core, d.env
	if d.set != nil {
		if c.short.made = d.set.Rows(c.short.made, evs, left); len(c.short.made) > 0 {
			d.tell()
		}
		return
	}
	env.IsNew, env.Params = true, d.params
	for _, ev := range evs {
		env.Ev[0] = ev
		if d.where != nil && !d.where(env) {
			continue
		}
		c.short.made = append(c.short.made, d.row(ev))
	}
	d.tell()
}

// tell hands out the rows made.
func (d *direct) tell() {
	if rows := d.take(); len(rows) > 0 {
		d.announce(rows)
	}
}

// announce calls the listeners.
func (d *direct) announce(rows []*event.Event) {
	if d.sole == nil {
		d.st.announceSome(rows)
		return
	}
	inCallback(d.sole, Update{Statement: d.st, New: rows})
}

// take returns the rows made and queues them where insert into says. They are valid until the next
// ones are made.
func (d *direct) take() []*event.Event {
	c := d.core
	rows := c.short.made
	c.short.made = rows[:0]
	d.rows += uint64(len(rows))
	if d.insert != nil && d.insert.NewStream {
		d.a.route(d.insert, rows)
	}
	return rows
}

// caught is deferred around everything that belongs to the statement. Rows that were made before an
// error go out.
func (d *direct) caught() {
	if r := recover(); r != nil {
		d.core.failed(d.st, r)
		if d.set != nil {
			d.core.short.made = append(d.core.short.made, d.set.TakeNew()...)
		}
		d.st.announceSome(d.take())
	}
}

// stop gives the cell back.
func (d *direct) stop() {
	c := d.core
	d.st.counters.EventsIn += d.events
	d.st.counters.RowsOut += d.rows
	d.a.direct = nil
	if d.late != nil {
		d.late.forget()
	}
	*d = direct{core: c, entry: filter.Entry{Target: d}}
	c.short.put(d, c.turn)
}

// shortWay is what the statements of an engine that have a short way share.
type shortWay struct {
	env  expr.Env // of all whose expressions need no more than the event
	one  [1]*event.Event
	in   event.Delta // with that
	row  [1]*event.Event
	made []*event.Event // rows about to go out

	free  []*direct // cells
	chunk int       // how many were made at once last
}

// lastDirects bounds how many cells are made at once. They are not given back.
const lastDirects = 128

func (w *shortWay) init(rt *expr.Runtime) {
	w.env = expr.Env{Ev: make([]*event.Event, 1), Rt: rt}
}

// get returns a cell that no match set of the present dispatch can name any more.
func (w *shortWay) get(turn uint64) *direct {
	n := len(w.free)
	if n == 0 || w.free[n-1].retired == turn+1 {
		w.chunk = min(max(1, 2*w.chunk), lastDirects)
		cells := make([]direct, w.chunk)
		for i := len(cells) - 1; i >= 0; i-- {
			w.free = append(w.free, &cells[i])
		}
		n = len(w.free)
	}
	d := w.free[n-1]
	w.free = w.free[:n-1]
	return d
}

func (w *shortWay) put(d *direct, turn uint64) {
	d.retired = turn + 1
	w.free = append(w.free, d)
}
