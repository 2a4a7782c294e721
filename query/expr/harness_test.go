package expr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// errBeyond marks what this small runner leaves to the tests of the engine: windows, aggregations,
// joins.
var errBeyond = errors.New("needs more than expressions")

// errSyntax and errNoType are beyond this runner where a statement should have been accepted: the
// grammar has tests of its own, and types made by insert into are not made here.
var (
	errSyntax = errors.New("syntax")
	errNoType = errors.New("unknown type")
)

// runner runs the part of rule tests that is about expressions: selects of one stream without
// window, with filter and where.
type runner struct {
	schemas   map[string]*event.Schema
	variables map[string]*Variable
	declared  map[string]*ast.ExpressionDecl
	own       []*ast.ExpressionDecl
	functions map[string]*Func
	stmts     []*statement
	rt        *Runtime
}

type statement struct {
	name   string
	schema *event.Schema
	filter []Filter
	cols   []string
	vals   []Fn
	slots  int
}

func newRunner() *runner {
	r := &runner{
		schemas: map[string]*event.Schema{}, variables: map[string]*Variable{},
		declared: map[string]*ast.ExpressionDecl{}, functions: map[string]*Func{},
		rt: &Runtime{Schedule: event.NewSchedule(0)},
	}
	for _, f := range Builtin() {
		r.functions[f.Name] = f
	}
	return r
}

func (r *runner) Variable(n string) *Variable   { return r.variables[n] }
func (r *runner) Schema(n string) *event.Schema { return r.schemas[n] }
func (r *runner) Function(n string) *Func       { return r.functions[n] }
func (r *runner) Declared(n string) *ast.ExpressionDecl {
	for _, d := range r.own {
		if d.Name == n {
			return d
		}
	}
	return r.declared[n]
}

func (r *runner) deploy(text string) error {
	m, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return fmt.Errorf("%w: %w", errSyntax, err)
	}
	for _, st := range m.Statements {
		if err := r.statement(st); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) statement(st ast.Statement) error {
	switch st := st.(type) {
	case *ast.CreateSchema:
		return r.createSchema(st)
	case *ast.CreateExpression:
		if r.declared[st.Decl.Name] != nil {
			return fmt.Errorf("declared twice")
		}
		r.declared[st.Decl.Name] = st.Decl
		return nil
	case *ast.CreateVariable:
		return r.createVariable(st)
	case *ast.Select:
		return r.sel(st)
	}
	return errBeyond
}

func (r *runner) createVariable(st *ast.CreateVariable) error {
	t, err := ResolveType(st.Type, r)
	if err != nil {
		return err
	}
	v := &Variable{Name: st.Name, Type: t, Constant: st.Constant}
	if st.Init != nil {
		f, err := Compile(st.Init, &Scope{Catalog: r})
		if err != nil {
			return err
		}
		f, ok := Widen(f, t)
		if !ok {
			return fmt.Errorf("start value of another type")
		}
		v.Set(f.AsAny()(&Env{Rt: r.rt}))
	}
	r.variables[st.Name] = v
	return nil
}

func (r *runner) createSchema(st *ast.CreateSchema) error {
	if st.Kind == "variant" || len(st.Types) > 0 {
		return errBeyond
	}
	var fields []event.Field
	var parents []*event.Schema
	for _, n := range st.CopyFrom {
		for _, c := range r.schemas[n].Columns() {
			fields = append(fields, event.Field{Name: c.Name, Type: c.Type})
		}
	}
	for _, n := range st.Inherits {
		parents = append(parents, r.schemas[n])
	}
	for _, c := range st.Columns {
		t, err := ResolveType(c.Type, r)
		if err != nil {
			return err
		}
		fields = append(fields, event.Field{Name: c.Name, Type: t})
	}
	s, err := event.NewSchema(st.Name, fields, parents...)
	if err != nil {
		return err
	}
	if st.StartTimestamp != "" {
		s.StartColumn, s.EndColumn = st.StartTimestamp, st.EndTimestamp
	}
	r.schemas[st.Name] = s
	return nil
}

// aggregations marks what only the planner can compile.
var aggregations = []string{
	"sum", "avg", "count", "max", "min", "window", "prev", "prior", "prevwindow",
	"median", "first", "last", "stddev",
}

func (r *runner) intercept(e ast.Expr, _ *Scope) (Fn, bool, error) {
	switch e := e.(type) {
	case *ast.Subquery, *ast.Exists:
		return Fn{}, false, errBeyond
	case *ast.Chain:
		if e.Root == nil && e.Elements[0].IsCall && len(e.Elements[0].Args) <= 1 &&
			slices.Contains(aggregations, strings.ToLower(e.Elements[0].Name)) {
			return Fn{}, false, errBeyond
		}
	}
	return Fn{}, false, nil
}

func (r *runner) sel(st *ast.Select) error {
	if len(st.From) != 1 || len(st.GroupBy) > 0 || st.Having != nil || st.Output != nil || st.Insert != nil ||
		len(st.OrderBy) > 0 || st.Match != nil || st.Distinct || len(st.From[0].Views) > 0 || st.Limit != nil {
		return errBeyond
	}
	src, ok := st.From[0].Source.(*ast.FilterSource)
	if !ok || len(src.Contained) > 0 {
		return errBeyond
	}
	schema := r.schemas[src.EventType]
	if schema == nil {
		return fmt.Errorf("%w %s", errNoType, src.EventType)
	}
	r.own = st.Header().Expressions
	slots := 0
	sc := &Scope{
		Catalog: r, Intercept: r.intercept, LocalSlots: &slots,
		Streams: []Stream{{Name: st.From[0].As, Schema: schema}},
	}
	out := &statement{name: st.Header().Name(), schema: schema}
	conds := slices.Clone(src.Filters)
	if st.Where != nil {
		conds = append(conds, st.Where)
	}
	for _, c := range conds {
		f, err := CompileFilter(c, sc)
		if err != nil {
			return err
		}
		out.filter = append(out.filter, f)
	}
	for _, item := range st.Items {
		if _, star := item.X.(*ast.Star); star {
			return errBeyond
		}
		f, err := Compile(item.X, sc)
		if err != nil {
			return err
		}
		name := item.As
		if name == "" {
			name = item.X.String()
		}
		out.cols = append(out.cols, name)
		out.vals = append(out.vals, f)
	}
	out.slots = slots
	r.stmts = append(r.stmts, out)
	return nil
}

// send returns the lines that the event gives, each begun with the step's number.
func (r *runner) send(step int, line string) (lines []string) {
	typ, text, _ := strings.Cut(line, " ")
	if r.schemas[typ] == nil {
		return []string{fmt.Sprintf("%d error", step)}
	}
	ev, err := event.FromJSON(r.schemas[typ], []byte(text))
	if err != nil {
		return []string{fmt.Sprintf("%d error", step)}
	}
	for _, st := range r.stmts {
		if !ev.Schema().Is(st.schema) || st.name == "" {
			continue
		}
		if row, ok := r.row(st, ev); ok {
			if row != "error" {
				row = st.name + " new " + row
			}
			lines = append(lines, fmt.Sprintf("%d %s", step, row))
		}
	}
	return lines
}

func (r *runner) row(st *statement, ev *event.Event) (row string, ok bool) {
	defer func() {
		if x := recover(); x != nil {
			if _, thrown := x.(*EvalError); !thrown {
				panic(x)
			}
			row, ok = "error", true
		}
	}()
	env := &Env{Ev: []*event.Event{ev}, IsNew: true, Rt: r.rt, Local: make([]any, st.slots)}
	for _, f := range st.filter {
		if !f(env) {
			return "", false
		}
	}
	b := []byte("{")
	for i := range st.vals {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, st.cols[i]), ':')
		b = event.AppendValue(b, st.vals[i].AsAny()(env))
	}
	return string(append(b, '}')), true
}

// block is one block of a rule test.
type block struct {
	directive   string
	input, want []string
}

func parseBlocks(text string) (out []block) {
	var b *block
	after := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "":
			b, after = nil, false
		case b == nil && strings.HasPrefix(line, "#"):
		case b == nil:
			out = append(out, block{directive: line})
			b = &out[len(out)-1]
		case line == "----":
			after = true
		case after:
			b.want = append(b.want, line)
		default:
			b.input = append(b.input, line)
		}
	}
	return out
}

// sameJSON compares two lines: what stands before the brace, and the objects within tolerance.
func sameJSON(a, b string) bool {
	i, j := strings.IndexByte(a, '{'), strings.IndexByte(b, '{')
	if i < 0 || j < 0 {
		return a == b
	}
	return a[:i] == b[:j] && closeEnough(decodeJSON(a[i:]), decodeJSON(b[j:]))
}

func decodeJSON(s string) any {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	return v
}

func closeEnough(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, ok := y[k]
			if !ok || !closeEnough(v, w) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !closeEnough(x[i], y[i]) {
				return false
			}
		}
		return true
	case json.Number:
		y, ok := b.(json.Number)
		if !ok || strings.ContainsAny(string(x), ".eE") != strings.ContainsAny(string(y), ".eE") {
			return false
		}
		if !strings.ContainsAny(string(x), ".eE") {
			return x == y
		}
		f, _ := x.Float64()
		g, _ := y.Float64()
		return f == g || math.Abs(f-g) <= 1e-9*math.Abs(f) || math.Abs(f-g) <= 1e-12
	}
	return a == b
}

// evaluate parses and evaluates one expression over an event.
func evaluate(t *testing.T, r *runner, text string, ev *event.Event) any {
	t.Helper()
	e, err := grammar.ParseExpr(text, grammar.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	slots := 0
	sc := &Scope{Catalog: r, LocalSlots: &slots}
	if ev != nil {
		sc.Streams = []Stream{{Schema: ev.Schema()}}
	}
	f, err := Compile(e, sc)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f.AsAny()(&Env{Ev: []*event.Event{ev}, Rt: r.rt, Local: make([]any, slots)})
}
