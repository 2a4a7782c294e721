package aggregate

import (
	"unsafe"

	"github.com/cephei-go/cephei/event"
)

// store is the states of all groups, side by side, and what columns do with them whatever they are.
type store[S any, P kept[S]] struct {
	unread
	states []S
}

type kept[S any] interface {
	*S
	keeper
}

// keeper is a state that can be saved and loaded into an empty one.
type keeper interface {
	Save(e *event.Encoder)
	Load(d *event.Decoder)
}

// Grow implements Column.
func (c *store[S, P]) Grow(n int) { c.states = grow(c.states, n) }

// Clear implements Column.
func (c *store[S, P]) Clear(g uint32) {
	if r, ok := any(P(&c.states[g])).(interface{ Reset() }); ok {
		r.Reset()
		return
	}
	var zero S
	c.states[g] = zero
}

// Save implements Column.
func (c *store[S, P]) Save(g uint32, e *event.Encoder) { P(&c.states[g]).Save(e) }

// Load implements Column.
func (c *store[S, P]) Load(g uint32, d *event.Decoder) { P(&c.states[g]).Load(d) }

// Bytes implements Column.
func (c *store[S, P]) Bytes() int {
	n := cap(c.states) * sizeOf[S]()
	for i := range c.states {
		b, ok := any(P(&c.states[i])).(interface{ Bytes() int })
		if !ok {
			break
		}
		n += b.Bytes()
	}
	return n
}

// grow makes room for n groups, the new ones empty.
func grow[S any](s []S, n int) []S {
	if n <= len(s) {
		return s
	}
	if n == 1 {
		return make([]S, 1) // a partition without groups is the common case
	}
	if n > cap(s) {
		t := make([]S, len(s), max(n, 2*cap(s)))
		copy(t, s)
		s = t
	}
	return s[:n]
}

// unread answers null to readers of every class; columns override the one they serve.
type unread struct{}

// Bool implements expr.AggReader.
func (unread) Bool(uint32) (v, ok bool) { return false, false }

// Int implements expr.AggReader.
func (unread) Int(uint32) (int64, bool) { return 0, false }

// Float implements expr.AggReader.
func (unread) Float(uint32) (float64, bool) { return 0, false }

// Str implements expr.AggReader.
func (unread) Str(uint32) (string, bool) { return "", false }

// Any implements expr.AggReader.
func (unread) Any(uint32) any { return nil }

// sizeOf is the size of a value of type T.
func sizeOf[T any]() int {
	var v T
	return int(unsafe.Sizeof(v))
}
