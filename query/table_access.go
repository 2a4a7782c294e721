package query

import (
	"errors"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// tableNamed returns the table that a chain begins with: `T.n`, `T['a'].n`. A stream, property or
// parameter of that name is meant before the table.
func (c *compiler) tableNamed(ch *ast.Chain, s *expr.Scope) *TablePlan {
	el := &ch.Elements[0]
	if ch.Root != nil || el.IsCall || s.Knows(el.Name, len(el.Index) > 0) {
		return nil
	}
	o := c.cat.find(KindType, el.Name)
	if o == nil || o.Store == nil {
		return nil
	}
	return o.Store.Table
}

// tableAccess compiles an expression that reads a table.
func (c *compiler) tableAccess(t *TablePlan, ch *ast.Chain, s *expr.Scope) (expr.Fn, error) {
	c.cat.use(KindType, t.Store.Name)
	if !c.hostsSub {
		return expr.Fn{}, ast.Unsupported(ch.Pos, "table access here")
	}
	slot, err := c.tableUsed(ch.Pos, t)
	if err != nil {
		return expr.Fn{}, err
	}
	c.tableUses++
	a := &tableAccess{c: c, t: t, ch: ch, s: s, slot: slot, at: 2}
	if len(ch.Elements) > 1 && ch.Elements[1].IsCall && strings.EqualFold(ch.Elements[1].Name, "keys") {
		return a.keys()
	}
	if err := a.key(); err != nil {
		return expr.Fn{}, err
	}
	if len(ch.Elements) == 1 {
		return a.row(), nil
	}
	return a.column()
}

// tableAccess is an access being compiled.
type tableAccess struct {
	c    *compiler
	t    *TablePlan
	ch   *ast.Chain
	s    *expr.Scope
	slot int
	by   *keys.Key // of the row that is meant
	at   int       // the place in the chain of what follows the column
}

func (a *tableAccess) errorf(format string, args ...any) error {
	return ast.Errorf(a.ch.Pos, "table", format, args...)
}

// key compiles what stands in brackets.
func (a *tableAccess) key() error {
	el := &a.ch.Elements[0]
	name := a.t.Store.Name
	switch own, given := len(a.t.Keys), len(el.Index); {
	case own > 0 && given == 0:
		return a.errorf("a row of table '%s' is named by its primary key: %s[...]", name, name)
	case own == 0 && given > 0:
		return a.errorf("table '%s' has no primary key and one row: no brackets are needed", name)
	case own != given:
		return a.errorf("table '%s' has %d primary key columns, and %d values are given", name, own, given)
	}
	fns := make([]expr.Fn, len(el.Index))
	for i, e := range el.Index {
		f, err := expr.Compile(e, a.s)
		if err != nil {
			return err
		}
		want := a.t.Keys[i].Type
		wide, ok := sameKey(f, want)
		if !ok {
			return ast.Errorf(e.Position(), "type", "primary key '%s' of table '%s' is %s, not %s",
				a.t.Keys[i].Name, name, want, f.Type)
		}
		fns[i] = wide
	}
	a.by = keys.New(fns...)
	return nil
}

// sameKey makes a value one that can be compared with keys of a type: whole numbers are equal whatever
// their width, and a whole number finds a floating one.
func sameKey(f expr.Fn, want event.Type) (expr.Fn, bool) {
	if f.Type.IsInteger() && want.IsInteger() && f.Type.Class() == want.Class() {
		return f, true
	}
	if f.Type.Class() == want.Class() && want.Class() == event.ClassStr {
		return f, true
	}
	return expr.Widen(f, want)
}

// rows finds the table in env.
func (a *tableAccess) rows() func(*expr.Env) TableRows {
	slot, pos := a.slot, a.ch.Pos
	return func(e *expr.Env) TableRows {
		if slot >= len(e.State) {
			expr.Throw(pos, "table", "a table cannot be read here")
		}
		ref, _ := e.State[slot].(*TableRef)
		return ref.Rows
	}
}

// row is the access without a column: the row as an event, one of nulls when it is not there.
func (a *tableAccess) row() expr.Fn {
	rows, by, schema := a.rows(), a.by, a.t.Store.Schema
	return expr.Fn{Type: event.EventOf(schema), Any: func(e *expr.Env) any {
		t := rows(e)
		if n, ok := t.Find(by, e); ok {
			return t.Row(n)
		}
		return schema.NewNull()
	}}
}

// column compiles the access to a column and what hangs on it.
func (a *tableAccess) column() (expr.Fn, error) {
	els := a.ch.Elements
	el := &els[1]
	col := a.t.Store.Schema.Column(el.Name)
	if col == nil || el.IsCall {
		return expr.Fn{}, unknownProperty(el.Pos, el.Name, a.t.Store.Schema)
	}
	i := a.t.aggregated(col)
	if len(els) == 2 && len(el.Index) == 0 {
		if i < 0 {
			return a.plain(col), nil
		}
		return a.read(i), nil
	}
	if i >= 0 && len(el.Index) == 0 {
		if f, ok, err := a.method(i); ok || err != nil {
			return f, err
		}
	}
	head, rest := *el, els[2:]
	if head.Index = nil; len(el.Index) > 0 {
		rest = append([]ast.ChainElement{{Pos: el.Pos, Index: el.Index}}, rest...)
	}
	return a.below([]ast.ChainElement{els[0], head}, rest)
}

// below compiles the elements of the chain that follow after the first ones.
func (a *tableAccess) below(first, rest []ast.ChainElement) (expr.Fn, error) {
	root := &ast.Chain{Pos: a.ch.Pos, Elements: first}
	return expr.Compile(&ast.Chain{Pos: a.ch.Pos, Root: root, Elements: rest}, a.s)
}

// plain reads a column without aggregation.
func (a *tableAccess) plain(col *event.Column) expr.Fn {
	rows, by := a.rows(), a.by
	find := func(e *expr.Env) *event.Event {
		t := rows(e)
		if n, ok := t.Find(by, e); ok {
			return t.Plain(n)
		}
		return nil
	}
	f := expr.Fn{Type: col.Type}
	switch f.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (v, ok bool) {
			if row := find(e); row != nil {
				return row.Bool(col)
			}
			return false, false
		}
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) {
			if row := find(e); row != nil {
				return row.Int(col)
			}
			return 0, false
		}
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) {
			if row := find(e); row != nil {
				return row.Float(col)
			}
			return 0, false
		}
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) {
			if row := find(e); row != nil {
				return row.Str(col)
			}
			return "", false
		}
	default:
		f.Any = func(e *expr.Env) any {
			if row := find(e); row != nil {
				return row.Any(col)
			}
			return nil
		}
	}
	return f
}

// reader finds an aggregation of the table and the row; nil when there is no such row.
func (a *tableAccess) reader(i int) func(*expr.Env) (expr.AggReader, uint32) {
	find := a.aggregation(i)
	return func(e *expr.Env) (expr.AggReader, uint32) {
		if c, n := find(e); c != nil {
			return c, n
		}
		return nil, 0
	}
}

func (a *tableAccess) aggregation(i int) func(*expr.Env) (aggregate.Column, uint32) {
	rows, by := a.rows(), a.by
	return func(e *expr.Env) (aggregate.Column, uint32) {
		t := rows(e)
		if n, ok := t.Find(by, e); ok {
			return t.Column(i), n
		}
		return nil, 0
	}
}

// read reads a column with an aggregation.
func (a *tableAccess) read(i int) expr.Fn {
	find := a.aggregation(i)
	f := expr.Fn{Type: a.t.Aggs[i].Plan.Type()}
	switch f.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (v, ok bool) {
			if c, n := find(e); c != nil {
				return c.Bool(n)
			}
			return false, false
		}
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) {
			if c, n := find(e); c != nil {
				return c.Int(n)
			}
			return 0, false
		}
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) {
			if c, n := find(e); c != nil {
				return c.Float(n)
			}
			return 0, false
		}
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) {
			if c, n := find(e); c != nil {
				return c.Str(n)
			}
			return "", false
		}
	default:
		f.Any = func(e *expr.Env) any {
			if c, n := find(e); c != nil {
				return c.Any(n)
			}
			return nil
		}
	}
	return f
}

// method compiles a method or property of the aggregation itself: `T[k].w.first()`.
func (a *tableAccess) method(i int) (f expr.Fn, ok bool, err error) {
	els := a.ch.Elements
	el := &els[a.at]
	m, ok := a.t.Aggs[i].Plan.(aggregate.Methods)
	if !ok || el.Dynamic || len(el.Index) > 0 {
		return f, false, nil
	}
	args, ok, err := a.c.methodArgs(el, a.s)
	if !ok || err != nil {
		return f, false, err
	}
	method, err := m.Method(el.Name, args)
	if found, own := errors.AsType[*ast.Error](err); own { // its place is that of the table's declaration
		moved := *found
		moved.Pos = el.Pos
		err = &moved
	}
	switch {
	case method == nil || err != nil:
		return f, false, err
	case len(els) == a.at+1:
		return method.Fn(a.reader(i)), true, nil
	}
	f, err = a.below(els[:a.at+1], els[a.at+1:])
	return f, true, err
}

// methodArgs compiles the arguments of a method of an aggregation; false when they are those of an
// enumeration method.
func (c *compiler) methodArgs(el *ast.ChainElement, s *expr.Scope) ([]expr.Fn, bool, error) {
	var args []expr.Fn
	for _, arg := range el.Args {
		if _, ok := arg.(*ast.Lambda); ok {
			return nil, false, nil
		}
		f, err := expr.Compile(arg, s)
		if err != nil {
			return nil, false, err
		}
		args = append(args, f)
	}
	return args, true, nil
}

// keys compiles T.keys(): the keys of all rows; one of several columns is an array.
func (a *tableAccess) keys() (expr.Fn, error) {
	t := a.t
	switch {
	case len(a.ch.Elements[0].Index) > 0 || len(a.ch.Elements[1].Args) > 0 || len(a.ch.Elements[1].Index) > 0:
		return expr.Fn{}, a.errorf("keys() is asked of the whole table: %s.keys()", t.Store.Name)
	case len(a.ch.Elements) > 2:
		return expr.Fn{}, ast.Errorf(a.ch.Elements[2].Pos, "table", "nothing can follow after keys()")
	case len(t.Keys) == 0:
		return expr.Fn{}, a.errorf("table '%s' has no primary key", t.Store.Name)
	}
	elem := t.Keys[0].Type
	if len(t.Keys) > 1 {
		elem = event.ArrayOf(event.Object)
	}
	rows := a.rows()
	return expr.Fn{Type: event.ArrayOf(elem), Any: func(e *expr.Env) any {
		list := []any{}
		rows(e).Each(func(row *event.Event) bool {
			list = append(list, t.keyOf(row))
			return true
		})
		return list
	}}, nil
}

// keyOf returns the value of a single key, or the values of several as an array.
func (p *TablePlan) keyOf(row *event.Event) any {
	if len(p.Keys) == 1 {
		return row.Any(p.Keys[0])
	}
	list := make([]any, len(p.Keys))
	for i, k := range p.Keys {
		list[i] = row.Any(k)
	}
	return list
}
