package event

import (
	"math"
	"reflect"
	"unsafe"
)

// Arena looks after the events of one engine: after each dispatch [Arena.Sweep] gives those that
// nobody holds back to the pools of their schemas.
type Arena struct {
	// Poison makes a freed event unusable for ever instead of using it again, so that a test
	// finds whoever keeps events without holding them.
	Poison bool

	fresh   []*Event // made since the last sweep
	dropped []*Event // let go since the last sweep
	reused  uint64
}

// Attach puts the events of a schema in the care of the arena. It is called once, before the first
// event is made; the events of a schema without arena are left to the garbage collector.
func (a *Arena) Attach(s *Schema) { s.pool.arena = a }

// AttachOnce attaches a schema that has no arena yet.
func (a *Arena) AttachOnce(s *Schema) {
	if s.pool.arena == nil {
		s.pool.arena = a
	}
}

// Sweep frees the events made or let go since the last call that nobody holds now.
// No operator may be running.
func (a *Arena) Sweep() {
	for _, e := range a.fresh {
		if e.refs == 0 {
			a.release(e)
		}
	}
	for _, e := range a.dropped {
		// An event may have been dropped twice, or be fresh as well: released ones are at -1.
		if e.refs == 0 {
			a.release(e)
		}
	}
	a.fresh, a.dropped = a.fresh[:0], a.dropped[:0]
}

// Forget lets go of events that the arena still names since [Arena.Sweep]: their chunks would stay in
// memory when their schema has gone.
func (a *Arena) Forget() {
	clear(a.fresh[len(a.fresh):cap(a.fresh)])
	clear(a.dropped[len(a.dropped):cap(a.dropped)])
}

func (a *Arena) release(e *Event) {
	e.refs = freed
	if a.Poison {
		e.poison()
		return
	}
	a.reused++
	e.schema.pool.free = append(e.schema.pool.free, e)
}

// poison takes everything from an event: its type, so that most uses panic, and its values.
func (e *Event) poison() {
	t := e.schema.pool.block.Field(1).Type
	reflect.NewAt(t, e.values()).Elem().SetZero()
	e.schema, e.nulls = nil, math.MaxUint64
}

// Reused tells how many events were given back so far.
func (a *Arena) Reused() uint64 { return a.reused }

// pool makes the events of one schema, in chunks.
type pool struct {
	block reflect.Type // struct{H Event; P payload}
	free  []*Event
	chunk int
	arena *Arena
}

const (
	firstChunk = 8
	lastChunk  = 256
)

func (p *pool) init(payload reflect.Type) {
	p.block = reflect.StructOf([]reflect.StructField{
		{Name: "H", Type: eventType}, {Name: "P", Type: payload},
	})
	if p.block.Field(1).Offset != header {
		panic("BUG: values do not begin behind the header")
	}
	p.chunk = firstChunk
}

// refill makes a new chunk of events; chunks grow, so that a schema of few events stays small.
func (p *pool) refill(s *Schema) {
	n := p.chunk
	if p.chunk < lastChunk {
		p.chunk *= 2
	}
	base := reflect.MakeSlice(reflect.SliceOf(p.block), n, n).UnsafePointer()
	step := p.block.Size()
	for i := n - 1; i >= 0; i-- {
		e := (*Event)(unsafe.Add(base, uintptr(i)*step))
		e.schema, e.refs = s, freed
		p.free = append(p.free, e)
	}
}

// EventBytes is the memory of one event of the schema, what its strings and arrays refer to
// left out.
func (s *Schema) EventBytes() int { return int(s.pool.block.Size()) }

// New returns an event with undefined values: the caller sets every column, or calls
// [Schema.NewNull].
func (s *Schema) New() *Event {
	p := &s.pool
	if len(p.free) == 0 {
		p.refill(s)
	}
	e := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	e.refs, e.nulls = 0, 0
	if p.arena != nil {
		p.arena.fresh = append(p.arena.fresh, e)
	}
	if s.extra {
		*at[map[string]any](e, header) = nil
	}
	return e
}

// NewNull returns an event whose columns are all null.
func (s *Schema) NewNull() *Event {
	e := s.New()
	e.nulls = s.allNull
	if s.wide {
		for i := nullBits; i < len(s.cols); i++ {
			e.SetNull(&s.cols[i])
		}
	}
	return e
}
