package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

var holtWintersDef = &Def{
	Namespace: "stat", Name: "holt_winters",
	Doc: "What each value was expected to be: holt_winters(value, 1 day) has the properties of the " +
		"aggregate function of that name (forecast, lower, upper, deviation, aberration, failures, " +
		"failing, ready, level, trend, season), one row for each event, and the row before as old. " +
		"It takes the function's named arguments too. Further arguments are columns with the values " +
		"of the last event, `*` all its properties: holt_winters(value, 1 day, *).",
	Examples: []Example{{"A value far from a steady one is out of its band", `
deploy
create schema Cpu(host string, pct double);
@name('out') select host, pct, forecast from Cpu#holt_winters(pct, 4 sec, host, pct);
----
ok

play
Cpu {"host":"a","pct":10}
Cpu {"host":"a","pct":10}
----
1 out new {"host":"a","pct":10.0,"forecast":null}
2 out new {"host":"a","pct":10.0,"forecast":10.0}
`}},
	Compile: func(c Call) (Plan, error) { return newStatistic(c, "holt_winters", 2) },
}

var anomalyDef = &Def{
	Namespace: "stat", Name: "anomaly",
	Doc: "How unusual each value is for one who knows only the values before it: anomaly(value) has " +
		"the properties of the aggregate function of that name (score, alert, why), one row for " +
		"each event, and the row before as old. It takes the function's named arguments too. " +
		"Further arguments are columns with the values of the last event, `*` all its properties.",
	Examples: []Example{{"Nothing is unusual about the first values", `
deploy
create schema Cpu(host string, pct double);
@name('out') select host, alert from Cpu#anomaly(pct, *);
----
ok

play
Cpu {"host":"a","pct":10}
----
1 out new {"host":"a","alert":false}
`}},
	Compile: func(c Call) (Plan, error) { return newStatistic(c, "anomaly", 1) },
}

// newStatistic makes the window whose rows are the results of an aggregate function with properties.
// The function's own arguments are the first ones and all that are named.
func newStatistic(c Call, function string, own int) (Plan, error) {
	call := aggregate.Call{Pos: c.Pos, Name: function, Named: make(map[string]aggregate.Arg)}
	call.Source = aggregate.Source{Schema: c.Schema}
	var rest []Arg
	for i := range c.Args {
		a := &c.Args[i]
		switch {
		case a.Name != "":
			call.Named[a.Name] = aggregate.Arg{Fn: a.seconds()}
		case len(call.Args) < own:
			call.Args = append(call.Args, aggregate.Arg{Fn: a.seconds()})
		default:
			rest = append(rest, *a)
		}
	}
	c.Args = rest
	if len(call.Args) < own {
		return nil, c.arity(own, -1, function+" with the value first")
	}
	plan, err := statisticPlan(function, call)
	if err != nil {
		return nil, err
	}
	schema := plan.Type().Schema
	fields := make([]event.Field, len(schema.Columns()))
	for i, col := range schema.Columns() {
		fields[i] = event.Field{Name: col.Name, Type: col.Type}
	}
	p, err := newDerived(&c, fields, 0, func() calc { return newStatisticCalc(plan) })
	if err == nil {
		p.key = "" // its rows depend on arguments that the key does not show
	}
	return p, err
}

func statisticPlan(name string, call aggregate.Call) (aggregate.Plan, error) {
	for _, d := range aggregate.Builtin() {
		if d.Name == name {
			return d.Compile(call)
		}
	}
	panic("BUG: no aggregate " + name)
}

// seconds is the argument as an expression; a period is its number of seconds.
func (a *Arg) seconds() expr.Fn {
	if a.Period == nil {
		return a.Fn
	}
	p := a.Period
	return expr.Fn{Type: event.Double, Const: p.Const, Float: func(env *expr.Env) (float64, bool) {
		ms, ok := p.Shift(env, 0, 1)
		return float64(ms) / 1000, ok
	}}
}

// statisticCalc runs the aggregate function for a single group. What leaves a window before it does
// not matter to it: it looks at each value once.
type statisticCalc struct {
	column aggregate.Column
}

func newStatisticCalc(p aggregate.Plan) *statisticCalc {
	s := &statisticCalc{column: p.New()}
	s.column.Grow(1)
	return s
}

func (s *statisticCalc) enter(env *expr.Env) { s.column.Enter(0, env) }
func (*statisticCalc) leave(*expr.Env)       {}

func (s *statisticCalc) write(row *event.Event, cols []event.Column) {
	result, ok := s.column.Any(0).(*event.Event)
	if !ok {
		return
	}
	from := result.Schema().Columns()
	for i := range cols {
		row.SetAny(&cols[i], result.Any(&from[i]))
	}
}

func (s *statisticCalc) Save(e *event.Encoder) { s.column.Save(0, e) }
func (s *statisticCalc) Load(d *event.Decoder) { s.column.Load(0, d) }
func (s *statisticCalc) bytes() int            { return s.column.Bytes() }
