package aggregate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

func TestWrongCallsAreRefused(t *testing.T) {
	s := newRowSchema()
	x, str, ok := col(s, "i"), col(s, "s"), col(s, "ok")
	star := func(c *Call) { c.Star = true }
	distinct := func(c *Call) { c.Distinct = true }
	unbound := func(c *Call) { c.Source.Windowed = false }
	badFilter := func(c *Call) { c.Filter = &x }
	named := func(name string, f expr.Fn) func(c *Call) {
		return func(c *Call) { c.Named = map[string]Arg{name: {Fn: f}} }
	}
	for _, w := range []struct {
		name string
		args []expr.Fn
		set  func(c *Call)
	}{
		{"sum", []expr.Fn{str}, nil},
		{"avg", []expr.Fn{str}, nil},
		{"median", []expr.Fn{str}, nil},
		{"stddev", []expr.Fn{ok}, nil},
		{"avedev", []expr.Fn{str}, nil},
		{"sum", nil, nil},
		{"sum", nil, star},
		{"sum", []expr.Fn{x}, badFilter},
		{"sum", []expr.Fn{x, x}, nil},
		{"sum", []expr.Fn{x}, named("nosuch", x)},
		{"count", nil, nil},
		{"count", nil, func(c *Call) { c.Star, c.Distinct = true, true }},
		{"countever", []expr.Fn{x}, distinct},
		{"min", []expr.Fn{ok}, nil},
		{"max", nil, star},
		{"fmin", []expr.Fn{x}, nil},
		{"nth", []expr.Fn{x}, nil},
		{"nth", []expr.Fn{x, x}, nil},
		{"nth", []expr.Fn{x, constInt(-1)}, nil},
		{"first", []expr.Fn{x, constFloat(1.5)}, nil},
		{"first", []expr.Fn{x, constInt(1)}, unbound},
		{"window", []expr.Fn{x}, unbound},
		{"window", []expr.Fn{x}, distinct},
		{"sorted", []expr.Fn{x}, unbound},
		{"sorted", nil, nil},
		{"maxby", []expr.Fn{x}, distinct},
		{"leaving", []expr.Fn{x}, nil},
		{"rate", nil, nil},
		{"rate", []expr.Fn{constInt(0)}, nil},
		{"rate", []expr.Fn{str}, nil},
		{"rate", []expr.Fn{x, x}, unbound},
		{"ewma", []expr.Fn{x}, nil},
		{"ewma", []expr.Fn{x, x}, nil},
		{"ewma", []expr.Fn{x, constInt(0)}, nil},
		{"ewma", []expr.Fn{x, constInt(5)}, named("time", str)},
		{"derivative", []expr.Fn{str}, nil},
		{"percentile", []expr.Fn{x, constFloat(1.5)}, nil},
		{"percentile", []expr.Fn{x, constFloat(math.NaN())}, nil},
		{"topk", []expr.Fn{x, constInt(0)}, nil},
		{"holt_winters", []expr.Fn{x, constInt(10)}, named("alpha", constFloat(2))},
		{"holt_winters", []expr.Fn{x, constInt(10)}, named("slots", constFloat(2.5))},
		{"holt_winters", []expr.Fn{x, constInt(10)}, named("damped", constInt(1))},
		{"anomaly", []expr.Fn{x}, named("detector", constStr("nosuch"))},
		{"anomaly", []expr.Fn{x}, named("nosuch", constInt(1))},
		{"anomaly", []expr.Fn{x}, named("sigma", constFloat(-1))},
		{"time_to_reach", []expr.Fn{x, x}, nil},
		{"predict_linear", []expr.Fn{x, str}, nil},
		{"counter_rate", []expr.Fn{str}, nil},
		{"approx_distinct", nil, star},
	} {
		c := call(w.name, s, true, true, w.args...)
		if w.set != nil {
			w.set(&c)
		}
		plan, err := defNamed(w.name).Compile(c)
		require.Nil(t, plan, w.name)
		var found *ast.Error
		require.ErrorAs(t, err, &found, w.name)
		require.Equal(t, CodeArgument, found.Code)
		require.Equal(t, 1, found.Pos.Line)
	}
}

// A filter may also be the last argument.
func TestPositionalFilter(t *testing.T) {
	s := newRowSchema()
	for _, name := range []string{"sum", "count", "first", "min", "percentile"} {
		c := call(name, s, true, true, col(s, "i"))
		if name == "percentile" {
			c.Args = append(c.Args, Arg{Fn: constFloat(1)})
		}
		if name == "first" {
			c.Args = append(c.Args, Arg{Fn: constInt(0)})
		}
		c.Args = append(c.Args, Arg{Fn: col(s, "ok")})
		plan, err := defNamed(name).Compile(c)
		require.NoError(t, err)
		a := plan.New()
		a.Grow(1)
		for i, ok := range []any{false, true, nil} {
			ev := s.NewNull()
			ev.SetAny(s.Column("i"), int32(i+10))
			ev.SetAny(s.Column("ok"), ok)
			a.Enter(0, &expr.Env{Ev: []*event.Event{ev}})
		}
		f := expr.Agg(plan.Type(), 0)
		got := f.AsAny()(&expr.Env{Aggs: []expr.AggReader{a}})
		v, _ := event.ToFloat(got)
		if name == "count" {
			require.InDelta(t, 1.0, v, 0)
		} else {
			require.InDelta(t, 11.0, v, 0, name)
		}
	}
}

// A sum of longs that does not fit one is an error when it is read, and none any more once the
// values have left.
func TestSumOverflowIsAnError(t *testing.T) {
	s := newRowSchema()
	plan, err := defNamed("sum").Compile(call("sum", s, true, true, col(s, "l")))
	require.NoError(t, err)
	c := plan.New()
	c.Grow(1)
	row := func(v int64) *expr.Env {
		ev := s.NewNull()
		ev.SetInt(s.Column("l"), v)
		return &expr.Env{Ev: []*event.Event{ev}}
	}
	c.Enter(0, row(math.MaxInt64))
	c.Enter(0, row(1))
	require.PanicsWithError(t, "1:1: the sum of 2 values does not fit a long", func() { c.Int(0) })
	c.Leave(0, row(1))
	v, ok := c.Int(0)
	require.True(t, ok)
	require.Equal(t, int64(math.MaxInt64), v)

	plan, err = defNamed("avg").Compile(call("avg", s, true, true, col(s, "l")))
	require.NoError(t, err)
	c = plan.New()
	c.Grow(1)
	for range 3 {
		c.Enter(0, row(math.MinInt64))
	}
	mean, _ := c.Float(0)
	require.InDelta(t, float64(math.MinInt64), mean, 0)
}

// In a join an event stands in several rows; lists show it once, until the last row has left.
func TestListsOfAJoin(t *testing.T) {
	s := newRowSchema()
	for _, name := range []string{"window", "sorted"} {
		c := call(name, s, false, true, col(s, "i"))
		c.Source.Join = true
		plan, err := defNamed(name).Compile(c)
		require.NoError(t, err)
		a := plan.New()
		a.Grow(1)
		rows := []*event.Event{}
		for i := range 3 {
			ev := s.NewNull()
			ev.SetAny(s.Column("i"), int32(i))
			rows = append(rows, ev)
		}
		env := func(i int) *expr.Env { return &expr.Env{Ev: []*event.Event{rows[i], rows[2-i]}} }
		for _, i := range []int{0, 1, 0, 0} {
			a.Enter(0, env(i))
		}
		require.Equal(t, 2, len(a.Any(0).([]any)))
		a.Leave(0, env(0))
		a.Leave(0, env(0))
		require.Equal(t, 2, len(a.Any(0).([]any)))
		a.Leave(0, env(0))
		require.Equal(t, 1, len(a.Any(0).([]any)))
		a.Leave(0, env(0)) // once too often: nothing happens
		require.Equal(t, 1, len(a.Any(0).([]any)))
	}
}

// Rows of another statement enter a table's column by the arguments of that statement.
func TestFeed(t *testing.T) {
	s := newRowSchema()
	for _, name := range []string{"sum", "count", "min", "median", "first", "percentile"} {
		declared := call(name, s, false, true, col(s, "l"))
		declared.Distinct = name == "count"
		given := call(name, s, true, true, col(s, "ts"))
		given.Distinct = declared.Distinct
		if name == "percentile" {
			declared.Args = append(declared.Args, Arg{Fn: constFloat(0.5)})
			given.Args = append(given.Args, Arg{Fn: constFloat(0.5)})
		}
		f := col(s, "ok")
		given.Filter = &f
		p, err := defNamed(name).Compile(declared)
		require.NoError(t, err)
		q, err := defNamed(name).Compile(given)
		require.NoError(t, err)
		table := p.New()
		table.Grow(1)
		fed, err := Feed(table, q)
		require.NoError(t, err, name)

		ev := s.NewNull()
		ev.SetInt(s.Column("ts"), 7)
		ev.SetBool(s.Column("ok"), true)
		env := &expr.Env{Ev: []*event.Event{ev}, Aggs: []expr.AggReader{table}}
		fed.Enter(0, env)
		agg := expr.Agg(p.Type(), 0)
		want := 7.0
		if name == "count" {
			want = 1
		}
		got, _ := event.ToFloat(agg.AsAny()(env))
		require.InDelta(t, want, got, 0, name)
		table.Enter(0, env) // by its own argument, which is null
		fed.Leave(0, env)
		got, ok := event.ToFloat(agg.AsAny()(env))
		require.Equal(t, name == "count", ok, name)
		require.Zero(t, got, name)

		other, err := defNamed("avg").Compile(call("avg", s, true, true, col(s, "ts")))
		require.NoError(t, err)
		_, err = Feed(table, other)
		require.Error(t, err)
	}
}

func TestFeedSortedStar(t *testing.T) {
	s := newRowSchema()
	p, err := defNamed("sorted").Compile(call("sorted", s, false, true, col(s, "i")))
	require.NoError(t, err)
	star := call("sorted", s, false, true)
	star.Star = true
	q, err := defNamed("sorted").Compile(star)
	require.NoError(t, err)
	table := p.New()
	table.Grow(1)
	fed, err := Feed(table, q)
	require.NoError(t, err)
	for i, v := range []int32{5, 3, 9} {
		ev := s.NewNull()
		ev.SetAny(s.Column("i"), v)
		ev.SetInt(s.Column("ts"), int64(i))
		fed.Enter(0, &expr.Env{Ev: []*event.Event{ev}})
	}
	require.Equal(t, []any{int64(1), int64(0), int64(2)}, stamps(fed.Any(0)))
}

func TestCountMinSketch(t *testing.T) {
	s := newRowSchema()
	c := call("countminsketch", s, false, true)
	c.Args = []Arg{{Options: &ast.ObjectLiteral{Fields: []ast.ObjectField{
		{Name: "topk", Value: &ast.Literal{Kind: ast.Int, Int: 2}},
		{Name: "epsOfTotalCount", Value: &ast.Literal{Kind: ast.Double, Float: 0.01}},
	}}}}
	p, err := defNamed("countMinSketch").Compile(c)
	require.NoError(t, err)
	q, err := defNamed("countMinSketchAdd").Compile(call("countminsketchadd", s, false, true, col(s, "s")))
	require.NoError(t, err)
	table := p.New()
	table.Grow(1)
	fed, err := Feed(table, q)
	require.NoError(t, err)
	for _, w := range []string{"a", "b", "b", "c", "c", "c", "a", "c"} {
		ev := s.NewNull()
		ev.SetStr(s.Column("s"), w)
		fed.Enter(0, &expr.Env{Ev: []*event.Event{ev}})
	}
	at := func(*expr.Env) (expr.AggReader, uint32) { return table, 0 }
	m, err := p.(Methods).Method("countMinSketchFrequency", []expr.Fn{constStr("c")})
	require.NoError(t, err)
	f := m.Fn(at)
	n, _ := f.Int(&expr.Env{})
	require.Equal(t, int64(4), n)
	m, err = p.(Methods).Method("countMinSketchTopk", nil)
	require.NoError(t, err)
	f = m.Fn(at)
	top := f.Any(&expr.Env{}).([]any)
	require.Len(t, top, 2)
	require.Equal(t, "c", top[0].(*event.Event).Get("value"))
	require.Equal(t, int64(4), top[0].(*event.Event).Get("frequency"))
}

// product is a user's own function.
type product struct {
	log   float64
	zeros int
	n     int
}

func (s *product) Enter(v float64) {
	s.n++
	if v == 0 {
		s.zeros++
		return
	}
	s.log += math.Log(math.Abs(v))
}

func (s *product) Leave(v float64) {
	s.n--
	if v == 0 {
		s.zeros--
		return
	}
	s.log -= math.Log(math.Abs(v))
}

func (s *product) Value() (float64, bool) {
	if s.zeros > 0 {
		return 0, true
	}
	return math.Exp(s.log), s.n > 0
}

func (s *product) Save(e *event.Encoder) {
	e.Float64(s.log)
	e.Int(s.zeros)
	e.Int(s.n)
}

func (s *product) Load(d *event.Decoder) { s.log, s.zeros, s.n = d.Float64(), d.Int(), d.Int() }

// joined concatenates, for the form with values of any type.
type joined struct{ parts []string }

func (s *joined) Enter(v any) { s.parts = append(s.parts, keyText(v)) }

func (s *joined) Leave(any) { s.parts = s.parts[1:] }

func (s *joined) Value() (any, bool) {
	all := ""
	for _, p := range s.parts {
		all += p
	}
	return all, len(s.parts) > 0
}

func (s *joined) Save(e *event.Encoder) {
	e.Int(len(s.parts))
	for _, p := range s.parts {
		e.String(p)
	}
}

func (s *joined) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.parts = append(s.parts, d.String())
	}
}

func TestUsersOwn(t *testing.T) {
	s := newRowSchema()
	geo := Floats[product]("product", "product(x) multiplies the amounts of x.")
	plan, err := geo.Compile(call("product", s, true, true, col(s, "i")))
	require.NoError(t, err)
	c := plan.New()
	c.Grow(1)
	cat := Values[joined]("concat", "concat(x) strings values together.", event.String)
	plan, err = cat.Compile(call("concat", s, true, true, col(s, "i")))
	require.NoError(t, err)
	d := plan.New()
	d.Grow(1)
	var rows []*expr.Env
	for _, v := range []int32{2, 3, 7} {
		ev := s.NewNull()
		ev.SetAny(s.Column("i"), v)
		rows = append(rows, &expr.Env{Ev: []*event.Event{ev}})
	}
	for _, env := range rows {
		c.Enter(0, env)
		d.Enter(0, env)
	}
	c.Leave(0, rows[0])
	d.Leave(0, rows[0])
	v, ok := c.Float(0)
	require.True(t, ok)
	require.InDelta(t, 21.0, v, 1e-9)
	str, ok := d.Str(0)
	require.True(t, ok)
	require.Equal(t, "37", str)
	require.Positive(t, c.Bytes())
}
