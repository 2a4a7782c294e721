package engine

import (
	"encoding/binary"

	"github.com/cephei-go/cephei/query"
)

// This file joins more than two streams of which one at least is joined outer: always in the order of
// the text. What does not hold the event that changed is no result.

// fixed is the row that changed: its stream, -1 when there is none, has only this row.
type fixed struct {
	stream int
	id     int32
}

// cursor goes through rows of a side.
type cursor struct {
	s    *side
	id   int32 // 0: at the end
	slot int   // of the key whose chain it follows; -1: all rows
	once bool  // this row only
}

func (c *cursor) next() {
	if c.once {
		c.id = 0
		return
	}
	c.id = c.s.after(c.id, c.slot)
}

// outer extends the tuple in env by the streams from step on.
func (j *joiner) outer(step int, f fixed, stream int) {
	switch {
	case step == len(j.sides):
		if f.stream < 0 || j.env.Ev[f.stream] == j.sides[f.stream].nodes[f.id].ev {
			j.emit(stream)
		}
	case step > 0:
		j.outerStep(step, f, stream)
	default:
		for c := j.rowsOf(0, f); c.id != 0; c.next() {
			j.bind(0, c.id)
			j.outer(1, f, stream)
		}
		j.env.Ev[0] = nil
		j.unmatched(f, stream)
	}
}

// outerStep joins the tuple so far with one more stream.
func (j *joiner) outerStep(step int, f fixed, stream int) {
	matched := false
	for c := j.rowsOf(step, f); c.id != 0; c.next() {
		j.bind(step, c.id)
		if on := j.plan.On[step]; on == nil || on(j.env) {
			matched = true
			j.outer(step+1, f, stream)
		}
	}
	j.env.Ev[step] = nil
	k := j.plan.Kinds[step]
	if !matched && (k == query.LeftJoin || k == query.FullJoin) {
		j.outer(step+1, f, stream)
	}
}

// unmatched makes the tuples that begin with a row of a right or full joined stream which matches
// nothing before it.
func (j *joiner) unmatched(f fixed, stream int) {
	for step := 1; step < len(j.sides); step++ {
		switch j.plan.Kinds[step] {
		case query.RightJoin, query.FullJoin:
		case query.LeftJoin:
			continue
		default:
			return // an inner join drops what begins without a left side
		}
		for c := j.rowsOf(step, f); c.id != 0; c.next() {
			clear(j.env.Ev)
			if j.anyBefore(0, step, c.id) {
				continue
			}
			clear(j.env.Ev)
			j.bind(step, c.id)
			j.outer(step+1, f, stream)
		}
		clear(j.env.Ev)
	}
}

// anyBefore tells whether a row of a later stream matches any tuple of the streams from i on that
// extends the one in env, whatever those hold.
func (j *joiner) anyBefore(i, step int, row int32) bool {
	j.bind(step, row)
	if i == step {
		on := j.plan.On[step]
		return on == nil || on(j.env)
	}
	hit := false
	for c := j.toward(i, step, row); c.id != 0; c.next() {
		j.bind(i, c.id)
		if on := j.plan.On[i]; i == 0 || on == nil || on(j.env) {
			hit = true
			if j.anyBefore(i+1, step, row) {
				return true
			}
		}
	}
	j.env.Ev[i] = nil
	return !hit && i > 0 && j.anyBefore(i+1, step, row)
}

// toward returns the rows of stream i that may match the row of a later stream.
func (j *joiner) toward(i, step int, row int32) cursor {
	s := j.sides[i]
	for slot, k := range s.keys {
		if k.plan.Step == step && k.plan.Streams[1-k.own] == step {
			if s.table != nil {
				return cursor{s: s, id: j.firstRow(i, slot), slot: slot}
			}
			from := j.plan.SlotOf(step, j.plan.KeyOf[i][slot].Key)
			return cursor{s: s, id: j.sides[step].partner(row, from), slot: slot}
		}
	}
	return cursor{s: s, id: j.firstRow(i, -1), slot: -1}
}

// rowsOf returns what a side may contribute: the row in hand where it is the side that changed.
func (j *joiner) rowsOf(i int, f fixed) cursor {
	s := j.sides[i]
	if i == f.stream {
		return cursor{s: s, id: f.id, once: true}
	}
	c := cursor{s: s, slot: -1}
	for slot, k := range s.keys {
		if other := k.plan.Streams[1-k.own]; k.plan.Step == i && other < i && j.env.Ev[other] != nil {
			if c.slot = slot; s.table != nil {
				continue
			}
			from := j.plan.SlotOf(other, j.plan.KeyOf[i][slot].Key)
			c.id = j.sides[other].partner(j.node[other], from)
		}
	}
	if s.table != nil || c.slot < 0 {
		c.id = j.firstRow(i, c.slot)
	}
	return c
}

// emit notes the tuple in env, once.
func (j *joiner) emit(stream int) {
	if j.several {
		j.key = j.key[:0]
		for i, ev := range j.env.Ev {
			id := int32(0)
			if ev != nil {
				id = j.node[i]
			}
			j.key = binary.LittleEndian.AppendUint32(j.key, uint32(id))
		}
		if j.seen[string(j.key)] {
			return
		}
		if j.seen == nil {
			j.seen = make(map[string]bool)
		}
		j.seen[string(j.key)] = true
	}
	j.tuple(stream)
}
