package aggregate

import (
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// CodeArgument is the code of findings about the arguments of an aggregate function.
const CodeArgument = "aggregate-argument"

func (c *Call) errorf(format string, args ...any) error {
	return ast.Errorf(c.Pos, CodeArgument, "%s: %s", c.Name, fmt.Sprintf(format, args...))
}

// check prepares a call of a function of at least least and at most most arguments besides the
// filter, which may also stand as a last argument of type boolean.
func (c *Call) check(least, most int) error {
	if n := len(c.Args); n > most && n > 0 && c.Args[n-1].Fn.Type.Kind == event.KindBool {
		c.addFilter(c.Args[n-1].Fn)
		c.Args = c.Args[:n-1]
	}
	if c.Filter != nil && !isTruth(c.Filter.Type) {
		return c.errorf("the filter must be true or false, not %s", c.Filter.Type)
	}
	for _, name := range sortedNames(c.Named) {
		return c.errorf("unknown argument '%s'", name)
	}
	switch n := len(c.Args); {
	case n < least && c.Star:
		return c.errorf("'*' is no argument here")
	case n < least:
		return c.errorf("%d arguments are too few, at least %d are needed", n, least)
	case n > most && most == 0:
		return c.errorf("takes no argument but a filter")
	case n > most:
		return c.errorf("%d arguments are too many, at most %d are taken", n, most)
	}
	return nil
}

// addFilter makes f a condition besides the filter that may be there.
func (c *Call) addFilter(f expr.Fn) {
	if c.Filter == nil {
		c.Filter = &f
		return
	}
	a, b := c.Filter.Truth(), f.Truth()
	c.Filter = &expr.Fn{Type: event.Bool, Bool: func(e *expr.Env) (bool, bool) {
		return a(e) && b(e), true
	}}
}

func isTruth(t event.Type) bool {
	return t.Kind == event.KindBool || t.Kind == event.KindObject || t.Kind == event.KindNull
}

// takeNamed takes a named argument out of the call, so that check does not find it unknown.
func (c *Call) takeNamed(name string) (Arg, bool) {
	a, ok := c.Named[name]
	if !ok {
		return a, false
	}
	rest := make(map[string]Arg, len(c.Named))
	for k, v := range c.Named {
		if k != name {
			rest[k] = v
		}
	}
	c.Named = rest
	return a, true
}

// takeTime takes the named argument `time`: a long of milliseconds.
func (c *Call) takeTime() error {
	a, ok := c.takeNamed("time")
	if !ok {
		return nil
	}
	if !a.Fn.Type.IsInteger() {
		return c.errorf("time must be a long of milliseconds, not %s", a.Fn.Type)
	}
	c.stamp = &a.Fn
	return nil
}

// takeNumber takes a named argument that is a constant number, or returns def.
func (c *Call) takeNumber(name string, def float64) (float64, error) {
	a, ok := c.takeNamed(name)
	if !ok {
		return def, nil
	}
	if !a.Fn.Const || !a.Fn.Type.IsNumeric() {
		return 0, c.errorf("%s must be a constant number", name)
	}
	v, ok := a.Fn.AsFloat()(&expr.Env{})
	if !ok || v != v {
		return 0, c.errorf("%s must be a number", name)
	}
	return v, nil
}

// takeFlag takes a named argument that is a constant truth value; it is false when not given.
func (c *Call) takeFlag(name string) (bool, error) {
	a, ok := c.takeNamed(name)
	if !ok {
		return false, nil
	}
	if !a.Fn.Const || a.Fn.Type.Kind != event.KindBool {
		return false, c.errorf("%s must be true or false", name)
	}
	v, _ := a.Fn.Bool(&expr.Env{})
	return v, nil
}

// noStar refuses `*`, and noDistinct refuses `distinct`.
func (c *Call) noStar() error {
	if c.Star {
		return c.errorf("'*' is no argument here")
	}
	return nil
}

func (c *Call) noDistinct() error {
	if c.Distinct {
		return c.errorf("distinct is not possible here")
	}
	return nil
}

// plain checks a call of one argument that is no star.
func (c *Call) plain() error {
	if err := c.check(1, 1); err != nil {
		return err
	}
	return c.noStar()
}

// numeric checks that argument i is a number.
func (c *Call) numeric(i int) error {
	if t := c.Args[i].Fn.Type; !t.IsNumeric() && t.Kind != event.KindNull {
		return c.errorf("argument %d must be a number, not %s", i+1, t)
	}
	return nil
}

// plainNumber checks a call of one argument that is a number.
func (c *Call) plainNumber() error {
	if err := c.plain(); err != nil {
		return err
	}
	return c.numeric(0)
}

// constNumber returns the value of argument i, which must be a constant number.
func (c *Call) constNumber(i int) (float64, error) {
	f := &c.Args[i].Fn
	if !f.Const || !f.Type.IsNumeric() {
		return 0, c.errorf("argument %d must be a constant number", i+1)
	}
	v, ok := f.AsFloat()(&expr.Env{})
	if !ok || v != v {
		return 0, c.errorf("argument %d must be a number", i+1)
	}
	return v, nil
}

// constIndex returns the value of argument i, which must be a constant integer of at least 0.
func (c *Call) constIndex(i int) (int, error) {
	f := &c.Args[i].Fn
	if !f.Const || !f.Type.IsInteger() {
		return 0, c.errorf("argument %d must be a constant integer", i+1)
	}
	v, ok := f.Int(&expr.Env{})
	if !ok || v < 0 || v > maxIndex {
		return 0, c.errorf("argument %d must lie between 0 and %d", i+1, maxIndex)
	}
	return int(v), nil
}

// constPeriod returns argument i, a constant time period or number of seconds, in milliseconds.
func (c *Call) constPeriod(i int) (int64, error) {
	secs, err := c.constNumber(i)
	if err != nil {
		return 0, err
	}
	const longest = 1e11 // seconds
	if !(secs*1000 >= 1 && secs <= longest) {
		return 0, c.errorf("argument %d must be a time of at least a millisecond", i+1)
	}
	return int64(secs * 1000), nil
}

// maxIndex bounds what an index argument can be.
const maxIndex = 1 << 30

// notNull is the input of functions that need not know a value, only whether it is there.
func notNull(f *expr.Fn) func(*expr.Env) (struct{}, bool) {
	none := struct{}{}
	switch f.Type.Class() {
	case event.ClassBool:
		return func(e *expr.Env) (struct{}, bool) { _, ok := f.Bool(e); return none, ok }
	case event.ClassInt:
		return func(e *expr.Env) (struct{}, bool) { _, ok := f.Int(e); return none, ok }
	case event.ClassFloat:
		return func(e *expr.Env) (struct{}, bool) { _, ok := f.Float(e); return none, ok }
	case event.ClassStr:
		return func(e *expr.Env) (struct{}, bool) { _, ok := f.Str(e); return none, ok }
	default:
		return func(e *expr.Env) (struct{}, bool) { return none, f.Any(e) != nil }
	}
}

// always is the input of functions for which every row counts.
func always(*expr.Env) (struct{}, bool) { return struct{}{}, true }

// boxed is the input of functions that take values of any type.
func boxed(f *expr.Fn) func(*expr.Env) (any, bool) {
	box := f.AsAny()
	return func(e *expr.Env) (v any, ok bool) {
		v = box(e)
		return v, v != nil
	}
}

func sortedNames(m map[string]Arg) []string {
	if len(m) == 0 {
		return nil
	}
	keys := make(map[string]any, len(m))
	for k := range m {
		keys[k] = nil
	}
	return event.SortedKeys(keys)
}
