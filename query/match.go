package query

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern/rowrecog"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// MatchPlan is match_recognize over a stream: each match is an event with a column for each measure.
type MatchPlan struct {
	Plan    *rowrecog.Plan
	Schema  *event.Schema
	Columns []Writer
	Text    string

	Limits rowrecog.Limits
	Idle   rowrecog.Idle // of its partitions; zero leaves it to the engine, unless
	Keep   bool          // all are to be kept
}

// matchRecognize compiles the clause; the rows of the statement are then those of the matches.
func (c *compiler) matchRecognize(st *ast.Select, in *Input) error {
	mc := &matchCompiler{c: c, schema: in.Schema, alias: in.Alias}
	plan, err := rowrecog.Compile(st.Match, in.Schema, mc)
	if err != nil {
		return err
	}
	m := &MatchPlan{Plan: plan, Text: ast.Format(st.Match)}
	var fields []event.Field
	var fns []expr.Fn
	for _, item := range st.Match.Measures {
		f, err := mc.measure(item.X, plan.Variables)
		if err != nil {
			return err
		}
		name := item.As
		if name == "" {
			name = columnName(item.X)
		}
		fields = append(fields, event.Field{Name: name, Type: f.Type})
		fns = append(fns, f)
	}
	if m.Schema, err = c.cat.rows.Get("match", fields); err != nil {
		return ast.Errorf(st.Match.Pos, "measures", "%v", err)
	}
	if err := c.matchLimits(m, st.Match.Pos); err != nil {
		return err
	}
	m.Columns = writers(m.Schema, fns)
	in.Match, in.Schema = m, m.Schema
	return nil
}

// matchCompiler compiles what stands inside match_recognize; see [rowrecog.Compiler].
type matchCompiler struct {
	c      *compiler
	schema *event.Schema
	alias  string
}

func (m *matchCompiler) scope(vars []rowrecog.Variable, own *rowrecog.Variable) *expr.Scope {
	s := &expr.Scope{
		Catalog: m.c.names(), LocalSlots: &m.c.slots.Local, Intercept: m.c.interceptPlain,
	}
	if own != nil {
		s.Streams = append(s.Streams, expr.Stream{Name: own.Name, Schema: m.schema, Slot: own.Slot})
	}
	for _, v := range vars {
		s.Streams = append(s.Streams, expr.Stream{
			Name: v.Name, Schema: m.schema, Slot: v.Slot, Array: v.Array, Outer: true,
		})
	}
	return s
}

// Define compiles the condition of a variable.
func (m *matchCompiler) Define(
	x ast.Expr, v rowrecog.Variable, earlier, vars []rowrecog.Variable,
) (rowrecog.Define, error) {
	d := rowrecog.Define{Own: true}
	s := m.scope(earlier, &v)
	s.Intercept = func(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
		ch, ok := e.(*ast.Chain)
		if !ok || ch.Root != nil {
			return m.c.interceptPlain(e, s)
		}
		el := &ch.Elements[0]
		switch {
		case el.IsCall && strings.EqualFold(el.Name, "prev"):
			f, err := m.prev(el, v, vars, &d, s)
			return f, true, err
		case el.IsCall && measureOnly[strings.ToLower(el.Name)]:
			return expr.Fn{}, true, ast.Errorf(el.Pos, "aggregate", "%s is for measures only", el.Name)
		case el.IsCall && m.c.isAggregate(el):
			d.Own = false
			return m.aggregate(ch, earlier, s)
		}
		d.Own = d.Own && (el.Name == v.Name || !names(earlier, el.Name))
		return m.c.interceptPlain(e, s)
	}
	f, err := expr.Compile(x, s)
	if err != nil {
		return d, err
	}
	if err := checkBool(x.Position(), f.Type, "the condition of "+v.Name); err != nil {
		return d, err
	}
	d.Cond = f.AsBool()
	return d, nil
}

// names tells whether one of the variables has the name.
func names(vars []rowrecog.Variable, name string) bool {
	return slices.ContainsFunc(vars, func(v rowrecog.Variable) bool { return v.Name == name })
}

// measureOnly are aggregates that cannot stand in a condition.
var measureOnly = map[string]bool{"first": true, "last": true, "window": true, "nth": true}

// maxMatchPrev bounds how far prev looks back in a row pattern.
const maxMatchPrev = 10_000

// prev compiles prev(x [, n]): the value in the row n before the one in question.
func (m *matchCompiler) prev(
	el *ast.ChainElement, v rowrecog.Variable, vars []rowrecog.Variable, d *rowrecog.Define, s *expr.Scope,
) (expr.Fn, error) {
	if len(el.Args) == 0 || len(el.Args) > 2 {
		return expr.Fn{}, ast.Errorf(el.Pos, "arguments", "prev takes a property and an index")
	}
	n := 1
	if len(el.Args) == 2 {
		f, err := expr.Compile(el.Args[1], s)
		if err != nil {
			return expr.Fn{}, err
		}
		i, ok := f.AsInt()(&expr.Env{})
		if !f.Const || !ok || i < 0 || i > maxMatchPrev {
			return expr.Fn{}, ast.Errorf(el.Pos, "arguments", "the index of prev must be a constant from 0 to %d", maxMatchPrev)
		}
		n = int(i)
	}
	d.Prev = max(d.Prev, n)
	f, err := expr.Compile(el.Args[0], s)
	if err != nil {
		return expr.Fn{}, err
	}
	get, from, own := f.AsAny(), rowrecog.PrevSlot(vars, n), v.Slot
	if n == 0 {
		return f, nil
	}
	if f.Type.Class() == event.ClassFloat {
		return prevFloat(f, from, own), nil
	}
	return expr.FromAny(f.Type, func(env *expr.Env) any {
		ev := env.Ev[from]
		if ev == nil {
			return nil
		}
		row := env.Ev[own]
		env.Ev[own] = ev
		x := get(env)
		env.Ev[own] = row
		return x
	}), nil
}

// prevFloat is prev of a number: the everyday case, without boxing.
func prevFloat(f expr.Fn, from, own int) expr.Fn {
	get := f.Float
	return expr.Fn{Type: f.Type, Float: func(env *expr.Env) (float64, bool) {
		ev := env.Ev[from]
		if ev == nil {
			return 0, false
		}
		row := env.Ev[own]
		env.Ev[own] = ev
		x, ok := get(env)
		env.Ev[own] = row
		return x, ok
	}}
}

// Partition compiles a key over a single row.
func (m *matchCompiler) Partition(x ast.Expr) (expr.Fn, error) {
	s := m.scope(nil, nil)
	s.Streams = []expr.Stream{{Name: m.alias, Schema: m.schema, Slot: rowrecog.RowSlot}}
	return expr.Compile(x, s)
}

// Constant compiles a bound.
func (m *matchCompiler) Constant(x ast.Expr) (expr.Fn, error) {
	return expr.Compile(x, m.c.plainScope())
}

// Interval compiles the length of the interval.
func (m *matchCompiler) Interval(x ast.Expr) (*expr.Period, error) {
	return m.c.period(x, m.c.plainScope())
}

// measure compiles one measure over the rows of all variables.
func (m *matchCompiler) measure(
	x ast.Expr, vars []rowrecog.Variable,
) (expr.Fn, error) {
	s := m.scope(vars, nil)
	for i := range s.Streams {
		s.Streams[i].Outer = false
	}
	s.Intercept = func(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
		if ch, ok := e.(*ast.Chain); ok && ch.Root == nil && ch.Elements[0].IsCall {
			if m.c.isAggregate(&ch.Elements[0]) {
				f, ok, err := m.aggregate(ch, vars, s)
				if ok || err != nil {
					return f, true, err
				}
			}
		}
		return m.c.interceptPlain(e, s)
	}
	return expr.Compile(x, s)
}

// aggregate compiles an aggregate over the rows of the variable that its argument names, anew with
// each evaluation: the rows of a match are few.
func (m *matchCompiler) aggregate(
	ch *ast.Chain, vars []rowrecog.Variable, s *expr.Scope,
) (expr.Fn, bool, error) {
	el := ch.Elements[0]
	v, ok := variableOf(&el, vars)
	if !ok || !v.Array {
		return expr.Fn{}, true, ast.Errorf(el.Pos, "aggregate",
			"an aggregate here must name one variable of the pattern, which can match several rows")
	}
	inner := &expr.Scope{
		Catalog: s.Catalog, LocalSlots: s.LocalSlots,
		Streams: []expr.Stream{{Name: v.Name, Schema: m.schema, Slot: v.Slot}},
	}
	agg := &aggregator{c: m.c, source: aggregate.Source{Schema: m.schema, Slot: v.Slot, Windowed: true, FIFO: true}}
	inner.Intercept = agg.intercept
	f, err := expr.Compile(ch, inner)
	if err != nil {
		return expr.Fn{}, true, err
	}
	over := &overRows{v: v, plans: agg.plans(), scratch: *s.LocalSlots}
	*s.LocalSlots++
	return over.fn(f), true, nil
}

// overRows aggregates the rows of a variable and evaluates what is asked of the aggregates.
type overRows struct {
	v       rowrecog.Variable
	plans   []aggregate.Plan
	scratch int // slot of Env.Local: what one evaluation needs, kept for the next one
}

// fn returns the expression get over the aggregates.
func (o *overRows) fn(get expr.Fn) expr.Fn {
	switch f := (expr.Fn{Type: get.Type}); get.Type.Class() {
	case event.ClassInt:
		f.Int = func(env *expr.Env) (int64, bool) { return get.Int(o.eval(env)) }
		return f
	case event.ClassFloat:
		f.Float = func(env *expr.Env) (float64, bool) { return get.Float(o.eval(env)) }
		return f
	}
	value := get.AsAny()
	return expr.FromAny(get.Type, func(env *expr.Env) any { return value(o.eval(env)) })
}

// eval returns the environment in which the aggregates are those of the rows.
func (o *overRows) eval(env *expr.Env) *expr.Env {
	inner, _ := env.Local[o.scratch].(*expr.Env)
	if inner == nil {
		inner = &expr.Env{Ev: make([]*event.Event, len(env.Ev))}
		for _, p := range o.plans {
			col := p.New()
			col.Grow(1)
			inner.Aggs = append(inner.Aggs, col)
		}
		env.Local[o.scratch] = inner
	}
	evs, aggs := inner.Ev, inner.Aggs
	*inner = *env
	copy(evs, env.Ev)
	inner.Ev, inner.Aggs, inner.Group = evs, aggs, 0
	rows := env.Arr[o.v.Slot]
	if !o.v.Array && env.Ev[o.v.Slot] != nil {
		rows = env.Ev[o.v.Slot : o.v.Slot+1]
	}
	for _, reader := range aggs {
		col := reader.(aggregate.Column)
		col.Clear(0)
		for _, ev := range rows {
			inner.Ev[o.v.Slot] = ev
			col.Enter(0, inner)
		}
	}
	return inner
}

// variableOf finds the one variable that the arguments of a call name.
func variableOf(el *ast.ChainElement, vars []rowrecog.Variable) (v rowrecog.Variable, ok bool) {
	count := 0
	for _, a := range el.Args {
		if st, star := a.(*ast.StreamStar); star {
			for _, o := range vars {
				if o.Name == st.Stream {
					v, count = o, count+1
				}
			}
			continue
		}
		ast.Inspect(a, func(n ast.Node) bool {
			if ch, chain := n.(*ast.Chain); chain && ch.Root == nil && !ch.Elements[0].IsCall {
				for _, o := range vars {
					if o.Name == ch.Elements[0].Name && (count == 0 || o.Name != v.Name) {
						v, count = o, count+1
					}
				}
			}
			return true
		})
	}
	return v, count == 1
}
