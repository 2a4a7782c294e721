package rowrecog

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// row is a row that an attempt has taken, linked to the one before it: attempts that share their
// beginning share its memory. The chain is immutable and counted.
type row struct {
	up   *row
	ev   *event.Event
	v    int32 // the variable, as an index
	refs int32
}

// The rows of two attempts that differ in the last row share all others:
//
//	nil ◄── A:5 ◄── B:3 ◄─┬─ B:2
//	                      └─ C:4

// pool keeps what is not in use.
type pool struct {
	rows *row // linked by up
	live int
}

const chunk = 64

// take returns the chain with one more row, which the caller owns.
func (p *pool) take(up *row, ev *event.Event, v int) *row {
	if p.rows == nil {
		c := make([]row, chunk)
		for i := range c[:chunk-1] {
			c[i].up = &c[i+1]
		}
		p.rows = &c[0]
	}
	r := p.rows
	p.rows = r.up
	p.live++
	ev.Hold()
	*r = row{up: up.hold(), ev: ev, v: int32(v), refs: 1}
	return r
}

// extend is take for a caller that has no further use for its share of the chain.
func (p *pool) extend(up *row, ev *event.Event, v int) *row {
	r := p.take(nil, ev, v)
	r.up = up
	return r
}

// hold counts one more owner.
func (r *row) hold() *row {
	if r != nil {
		r.refs++
	}
	return r
}

// release counts one owner less and takes back what nobody owns.
func (p *pool) release(r *row) {
	for r != nil {
		if r.refs--; r.refs > 0 {
			return
		}
		r.ev.Drop()
		up := r.up
		*r = row{up: p.rows}
		p.rows, r = r, up
		p.live--
	}
}

// has tells whether the chain holds the event.
func (r *row) has(ev *event.Event) bool {
	for ; r != nil; r = r.up {
		if r.ev == ev {
			return true
		}
	}
	return false
}

// load fills env with the rows by variable: arrays in the order in which they came.
func (m *Matcher) load(r *row, env *expr.Env) {
	vars := m.plan.Variables
	for i := range env.Ev {
		env.Ev[i] = nil
	}
	for i := range env.Arr {
		env.Arr[i] = env.Arr[i][:0]
	}
	for ; r != nil; r = r.up {
		v := &vars[r.v]
		if v.Array {
			env.Arr[v.Slot] = append(env.Arr[v.Slot], r.ev)
		} else {
			env.Ev[v.Slot] = r.ev
		}
	}
	for i, a := range env.Arr {
		if len(a) == 0 {
			env.Arr[i] = nil
			continue
		}
		for l, h := 0, len(a)-1; l < h; l, h = l+1, h-1 {
			a[l], a[h] = a[h], a[l]
		}
	}
}

// Match is one match. It is valid during the call that gave it.
type Match struct {
	m *Matcher
	r *row
}

// Load puts the rows of the match into env, by the slots of [Plan.Variables]: Ev for a single row,
// Arr for an array, nil when there is none. env must have room for [Plan.Slots]. Arrays are reused
// by the next call with the same env.
func (m Match) Load(env *expr.Env) { m.m.load(m.r, env) }
