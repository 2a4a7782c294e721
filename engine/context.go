package engine

import (
	"fmt"
	"slices"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// controller makes and ends the partitions of a keyed context, and finds the one that an event
// belongs to: one look-up by key, whatever the number of partitions and statements.
//
// Statements that keep little have operators that serve all partitions: see [turns]. Of each other one a
// partition has an instance, which enters a filter index of the partition's own. The partitions are in a
// list, where some may be reclaimed by the time of their last event, so that idle ones are found without
// a search.
type controller struct {
	core       *core
	plan       *query.ContextPlan
	declared   *Statement // that created the context
	statements []*Statement
	own        []*Statement // those of which each partition has an instance
	turns      turns        // the others
	parts      *keys.Map[*partition]
	texts      bool // the keys are strings
	env        *expr.Env
	nextID     int
	idle       list // of all partitions, longest idle first
	reclaimed  uint64
}

// partition is one partition of a context.
type partition struct {
	ctl     *controller
	number  uint32 // of its key
	id      int
	keys    []any
	agents  []*agent // one for each of the statements that have their own, in their order
	indexes []partIndex
	begun   *event.Event // the event it began with, where somebody may ask for it
	starter int          // of the context, that begun belongs to
	watch   *agent       // waits for the partition's end; nil when it has none
	ending  bool         // the end has come, and the statements are to be told
	over    bool         // it has ended
	last    int64        // time of its last event
	next    *partition
	prev    *partition
}

// partIndex is the entries of a partition on one stream.
type partIndex struct {
	st    *stream
	item  int // of the context, that the stream's events come in by
	index *filter.Index
}

// contextStream is a stream of a context, or the rows that are inserted into a named window under it.
type contextStream struct {
	ctl  *controller
	item int
	key  *keys.Key // of the rows of a window
}

func newController(c *core, s *Statement, p *query.ContextPlan) *controller {
	ctl := &controller{core: c, plan: p, declared: s}
	ctl.env = &expr.Env{Ev: make([]*event.Event, 1), Rt: c.rt}
	fns := make([]expr.Fn, len(p.Types))
	for i := range fns {
		fns[i] = ctl.keyFn(i)
	}
	key := keys.New(fns...)
	ctl.parts, ctl.texts = keys.NewMap[*partition](key), key.Texts()
	ctl.turns = turns{ctl: ctl, all: partition{ctl: ctl}}
	return ctl
}

// keyFn is key number i of whatever stream the event at hand came in by: Env.Group tells which.
func (ctl *controller) keyFn(i int) expr.Fn {
	items := ctl.plan.Items
	if len(items) == 1 {
		return items[0].Keys[i]
	}
	f := expr.Fn{Type: ctl.plan.Types[i]}
	switch f.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (bool, bool) { return items[e.Group].Keys[i].Bool(e) }
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) { return items[e.Group].Keys[i].Int(e) }
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) { return items[e.Group].Keys[i].Float(e) }
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) { return items[e.Group].Keys[i].Str(e) }
	default:
		f.Any = func(e *expr.Env) any { return items[e.Group].Keys[i].Any(e) }
	}
	return f
}

// add takes a statement in and gives it operators: for all partitions, or an instance in each.
func (ctl *controller) add(s *Statement) {
	if len(ctl.statements) == 0 {
		for i := range ctl.plan.Items {
			st := ctl.core.stream(ctl.plan.Items[i].Filter.Schema)
			st.contexts = append(st.contexts, contextStream{ctl: ctl, item: i})
		}
	}
	if w := s.plan.Window; w != nil {
		st := ctl.core.stream(w.Store.Schema)
		st.contexts = append(st.contexts, contextStream{ctl: ctl, key: keyOfRows(w)})
	}
	ctl.statements = append(ctl.statements, s)
	if takesTurns(s.plan) {
		ctl.turns.all.join(s)
		return
	}
	ctl.own = append(ctl.own, s)
	for p := ctl.idle.first; p != nil; p = p.next {
		p.join(s)
	}
}

// remove takes a statement out; without statements there are no partitions.
func (ctl *controller) remove(s *Statement) {
	if i := slices.Index(ctl.own, s); i >= 0 {
		for p := ctl.idle.first; p != nil; p = p.next {
			if i < len(p.agents) { // it may not have begun everywhere
				p.agents[i].stop()
				p.agents = slices.Delete(p.agents, i, i+1)
			}
		}
		ctl.own = slices.Delete(ctl.own, i, i+1)
	}
	ctl.turns.remove(s)
	i := slices.Index(ctl.statements, s)
	ctl.statements = slices.Delete(ctl.statements, i, i+1)
	if len(ctl.statements) > 0 {
		return
	}
	for ctl.idle.first != nil {
		ctl.end(ctl.idle.first)
	}
	ctl.nextID = 0
	for i := range ctl.plan.Items {
		st := ctl.core.stream(ctl.plan.Items[i].Filter.Schema)
		st.contexts = slices.DeleteFunc(st.contexts, func(cs contextStream) bool { return cs.ctl == ctl })
	}
}

// match appends the entries of the event's partition that accept it. The partition is made when it
// is the first event of its key. The event comes as the stream reads it, and as it is.
func (cs contextStream) match(st *stream, ev, own *event.Event, out []*filter.Entry) []*filter.Entry {
	var n uint32
	var ok bool
	if cs.key != nil {
		n, ok = cs.ctl.partitionOfRow(ev, cs.key)
	} else {
		n, ok = cs.ctl.partitionOf(ev, cs.item)
	}
	if !ok {
		return out
	}
	if len(cs.ctl.own) > 0 || cs.ctl.plan.End != nil {
		out = cs.entries(*cs.ctl.parts.At(n), st, ev, own, out)
	}
	if len(cs.ctl.turns.all.agents) > 0 {
		start := len(out)
		out = cs.entries(cs.ctl.turns.begin(n), st, ev, own, out)
		cs.ctl.turns.matched(out[start:])
		if start > 0 {
			slices.SortStableFunc(out, filter.InOrder)
		}
	}
	return out
}

// entries appends those of a partition that accept the event.
func (cs contextStream) entries(
	p *partition, st *stream, ev, own *event.Event, out []*filter.Entry,
) []*filter.Entry {
	c := cs.ctl.core
	for i := range p.indexes { // an event of a subtype comes in by the stream that the context lists
		x := &p.indexes[i]
		switch {
		case x.st == st:
			out = c.matchAs(x.index, ev, own, out)
		case cs.key == nil && x.item == cs.item && own.Schema().Is(x.st.schema):
			out = c.matchAs(x.index, c.formOf(own, x.st), own, out)
		}
	}
	return out
}

// partitionOf returns the number of an event's partition, unless the context does not take it. What its
// filter and keys throw, and statements that cannot begin in a new partition, is an error of the
// statement that declares the context.
func (ctl *controller) partitionOf(ev *event.Event, item int) (n uint32, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			ctl.core.failed(ctl.declared, r)
			ok = false
		}
	}()
	ctl.env.Ev[0], ctl.env.Group = ev, uint32(item)
	if f := ctl.plan.Items[item].Filter.Full; f != nil && !f(ctl.env) {
		return 0, false
	}
	now := ctl.core.schedule.Now()
	ctl.expire(now)
	starter, ok := ctl.starts(ev)
	if !ok {
		return 0, false
	}
	n, added := ctl.parts.Add(ctl.env)
	if added {
		*ctl.parts.At(n) = ctl.begin(n, item, starter)
	}
	if ctl.plan.MaxAge > 0 || ctl.plan.MaxCount > 0 {
		p := *ctl.parts.At(n)
		p.last = now
		ctl.idle.toEnd(p)
	}
	return n, true
}

// partitionOfRow returns the number of the partition that a row of a named window belongs to. Rows do not
// begin partitions: without one the row is lost, which is an error of the statement that declares the
// context.
func (ctl *controller) partitionOfRow(row *event.Event, key *keys.Key) (n uint32, ok bool) {
	ctl.env.Ev[0] = row
	if n, ok = ctl.parts.FindBy(key, ctl.env); ok {
		return n, true
	}
	ctl.core.report(&StatementError{Statement: ctl.declared.name, Err: fmt.Errorf(
		"a row for %s has no partition in context %s", row.Schema().Name(), ctl.plan.Name)})
	return 0, false
}

// begin makes a partition for the key that env shows.
func (ctl *controller) begin(number uint32, item, starter int) *partition {
	p := &partition{ctl: ctl, number: number, id: ctl.nextID, last: ctl.core.schedule.Now()}
	ctl.nextID++
	for i := range ctl.plan.Items[item].Keys {
		k := ctl.plan.Items[item].Keys[i].AsAny()(ctl.env)
		event.PinAll(k)
		p.keys = append(p.keys, k)
	}
	p.beginWith(ctl.env.Ev[0], starter)
	whole := false
	defer func() {
		if !whole {
			p.stop()
			ctl.parts.Remove(number)
		}
	}()
	p.awaitEnd()
	for _, s := range ctl.own {
		p.join(s)
	}
	whole = true
	ctl.idle.toEnd(p)
	if most := ctl.plan.MaxCount; most > 0 && ctl.idle.len > most {
		ctl.reclaim(ctl.idle.first)
	}
	return p
}

// expire ends the partitions that have been idle for too long.
func (ctl *controller) expire(now int64) {
	for ctl.plan.MaxAge > 0 && ctl.idle.first != nil && now-ctl.idle.first.last >= ctl.plan.MaxAge {
		ctl.reclaim(ctl.idle.first)
	}
}

// reclaim ends an idle partition.
func (ctl *controller) reclaim(p *partition) {
	ctl.reclaimed++
	ctl.finish(p)
}

// finish ends a partition; `output when terminated` speaks for the last time.
func (ctl *controller) finish(p *partition) {
	for _, a := range p.agents {
		if a.limit != nil {
			a.limit.end()
		}
	}
	ctl.core.flush()
	ctl.end(p)
}

// end takes a partition and all that it holds away. No rows are delivered.
func (ctl *controller) end(p *partition) {
	p.stop()
	ctl.turns.end(p.number)
	ctl.idle.remove(p)
	ctl.parts.Remove(p.number)
}

func (p *partition) stop() {
	p.over = true
	if p.watch != nil {
		p.watch.stop()
	}
	for _, a := range p.agents {
		a.stop()
	}
}

// join makes the operators of a statement in the partition.
func (p *partition) join(s *Statement) {
	a := newAgent(p.ctl.core, s, p)
	p.agents = append(p.agents, a)
	a.start()
}

// index returns the entries of the partition on a stream.
func (p *partition) index(st *stream) *filter.Index {
	for i := range p.indexes {
		if p.indexes[i].st == st {
			return p.indexes[i].index
		}
	}
	x := &filter.Index{}
	p.indexes = append(p.indexes, partIndex{st, p.ctl.plan.ItemOf(st.schema), x})
	return x
}

// ID returns the partition's number: context.id.
func (p *partition) ID() int { return p.id }

// Key returns key number i, from 0.
func (p *partition) Key(i int) any { return p.keys[i] }

// KeyStr returns key number i, which is a string or null.
func (p *partition) KeyStr(i int) (string, bool) {
	s, ok := p.keys[i].(string)
	return s, ok
}

// agentOf returns the operators of a statement that has its own in each partition.
func (p *partition) agentOf(s *Statement) *agent {
	return p.agents[slices.Index(p.ctl.own, s)]
}

// ordered returns the partitions in the order in which they began.
func (ctl *controller) ordered() []*partition {
	var all []*partition
	for p := ctl.idle.first; p != nil; p = p.next {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *partition) int { return a.id - b.id })
	return all
}

// list is a doubly linked list of partitions.
type list struct {
	first, last *partition
	len         int
}

// toEnd makes p the last one, whether it is in the list or not.
func (l *list) toEnd(p *partition) {
	if l.last == p {
		return
	}
	if p.prev != nil || p.next != nil {
		l.remove(p)
	}
	p.prev, p.next = l.last, nil
	if l.last != nil {
		l.last.next = p
	} else {
		l.first = p
	}
	l.last = p
	l.len++
}

func (l *list) remove(p *partition) {
	if p.prev != nil {
		p.prev.next = p.next
	} else {
		l.first = p.next
	}
	if p.next != nil {
		p.next.prev = p.prev
	} else {
		l.last = p.prev
	}
	p.prev, p.next = nil, nil
	l.len--
}

// save writes the partitions, the longest idle first.
func (ctl *controller) save(enc *event.Encoder) {
	enc.Int(ctl.nextID)
	enc.Uint64(ctl.reclaimed)
	ctl.parts.Save(enc)
	enc.Int(ctl.idle.len)
	for p := ctl.idle.first; p != nil; p = p.next {
		enc.Uint64(uint64(p.number))
		enc.Int(p.id)
		enc.Int64(p.last)
		for _, k := range p.keys {
			enc.Value(k)
		}
		p.saveEnds(enc)
		for _, s := range ctl.statements {
			a := ctl.turns.agentOf(s)
			if a != nil {
				a.direct.turn.to(p.number)
			} else {
				a = p.agentOf(s)
			}
			enc.Uint64(a.slots[0])
			a.save(enc)
		}
	}
}

func (ctl *controller) load(dec *event.Decoder) {
	ctl.nextID = dec.Int()
	ctl.reclaimed = dec.Uint64()
	ctl.parts.Load(dec)
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		p := &partition{ctl: ctl, number: uint32(dec.Uint64()), id: dec.Int(), last: dec.Int64()}
		for range ctl.plan.Types {
			p.keys = append(p.keys, dec.Value())
		}
		if dec.Err() != nil || !ctl.parts.Has(p.number) {
			dec.Fail("partition without a key")
			return
		}
		*ctl.parts.At(p.number) = p
		ctl.idle.toEnd(p)
		p.loadEnds(dec)
		for _, s := range ctl.statements {
			slot := dec.Uint64()
			a := ctl.turns.agentOf(s)
			if a != nil {
				a.direct.turn.to(p.number)
			} else {
				ctl.core.slots = append(ctl.core.slots[:0], slot)
				p.join(s)
				a = p.agents[len(p.agents)-1]
			}
			a.load(dec)
		}
	}
}
