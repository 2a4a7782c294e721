package engine

import (
	"fmt"
	"reflect"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Register makes the struct type T an event type, named as T is. Its exported fields are the
// properties, named by their tags `cephei:"host"` where they have one; see [event.FromStruct].
func Register[T any](e *Engine) error {
	t := reflect.TypeFor[T]()
	return RegisterAs[T](e, t.Name())
}

// RegisterAs makes the struct type T an event type of the given name.
func RegisterAs[T any](e *Engine, name string) error {
	s, err := event.FromStruct(name, reflect.TypeFor[T]())
	if err != nil {
		return err
	}
	return e.shell.exclusive(func() error {
		o := &query.Object{Kind: query.KindType, Name: name, Schema: s}
		if !e.core.cat.Add(o) {
			return fmt.Errorf("event type '%s': %w", name, ErrDuplicate)
		}
		e.registered = append(e.registered, registration{o})
		e.core.stream(s)
		return nil
	})
}

// Sender sends the events of one registered struct type. It saves the look-up of the type and is
// the fastest way into the engine.
type Sender[T any] struct {
	engine *Engine
	schema *event.Schema
}

// SenderFor returns the sender of a struct type that was registered.
func SenderFor[T any](e *Engine) (*Sender[T], error) {
	defer e.shell.enter()()
	t := reflect.TypeFor[T]()
	if s := e.registeredAs(t); s != nil {
		return &Sender[T]{e, s}, nil
	}
	return nil, fmt.Errorf("%w: %s is not registered", ErrUnknownType, t)
}

// registeredAs returns the schema of a struct type, or nil.
func (e *Engine) registeredAs(t reflect.Type) *event.Schema {
	for _, r := range e.registered {
		if s := r.object.Schema; s.GoType() == t {
			return s
		}
	}
	return nil
}

// Send copies the struct and gives it to all statements; see [Engine.Send].
func (s *Sender[T]) Send(p *T) error {
	e := s.engine
	if e.shell.closed.Load() {
		return ErrClosed
	}
	if !e.shell.lock() {
		own := *p
		e.shell.later(func() error {
			e.core.send(event.CopyIn(s.schema, &own))
			return nil
		})
		return nil
	}
	defer e.shell.unlock()
	e.core.send(event.CopyIn(s.schema, p))
	if e.shell.queued.Load() {
		e.shell.drain()
	}
	return nil
}

// Build gives an event to all statements that fill writes in place, in the engine's own memory: what
// [Sender.Send] copies is not copied. The struct is empty when fill gets it, and must not be used after
// fill returns. Called from a listener, fill runs at once and the event is taken later.
func (s *Sender[T]) Build(fill func(*T)) error {
	e := s.engine
	if e.shell.closed.Load() {
		return ErrClosed
	}
	if !e.shell.lock() {
		own := new(T)
		fill(own)
		e.shell.later(func() error {
			e.core.send(event.CopyIn(s.schema, own))
			return nil
		})
		return nil
	}
	defer e.shell.unlock()
	e.core.send(event.Build(s.schema, fill))
	if e.shell.queued.Load() {
		e.shell.drain()
	}
	return nil
}

// Send gives an event to all statements: a pointer to a struct of a registered type, whose values
// are copied. It returns when all that follows from the event is done; called from a listener it
// returns at once, and the event is taken when the present one is done.
func (e *Engine) Send(p any) error {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("%w: Send needs a pointer to a registered struct, not %T", ErrUnknownType, p)
	}
	t := v.Type().Elem()
	return e.shell.prepared(func(bool) (func(), error) {
		s := e.registeredAs(t)
		if s == nil {
			return nil, fmt.Errorf("%w: %s is not registered", ErrUnknownType, t)
		}
		own := reflect.New(t) // from a callback the work is done later
		own.Elem().Set(v.Elem())
		return func() { e.core.send(event.FromValue(s, own.Elem())) }, nil
	})
}

// SendMap gives an event of the named type to all statements. Values are checked against the type's
// columns: an absent one is null, one of a wrong type is an error and the event is not taken.
func (e *Engine) SendMap(typ string, values map[string]any) error {
	return e.sendMade(typ, func(s *event.Schema) (*event.Event, error) {
		return event.FromMap(s, values)
	})
}

// SendJSON gives an event of the named type, a JSON object, to all statements; see [Engine.SendMap].
func (e *Engine) SendJSON(typ string, object []byte) error {
	return e.sendMade(typ, func(s *event.Schema) (*event.Event, error) {
		return event.FromJSON(s, object)
	})
}

// sendMade decodes the event under the lock, since events come from the schema's pool.
func (e *Engine) sendMade(typ string, decode func(*event.Schema) (*event.Event, error)) error {
	return e.shell.prepared(func(later bool) (func(), error) {
		s := e.core.cat.Sendable(typ)
		if s == nil {
			return nil, fmt.Errorf("%w '%s'", ErrUnknownType, typ)
		}
		ev, err := decode(s)
		if err != nil {
			if !later {
				e.core.arena.Sweep()
			}
			return nil, err
		}
		if later { // the present event's sweep would take it
			ev.Pin()
		}
		return func() { e.core.send(ev) }, nil
	})
}

// SendShared gives an event to all statements, on the sender's promise that the struct does not
// change any more. It does what [Sender.Send] does: values that lie behind their event's header are
// smaller to hold and faster to read than values elsewhere, and the copy costs some nanoseconds.
func SendShared[T any](s *Sender[T], p *T) error { return s.Send(p) }
