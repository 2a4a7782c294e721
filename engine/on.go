package engine

import (
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// onTrigger carries out an on-statement over a named window or table: for each event that triggers it
// the rows are found, and then selected, deleted, updated or merged. An on-demand update or delete is
// one without an event.
type onTrigger struct {
	a      *agent
	p      *query.OnPlan
	env    *expr.Env
	store  rowStore
	finder rowFinder
	test   expr.Filter // of the rows that finder gives; nil lets all through

	found   []*event.Event
	tuples  []*event.Event // what was found, each with the trigger
	changes []rowChange
	out     event.Delta // what the statement tells
	place   inPlace
}

func newOnTrigger(a *agent, p *query.OnPlan) *onTrigger {
	o := &onTrigger{a: a, p: p, env: a.env}
	o.store = a.core.store(p.Target.Store, a.part)
	o.finder = o.store.finder(p.Target.Find)
	o.test = p.Target.Find.Test
	if _, ok := o.finder.(*indexFinder); ok && p.Target.Find.Exact {
		o.test = nil
	}
	o.place.init(o)
	return o
}

func (o *onTrigger) stop() {
	o.finder.close()
	o.place.stop()
}

// Push takes the events that trigger the statement. What one of them throws does not hinder the rest.
func (o *onTrigger) Push(d *event.Delta) {
	if len(d.New) == 1 {
		o.run(d.New[0])
		return
	}
	for _, ev := range d.New {
		func() {
			defer o.a.core.guard(o.a)
			o.run(ev)
		}()
	}
}

// run does what one event asks for.
func (o *onTrigger) run(ev *event.Event) {
	o.env.Ev[query.TriggerSlot] = ev
	o.find()
	if o.p.Select {
		o.selects(ev)
	}
	o.out.Reset()
	o.changes = o.changes[:0]
	switch {
	case o.p.Merge:
		o.merge()
	case len(o.p.Set) > 0:
		if o.place.update(o, o.p.Set) {
			return
		}
		for _, row := range o.found {
			o.changes = append(o.changes, rowChange{row, o.update(row, row, o.p.Set)})
		}
	case o.p.Delete:
		for _, row := range o.found {
			o.changes = append(o.changes, rowChange{old: row})
		}
	}
	o.apply()
}

// find looks for the rows that the statement is about.
func (o *onTrigger) find() {
	test := o.test
	o.found = o.found[:0]
	o.env.IsNew = true
	for _, row := range o.finder.find(o.env) {
		if row == nil {
			continue
		}
		o.env.Ev[query.RowSlot] = row
		if test == nil || test(o.env) {
			o.found = append(o.found, row)
		}
	}
	o.env.Ev[query.RowSlot] = nil
}

// selects makes the statement's rows of what was found, and lets them out. Nothing accumulates from
// one event to the next.
func (o *onTrigger) selects(ev *event.Event) {
	set := o.a.set
	width := o.a.st.plan.Select.Result.Streams
	o.tuples = o.tuples[:0]
	for _, row := range o.found {
		o.tuples = append(o.tuples, row)
		if width > 1 {
			o.tuples = append(o.tuples, ev)
		}
	}
	defer func() {
		set.Done()
		set.Forget()
	}()
	set.Push(o.tuples, nil)
	o.a.emit(set.Take(), false)
}

// update returns a copy of a row with the assignments carried out; initial is the row as it was before
// any of them.
func (o *onTrigger) update(row, initial *event.Event, list []query.OnAssign) *event.Event {
	now := row.Copy()
	o.assign(now, initial, list)
	return now
}

func (o *onTrigger) assign(now, initial *event.Event, list []query.OnAssign) {
	o.env.Ev[query.RowSlot], o.env.Ev[query.InitialSlot] = now, initial
	for i := range list {
		list[i].Do(o.env)
	}
}

// merge carries out the first case that holds: for each row found, or once when there is none.
func (o *onTrigger) merge() {
	if len(o.found) == 0 {
		o.mergeRow(nil, o.p.Unmatched)
		return
	}
	for _, row := range o.found {
		o.mergeRow(row, o.p.Matched)
	}
}

func (o *onTrigger) mergeRow(row *event.Event, cases []*query.MergeCase) {
	o.env.Ev[query.RowSlot] = row
	for _, mc := range cases {
		if mc.And == nil || mc.And(o.env) {
			if row == nil || !o.place.merge(o, row, mc) {
				o.actions(row, mc)
			}
			return
		}
	}
}

// actions carries out the actions of a case, in order, on a row that changes under them.
func (o *onTrigger) actions(row *event.Event, mc *query.MergeCase) {
	now, at := row, -1 // the row as it is, and where in the changes it stands
	for _, act := range mc.Actions {
		o.env.Ev[query.RowSlot] = now
		if act.Where != nil && !act.Where(o.env) {
			continue
		}
		if act.Insert != nil {
			o.insert(act.Insert)
			continue
		}
		if at < 0 {
			at = len(o.changes)
			o.changes = append(o.changes, rowChange{old: row})
			if !act.Delete {
				now = row.Copy()
				o.changes[at].now = now
			}
		}
		if act.Delete {
			o.changes[at].now = nil
		} else {
			o.assign(now, row, act.Set)
		}
	}
}

// insert makes a row for the store, or for another stream.
func (o *onTrigger) insert(ins *query.MergeInsert) {
	row := ins.Make(o.env)
	if ins.Into != nil {
		o.a.send(ins.Into, row)
		return
	}
	o.changes = append(o.changes, rowChange{now: row})
}

// apply changes the store and tells the statement's listeners: of rows that were deleted as new ones,
// of rows that changed as they are and as they were.
func (o *onTrigger) apply() {
	if len(o.changes) == 0 {
		if w, ok := o.store.(*namedWindow); ok && o.p.All {
			w.force()
		}
		return
	}
	o.change()
	if o.p.Select {
		return
	}
	for _, c := range o.changes {
		if c.now != nil {
			o.out.New = append(o.out.New, c.now)
		}
		if c.old != nil && (o.p.Merge || !o.p.Delete) {
			o.out.Old = append(o.out.Old, c.old)
		} else if c.old != nil {
			o.out.New = append(o.out.New, c.old)
		}
	}
	o.a.st.publish(o.out)
}

// change gives the changes to the store.
func (o *onTrigger) change() {
	if w, ok := o.store.(*namedWindow); ok && o.p.Silent {
		w.silent = true
		defer func() { w.silent = false }()
	}
	o.store.change(o.changes)
}

// initOn makes the operators of an on-statement.
func (a *agent) initOn(p *query.OnPlan) {
	a.env = a.newEnv(p.Slots, query.InitialSlot+1)
	if a.part != nil && p.ContextSlot >= 0 {
		a.env.State[p.ContextSlot] = a.part
	}
	a.subs = newSubqueries(a, p.Slots)
	a.on = newOnTrigger(a, p)
	if p.Trigger != nil {
		in := newInput(a, p.Trigger, nil)
		if p.Trigger.Filter != nil && p.Trigger.Window == nil { // the short way
			in.head = a.on
		}
		a.inputs = []*input{in}
	}
	if sel := a.st.plan.Select; sel != nil {
		a.set = &a.block.set
		a.set.Init(sel, a.env, resultset.Policy{})
	}
}
