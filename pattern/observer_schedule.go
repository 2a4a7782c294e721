package pattern

import (
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/crontab"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

var scheduleDef = ObserverDef{
	Namespace: "timer", Name: "schedule",
	Doc: "timer:schedule(iso: 'R3/2026-01-01T00:00:00Z/PT10S') is true at the times of an ISO 8601 " +
		"repetition; timer:schedule(date: d, period: p, repetitions: n) says the same in parts, of " +
		"which date or period can be left out; -1 repetitions are endless. Under every, and as " +
		"the whole pattern, it is true at each time, otherwise at the first that is still to come.",
	Examples: []Example{{
		Title: "Three times, from a date on",
		Test: `deploy
@name('out') select current_timestamp() as t from pattern [every timer:schedule(iso: 'R3/1970-01-01T00:00:10Z/PT10S')];
----
ok

play
@10000
@20000
@30000
@40000
----
1 out new {"t":10000}
2 out new {"t":20000}
3 out new {"t":30000}
`,
	}},
	Compile: compileSchedule,
}

// schedule is timer:schedule. Cell.Since is when it began, Cell.Count the number of the instant
// that is waited for. What is not constant is evaluated when it starts and kept in Cell.State as a
// text.
type schedule struct {
	fixed  *crontab.Repeat // or nil
	iso    expr.AnyFn
	date   expr.AnyFn
	period []part
	times  expr.IntFn
}

// part is one part of the period.
type part struct {
	unit  ast.TimeUnit
	value expr.FloatFn
}

// compileSchedule sorts the named arguments. What is a constant is parsed here, so that a wrong
// text is an error of the deployment.
func compileSchedule(c *Call) (ObserverPlan, error) {
	o := &schedule{}
	constant := true
	for _, x := range c.Args {
		a, ok := x.(*ast.NamedArg)
		if !ok {
			return nil, c.Errorf("takes named arguments only: iso, or date, period and repetitions")
		}
		fixed, err := o.argument(c, a)
		if err != nil {
			return nil, err
		}
		constant = constant && fixed
	}
	switch {
	case o.iso != nil && len(c.Args) > 1:
		return nil, c.Errorf("iso stands alone")
	case o.iso == nil && o.date == nil && o.period == nil:
		return nil, c.Errorf("needs iso, date or period")
	}
	if constant && o.iso != nil {
		text, _ := o.iso(&expr.Env{}).(string)
		r, err := crontab.ParseRepeat(text)
		if err != nil {
			return nil, c.Errorf("%v", err)
		}
		o.fixed = r
	}
	return o, nil
}

// argument compiles one named argument and tells whether it is constant.
func (o *schedule) argument(c *Call, a *ast.NamedArg) (constant bool, err error) {
	if a.Name == "period" {
		return false, o.readPeriod(c, a.Value)
	}
	f, err := c.Fn(a.Value)
	if err != nil {
		return false, err
	}
	switch a.Name {
	case "iso":
		if f.Type.Class() != event.ClassStr {
			return false, c.Errorf("iso takes a text")
		}
		o.iso = f.AsAny()
	case "date":
		if f.Type.Class() != event.ClassStr && !f.Type.IsDate() && !f.Type.IsInteger() {
			return false, c.Errorf("date takes a date, not %s", f.Type)
		}
		o.date = f.AsAny()
	case "repetitions":
		if !f.Type.IsInteger() {
			return false, c.Errorf("repetitions takes a whole number")
		}
		o.times = f.AsInt()
	default:
		return false, c.Errorf("has no argument %q", a.Name)
	}
	return f.Const, nil
}

// Repeats tells that a schedule goes on by itself.
func (o *schedule) Repeats() bool { return true }

// Start waits for the first instant that is still to come.
func (o *schedule) Start(c *Cell, env *expr.Env) Observed {
	c.Since = c.Now()
	if o.fixed == nil {
		r, ok := o.resolve(env)
		if !ok {
			return Never
		}
		c.State = r.String()
	}
	if !o.next(c, 0) {
		return Never
	}
	return Wait
}

// Fire is true, once more when an instant follows.
func (o *schedule) Fire(c *Cell, _ int64) Observed {
	if o.next(c, c.Count+1) {
		return TrueAndMore
	}
	return True
}

// next waits for the first instant from a number on that is still to come. Instants that a jump of
// the clock passed over count as gone, as those before the start do.
func (o *schedule) next(c *Cell, from int64) bool {
	r := o.fixed
	if r == nil {
		text, _ := c.State.(string)
		var err error
		if r, err = crontab.ParseRepeat(text); err != nil {
			return false
		}
	}
	n, at, ok := r.Next(from, c.Since, c.Now(), c.Rt().Zone)
	if ok {
		c.Count = n
		c.WakeAt(at)
	}
	return ok
}

// readPeriod keeps the parts of the period apart: months must be added to the start as one number,
// or the 31st would be lost in the first short month.
func (o *schedule) readPeriod(c *Call, x ast.Expr) error {
	p, ok := x.(*ast.TimePeriod)
	if !ok {
		return c.Errorf("period takes a time period")
	}
	for _, q := range p.Parts {
		f, err := c.Fn(q.Value)
		if err != nil {
			return err
		}
		if !f.Type.IsNumeric() {
			return c.Errorf("a time period is made of numbers")
		}
		o.period = append(o.period, part{q.Unit, f.AsFloat()})
	}
	return nil
}

// resolve evaluates what the schedule is made of; ok is false when a part is null or no schedule.
func (o *schedule) resolve(env *expr.Env) (r *crontab.Repeat, ok bool) {
	if o.iso != nil {
		text, _ := o.iso(env).(string)
		r, err := crontab.ParseRepeat(text)
		return r, err == nil
	}
	r = &crontab.Repeat{Times: 1}
	if o.times != nil {
		r.Counted = true
		if r.Times, ok = o.times(env); !ok || r.Times < crontab.Forever {
			return nil, false
		}
	}
	if o.date != nil {
		r.HasStart = true
		if r.Start, ok = moment(o.date(env)); !ok {
			return nil, false
		}
	}
	for _, p := range o.period {
		v, ok := p.value(env)
		if !ok || v < 0 || v > 1e9 {
			return nil, false
		}
		if m := monthsOf[p.unit]; m > 0 {
			r.Every.Months += m * int(v)
		} else {
			r.Every.Ms += int64(v * msOf[p.unit])
		}
	}
	return r, r.HasStart || !r.Every.Zero()
}

var monthsOf = map[ast.TimeUnit]int{ast.Year: 12, ast.Month: 1}

// msOf are the lengths of the units that do not follow the calendar.
var msOf = map[ast.TimeUnit]float64{
	ast.Week: 7 * 86_400_000, ast.Day: 86_400_000, ast.Hour: 3_600_000, ast.Minute: 60_000,
	ast.Second: 1000, ast.Millisecond: 1, ast.Microsecond: 0.001,
}

// moment reads a point in time: ISO 8601, milliseconds, or a date.
func moment(v any) (ms int64, ok bool) {
	switch v := v.(type) {
	case string:
		ms, err := crontab.ParseDate(v)
		return ms, err == nil
	case time.Time:
		return v.UnixMilli(), true
	}
	return event.ToInt(v)
}
