package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// rowList is rows in order of arrival.
type rowList struct {
	rows  []*event.Event // nil where one has left
	at    map[*event.Event]int
	holes int
}

// change lets rows in and out of a side and its indexes.
func (s *rowList) change(d *event.Delta) {
	for _, ev := range d.New {
		if _, ok := s.at[ev]; ok {
			continue
		}
		ev.Hold()
		s.at[ev] = len(s.rows)
		s.rows = append(s.rows, ev)
	}
	for _, ev := range d.Old {
		at, ok := s.at[ev]
		if !ok {
			continue
		}
		s.rows[at] = nil
		delete(s.at, ev)
		s.holes++
		ev.Drop()
	}
	const few = 16
	if s.holes > few && s.holes > len(s.rows)/2 {
		s.compact()
	}
}

// compact closes the gaps that rows left.
func (s *rowList) compact() {
	s.rows = slices.DeleteFunc(s.rows, func(ev *event.Event) bool { return ev == nil })
	for i, ev := range s.rows {
		s.at[ev] = i
	}
	s.holes = 0
}

func (s *rowList) save(enc *event.Encoder) {
	s.compact()
	enc.Int(len(s.rows))
	for _, ev := range s.rows {
		enc.Event(ev)
	}
}

func (s *rowList) load(dec *event.Decoder) {
	var d event.Delta
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		if ev := dec.Event(); ev != nil {
			d.New = append(d.New, ev)
		} else {
			dec.Fail("a row is missing")
		}
	}
	s.change(&d)
}

func (s *rowList) stop() {
	for _, ev := range s.rows {
		if ev != nil {
			ev.Drop()
		}
	}
	s.rows = nil
}

// rowIndex finds rows by the value of a key.
type rowIndex struct {
	set     *keys.Set
	asked   *keys.Key        // the key in the enclosing statement
	buckets [][]*event.Event // by number of the key
}

func newRowIndex(e *query.JoinEqual) *rowIndex {
	return &rowIndex{set: keys.NewSet(keys.New(e.Keys[0])), asked: keys.New(e.Keys[1])}
}

// find returns the rows whose key equals that of the enclosing statement; null equals nothing.
func (x *rowIndex) find(env *expr.Env) []*event.Event {
	if n, ok := x.set.FindEqual(x.asked, env); ok {
		return x.buckets[n]
	}
	return nil
}
