package aggregate

import "github.com/cephei-go/cephei/event"

// slot is a value that may be null.
type slot[V any] struct {
	v  V
	ok bool
}

// listState is the rows of a group in the order in which they came, each with a value.
type listState[S, V any] interface {
	kept[S]
	enter(ev *event.Event, v slot[V], join bool)
	leave(ev *event.Event)
	len() int
	at(i int) slot[V]      // the i-th from the front, i < len
	fromEnd(i int) slot[V] // the i-th from the end
	each(yield func(slot[V]) bool)
}

// queueList is a list whose rows leave in the order in which they came.
//
//	order  first in, first out     cost  O(1)     space  1 to 2 times the values
type queueList[V any] struct{ values ring[slot[V]] }

func (s *queueList[V]) enter(_ *event.Event, v slot[V], _ bool) {
	hold(v.v)
	s.values.push(v)
}

func (s *queueList[V]) leave(*event.Event) {
	if s.values.n > 0 {
		drop(s.values.popFront().v)
	}
}

func (s *queueList[V]) len() int { return s.values.len() }

func (s *queueList[V]) at(i int) slot[V] { return s.values.at(i) }

func (s *queueList[V]) fromEnd(i int) slot[V] { return s.values.at(s.values.len() - 1 - i) }

func (s *queueList[V]) each(yield func(slot[V]) bool) {
	for i := range s.values.len() {
		if !yield(s.values.at(i)) {
			return
		}
	}
}

// Reset empties the group.
func (s *queueList[V]) Reset() {
	for i := range s.values.len() {
		drop(s.values.at(i).v)
	}
	s.values.reset()
}

// Save writes the state.
func (s *queueList[V]) Save(e *event.Encoder) {
	e.Int(s.len())
	for i := range s.len() {
		saveSlot(e, s.at(i))
	}
}

// Load reads the state.
func (s *queueList[V]) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.enter(nil, loadSlot[V](d), false)
	}
}

// Bytes tells the memory of the list.
func (s *queueList[V]) Bytes() int { return s.values.bytes() }

// memberList is a list whose rows leave in any order; it finds them by their event. Rows that left
// from the middle leave a gap, and gaps are closed when there are as many as rows.
//
//	order  any     cost  O(1) amortised; first and last O(gaps) at worst
//	space  24 to 48 bytes a row and value, and a map beyond 16 rows
type memberList[V any] struct {
	items []member[V]
	head  int // everything before is gone
	live  int
	index map[*event.Event]int // position in items, once there are more than fewMembers
}

type member[V any] struct {
	ev   *event.Event // nil: gone
	refs int32        // how many rows of a join the event stands in
	v    slot[V]
}

const fewMembers = 16

func (s *memberList[V]) enter(ev *event.Event, v slot[V], join bool) {
	if ev == nil {
		return // the absent side of an outer join
	}
	if join {
		if i := s.find(ev); i >= 0 {
			s.items[i].refs++
			return
		}
	}
	ev.Hold()
	s.add(member[V]{ev, 1, v})
}

func (s *memberList[V]) add(m member[V]) {
	if len(s.items) == cap(s.items) && len(s.items) > 2*s.live {
		s.compact()
	}
	s.items = append(s.items, m)
	s.live++
	switch {
	case s.index != nil:
		s.index[m.ev] = len(s.items) - 1
	case s.live > fewMembers:
		s.index = make(map[*event.Event]int, 2*fewMembers)
		s.compact()
	}
}

func (s *memberList[V]) find(ev *event.Event) int {
	if s.index != nil {
		if i, ok := s.index[ev]; ok {
			return i
		}
		return -1
	}
	for i := s.head; i < len(s.items); i++ {
		if s.items[i].ev == ev {
			return i
		}
	}
	return -1
}

func (s *memberList[V]) leave(ev *event.Event) { s.remove(ev) }

// remove takes out the row of an event and returns its value.
func (s *memberList[V]) remove(ev *event.Event) (v slot[V], ok bool) {
	if ev == nil {
		return v, false
	}
	i := s.find(ev)
	if i < 0 {
		return v, false
	}
	v = s.items[i].v
	if s.items[i].refs--; s.items[i].refs > 0 {
		return v, true
	}
	s.items[i] = member[V]{}
	delete(s.index, ev)
	s.live--
	ev.Drop()
	for s.head < len(s.items) && s.items[s.head].ev == nil {
		s.head++
	}
	for len(s.items) > s.head && s.items[len(s.items)-1].ev == nil {
		s.items = s.items[:len(s.items)-1]
	}
	if s.live == 0 {
		s.items, s.head = s.items[:0], 0
	}
	if gaps := len(s.items) - s.head - s.live; gaps > s.live+fewMembers {
		s.compact()
	}
	return v, true
}

// compact closes the gaps and finds all rows anew.
func (s *memberList[V]) compact() {
	all := s.items
	s.items, s.head = all[:0], 0
	for i := range all {
		if all[i].ev != nil {
			s.items = append(s.items, all[i])
		}
	}
	clear(all[len(s.items):])
	if s.index == nil {
		return
	}
	clear(s.index)
	for i := range s.items {
		s.index[s.items[i].ev] = i
	}
}

func (s *memberList[V]) len() int { return s.live }

func (s *memberList[V]) at(i int) slot[V] {
	for p := s.head; ; p++ {
		if s.items[p].ev == nil {
			continue
		}
		if i == 0 {
			return s.items[p].v
		}
		i--
	}
}

func (s *memberList[V]) fromEnd(i int) slot[V] {
	for p := len(s.items) - 1; ; p-- {
		if s.items[p].ev == nil {
			continue
		}
		if i == 0 {
			return s.items[p].v
		}
		i--
	}
}

func (s *memberList[V]) each(yield func(slot[V]) bool) {
	for i := s.head; i < len(s.items); i++ {
		if m := &s.items[i]; m.ev != nil && !yield(m.v) {
			return
		}
	}
}

// Reset empties the group.
func (s *memberList[V]) Reset() {
	for i := range s.items {
		if ev := s.items[i].ev; ev != nil {
			ev.Drop()
		}
	}
	*s = memberList[V]{}
}

// Save writes the state.
func (s *memberList[V]) Save(e *event.Encoder) {
	e.Int(s.live)
	for i := range s.items {
		if m := &s.items[i]; m.ev != nil {
			e.Event(m.ev)
			e.Int(int(m.refs))
			saveSlot(e, m.v)
		}
	}
}

// Load reads the state.
func (s *memberList[V]) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		ev := d.Event()
		m := member[V]{ev, int32(d.Int()), loadSlot[V](d)}
		if ev == nil {
			d.Fail("a list without its event")
			return
		}
		ev.Hold()
		s.add(m)
	}
}

// Bytes tells the memory of the list.
func (s *memberList[V]) Bytes() int {
	const indexBytes = 40 // an entry of a Go map and its share of empty ones
	return cap(s.items)*sizeOf[member[V]]() + len(s.index)*indexBytes
}

func saveSlot[V any](e *event.Encoder, s slot[V]) {
	e.Bool(s.ok)
	if s.ok {
		saveValue(e, s.v)
	}
}

func loadSlot[V any](d *event.Decoder) (s slot[V]) {
	if s.ok = d.Bool(); s.ok {
		s.v = loadValue[V](d)
	}
	return s
}

// hold and drop count a holder of a value that is an event. They look through a pointer because a
// number in an interface would be allocated.
func hold[V any](v V) {
	if ev, ok := any(&v).(**event.Event); ok && *ev != nil {
		(*ev).Hold()
	}
}

func drop[V any](v V) {
	if ev, ok := any(&v).(**event.Event); ok && *ev != nil {
		(*ev).Drop()
	}
}
