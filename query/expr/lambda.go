package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// lambda is a compiled lambda: its body, and the slots of its parameters, -1 for those it has not.
type lambda struct {
	body              Fn
	elem, index, size int
	need              int             // how many slots there must be
	truth             func(*Env) bool // of a condition: fused where that is possible
}

// lambda compiles an argument as a lambda of an element, optionally its index and the size of the
// array. Parameters before these, such as the value of a fold, are given as first.
func (c *enumCall) lambda(arg int, first ...event.Type) (*lambda, error) {
	l, ok := c.args[arg].(*ast.Lambda)
	if !ok {
		return nil, argError(c.args[arg].Position(), "'%s' takes a lambda here, such as x => x", c.name)
	}
	types := append(append([]event.Type{}, first...), c.elem, event.Int, event.Int)
	if len(l.Params) <= len(first) || len(l.Params) > len(types) {
		return nil, argError(l.Pos, "the lambda of '%s' takes %d to %d parameters, not %d",
			c.name, len(first)+1, len(types), len(l.Params))
	}
	// Every parameter has a slot of its own in the whole statement, so that lambdas inside of
	// lambdas do not overwrite those outside.
	params := make([]Local, len(l.Params))
	for i, name := range l.Params {
		params[i] = Local{Name: name, Type: types[i]}
	}
	in := c.s.WithLocals(params...)
	base := len(in.Locals) - len(params)
	body, err := Compile(l.Body, in)
	if err != nil {
		return nil, err
	}
	slot := func(i int) int {
		if i >= len(params) {
			return -1
		}
		return in.Locals[base+i].Slot
	}
	n := len(first)
	out := &lambda{body: body, elem: slot(n), index: slot(n + 1), size: slot(n + 2)}
	out.need = in.Locals[len(in.Locals)-1].Slot + 1
	return out, nil
}

// optional is lambda for an argument that may be missing; then the element itself is the value.
func (c *enumCall) optional(arg int) (*lambda, error) {
	if arg < len(c.args) {
		return c.lambda(arg)
	}
	in := c.s.WithLocals(Local{Type: c.elem})
	slot := in.Locals[len(in.Locals)-1].Slot
	l := &lambda{elem: slot, index: -1, size: -1, need: slot + 1}
	l.body = localValue(&Local{Type: c.elem, Slot: slot}).fn
	return l, nil
}

// condition is lambda for one that must give a boolean.
func (c *enumCall) condition(arg int) (*lambda, error) {
	l, err := c.lambda(arg)
	if err == nil && l.body.Type.Kind != event.KindBool {
		return nil, typeError(c.args[arg].Position(), "the lambda of '%s' must be a condition, not %s",
			c.name, l.body.Type)
	}
	if err == nil {
		l.truth = l.body.Truth()
	}
	return l, err
}

// enter makes room for the parameters.
func (l *lambda) enter(e *Env) {
	// Whoever owns the Env may not know of lambdas; it happens once for each Env.
	for len(e.Local) < l.need {
		e.Local = append(e.Local, nil)
	}
}

// set gives the parameters their values for element i of n.
func (l *lambda) set(e *Env, v any, i, n int) {
	e.Local[l.elem] = v
	if l.index >= 0 {
		e.Local[l.index] = int32(i)
	}
	if l.size >= 0 {
		e.Local[l.size] = int32(n)
	}
}

// each returns a function that evaluates the lambda for one element, boxed.
func (l *lambda) each() func(e *Env, v any, i, n int) any {
	box := l.body.AsAny()
	return func(e *Env, v any, i, n int) any {
		l.set(e, v, i, n)
		return box(e)
	}
}

// holds evaluates a condition; null counts as false.
func (l *lambda) holds(e *Env, v any, i, n int) bool {
	l.set(e, v, i, n)
	return l.truth(e)
}
