package expr

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// value is what a chain has come to after some of its elements.
type value struct {
	fn  Fn
	ev  eventFn // the same without boxing, where it is an event
	arr func(*Env) []*event.Event
	has func(*Env) bool // whether the last property is there; nil is always
	dyn bool            // resolved at run time: anything may follow
	raw bool            // the event of a stream itself, in slot fn.Stream
}

// exists tells at run time whether the property is there.
func (v *value) exists(e *Env) bool { return v.has == nil || v.has(e) }

// event returns the unboxed form of an event-typed value.
func (v *value) event() eventFn {
	if v.ev == nil {
		box := v.fn.AsAny()
		v.ev = func(e *Env) *event.Event {
			ev, _ := box(e).(*event.Event)
			return ev
		}
	}
	return v.ev
}

// compileChain compiles a chain for its value; what else is known of it serves exists alone.
func compileChain(ch *ast.Chain, s *Scope) (Fn, error) {
	v, err := chainValue(ch, s)
	return v.fn, err
}

// chainValue follows a chain element by element.
func chainValue(ch *ast.Chain, s *Scope) (value, error) {
	v, rest, err := chainHead(ch, s)
	for i := range rest {
		if err != nil {
			return value{}, err
		}
		v, err = v.step(&rest[i], s)
	}
	return v, err
}

// chainHead resolves where the chain begins and returns the elements that follow.
func chainHead(ch *ast.Chain, s *Scope) (value, []ast.ChainElement, error) {
	els := ch.Elements
	if ch.Root != nil {
		f, err := Compile(ch.Root, s)
		return value{fn: f}, els, err
	}
	if els[0].IsCall {
		v, err := callHead(&els[0], s)
		if err == nil {
			v, err = v.index(&els[0], s)
		}
		return v, els[1:], err
	}
	// Math.max(a, b) looks like a property of something named Math: the catalog decides, unless
	// a stream or parameter has that name.
	if f, n, err := staticCall(els, s); n > 0 {
		v := value{fn: f}
		if err == nil {
			v, err = v.index(&els[n-1], s)
		}
		return v, els[n:], err
	}
	v, err := nameHead(&els[0], len(els) == 1, s)
	if err == nil {
		v, err = v.index(&els[0], s)
	}
	return v, els[1:], err
}

// nameHead resolves the first name of a chain that is no call. Followed by more names, a stream
// wins over a property; alone, the property does.
func nameHead(el *ast.ChainElement, alone bool, s *Scope) (value, error) {
	if l := s.local(el.Name); l != nil {
		return localValue(l), nil
	}
	st := s.stream(el.Name)
	// `a.b`: the alias a wins over a property a, as in Esper; `a` alone is the property.
	if st != nil && !alone && !el.Dynamic && (st.Array || len(el.Index) == 0) {
		return streamValue(st), st.errBarred(el.Pos)
	}
	if v, ok, err := propertyHead(el, s); ok || err != nil {
		return v, err
	}
	if st != nil {
		return streamValue(st), st.errBarred(el.Pos)
	}
	if s.Catalog != nil {
		if d := s.Catalog.Declared(el.Name); d != nil && d.Alias {
			f, err := inline(d, nil, el.Pos, s)
			return value{fn: f}, err
		}
	}
	if el.Name == "current_timestamp" {
		return value{fn: currentTimestamp()}, nil
	}
	err := ast.Errorf(el.Pos, CodeUnknownProperty, "unknown property '%s'%s", el.Name, s.where())
	return value{}, withSuggestion(err, el.Name, s.names())
}

// where names the single stream whose properties were meant, for messages.
func (s *Scope) where() string {
	if len(s.Streams) == 1 && s.Streams[0].Schema != nil && s.Streams[0].Schema.Name() != "" {
		return " of " + s.Streams[0].Schema.Name()
	}
	return ""
}

// propertyHead resolves a name as a property of a stream or as a variable; both at once is refused.
func propertyHead(el *ast.ChainElement, s *Scope) (value, bool, error) {
	st, col, err := s.property(el.Pos, el.Name)
	if err != nil {
		return value{}, true, err
	}
	var variable *Variable
	if s.Catalog != nil {
		variable = s.Catalog.Variable(el.Name)
	}
	switch {
	case st != nil && variable != nil:
		return value{}, true, ast.Errorf(el.Pos, CodeAmbiguous,
			"'%s' is a property of %s and a variable: write %[2]s.%[1]s for the property",
			el.Name, st.label())
	case st != nil:
		v := streamValue(st)
		return v.column(col, el.Dynamic), true, nil
	case variable != nil:
		return value{fn: variableFn(variable)}, true, nil
	case el.Dynamic:
		v, err := dynamicHead(el, s)
		return v, true, err
	}
	return value{}, false, nil
}

// dynamicHead reads an undeclared property of the stream in reach.
func dynamicHead(el *ast.ChainElement, s *Scope) (value, error) {
	var found *Stream
	for i := range s.Streams {
		st := &s.Streams[i]
		if st.Outer || st.Array || st.Qualified {
			continue
		}
		if found != nil {
			return value{}, ast.Errorf(el.Pos, CodeAmbiguous,
				"'%s?' may be a property of several streams: write %s.%[1]s?", el.Name, found.label())
		}
		found = st
	}
	if found == nil {
		return value{}, ast.Errorf(el.Pos, CodeUnknownProperty, "'%s?' is of no stream", el.Name)
	}
	if err := found.errBarred(el.Pos); err != nil {
		return value{}, err
	}
	v := streamValue(found)
	return v.dynamic(el.Name), nil
}

// streamValue is the event of a stream, or the array of events of a tag that repeats.
func streamValue(st *Stream) value {
	slot := st.Slot
	if st.Array {
		arr := func(e *Env) []*event.Event { return e.Arr[slot] }
		return value{arr: arr, fn: Fn{
			Type: event.ArrayOf(event.EventOf(st.Schema)),
			Any:  func(e *Env) any { return boxEvents(arr(e)) },
		}}
	}
	get := func(e *Env) *event.Event { return e.Ev[slot] }
	v := value{ev: get, raw: true, fn: eventValue(st.Schema, get)}
	v.fn.Stream = slot
	return v
}

// boxEvents makes an array value of events; none at all is null.
func boxEvents(evs []*event.Event) any {
	if evs == nil {
		return nil
	}
	out := make([]any, len(evs))
	for i, ev := range evs {
		out[i] = ev
	}
	return out
}

// localValue is a parameter: its argument where that is bound, else what the lambda puts into the
// slot.
func localValue(l *Local) value {
	if l.Bound != nil {
		return value{fn: *l.Bound}
	}
	slot := l.Slot
	v := value{fn: FromAny(l.Type, func(e *Env) any { return e.Local[slot] })}
	if l.Type.Kind == event.KindEvent && l.Type.Schema != nil {
		v.fn.local = slot + 1
		v.ev = func(e *Env) *event.Event {
			ev, _ := e.Local[slot].(*event.Event)
			return ev
		}
	}
	return v
}

// step follows one element of the chain.
func (v value) step(el *ast.ChainElement, s *Scope) (value, error) {
	var err error
	switch {
	case el.IsCall:
		v, err = v.call(el, s)
	case el.Name != "":
		v, err = v.property(el)
	}
	if err != nil {
		return v, err
	}
	return v.index(el, s)
}

// property follows a name: of an event, a map or something known at run time only.
func (v value) property(el *ast.ChainElement) (value, error) {
	t := v.fn.Type
	switch {
	case t.Kind == event.KindEvent && t.Schema != nil:
		if c := t.Schema.Column(el.Name); c != nil {
			return v.column(c, el.Dynamic), nil
		}
		if el.Dynamic || t.Schema.AnyVariant && v.dyn {
			return v.dynamic(el.Name), nil
		}
		err := ast.Errorf(el.Pos, CodeUnknownProperty, "unknown property '%s' of %s", el.Name, t)
		return v, withSuggestion(err, el.Name, columnNames(t.Schema))
	// A map has whatever entries it has, so that `m.key` can only be looked up when the row is
	// there.
	case t.Kind == event.KindMap || v.dyn || el.Dynamic && t.Kind == event.KindObject:
		return v.dynamic(el.Name), nil
	case t.Kind == event.KindEvent && el.Dynamic:
		return v.dynamic(el.Name), nil
	case t.Kind == event.KindArray && el.Name == "length":
		return value{fn: arrayLength(v.fn)}, nil
	}
	return v, ast.Errorf(el.Pos, CodeUnknownProperty,
		"'%s': a value of type %s has no properties", el.Name, t)
}

// column reads a column of the event that v is.
func (v value) column(c *event.Column, dynamic bool) value {
	get, s := v.event(), v.fn.Type.Schema
	next := value{has: func(e *Env) bool { return get(e) != nil }}
	if v.raw {
		next.fn = columnFn(v.fn.Stream, s, c)
		next.has = nil // declared, hence always there
	} else {
		next.fn = readColumn(get, s, c)
		if v.fn.local > 0 && v.fn.element == nil && v.ev != nil {
			next.fn.element, next.fn.local, next.fn.schema = c, v.fn.local, s
		}
	}
	// The next step reads on from the event itself, without a detour through a boxed value.
	if c.Type.Kind == event.KindEvent {
		next.ev = eventColumn(get, s, c)
	}
	if dynamic {
		next.dyn = true
		next.fn = Fn{Type: event.Object, Any: next.fn.AsAny()}
	}
	return next
}

// dynamic reads a property by name at run time.
func (v value) dynamic(name string) value {
	box := v.fn.AsAny()
	return value{
		dyn: true,
		fn: Fn{Type: event.Object, Any: func(e *Env) any {
			x, _ := lookUp(box(e), name)
			return x
		}},
		has: func(e *Env) bool {
			_, ok := lookUp(box(e), name)
			return ok
		},
	}
}

// index follows the brackets behind a name.
func (v value) index(el *ast.ChainElement, s *Scope) (value, error) {
	if len(el.Index) == 0 {
		return v, nil
	}
	if len(el.Index) > 1 {
		return v, argError(el.Pos, "one index is expected, not %d", len(el.Index))
	}
	i, err := Compile(el.Index[0], s)
	if err != nil {
		return v, err
	}
	return v.at(i, el)
}

// at reads an element of an array, or an entry of a map.
func (v value) at(i Fn, el *ast.ChainElement) (value, error) {
	t := v.fn.Type
	// what is known at run time only may be an array or a map: the index tells
	open := v.dyn || el.Dynamic && t.Kind == event.KindObject
	byName := i.Type.Class() == event.ClassStr && (t.Kind == event.KindMap || open)
	switch {
	case byName:
		return v.entry(i, el), nil
	case t.Kind != event.KindArray && t.Kind != event.KindMap && !open:
		return v, typeError(el.Pos, "a value of type %s has no elements", t)
	case !i.Type.IsInteger():
		return v, typeError(el.Pos, "an index must be an integer, not %s", i.Type)
	}
	elem := event.Object
	if t.Kind == event.KindArray && t.Elem != nil {
		elem = *t.Elem
	}
	if v.arr != nil {
		return v.tagAt(elem, i.Int), nil
	}
	return v.element(elem, i.Int, v.dyn || el.Dynamic), nil
}

// element reads an element of an array; outside of the array it is null.
func (v value) element(elem event.Type, at IntFn, dyn bool) value {
	box := v.fn.AsAny()
	get := func(e *Env) (x any, found bool) {
		n, ok := at(e)
		if !ok {
			return nil, false
		}
		return elementAt(box(e), n)
	}
	return value{
		dyn: dyn,
		fn:  FromAny(elem, func(e *Env) any { x, _ := get(e); return x }),
		has: func(e *Env) bool { _, ok := get(e); return ok },
	}
}

// tagAt reads one event of a tag that repeats.
func (v value) tagAt(elem event.Type, at IntFn) value {
	arr := v.arr
	get := func(e *Env) *event.Event {
		a := arr(e)
		if i, ok := at(e); ok && i >= 0 && i < int64(len(a)) {
			return a[i]
		}
		return nil
	}
	return value{
		ev: get, fn: eventValue(elem.Schema, get),
		has: func(e *Env) bool { return get(e) != nil },
	}
}

// entry reads an entry of a map.
func (v value) entry(key Fn, el *ast.ChainElement) value {
	box, k := v.fn.AsAny(), key.Str
	get := func(e *Env) (any, bool) {
		name, ok := k(e)
		if !ok {
			return nil, false
		}
		return lookUp(box(e), name)
	}
	return value{
		dyn: v.dyn || el.Dynamic,
		fn:  Fn{Type: event.Object, Any: func(e *Env) (x any) { x, _ = get(e); return x }},
		has: func(e *Env) bool { _, ok := get(e); return ok },
	}
}

// staticCall resolves `Math.max(a, b)` and the like, with or without a package name before it: a
// function whose name has points. It returns how many elements the name takes.
func staticCall(els []ast.ChainElement, s *Scope) (Fn, int, error) {
	if s.Catalog == nil {
		return Fn{}, 0, nil
	}
	name := ""
	for i := range els {
		name += els[i].Name
		if els[i].IsCall {
			fn := s.Catalog.Function(strings.TrimPrefix(name, "java.lang."))
			if fn == nil || s.local(els[0].Name) != nil || s.stream(els[0].Name) != nil {
				return Fn{}, 0, nil
			}
			f, err := callFunc(fn, &els[i], s)
			return f, i + 1, err
		}
		if len(els[i].Index) > 0 || els[i].Dynamic {
			break
		}
		name += "."
	}
	return Fn{}, 0, nil
}
