package pattern

import (
	"errors"

	"github.com/cephei-go/cephei/internal/crontab"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

var atDef = ObserverDef{
	Namespace: "timer", Name: "at",
	Doc: "timer:at(minute, hour, day of month, month, day of week, second, time zone, millisecond) " +
		"is true at the next time that fits; the fields from second on can be left out. A field is " +
		"`*`, " +
		"a number, a range `1:5`, a step `*/10`, a list `[1, 5:7]`; a day can be `last`, `5 last`, " +
		"`lastweekday` or `15 weekday`. Sunday is 0. With every it is true at each such time.",
	Examples: []Example{{
		Title: "Every five minutes",
		Test: `deploy
@name('out') select current_timestamp() as t from pattern [every timer:at(*/5, *, *, *, *)];
----
ok

play
@299999
@300000
@600000
----
2 out new {"t":300000}
3 out new {"t":600000}
`,
	}},
	Compile: compileAt,
}

// at is timer:at. Its fields are known when it is compiled, unless they hold tags or variables.
type at struct {
	spec   *crontab.Spec // or nil
	fields []ast.Expr
	values map[ast.Expr]expr.AnyFn
}

// compileAt compiles the values inside the fields. When all are constants the crontab is made once,
// and what is wrong with it is told now rather than by a pattern that never fires.
func compileAt(c *Call) (ObserverPlan, error) {
	o := &at{fields: c.Args, values: make(map[ast.Expr]expr.AnyFn)}
	constant := true
	for _, x := range crontab.Leaves(c.Args) {
		f, err := c.Fn(x)
		if err != nil {
			return nil, err
		}
		o.values[x] = f.AsAny()
		constant = constant && f.Const
	}
	if len(c.Args) < 5 || len(c.Args) > 9 {
		return nil, c.Errorf("takes 5 to 9 arguments, not %d", len(c.Args))
	}
	if !constant {
		return o, nil
	}
	var err error
	o.spec, err = o.parse(&expr.Env{})
	return o, err
}

// parse makes the crontab from the values that the fields have at this moment.
func (o *at) parse(env *expr.Env) (*crontab.Spec, error) {
	return crontab.Parse(o.fields, func(x ast.Expr) (any, error) {
		f := o.values[x]
		if f == nil {
			return nil, errors.New("no expression")
		}
		return f(env), nil
	})
}

// Start waits for the next time that fits; fields that make no crontab never fit.
func (o *at) Start(c *Cell, env *expr.Env) Observed {
	spec := o.spec
	if spec == nil {
		var err error
		if spec, err = o.parse(env); err != nil {
			return Never
		}
	}
	next, ok := spec.Next(c.Now(), c.Rt().Zone)
	if !ok {
		return Never
	}
	c.WakeAt(next)
	return Wait
}

// Fire is true.
func (o *at) Fire(*Cell, int64) Observed { return True }
