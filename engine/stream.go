package engine

import (
	"slices"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
)

// stream is an event type with those who listen to it.
type stream struct {
	schema   *event.Schema
	index    filter.Index
	upward   []upcast // further streams that its events belong to
	contexts []contextStream
	mixed    bool // partitions listen without a key: what each has accepts the event in one go
}

// stream returns the stream of a schema, making it known when it is new.
func (c *core) stream(s *event.Schema) *stream {
	if st := c.streams[s]; st != nil {
		return st
	}
	st := &stream{schema: s}
	c.streams[s] = st
	s.Owner = st
	c.arena.Attach(s)
	for _, super := range s.Supers() {
		st.upward = append(st.upward, c.newUpcast(c.stream(super), s))
	}
	return st
}

// matchContexts adds those who listen to the stream in context partitions. The event comes as the stream
// reads it, and as it is.
func (s *stream) matchContexts(ev, own *event.Event, matched []*filter.Entry) []*filter.Entry {
	for _, cs := range s.contexts {
		matched = cs.match(s, ev, own, matched)
	}
	return matched
}

// streamOf returns the stream of an event's schema, which keeps it at hand.
func (c *core) streamOf(ev *event.Event) *stream {
	if st, ok := ev.Schema().Owner.(*stream); ok {
		return st
	}
	return c.stream(ev.Schema())
}

// prefix tells whether an event of sub can be read as one of super as it is.
func prefix(super, sub *event.Schema) bool {
	return slices.EqualFunc(super.Columns(), sub.Columns()[:min(len(sub.Columns()), len(super.Columns()))],
		func(a, b event.Column) bool { return a.Name == b.Name && a.Type.Equal(b.Type) })
}
