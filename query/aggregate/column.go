package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// State is the aggregation of one group of values of type V; its result is of type R. The zero
// value is an empty group. A state that holds memory of its own may have a method Bytes() int that
// tells how much, and a method Reset() that empties it and keeps some of it for the next group.
type State[V, R any] interface {
	// Enter adds a value. Null values do not come here.
	Enter(v V)
	// Leave takes out a value that entered. It must not panic for one that did not, since a
	// filter over a variable may change its mind between the two.
	Leave(v V)
	// Value returns the result; false is null.
	Value() (R, bool)
	// Save writes the state; Load reads it into an empty one.
	Save(e *event.Encoder)
	Load(d *event.Decoder)
}

type stateOf[S, V, R any] interface {
	*S
	State[V, R]
}

// input is a checked call as columns see it: which rows count, and for what. It is the plan of all
// functions whose column takes one value a row.
type input[V any] struct {
	name     string
	pos      ast.Pos
	typ      event.Type
	filter   func(*expr.Env) bool // nil: every row counts
	value    func(*expr.Env) (V, bool)
	distinct bool
	undoes   bool      // see Undoes
	key      *keys.Key // of the argument, for distinct values of any type
	given    string    // see Call
	figure   figure    // of sum, avg and stddev of floating point numbers
	column   func(*input[V]) Column
}

// Type implements Plan.
func (in *input[V]) Type() event.Type { return in.typ }

// New implements Plan.
func (in *input[V]) New() Column {
	c := in.column(in)
	if in.distinct {
		return newDistinct(in, c)
	}
	return c
}

// take evaluates the row in env; false when it does not count or has no value.
func (in *input[V]) take(env *expr.Env) (v V, ok bool) {
	if in.filter != nil && !in.filter(env) {
		return v, false
	}
	return in.value(env)
}

// newInput fills in what every call has. The arguments of the call are compiled already, and value
// is the one that the column takes.
func newInput[V any](c *Call, t event.Type, value func(*expr.Env) (V, bool)) *input[V] {
	in := &input[V]{name: c.Name, pos: c.Pos, typ: t, value: value, distinct: c.Distinct, given: c.Given}
	if c.Filter != nil {
		in.filter = c.Filter.Truth()
	}
	if c.Distinct {
		in.key = keys.New(c.Args[0].Fn)
	}
	return in
}

// planOf is the plan of a call whose groups are states of type S, and nothing more.
func planOf[S, R, V any, P stateOf[S, V, R]](
	c *Call, t event.Type, value func(*expr.Env) (V, bool),
) *input[V] {
	in := newInput(c, t, value)
	in.column = func(in *input[V]) Column { return &column[S, V, R, P]{in: in} }
	return in
}

// undone marks the plan of a function whose states forget all about a row that has left: see [Undoes].
func (in *input[V]) undone(c *Call) *input[V] {
	in.undoes = c.Filter == nil && !c.Distinct
	for i := range c.Args {
		in.undoes = in.undoes && c.Args[i].Fn.Column != nil
	}
	return in
}

func (in *input[V]) forgets() bool { return in.undoes }

// column is the state of all groups of a call, side by side.
type column[S, V, R any, P stateOf[S, V, R]] struct {
	store[S, P]
	in *input[V]
}

// Enter implements Column.
func (c *column[S, V, R, P]) Enter(g uint32, env *expr.Env) {
	if v, ok := c.in.take(env); ok {
		P(&c.states[g]).Enter(v)
	}
}

// Leave implements Column.
func (c *column[S, V, R, P]) Leave(g uint32, env *expr.Env) {
	if v, ok := c.in.take(env); ok {
		P(&c.states[g]).Leave(v)
	}
}

func (c *column[S, V, R, P]) enterValue(g uint32, v V) { P(&c.states[g]).Enter(v) }

func (c *column[S, V, R, P]) leaveValue(g uint32, v V) { P(&c.states[g]).Leave(v) }

// Bool implements Column.
func (c *column[S, V, R, P]) Bool(g uint32) (v, ok bool) {
	return result[bool](P(&c.states[g]).Value())
}

// Int implements Column.
func (c *column[S, V, R, P]) Int(g uint32) (int64, bool) {
	return result[int64](P(&c.states[g]).Value())
}

// Float implements Column.
func (c *column[S, V, R, P]) Float(g uint32) (float64, bool) {
	return result[float64](P(&c.states[g]).Value())
}

// Str implements Column.
func (c *column[S, V, R, P]) Str(g uint32) (string, bool) {
	return result[string](P(&c.states[g]).Value())
}

// Any implements Column.
func (c *column[S, V, R, P]) Any(g uint32) any {
	v, ok := P(&c.states[g]).Value()
	if !ok {
		return nil
	}
	return v
}

func (c *column[S, V, R, P]) swap(p Plan) (Plan, bool) { return swapPlan(&c.in, p) }

func (c *column[S, V, R, P]) view(p Plan, whole Column) Column {
	in, _ := p.(*input[V])
	return &columnView[S, V, R, P]{Column: whole, of: c, by: in}
}

// columnView is a column that takes its values from the arguments of another call: see [Feed].
type columnView[S, V, R any, P stateOf[S, V, R]] struct {
	Column // which gives the results, perhaps in another form
	of     *column[S, V, R, P]
	by     *input[V]
}

// Enter implements Column.
func (c *columnView[S, V, R, P]) Enter(g uint32, env *expr.Env) {
	if v, ok := c.by.take(env); ok {
		P(&c.of.states[g]).Enter(v)
	}
}

// Leave implements Column.
func (c *columnView[S, V, R, P]) Leave(g uint32, env *expr.Env) {
	if v, ok := c.by.take(env); ok {
		P(&c.of.states[g]).Leave(v)
	}
}

// result turns the result of a state into the type that a reader asks for. The types are the same
// wherever the reader is of the class of the plan's type.
func result[T, R any](v R, ok bool) (T, bool) {
	t, same := any(v).(T)
	return t, ok && same
}
