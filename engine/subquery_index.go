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

// rowIndex finds the rows of a side by the value of one key.
type rowIndex struct {
	equal   *query.JoinEqual
	own     int // which of the two keys is the side's own
	set     *keys.Set
	buckets [][]*event.Event // by number of the key
}

// newRowIndex makes the index of a side under one of the two keys of an equality. The set's key is the
// side's own when rows come and go (Env.Group 0), and the other stream's when it is asked.
func newRowIndex(e *query.JoinEqual, own int) *rowIndex {
	x := &rowIndex{equal: e, own: own}
	ks := [2]expr.Fn{e.Keys[own], e.Keys[1-own]}
	f := expr.Fn{Type: ks[0].Type}
	switch f.Type.Class() {
	case event.ClassInt:
		f.Int = func(env *expr.Env) (int64, bool) { return ks[env.Group].Int(env) }
	case event.ClassFloat:
		f.Float = func(env *expr.Env) (float64, bool) { return ks[env.Group].Float(env) }
	case event.ClassStr:
		f.Str = func(env *expr.Env) (string, bool) { return ks[env.Group].Str(env) }
	default:
		f.Bool = func(env *expr.Env) (bool, bool) { return ks[env.Group].Bool(env) }
	}
	x.set = keys.NewSet(keys.New(f))
	return x
}

// null tells whether the key of the row or tuple in env is null: it equals nothing.
func (x *rowIndex) null(env *expr.Env) bool {
	k := x.own
	if env.Group == 1 {
		k = 1 - k
	}
	f := &x.equal.Keys[k]
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
	}
	return !ok
}

// find returns the rows whose key equals that of the tuple in env.
func (x *rowIndex) find(env *expr.Env) []*event.Event {
	env.Group = 1
	if x.null(env) {
		return nil
	}
	if n, ok := x.set.Find(env); ok {
		return x.buckets[n]
	}
	return nil
}
