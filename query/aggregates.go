package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// aggregator takes aggregate calls out of expressions: each different call becomes one plan, and
// the expression reads its value by slot.
type aggregator struct {
	c      *compiler
	source aggregate.Source
	next   interceptor // asked about what is no aggregate; may be nil
	calls  []aggCall
	locals []*localCall
	inside bool // an argument of an aggregate is being compiled
	moving bool // an argument reads what other statements may change
	// barred, where set, says why aggregates cannot stand here.
	barred string
	into   *intoTable // the aggregations are columns of a table; nil when they are not
}

type aggCall struct {
	text string
	plan aggregate.Plan
}

func (a *aggregator) plans() []aggregate.Plan {
	out := make([]aggregate.Plan, len(a.calls))
	for i := range a.calls {
		out[i] = a.calls[i].plan
	}
	return out
}

// isAggregate tells whether a chain element is a call of an aggregate function. min and max with
// several arguments are scalar unless the second is a filter.
func (c *compiler) isAggregate(el *ast.ChainElement) bool {
	if !el.IsCall || c.cat.lib.aggregates[strings.ToLower(el.Name)] == nil ||
		c.names().Declared(el.Name) != nil {
		return false
	}
	name := strings.ToLower(el.Name)
	if name != "min" && name != "max" || len(el.Args) < 2 || el.Distinct {
		return true
	}
	if len(el.Args) == 2 {
		_, named := el.Args[1].(*ast.NamedArg)
		return named
	}
	return false
}

// intercept is the expr.Scope.Intercept of clauses that may aggregate.
func (a *aggregator) intercept(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
	ch, ok := e.(*ast.Chain)
	if ok && ch.Root == nil && a.c.isAggregate(&ch.Elements[0]) {
		f, err := a.chain(ch, s)
		return f, true, err
	}
	if a.next != nil {
		return a.next(e, s)
	}
	return a.c.interceptPlain(e, s)
}

// chain compiles an aggregate call and what hangs on it: `window(*).where(x => ...)`.
func (a *aggregator) chain(ch *ast.Chain, s *expr.Scope) (expr.Fn, error) {
	head := ch.Elements[0]
	if len(ch.Elements) == 1 && len(head.Index) == 0 && !head.Dynamic {
		return a.call(&head, s)
	}
	if a.source.Windowed && head.Name == "window" {
		if e, ok := expr.Incremental(ch, s); ok { // kept up to date instead of walking the window
			return expr.Compile(e, s)
		}
	}
	if f, ok, err := a.method(ch, s); ok || err != nil {
		return f, err
	}
	bare := head
	bare.Index, bare.Dynamic = nil, false
	rest := ch.Elements[1:]
	if len(head.Index) > 0 {
		rest = append([]ast.ChainElement{{Pos: head.Pos, Index: head.Index}}, rest...)
	}
	root := &ast.Chain{Pos: ch.Pos, Elements: []ast.ChainElement{bare}}
	return expr.Compile(&ast.Chain{Pos: ch.Pos, Root: root, Elements: rest}, s)
}

func (a *aggregator) call(el *ast.ChainElement, s *expr.Scope) (expr.Fn, error) {
	slot, local, err := a.slot(el, s)
	if err != nil {
		return expr.Fn{}, err
	}
	if local != nil {
		return local.read(slot), nil
	}
	return expr.Agg(a.calls[slot].plan.Type(), slot), nil
}

// slot returns the slot of a call, an earlier one for an equal call. For a call with a group_by of
// its own the slot is within that group.
func (a *aggregator) slot(el *ast.ChainElement, s *expr.Scope) (int, *localCall, error) {
	switch {
	case a.barred != "":
		return 0, nil, ast.Errorf(el.Pos, "aggregate", "aggregate '%s' cannot stand in %s", el.Name, a.barred)
	case a.into == nil && a.c.cat.lib.aggregates[strings.ToLower(el.Name)].InTable:
		return 0, nil, ast.Errorf(el.Pos, "aggregate", "aggregate '%s' is for tables: it stands in create table or "+
			"into table", el.Name)
	case a.inside:
		return 0, nil, ast.Errorf(el.Pos, "aggregate", "aggregate '%s' inside an aggregate", el.Name)
	}
	text := ast.Format(&ast.Chain{Elements: []ast.ChainElement{*el}})
	call, groupBy, err := a.compileCall(el, s)
	if err != nil {
		return 0, nil, err
	}
	if groupBy != nil {
		return a.localSlot(text, call, groupBy, s)
	}
	if a.into != nil {
		slot, err := a.into.slot(a, el, text, &call)
		return slot, nil, err
	}
	for i := range a.calls {
		if a.calls[i].text == text {
			return i, nil, nil
		}
	}
	plan, err := a.c.cat.lib.aggregates[strings.ToLower(el.Name)].Compile(call)
	if err != nil {
		return 0, nil, err
	}
	a.calls = append(a.calls, aggCall{text, plan})
	return len(a.calls) - 1, nil, nil
}

// compileCall compiles the arguments; the group_by argument is given back as it stands.
func (a *aggregator) compileCall(el *ast.ChainElement, s *expr.Scope) (aggregate.Call, ast.Expr, error) {
	call := aggregate.Call{
		Pos: el.Pos, Name: strings.ToLower(el.Name), Distinct: el.Distinct, Source: a.source,
		Given: given(el),
	}
	var groupBy ast.Expr
	a.inside = true
	moving := a.c.moving()
	defer func() {
		a.inside = false
		a.moving = a.moving || a.c.moving() > moving
	}()
	for _, arg := range el.Args {
		if n, ok := arg.(*ast.NamedArg); ok && strings.EqualFold(n.Name, "group_by") {
			groupBy = n.Value
			continue
		}
		if err := a.arg(&call, arg, s); err != nil {
			return call, nil, err
		}
	}
	narrow(&call, el.Args, s)
	return call, groupBy, nil
}

// given is the arguments of a call as they are written.
func given(el *ast.ChainElement) string {
	bare := *el
	bare.Name = "of"
	return ast.Format(&ast.Chain{Elements: []ast.ChainElement{bare}})
}

func (a *aggregator) arg(call *aggregate.Call, arg ast.Expr, s *expr.Scope) error {
	switch arg := arg.(type) {
	case *ast.Star:
		call.Star = true
		return nil
	case *ast.StreamStar:
		return a.streamStar(call, arg, s)
	case *ast.NamedArg:
		f, err := a.argFn(arg.Value, s)
		if err != nil {
			return err
		}
		if strings.EqualFold(arg.Name, "filter") {
			call.Filter = &f
			return checkBool(arg.Value.Position(), f.Type, "a filter")
		}
		if call.Named == nil {
			call.Named = make(map[string]aggregate.Arg)
		}
		call.Named[strings.ToLower(arg.Name)] = aggregate.Arg{Fn: f}
		return nil
	case *ast.ObjectLiteral:
		call.Args = append(call.Args, aggregate.Arg{Options: arg})
		return nil
	case *ast.Ordered:
		f, err := a.argFn(arg.X, s)
		call.Args = append(call.Args, aggregate.Arg{Fn: f, Desc: arg.Desc})
		return err
	default:
		f, err := a.argFn(arg, s)
		call.Args = append(call.Args, aggregate.Arg{Fn: f})
		return err
	}
}

// argFn compiles an argument; a time period becomes its number of milliseconds.
func (a *aggregator) argFn(e ast.Expr, s *expr.Scope) (expr.Fn, error) {
	if tp, ok := e.(*ast.TimePeriod); ok {
		p, err := expr.CompilePeriod(tp, s)
		if err != nil {
			return expr.Fn{}, err
		}
		secs := func(env *expr.Env) (float64, bool) {
			ms, ok := p.Shift(env, 0, 1)
			return float64(ms) / 1000, ok
		}
		return expr.Fn{Type: event.Double, Float: secs, Const: p.Const}, nil
	}
	return expr.Compile(e, s)
}

// streamStar makes `window(s.*)` the star of one stream of a join.
func (a *aggregator) streamStar(call *aggregate.Call, st *ast.StreamStar, s *expr.Scope) error {
	for _, str := range s.Streams {
		if str.Name == st.Stream && !str.Outer {
			call.Star = true
			call.Source.Schema, call.Source.Slot = str.Schema, str.Slot
			return nil
		}
	}
	return ast.Errorf(st.Pos, "unknown-stream", "unknown stream '%s'", st.Stream)
}

func checkBool(pos ast.Pos, t event.Type, what string) error {
	if t.Kind == event.KindBool || t.Kind == event.KindObject || t.Kind == event.KindNull {
		return nil
	}
	return ast.Errorf(pos, "type", "%s must be true or false, not %s", what, t)
}

func windowSource(in *Input) aggregate.Source {
	return aggregate.Source{Windowed: true, FIFO: false, Schema: in.Schema, Slot: in.Slot}
}

// method compiles a call on an aggregation that the aggregation itself serves, such as
// `sorted(price).firstEvent()`, and what follows it.
func (a *aggregator) method(ch *ast.Chain, s *expr.Scope) (expr.Fn, bool, error) {
	head, el := ch.Elements[0], ch.Elements[1:]
	if len(el) == 0 || len(head.Index) > 0 || head.Dynamic || len(el[0].Index) > 0 || el[0].Dynamic {
		return expr.Fn{}, false, nil
	}
	slot, local, err := a.slot(&head, s)
	if err != nil {
		return expr.Fn{}, false, err
	}
	m, ok := a.planOf(slot, local).(aggregate.Methods)
	if !ok {
		return expr.Fn{}, false, nil
	}
	var args []expr.Fn
	for _, arg := range el[0].Args {
		if _, ok := arg.(*ast.Lambda); ok { // an enumeration method: not ours
			return expr.Fn{}, false, nil
		}
		f, err := a.argFn(arg, s)
		if err != nil {
			return expr.Fn{}, false, err
		}
		args = append(args, f)
	}
	method, err := m.Method(el[0].Name, args)
	if method == nil || err != nil {
		return expr.Fn{}, false, err
	}
	if len(el) > 1 {
		root := &ast.Chain{Pos: ch.Pos, Elements: ch.Elements[:2]}
		f, err := expr.Compile(&ast.Chain{Pos: ch.Pos, Root: root, Elements: el[1:]}, s)
		return f, true, err
	}
	if local != nil {
		return method.Fn(local.at(slot)), true, nil
	}
	return method.FnOf(slot), true, nil
}

// planOf returns the plan of a slot, of a call with a group_by of its own within that group.
func (a *aggregator) planOf(slot int, local *localCall) aggregate.Plan {
	if local != nil {
		return local.group.Aggs[slot]
	}
	return a.calls[slot].plan
}
