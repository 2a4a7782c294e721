package pattern

import (
	"cmp"
	"slices"

	"github.com/cephei-go/cephei/event"
)

// A checkpoint holds the counters and then the tree of attempts, parents first:
//
//	node  = step, sequence number, counted?, tags, [cell], operator's own, number of kids, kids
//	cell  = timer, and where it is not steady Count, Since, State
//	tags  = number of a chain that was written before, or the next number and
//	        tags before it, slot, event, array
//
// What can be found again is not written: the parent of a node, the handles of the filter index,
// the count of attempts behind a limited arrow, the instance's count of what it holds.

// Save writes the attempts under way, by the numbers of their steps in the plan.
func (in *Instance) Save(e *event.Encoder) {
	s := &saver{Encoder: e, known: map[*tags]uint64{nil: 0}}
	e.Uint64(in.seq)
	e.Uint64(in.counter.Refused)
	e.Uint64(in.counter.Dropped)
	e.Bool(in.root != nil)
	if in.root != nil {
		s.node(in.root)
	}
}

// saver writes tags once and refers to them after that, so that what was shared is shared again.
type saver struct {
	*event.Encoder
	known map[*tags]uint64
}

// tags writes a chain, oldest link first.
func (s *saver) tags(t *tags) {
	if id, ok := s.known[t]; ok {
		s.Uint64(id)
		return
	}
	id := uint64(len(s.known))
	s.known[t] = id
	s.Uint64(id)
	s.tags(t.up)
	s.Int(int(t.slot))
	s.Event(t.ev)
	s.events(t.array())
}

// events writes an array of events.
func (s *saver) events(list []*event.Event) {
	s.Int(len(list))
	for _, ev := range list {
		s.Event(ev)
	}
}

// node writes an attempt and those below it, the oldest first, so that loading links them in the
// same order.
func (s *saver) node(n *node) {
	s.Int(n.step.id)
	s.Uint64(n.seq)
	s.Bool(n.counted)
	s.tags(n.begin)
	if n.step.timed {
		s.Timer(&n.timer)
		if !n.step.steady {
			c := n.cell()
			s.Int64(c.Count)
			s.Int64(c.Since)
			s.Value(c.State)
		}
	}
	s.operator(n)
	var kids []*node
	for k := n.kids; k != nil; k = k.next {
		kids = append(kids, k)
	}
	s.Int(len(kids))
	for _, k := range slices.Backward(kids) {
		s.node(k)
	}
}

// operator writes what the operator has gathered. Counts can be computed from the rest and are not
// written.
func (s *saver) operator(n *node) {
	switch n.step.op {
	case opAnd:
		g := n.gathered()
		s.Bool(g != nil)
		for i := 0; g != nil && i < len(g.got); i++ {
			s.Int(len(g.got[i]))
			for _, m := range g.got[i] {
				s.tags(m)
			}
		}
	case opRepeat:
		r := n.x.repeat
		s.Int64(r.count)
		s.Int64(r.low)
		s.Int64(r.high)
		for _, list := range r.got {
			s.events(list)
		}
	case opDistinct:
		d := n.x.distinct
		s.Int(len(d.sets))
		for _, set := range d.sets {
			s.Uint64(set.of)
			s.Int(len(set.order))
			for _, p := range set.order {
				s.String(p.key)
				s.Int64(p.until)
			}
		}
	default: // the others have nothing of their own
	}
}

// Load reads what Save wrote, into an instance that was not started. Atoms go back into the filter
// index in the order in which they came into it, timers into the schedule.
func (in *Instance) Load(d *event.Decoder) {
	in.pool.enter()
	defer in.pool.leave()
	l := &loader{Decoder: d, in: in, known: []*tags{nil}}
	in.seq = d.Uint64()
	in.counter.Refused, in.counter.Dropped = d.Uint64(), d.Uint64()
	if d.Bool() {
		l.node(in.plan.steps[:1], nil)
	}
	for _, t := range l.known[1:] { // owned by those who refer to them
		in.pool.release(t)
	}
	if d.Err() != nil {
		if in.root != nil {
			in.root.quit()
		}
		return
	}
	slices.SortFunc(l.nodes, func(a, b *node) int { return cmp.Compare(a.seq, b.seq) })
	for _, n := range l.nodes {
		if n.step.filter != nil {
			n.await()
		}
		if n.counted {
			in.remember(n)
		}
	}
}

// loader reads attempts and refuses what no pattern can have written.
type loader struct {
	*event.Decoder
	in    *Instance
	known []*tags
	nodes []*node
}

// tags reads a chain; the loader owns it.
func (l *loader) tags() *tags {
	id := l.Uint64()
	if id < uint64(len(l.known)) || l.Err() != nil {
		return l.known[min(id, uint64(len(l.known)-1))]
	}
	if id != uint64(len(l.known)) {
		l.Fail("unknown tags %d", id)
		return nil
	}
	place := len(l.known)
	l.known = append(l.known, nil)
	up, slot := l.tags(), l.Int()
	ev, arr := l.Event(), l.events()
	if slot < 1 || slot > len(l.in.plan.Tags) {
		l.Fail("unknown tag %d", slot)
		slot = 0
	}
	t := l.in.pool.with(up, slot, ev, arr)
	l.known[place] = t
	return t
}

// events reads an array of events and holds them.
func (l *loader) events() []*event.Event {
	var list []*event.Event
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		if ev := l.Event(); ev != nil {
			ev.Hold()
			list = append(list, ev)
		}
	}
	return list
}

// node reads an attempt at one of the steps that may stand there.
func (l *loader) node(allowed []*step, parent *node) {
	id := l.Int()
	i := slices.IndexFunc(allowed, func(s *step) bool { return s.id == id })
	if l.Err() != nil || i < 0 {
		l.Fail("step %d is out of place", id)
		return
	}
	in := l.in
	n := in.pool.node(allowed[i])
	n.in, n.parent = in, parent
	n.seq, n.counted = l.Uint64(), l.Bool()
	n.begin = l.tags().hold()
	if n.counted {
		in.held++
	}
	in.adopt(n)
	l.nodes = append(l.nodes, n)
	if n.step.timed {
		n.timer.Slot = in.host.Slot
		l.Timer(in.host.Rt.Schedule, &n.timer)
		if !n.step.steady {
			c := n.cell()
			c.Count, c.Since, c.State = l.Int64(), l.Int64(), l.Value()
		}
	}
	l.operator(n)
	for k := l.Len(); k > 0 && l.Err() == nil; k-- {
		l.node(n.step.kids, n)
	}
}

// operator reads what [saver.operator] wrote, and counts the attempt with its parent.
func (l *loader) operator(n *node) {
	switch n.step.op {
	case opSequence:
		if n.step.max != nil {
			n.work().counts = make([]int32, len(n.step.kids))
		}
	case opAnd:
		if l.Bool() {
			l.gather(n)
		}
	case opRepeat:
		r := &repeat{count: l.Int64(), low: l.Int64(), high: l.Int64()}
		for range n.step.slots {
			list := l.events()
			l.in.held += len(list)
			r.got = append(r.got, list)
		}
		n.work().repeat = r
	case opDistinct:
		l.distinct(n)
	default:
	}
	if p := n.parent; p != nil && p.step.op == opSequence && p.x != nil {
		p.x.counts[n.step.pos]++
	}
}

// gather reads the matches that wait in a conjunction.
func (l *loader) gather(n *node) {
	g := &gather{got: make([][]*tags, len(n.step.kids))}
	n.work().gather = g
	for i := range g.got {
		for k := l.Len(); k > 0 && l.Err() == nil; k-- {
			g.got[i] = append(g.got[i], l.tags().hold())
			l.in.held++
		}
	}
}

// distinct reads the keys of every-distinct, by age.
func (l *loader) distinct(n *node) {
	d := &distinct{}
	n.work().distinct = d
	for k := l.Len(); k > 0 && l.Err() == nil; k-- {
		s := &keySet{of: l.Uint64(), seen: make(map[string]bool)}
		d.sets = append(d.sets, s)
		for i := l.Len(); i > 0 && l.Err() == nil; i-- {
			p := passed{key: l.String(), until: l.Int64()}
			s.seen[p.key] = true
			s.order = append(s.order, p)
			l.in.held++
		}
	}
}
