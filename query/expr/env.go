package expr

import (
	"fmt"
	"math"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// Env is what an expression is evaluated against. An operator owns one and fills in what changes.
type Env struct {
	Ev    []*event.Event   // the event of each stream or pattern tag, by slot; nil is absent
	Arr   [][]*event.Event // the events of tags that repeat, by slot; nil where none does
	Aggs  []AggReader      // the aggregations of the statement, by slot
	Group uint32           // the group whose aggregations are read
	IsNew bool             // the row is of the insert stream: istream()
	Level uint64           // bit i: grouping expression i is rolled up: grouping()
	Local []any            // parameters of lambdas and declared expressions, by slot
	State []any            // what the planner's own nodes keep per partition, by slot
	// Params are the values that tell the statement from others of the same plan.
	Params []Param
	Rt     *Runtime
}

// Param is a value that a plan leaves open: see [ParamFn].
type Param struct {
	text string
	bits uint64
	null bool
}

// NewParam returns a value of a type of the classes bool, int, float or str, given as
// [event.Event.Any] gives it; nil is null.
func NewParam(t event.Type, v any) Param {
	p := Param{null: v == nil}
	switch v := v.(type) {
	case string:
		p.text = v
	case bool:
		if v {
			p.bits = 1
		}
	default:
		if t.Class() == event.ClassFloat {
			f, _ := event.ToFloat(v)
			p.bits = math.Float64bits(f)
		} else {
			i, _ := event.ToInt(v)
			p.bits = uint64(i)
		}
	}
	return p
}

// ParamFn returns the expression that reads parameter number i, of a type as [NewParam] takes it.
func ParamFn(t event.Type, i int) Fn {
	f := Fn{Type: t}
	switch t.Class() {
	case event.ClassBool:
		f.Bool = func(e *Env) (bool, bool) { p := &e.Params[i]; return p.bits != 0, !p.null }
	case event.ClassInt:
		f.Int = func(e *Env) (int64, bool) { p := &e.Params[i]; return int64(p.bits), !p.null }
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) { p := &e.Params[i]; return math.Float64frombits(p.bits), !p.null }
	case event.ClassStr:
		f.Str = func(e *Env) (string, bool) { p := &e.Params[i]; return p.text, !p.null }
	default:
		panic("BUG: a parameter of class any")
	}
	return f
}

// AggReader reads the aggregations of one call, group by group; see package aggregate. The method
// of the class of the call's type is used.
type AggReader interface {
	Bool(g uint32) (bool, bool)
	Int(g uint32) (int64, bool)
	Float(g uint32) (float64, bool)
	Str(g uint32) (string, bool)
	Any(g uint32) any
}

// Runtime is what all expressions of an engine share.
type Runtime struct {
	Schedule *event.Schedule // the clock
	Zone     *time.Location  // for calendar arithmetic; UTC unless configured

	plain Env
	lists [][]*event.Event
}

// Plain returns an Env for expressions that need no more than the event in slot 0. Everybody has the
// same: whoever uses it sets the event each time.
func (r *Runtime) Plain() *Env {
	if r.plain.Rt == nil {
		r.plain = Env{Ev: make([]*event.Event, 1), Rt: r, IsNew: true}
	}
	return &r.plain
}

// Borrow returns an empty list, which [Runtime.Return] takes back: lists that are used for a moment
// need not lie, cold, with everyone who uses one.
func (r *Runtime) Borrow() []*event.Event {
	if n := len(r.lists); n > 0 {
		l := r.lists[n-1]
		r.lists = r.lists[:n-1]
		return l
	}
	return make([]*event.Event, 0, firstList)
}

const firstList = 16

// Return takes a list back.
func (r *Runtime) Return(l []*event.Event) { r.lists = append(r.lists, l[:0]) }

// Now returns the engine time in milliseconds.
func (r *Runtime) Now() int64 { return r.Schedule.Now() }

// Variable is a variable of the engine: one cell that statements read and write.
type Variable struct {
	Name     string
	Type     event.Type
	Constant bool
	value    any // of the Go type of its kind; nil is null
	i        int64
	f        float64
	watchers []func()
}

// Get returns the value as [event.Event.Any] gives it; nil is null.
func (v *Variable) Get() any { return v.value }

// Set gives the variable a value of its own Go type and tells those who watch it.
func (v *Variable) Set(x any) {
	event.PinAll(x)
	v.value = x
	v.i, _ = event.ToInt(x)
	v.f, _ = event.ToFloat(x)
	for _, w := range v.watchers {
		w()
	}
}

// Watch calls f after each change. Functions are called in the order they were added.
func (v *Variable) Watch(f func()) (cancel func()) {
	v.watchers = append(v.watchers, f)
	i := len(v.watchers) - 1
	return func() { v.watchers[i] = func() {} }
}

// EvalError is thrown as a panic by an expression that cannot go on, such as a cast of a text that
// is no number. The row is lost, the statement lives on.
type EvalError struct {
	Pos     ast.Pos
	Code    string
	Message string
}

// Error returns the place and the message.
func (e *EvalError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Pos.Line, e.Pos.Column, e.Message)
}

// Throw panics with an [EvalError].
func Throw(pos ast.Pos, code, format string, args ...any) {
	panic(&EvalError{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)})
}
