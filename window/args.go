package window

import (
	"math"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Codes of the findings of this package.
const (
	codeArgs    = "window-arguments"     // wrong number or form
	codeType    = "window-type"          // wrong type
	codeValue   = "window-value"         // a value out of range
	codeCombine = "window-combination"   // windows that do not go together
	codeNull    = "window-null-argument" // at run time
)

// errorf is a finding at argument i, or at the window itself when there is none.
func (c *Call) errorf(i int, code, format string, args ...any) error {
	pos := c.Pos
	if i >= 0 && i < len(c.Args) {
		pos = c.Args[i].Pos
	}
	return ast.Errorf(pos, code, c.Name+": "+format, args...)
}

// arity checks the number of arguments; usage shows how the window is written.
func (c *Call) arity(low, high int, usage string) error {
	if n := len(c.Args); n < low || high >= 0 && n > high {
		e := ast.Errorf(c.Pos, codeArgs, "%s takes other arguments than the %d given", c.Name, n)
		e.Suggestion = "write " + usage
		return e
	}
	for i := range c.Args {
		if c.Args[i].Name != "" {
			return c.errorf(i, codeArgs, "there is no argument named '%s'", c.Args[i].Name)
		}
	}
	return nil
}

// plain checks that argument i is an expression and not a period, a star or an order.
func (c *Call) plain(i int, what string) error {
	a := &c.Args[i]
	if a.Period != nil || a.Star || a.Desc {
		return c.errorf(i, codeArgs, "%s must be a plain expression", what)
	}
	return nil
}

// isConst tells whether argument i cannot change.
func (c *Call) isConst(i int) bool {
	a := &c.Args[i]
	return a.Period != nil && a.Period.Const || a.Period == nil && a.Fn.Const
}

// probe is an environment to take a parameter in that must not depend on events: the event is
// all null.
func probe(s *event.Schema, h *Host) *expr.Env {
	env := &expr.Env{Ev: []*event.Event{s.NewNull()}, Local: make([]any, minLocals)}
	if h != nil {
		env.Rt, env.State = h.Rt, h.State
		env.Local = make([]any, max(h.Locals, minLocals))
	} else {
		env.Rt = &expr.Runtime{Schedule: event.NewSchedule(0), Zone: time.UTC}
	}
	return env
}

// attempt takes a parameter while the statement is compiled. What an expression needs of a running
// partition (the properties of a context) is missing then, so failing tells nothing.
func attempt[T any](f func() (T, bool)) (v T, null, known bool) {
	defer func() {
		if recover() != nil {
			known = false
		}
	}()
	v, ok := f()
	return v, !ok, true
}

// count is a whole number that is taken once, when a window is made: a size.
type count struct {
	fn     expr.IntFn
	schema *event.Schema
	pos    ast.Pos
	name   string
}

// maxCount bounds sizes, so that a count and one more is a number too.
const maxCount = math.MaxInt32

// count checks that argument i is a positive whole number.
func (c *Call) count(i int) (count, error) {
	if err := c.plain(i, "the size"); err != nil {
		return count{}, err
	}
	a := &c.Args[i]
	if !a.Fn.Type.IsInteger() {
		return count{}, c.errorf(i, codeType, "the size must be a whole number, not %s", a.Fn.Type)
	}
	n := count{fn: a.Fn.Int, schema: c.Schema, pos: a.Pos, name: c.Name}
	env := probe(c.Schema, nil)
	v, null, known := attempt(func() (int64, bool) { return n.fn(env) })
	if known && null {
		return n, c.errorf(i, codeValue, "the size must be a constant or a variable with a value")
	}
	if known && (v < 1 || v > maxCount) {
		return n, c.errorf(i, codeValue, "the size must be from 1 to %d, not %d", maxCount, v)
	}
	return n, nil
}

// of takes the number for a new window.
func (n *count) of(h *Host) int {
	v, ok := n.fn(probe(n.schema, h))
	if !ok || v < 1 || v > maxCount {
		expr.Throw(n.pos, codeValue, "%s: the size must be from 1 to %d", n.name, maxCount)
	}
	return int(v)
}

// numeric checks that argument i is a number of each event.
func (c *Call) numeric(i int, what string) (expr.FloatFn, error) {
	if err := c.plain(i, what); err != nil {
		return nil, err
	}
	f := &c.Args[i].Fn
	if !f.Type.IsNumeric() && f.Type.Kind != event.KindObject {
		return nil, c.errorf(i, codeType, "%s must be a number, not %s", what, f.Type)
	}
	return f.AsFloat(), nil
}

// stamp is the time that an event itself tells, in milliseconds.
type stamp struct {
	fn   expr.IntFn
	pos  ast.Pos
	name string
}

// stamp checks that argument i is a time stamp: a number of milliseconds or a date.
func (c *Call) stamp(i int) (stamp, error) {
	if err := c.plain(i, "the time stamp"); err != nil {
		return stamp{}, err
	}
	f := &c.Args[i].Fn
	s := stamp{pos: c.Args[i].Pos, name: c.Name}
	switch {
	case f.Type.IsInteger():
		s.fn = f.Int
	case f.Type.IsNumeric():
		num := f.AsFloat()
		s.fn = func(env *expr.Env) (int64, bool) {
			v, ok := num(env)
			return int64(v), ok
		}
	case f.Type.IsDate(), f.Type.Kind == event.KindObject:
		value := f.AsAny()
		s.fn = func(env *expr.Env) (int64, bool) { return millis(value(env)) }
	default:
		return s, c.errorf(i, codeType, "the time stamp must be a number of milliseconds, not %s",
			f.Type)
	}
	return s, nil
}

func millis(v any) (int64, bool) {
	if t, ok := v.(time.Time); ok {
		return t.UnixMilli(), true
	}
	if i, ok := event.ToInt(v); ok {
		return i, true
	}
	f, ok := event.ToFloat(v)
	return int64(f), ok
}

// of returns the time of the event in env; an event without one cannot enter.
func (s *stamp) of(env *expr.Env) int64 {
	v, ok := s.fn(env)
	if !ok {
		expr.Throw(s.pos, codeNull, "%s: the time stamp of an event is null", s.name)
	}
	return v
}

// check throws before anything has changed when one of the events has no time stamp.
func (s *stamp) check(c *core, evs []*event.Event) {
	if len(evs) < 2 {
		return // the first one is taken before anything changes
	}
	for _, ev := range evs {
		s.of(c.on(ev))
	}
}

// keyFns checks that arguments from to to-1 are expressions that make up a key.
func (c *Call) keyFns(from, to int) ([]expr.Fn, error) {
	var fns []expr.Fn
	for i := from; i < to; i++ {
		if err := c.plain(i, "a key"); err != nil {
			return nil, err
		}
		fns = append(fns, c.Args[i].Fn)
	}
	return fns, nil
}

// variable checks that argument i hangs on the events: a literal is no key.
func (c *Call) variable(i int, what string) error {
	if c.Args[i].Fn.Const {
		return c.errorf(i, codeArgs, "%s must be an expression over the events, not a constant", what)
	}
	return nil
}
