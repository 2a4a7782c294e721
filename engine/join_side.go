package engine

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// change lets rows in and out of a side and its indexes.
func (s *side) change(env *expr.Env, stream int, d *event.Delta) {
	for _, ev := range d.New {
		if _, ok := s.at[ev]; ok {
			continue
		}
		ev.Hold()
		s.at[ev] = len(s.rows)
		s.rows = append(s.rows, ev)
		for _, x := range s.indexes {
			x.add(env, stream, ev)
		}
	}
	for _, ev := range d.Old {
		at, ok := s.at[ev]
		if !ok {
			continue
		}
		for _, x := range s.indexes {
			x.remove(env, stream, ev)
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
func (s *side) compact() {
	s.rows = slices.DeleteFunc(s.rows, func(ev *event.Event) bool { return ev == nil })
	for i, ev := range s.rows {
		s.at[ev] = i
	}
	s.holes = 0
}

// null tells whether the key of the row or tuple in env is null: it equals nothing.
func (x *joinIndex) null(env *expr.Env) bool {
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

func (x *joinIndex) add(env *expr.Env, stream int, ev *event.Event) {
	env.Ev[stream], env.Group = ev, 0
	defer func() { env.Ev[stream] = nil }()
	if x.null(env) {
		return
	}
	n, _ := x.set.Add(env)
	for int(n) >= len(x.buckets) {
		x.buckets = append(x.buckets, nil)
	}
	x.buckets[n] = append(x.buckets[n], ev)
}

func (x *joinIndex) remove(env *expr.Env, stream int, ev *event.Event) {
	env.Ev[stream], env.Group = ev, 0
	defer func() { env.Ev[stream] = nil }()
	n, ok := x.set.Find(env)
	if !ok || x.null(env) {
		return
	}
	b := x.buckets[n]
	if i := slices.Index(b, ev); i >= 0 {
		x.buckets[n] = slices.Delete(b, i, i+1)
	}
	if len(x.buckets[n]) == 0 {
		x.set.Remove(n)
	}
}

// find returns the rows whose key equals that of the tuple in env.
func (x *joinIndex) find(env *expr.Env) []*event.Event {
	env.Group = 1
	if x.null(env) {
		return nil
	}
	if n, ok := x.set.Find(env); ok {
		return x.buckets[n]
	}
	return nil
}

// appendPointer appends what tells an event from all others that live.
func appendPointer(b []byte, ev *event.Event) []byte {
	return binary.LittleEndian.AppendUint64(b, uint64(uintptr(unsafe.Pointer(ev))))
}

// save writes the rows of all sides.
func (j *joiner) save(enc *event.Encoder) {
	for _, s := range j.sides {
		s.save(enc)
	}
}

func (s *side) save(enc *event.Encoder) {
	s.compact()
	enc.Int(len(s.rows))
	for _, ev := range s.rows {
		enc.Event(ev)
	}
}

func (j *joiner) load(dec *event.Decoder) {
	for i, s := range j.sides {
		s.load(dec, j.env, i)
	}
}

func (s *side) load(dec *event.Decoder, env *expr.Env, stream int) {
	var d event.Delta
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		if ev := dec.Event(); ev != nil {
			d.New = append(d.New, ev)
		} else {
			dec.Fail("a row is missing")
		}
	}
	s.change(env, stream, &d)
}

// stop lets the rows go.
func (j *joiner) stop() {
	for _, s := range j.sides {
		s.stop()
	}
}

func (s *side) stop() {
	for _, ev := range s.rows {
		if ev != nil {
			ev.Drop()
		}
	}
	s.rows = nil
}
