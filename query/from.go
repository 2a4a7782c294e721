package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// input compiles one item of a from-clause.
func (c *compiler) input(item *ast.FromItem, slot int) (*Input, error) {
	in := &Input{Alias: item.As, Slot: slot}
	var err error
	switch src := item.Source.(type) {
	case *ast.FilterSource:
		m := c.mark()
		in.Filter, err = c.filter(src, item.As, nil)
		if err == nil {
			in.Schema = in.Filter.Schema
			c.note(in.Filter, m)
			err = c.readsStore(in, src)
		}
	case *ast.PatternSource:
		in.Pattern, err = c.pattern(src)
		if err == nil {
			in.Schema = in.Pattern.Schema
		}
	case *ast.MethodSource:
		err = ast.Unsupported(src.Pos, "method source")
	case *ast.SQLSource:
		err = ast.Unsupported(src.Pos, "sql source")
	}
	if err != nil {
		return nil, err
	}
	if err := c.windows(in, item); err != nil {
		return nil, err
	}
	return in, nil
}

// filter compiles the event type and filter expressions of a source. The scope, where given, has
// further streams that the filter may refer to.
func (c *compiler) filter(src *ast.FilterSource, alias string, sc *expr.Scope) (*FilterPlan, error) {
	if len(src.Contained) > 0 {
		return nil, ast.Unsupported(src.Contained[0].Pos, "contained events")
	}
	schema, err := c.findSchema(src.Pos, src.EventType)
	if err != nil {
		return nil, err
	}
	f := &FilterPlan{Schema: schema, Text: src.EventType, searches: sc == nil}
	if len(src.Filters) == 0 {
		return f, nil
	}
	if sc == nil {
		sc = c.streamScope([]*Input{{Alias: alias, Schema: schema}}, c.interceptPlain)
	}
	f.Text = fmt.Sprintf("%s(%s)", src.EventType, ast.Format(conjunction(src.Filters)))
	return f, c.addConditions(f, src.Filters, sc)
}

// conjunction joins expressions by and.
func conjunction(list []ast.Expr) ast.Expr {
	if len(list) == 1 {
		return list[0]
	}
	return &ast.Logical{Pos: list[0].Position(), Op: ast.And, Operands: list}
}

// streamScope is the scope of expressions over the inputs.
func (c *compiler) streamScope(ins []*Input, intercept interceptor) *expr.Scope {
	s := &expr.Scope{Catalog: c.names(), LocalSlots: &c.slots.Local, Intercept: intercept}
	for _, in := range ins {
		s.Streams = append(s.Streams, expr.Stream{Name: in.Alias, Schema: in.Schema, Slot: in.Slot})
		if in.Alias == "" && in.Filter != nil {
			s.Streams[len(s.Streams)-1].Name = in.Filter.Schema.Name()
		}
	}
	return s
}

type interceptor = func(ast.Expr, *expr.Scope) (expr.Fn, bool, error)

// windows compiles the views of a from-item into one plan.
func (c *compiler) windows(in *Input, item *ast.FromItem) error {
	if len(item.Views) == 0 {
		if item.RetainUnion || item.RetainIntersection {
			return ast.Errorf(item.Pos, "window", "retain-union and retain-intersection need windows")
		}
		return nil
	}
	calls := make([]window.ChainCall, 0, len(item.Views))
	for _, v := range item.Views {
		def := c.cat.lib.windows[strings.ToLower(v.Name)]
		if def == nil || v.Namespace != "" && v.Namespace != def.Namespace {
			return c.unknownWindow(v)
		}
		call, err := c.windowParams(def, v, in)
		if err != nil {
			return err
		}
		calls = append(calls, window.ChainCall{Def: def, Call: call})
	}
	for _, v := range item.Views {
		in.WindowText += ast.Format(v)
	}
	opt, err := c.chainOptions(item)
	if err != nil {
		return err
	}
	in.Window, err = window.Chain(calls, opt)
	if err == nil && in.Store != nil && !in.Window.Traits().Derived {
		return ast.Errorf(item.Pos, "window", "%s '%s' keeps its rows itself: no data window can stand behind it",
			in.Store.Kind(), in.Store.Name)
	}
	if err == nil {
		in.Schema = in.Window.Schema()
	}
	return err
}

// chainOptions reads what concerns all views of a from-item.
func (c *compiler) chainOptions(item *ast.FromItem) (opt window.ChainOptions, err error) {
	opt.Union = item.RetainUnion
	if opt.ReclaimAge, err = c.plan.secondsHint(item.Pos, "reclaim_group_aged"); err != nil {
		return opt, err
	}
	opt.ReclaimEvery, err = c.plan.secondsHint(item.Pos, "reclaim_group_freq")
	return opt, err
}

// windowParams compiles the arguments of one view. But for the expression windows they are decided once, or
// for good.
func (c *compiler) windowParams(def *window.Def, v *ast.View, in *Input) (call window.Call, err error) {
	tables := c.tableUses
	err = c.withoutSubqueries("the parameters of #"+v.Name, func() (err error) {
		call, err = c.windowCall(def, v, in)
		return err
	})
	if err == nil && c.tableUses > tables && len(def.Locals) == 0 {
		err = ast.Unsupported(v.Pos, "table access in the parameters of #"+v.Name)
	}
	return call, err
}

func (c *compiler) unknownWindow(v *ast.View) error {
	name := v.Name
	if v.Namespace != "" {
		name = v.Namespace + ":" + v.Name
	}
	e := ast.Errorf(v.Pos, "unknown-window", "unknown window '%s'", name)
	var names []string
	for n := range c.cat.lib.windows {
		names = append(names, n)
	}
	e.Suggestion = suggest(v.Name, names)
	return e
}

// windowCall compiles the arguments of one view against the stream.
func (c *compiler) windowCall(def *window.Def, v *ast.View, in *Input) (window.Call, error) {
	call := window.Call{Pos: v.Pos, Name: v.Name, Schema: in.Schema, Rows: c.cat.rows}
	aggs := &aggregator{c: c, source: windowSource(in)}
	if len(def.Locals) == 0 {
		aggs.barred = "the parameters of #" + v.Name
	}
	sc := c.streamScope([]*Input{{Alias: in.Alias, Schema: in.Schema, Filter: in.Filter}}, aggs.intercept)
	sc.Locals = localsOf(def, in.Schema)
	*sc.LocalSlots = max(*sc.LocalSlots, len(def.Locals))
	for _, a := range v.Args {
		arg, err := c.windowArg(a, sc)
		if err != nil {
			return call, err
		}
		call.Args = append(call.Args, arg)
	}
	call.Aggs = aggs.plans()
	for _, a := range v.Args {
		call.Vars = append(call.Vars, c.variablesIn(a)...)
	}
	return call, nil
}

// localsOf returns the names that a window offers to its arguments; those that stand for events are
// events of the stream.
func localsOf(def *window.Def, s *event.Schema) []expr.Local {
	locals := slices.Clone(def.Locals)
	for i := range locals {
		if locals[i].Type.Kind == event.KindEvent && locals[i].Type.Schema == nil {
			locals[i].Type = event.EventOf(s)
		}
	}
	return locals
}

func (c *compiler) windowArg(a ast.Expr, sc *expr.Scope) (window.Arg, error) {
	arg := window.Arg{Pos: a.Position()}
	if n, ok := a.(*ast.NamedArg); ok {
		arg.Name, a = n.Name, n.Value
	}
	if o, ok := a.(*ast.Ordered); ok {
		arg.Desc, a = o.Desc, o.X
	}
	arg.Text = ast.Format(a)
	var err error
	switch a := a.(type) {
	case *ast.Star:
		arg.Star = true
	case *ast.TimePeriod:
		arg.Period, err = expr.CompilePeriod(a, sc)
	default:
		arg.Fn, err = expr.Compile(a, sc)
	}
	return arg, err
}
