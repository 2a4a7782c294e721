package query

import (
	"errors"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// tableColumn compiles a column that holds an aggregation. Its arguments say of what type the values
// will be that are fed to it: `sum(int)`; where whole events are kept, @type says which, and the
// arguments are expressions over them: `sorted(ms) @type(Req)`.
func (c *compiler) tableColumn(col *ast.TableColumn) (TableColumn, error) {
	el := &col.Aggregate.Elements[0]
	out := TableColumn{Text: ast.Format(col.Aggregate)}
	def := c.cat.lib.aggregates[strings.ToLower(el.Name)]
	switch {
	case def == nil:
		return out, c.unknownAggregate(el)
	case col.PrimaryKey:
		return out, ast.Errorf(col.Pos, "table", "aggregation '%s' cannot be a primary key", col.Name)
	}
	schema, err := c.typeOfEvents(col)
	if err != nil {
		return out, err
	}
	call := aggregate.Call{
		Pos: el.Pos, Name: strings.ToLower(el.Name), Distinct: el.Distinct,
		Source: aggregate.Source{Windowed: true, Schema: schema},
	}
	for _, a := range el.Args {
		if err := c.tableArg(&call, a, schema); err != nil {
			return out, err
		}
	}
	out.call = call
	out.Plan, err = def.Compile(call)
	if found, ok := errors.AsType[*ast.Error](err); ok && schema == nil && (call.Star || len(call.Args) == 0) {
		found.Suggestion = "which events are kept is said by @type(...) behind the column"
	}
	return out, err
}

func (c *compiler) unknownAggregate(el *ast.ChainElement) error {
	e := ast.Errorf(el.Pos, "unknown-aggregate", "unknown aggregation '%s'", el.Name)
	var names []string
	for n := range c.cat.lib.aggregates {
		names = append(names, n)
	}
	e.Suggestion = suggest(el.Name, names)
	return e
}

// typeOfEvents reads @type(E) of a column; nil when it is not there.
func (c *compiler) typeOfEvents(col *ast.TableColumn) (*event.Schema, error) {
	var schema *event.Schema
	for _, a := range col.Annotations {
		if !strings.EqualFold(a.Name, "type") || len(a.Args) != 1 {
			return nil, ast.Errorf(a.Pos, "annotation", "a column of a table can have @type(EventType) and no other annotation")
		}
		name := ""
		switch v := a.Args[0].Value.(type) {
		case *ast.Literal:
			name = v.Text
		case *ast.Chain:
			name = ast.Format(v)
		}
		var err error
		if schema, err = c.findSchema(a.Pos, name); err != nil {
			return nil, err
		}
	}
	return schema, nil
}

// tableArg compiles one argument of a declared aggregation.
func (c *compiler) tableArg(call *aggregate.Call, arg ast.Expr, schema *event.Schema) error {
	switch arg := arg.(type) {
	case *ast.Star:
		call.Star = true
		return nil
	case *ast.ObjectLiteral:
		call.Args = append(call.Args, aggregate.Arg{Options: arg})
		return nil
	case *ast.NamedArg:
		f, err := c.tableArgFn(arg.Value, schema)
		if err == nil && !strings.EqualFold(arg.Name, "filter") { // that there may be one need not be said
			if call.Named == nil {
				call.Named = make(map[string]aggregate.Arg)
			}
			call.Named[strings.ToLower(arg.Name)] = aggregate.Arg{Fn: f}
		}
		return err
	case *ast.Ordered:
		f, err := c.tableArgFn(arg.X, schema)
		call.Args = append(call.Args, aggregate.Arg{Fn: f, Desc: arg.Desc})
		return err
	default:
		f, err := c.tableArgFn(arg, schema)
		call.Args = append(call.Args, aggregate.Arg{Fn: f})
		return err
	}
}

// tableArgFn compiles a value: a property of the events that are kept, the name of a type, or a
// constant.
func (c *compiler) tableArgFn(e ast.Expr, schema *event.Schema) (expr.Fn, error) {
	if name, ok := typeName(e); ok && (schema == nil || schema.Column(name) == nil) {
		if t, err := c.typeNamed(&ast.TypeName{Pos: e.Position(), Name: name}); err == nil {
			return expr.FromAny(t, func(*expr.Env) any { return nil }), nil
		}
	}
	sc := c.plainScope()
	if schema != nil {
		sc.Streams = []expr.Stream{{Schema: schema, Slot: RowSlot}}
	}
	if tp, ok := e.(*ast.TimePeriod); ok {
		return (&aggregator{c: c}).argFn(tp, sc)
	}
	f, err := expr.Compile(e, sc)
	if name, ok := typeName(e); ok && err != nil && schema == nil {
		_, err = c.typeNamed(&ast.TypeName{Pos: e.Position(), Name: name})
	}
	return f, err
}

// typeName returns the name that an expression is, perhaps with points.
func typeName(e ast.Expr) (string, bool) {
	ch, ok := e.(*ast.Chain)
	if !ok || ch.Root != nil {
		return "", false
	}
	for i := range ch.Elements {
		if el := &ch.Elements[i]; el.IsCall || el.Dynamic || len(el.Index) > 0 {
			return "", false
		}
	}
	return ast.Format(ch), true
}

// feeds checks that a call of an into-table statement gives the column what it was declared for.
func (a *TableColumn) feeds(call *aggregate.Call, plan aggregate.Plan) error {
	why := a.differs(call)
	if why == "" {
		if _, err := aggregate.Feed(a.Plan.New(), plan); err != nil {
			why = err.Error()
		}
	}
	if why == "" {
		return nil
	}
	return ast.Errorf(call.Pos, "table", "column '%s' of table '%s' is %s: %s",
		a.Column.Name, a.Column.Of().Name(), a.Text, why)
}

// everToo are the functions that are another one without a data window.
var everToo = map[string]bool{"min": true, "max": true, "first": true, "last": true}

// differs says why a call is not what the column was declared for; "" is for nothing.
func (a *TableColumn) differs(call *aggregate.Call) string {
	own, name := &a.call, call.Name
	switch {
	case name == "countminsketch":
		return "countMinSketchAdd(x) adds a value to it"
	case name == "count" && (own.Star != call.Star || own.Distinct != call.Distinct):
		return "another form of count is given"
	case everToo[name] && own.Name == name && !call.Source.Windowed:
		return "it needs a data window; without one declare " + name + "ever"
	case own.Star && call.Star && !keeps(own.Source.Schema, call.Source.Schema):
		return "events of " + call.Source.Schema.Name() + " are given"
	}
	for i := range min(len(own.Args), len(call.Args)) {
		got, want := call.Args[i].Fn.Type, own.Args[i].Fn.Type
		if own.Args[i].Options == nil && !sameInput(call, got, want) {
			return "a value of type " + got.String() + " is given"
		}
	}
	return ""
}

// keeps tells whether events of a type can be kept where those of another are; nil is not known.
func keeps(own, given *event.Schema) bool { return own == nil || given == nil || given.Is(own) }

// sameInput tells whether values of a type are what a column was declared for.
func sameInput(call *aggregate.Call, got, want event.Type) bool {
	counted := call.Name == "count" && !call.Distinct // only whether there is a value matters
	return counted || got.Equal(want) || want.Kind == event.KindObject ||
		got.Kind == event.KindNull || narrowInt(got) && narrowInt(want) && got.Kind < want.Kind
}

func narrowInt(t event.Type) bool { return t.Kind <= event.KindInt && t.IsInteger() }
