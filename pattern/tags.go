package pattern

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// After A1 of `every a=A -> every b=B -> c=C` and then B1 and B2, two attempts wait for C:
//
//	nil ◄── a:A1 ◄─┬─ b:B1   of the first
//	               └─ b:B2   of the second
//
// A1 is held once, and an attempt costs one link more than the one that it came from.

// tags are the events seen so far, as a chain that grows at the young end: attempts that share
// their beginning share its memory. A link holds one event, or the events of a tag that repeats.
// The chain is immutable and counted; nil is the empty chain.
type tags struct {
	up   *tags // the older ones, or the next free link in the pool
	ev   *event.Event
	arr  *[]*event.Event // nil for a single event
	slot int32
	refs int32
}

// with returns the chain with one more link, which the caller owns.
func (p *Pool) with(up *tags, slot int, ev *event.Event, arr []*event.Event) *tags {
	t := p.tags
	if t == nil {
		t = p.moreTags()
	}
	p.tags = t.up
	p.Counts.Tags++
	t.up, t.ev, t.slot, t.refs = up.hold(), ev, int32(slot), 1
	if arr != nil {
		t.arr = new([]*event.Event)
		*t.arr = arr
	}
	if ev != nil {
		ev.Hold()
	}
	return t
}

// array returns the events of a tag that repeats.
func (t *tags) array() []*event.Event {
	if t.arr == nil {
		return nil
	}
	return *t.arr
}

// hold counts one more owner.
func (t *tags) hold() *tags {
	if t != nil {
		t.refs++
	}
	return t
}

// release counts one owner less and takes back what nobody owns.
func (p *Pool) release(t *tags) {
	for t != nil {
		if t.refs--; t.refs > 0 {
			return
		}
		if t.ev != nil {
			t.ev.Drop()
		}
		for _, ev := range t.array() {
			ev.Drop()
		}
		up := t.up
		*t = tags{up: p.tags}
		p.Counts.Tags--
		p.tags, t = t, up
	}
}

// load fills env with the events of the chain; slots without one are nil. A younger link hides an
// older one of the same slot.
func (t *tags) load(env *expr.Env) {
	for i := range env.Ev { // a few: each by itself is cheaper than to clear memory
		env.Ev[i], env.Arr[i] = nil, nil
	}
	for ; t != nil; t = t.up {
		if env.Ev[t.slot] == nil && env.Arr[t.slot] == nil {
			env.Ev[t.slot], env.Arr[t.slot] = t.ev, t.array()
		}
	}
}

// join returns a and what b has beyond their common beginning; the caller owns it.
func (p *Pool) join(a, b, common *tags) *tags {
	if b == common {
		return a.hold()
	}
	base := p.join(a, b.up, common)
	var t *tags
	if b.arr != nil {
		t = p.withCopy(base, int(b.slot), *b.arr)
	} else {
		t = p.with(base, int(b.slot), b.ev, nil)
	}
	p.release(base)
	return t
}

// withCopy is with for an array that stays another's.
func (p *Pool) withCopy(up *tags, slot int, arr []*event.Event) *tags {
	arr = append([]*event.Event(nil), arr...)
	for _, ev := range arr {
		ev.Hold()
	}
	return p.with(up, slot, nil, arr)
}

// has tells whether the chain holds one of the events.
func (t *tags) has(events map[*event.Event]bool) bool {
	for ; t != nil; t = t.up {
		if t.ev != nil && events[t.ev] {
			return true
		}
		for _, ev := range t.array() {
			if events[ev] {
				return true
			}
		}
	}
	return false
}

// each calls f for every event of the chain.
func (t *tags) each(f func(*event.Event)) {
	for ; t != nil; t = t.up {
		if t.ev != nil {
			f(t.ev)
		}
		for _, ev := range t.array() {
			f(ev)
		}
	}
}

// Match is a complete match, or the part of one that was seen. It is valid during the call that
// gave it.
type Match struct {
	t *tags
}

// Load puts the events of the match into env, by the slots of [Plan.Tags]: Ev for a single event,
// Arr for a tag that repeats. env must have room for [Plan.Slots].
func (m Match) Load(env *expr.Env) { m.t.load(env) }

// Len tells how many tags have events.
func (m Match) Len() int {
	n := 0
	for t := m.t; t != nil; t = t.up {
		n++
	}
	return n
}
