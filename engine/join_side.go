package engine

import (
	"math"
	"unsafe"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// meeting is where the rows of two streams meet that have the same key: each key has a number, and
// for each number there is a chain of rows on both sides, in order of arrival.
type meeting struct {
	plan *query.JoinKey
	set  *keys.Set
	at   []meet // by number of the key
}

// meet is the rows with one key: for both sides the ends of the chain, 0 when there is none.
type meet struct {
	first, last [2]int32
}

// noKey is the number of a key that no row of the meeting has, or that has a null.
const noKey = math.MaxUint32

// side is the rows of one stream. A row is a node, and links into a chain for each key of the stream.
// Nodes have numbers from 1 on; node 0 closes the ring of all nodes in order of arrival.
type side struct {
	stream int
	uni    bool // unidirectional: its rows do not stay
	table  *joinTable
	nodes  []sideNode
	more   []sideLink // for each node those after the first, which lies in the node
	keys   []sideKey
	free   []int32 // nodes to use again
	size   int
	// at finds the node of an event. As long as rows leave in the order in which they came, nothing
	// has to be found, and it is nil.
	at map[*event.Event]int32

	in, out []int32 // the nodes that enter and leave in this update
}

type sideNode struct {
	ev         *event.Event
	next, prev int32
	moves      bool // enters or leaves in this update, and so does a row of another stream
	held       bool // is among the rows; else only this update knows it
	link       sideLink
}

type sideLink struct {
	number     uint32 // of the key
	next, prev int32
}

// sideKey is one of the keys of a stream, as the stream has it.
type sideKey struct {
	*meeting
	own int
}

func newSide(stream int, uni bool) *side {
	return &side{stream: stream, uni: uni, nodes: make([]sideNode, 1)}
}

// partner returns the first row with the key of a row of this side, on the other side of the key.
func (s *side) partner(id int32, slot int) int32 {
	n := s.link(id, slot).number
	if n == noKey {
		return 0
	}
	k := &s.keys[slot]
	return k.at[n].first[1-k.own]
}

// after returns the row that follows in the chain of a key, or of all rows where slot is -1.
func (s *side) after(id int32, slot int) int32 {
	if slot < 0 {
		return s.nodes[id].next
	}
	return s.link(id, slot).next
}

// link returns a node's link in the chain of a key.
func (s *side) link(id int32, slot int) *sideLink {
	if slot == 0 {
		return &s.nodes[id].link
	}
	return &s.more[int(id-1)*(len(s.keys)-1)+slot-1]
}

// newNode returns a node for an event, which is in no chain yet.
func (s *side) newNode(ev *event.Event) int32 {
	if n := len(s.free); n > 0 {
		id := s.free[n-1]
		s.free = s.free[:n-1]
		s.nodes[id] = sideNode{ev: ev}
		return id
	}
	s.nodes = append(s.nodes, sideNode{ev: ev})
	for range len(s.keys) - 1 {
		s.more = append(s.more, sideLink{})
	}
	return int32(len(s.nodes) - 1)
}

// enter takes an event in; on a unidirectional side it has no keys yet. One that is there already
// stays as it is.
func (s *side) enter(env *expr.Env, ev *event.Event, moves bool) {
	id, ok := s.at[ev]
	if !ok {
		if id = s.newNode(ev); !s.uni {
			s.add(env, id)
		}
	}
	s.nodes[id].moves = moves
	s.in = append(s.in, id)
}

// add makes a node the last row, and the last of the chains of its keys.
func (s *side) add(env *expr.Env, id int32) {
	n := &s.nodes[id]
	n.ev.Hold()
	n.held = true
	s.size++
	last := s.nodes[0].prev
	n.prev, n.next = last, 0
	s.nodes[last].next, s.nodes[0].prev = id, id
	if s.at != nil {
		s.at[n.ev] = id
	}
	env.Ev[s.stream] = n.ev
	for i := range s.keys {
		k, l := &s.keys[i], s.link(id, i)
		number, ok := k.set.AddEqual(k.plan.Keys[k.own], env)
		if !ok {
			*l = sideLink{number: noKey}
			continue
		}
		if int(number) >= len(k.at) {
			k.at = append(k.at, meet{}) // numbers are given out one after the other
		}
		m := &k.at[number]
		before := m.last[k.own]
		*l = sideLink{number: number, prev: before}
		if m.last[k.own] = id; before != 0 {
			s.link(before, i).next = id
		} else {
			m.first[k.own] = id
		}
	}
	env.Ev[s.stream] = nil
}

// look finds the keys of a node that does not join the rows.
func (s *side) look(env *expr.Env, id int32) {
	env.Ev[s.stream] = s.nodes[id].ev
	for i := range s.keys {
		k, l := &s.keys[i], s.link(id, i)
		*l = sideLink{number: noKey}
		if n, ok := k.set.FindEqual(k.plan.Keys[k.own], env); ok {
			l.number = n
		}
	}
	env.Ev[s.stream] = nil
}

// locate notes the nodes of events that are about to leave. An event that comes and goes in the same
// update has none yet: it gets one that is no row.
func (s *side) locate(env *expr.Env, left []*event.Event, moves bool) {
	oldest := s.nodes[0].next
	for _, ev := range left {
		id := int32(0)
		if s.at == nil {
			if oldest != 0 && s.nodes[oldest].ev == ev {
				id, oldest = oldest, s.nodes[oldest].next
			} else if !s.uni {
				s.index()
			}
		}
		if s.at != nil {
			id = s.at[ev]
		}
		if id == 0 {
			id = s.newNode(ev)
			s.look(env, id)
		}
		s.nodes[id].moves = moves
		s.out = append(s.out, id)
	}
}

// index makes the map by which nodes are found from now on.
func (s *side) index() {
	s.at = make(map[*event.Event]int32, s.size)
	for id := s.nodes[0].next; id != 0; id = s.nodes[id].next {
		s.at[s.nodes[id].ev] = id
	}
}

// leave takes the rows out that locate found, and those that it did not find since they were yet to
// come. The nodes stay readable until settle.
func (s *side) leave() {
	for i, id := range s.out {
		n := &s.nodes[id]
		if !n.held && s.at != nil {
			if came, ok := s.at[n.ev]; ok {
				s.release(id)
				id, n = came, &s.nodes[came]
				s.out[i] = came
			}
		}
		if n.held {
			s.remove(id)
		}
	}
}

// remove takes a node out of the chains.
func (s *side) remove(id int32) {
	n := &s.nodes[id]
	n.held = false
	s.size--
	s.nodes[n.prev].next, s.nodes[n.next].prev = n.next, n.prev
	if s.at != nil {
		delete(s.at, n.ev)
	}
	n.ev.Drop()
	for i := range s.keys {
		l, k := s.link(id, i), &s.keys[i]
		if l.number == noKey {
			continue
		}
		m := &k.at[l.number]
		if l.prev != 0 {
			s.link(l.prev, i).next = l.next
		} else {
			m.first[k.own] = l.next
		}
		if l.next != 0 {
			s.link(l.next, i).prev = l.prev
		} else {
			m.last[k.own] = l.prev
		}
		if m.first[0]|m.first[1] == 0 {
			k.set.Remove(l.number)
		}
	}
}

// settle ends the update: nodes that are no rows any more are free.
func (s *side) settle() {
	for _, id := range s.out {
		s.release(id)
	}
	for _, id := range s.in {
		s.release(id)
	}
	s.in, s.out = s.in[:0], s.out[:0]
}

func (s *side) release(id int32) {
	n := &s.nodes[id]
	n.moves = false
	if !n.held && n.ev != nil {
		n.ev = nil
		s.free = append(s.free, id)
	}
}

func (s *side) save(enc *event.Encoder) {
	enc.Int(s.size)
	for id := s.nodes[0].next; id != 0; id = s.nodes[id].next {
		enc.Event(s.nodes[id].ev)
	}
}

func (s *side) load(dec *event.Decoder, env *expr.Env) {
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		if ev := dec.Event(); ev != nil {
			s.add(env, s.newNode(ev))
		} else {
			dec.Fail("a row is missing")
		}
	}
}

// stop lets the rows go.
func (s *side) stop() {
	for id := s.nodes[0].next; id != 0; id = s.nodes[id].next {
		s.nodes[id].ev.Drop()
	}
	s.nodes[0].next = 0
}

func (s *side) bytes() int {
	const entry = 20 // of a map from pointers to numbers, by measurement
	return cap(s.nodes)*int(unsafe.Sizeof(sideNode{})) + cap(s.more)*int(unsafe.Sizeof(sideLink{})) +
		4*cap(s.free) + entry*len(s.at)
}

func (m *meeting) bytes() int { return m.set.Bytes() + cap(m.at)*int(unsafe.Sizeof(meet{})) }
