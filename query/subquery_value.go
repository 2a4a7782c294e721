package query

import (
	"iter"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// subValue is what a row of a subquery is to the expression around it.
type subValue struct {
	fn    expr.Fn       // its column, its event, or an event of its columns
	row   *event.Schema // of several columns, which are there even without a row; else nil
	whole bool          // select *
}

// items compiles the select list.
func (q *subCompiler) items(pr *projection) error {
	in := q.p.Input
	if len(q.st.Items) == 1 && pr.isWholeEvent(q.st.Items[0]) {
		pr.plain = true
		q.p.value = subValue{fn: wholeEvent(in), whole: true}
		return nil
	}
	for _, it := range q.st.Items {
		switch it.X.(type) {
		case *ast.Star, *ast.StreamStar:
			return ast.Unsupported(it.Pos, "* beside other columns in a subquery")
		}
	}
	if err := pr.items(q.st.Items); err != nil {
		return err
	}
	if len(pr.cols) == 1 {
		q.p.value = subValue{fn: pr.cols[0].fn}
		return nil
	}
	return q.row(pr)
}

// row makes several columns one event.
func (q *subCompiler) row(pr *projection) error {
	fields := make([]event.Field, len(pr.cols))
	fns := make([]expr.Fn, len(pr.cols))
	for i, col := range pr.cols {
		fields[i], fns[i] = event.Field{Name: col.name, Type: col.fn.Type}, col.fn
	}
	s, err := q.c.cat.rows.Get("subquery", fields)
	if err != nil {
		return err
	}
	columns := writers(s, fns)
	q.p.value = subValue{row: s, fn: expr.Fn{Type: event.EventOf(s), Any: func(env *expr.Env) any {
		row := s.New()
		for _, w := range columns {
			w(env, row)
		}
		return row
	}}}
	return nil
}

// interceptSubquery compiles the expressions that hold a subquery.
func (c *compiler) interceptSubquery(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
	var f expr.Fn
	var err error
	switch e := e.(type) {
	case *ast.Subquery:
		f, err = c.subqueryValue(e, s)
	case *ast.Exists:
		f, err = c.subqueryExists(e, s)
	case *ast.In:
		if e.Query == nil {
			return f, false, nil
		}
		f, err = c.subqueryIn(e, s)
	case *ast.CompareSet:
		if e.Query == nil {
			return f, false, nil
		}
		f, err = c.subqueryCompare(e, s)
	default:
		return f, false, nil
	}
	return f, true, err
}

// subqueryValue is a subquery as a value: that of its only row, or an array where a method of arrays
// follows.
func (c *compiler) subqueryValue(e *ast.Subquery, s *expr.Scope) (expr.Fn, error) {
	if c.listed[e] {
		p, err := c.subquery(e, e.Query, subList, s)
		if err != nil {
			return expr.Fn{}, err
		}
		return p.list(), nil
	}
	p, err := c.subquery(e, e.Query, subScalar, s)
	if err != nil {
		return expr.Fn{}, err
	}
	return p.scalar(), nil
}

// listSubquery notes that a method of arrays follows a subquery.
func (c *compiler) listSubquery(ch *ast.Chain) {
	sub, ok := ch.Root.(*ast.Subquery)
	if !ok || len(ch.Elements) == 0 || !ch.Elements[0].IsCall || !expr.IsEnumMethod(ch.Elements[0].Name) {
		return
	}
	if c.listed == nil {
		c.listed = make(map[*ast.Subquery]bool)
	}
	c.listed[sub] = true
}

// rows returns where the rows are found.
func (p *SubqueryPlan) rows() func(env *expr.Env) SubqueryRows {
	slot := p.Slot
	return func(env *expr.Env) SubqueryRows {
		ref, _ := env.State[slot].(*SubqueryRef)
		return ref.Rows
	}
}

// scalar is the value of the only row.
func (p *SubqueryPlan) scalar() expr.Fn {
	rows, v := p.rows(), p.value.fn
	f := expr.Fn{Type: v.Type}
	switch v.Type.Class() {
	case event.ClassBool:
		f.Bool = func(env *expr.Env) (bool, bool) {
			if row := rows(env).One(env); row != nil {
				return v.Bool(row)
			}
			return false, false
		}
	case event.ClassInt:
		f.Int = func(env *expr.Env) (int64, bool) {
			if row := rows(env).One(env); row != nil {
				return v.Int(row)
			}
			return 0, false
		}
	case event.ClassFloat:
		f.Float = func(env *expr.Env) (float64, bool) {
			if row := rows(env).One(env); row != nil {
				return v.Float(row)
			}
			return 0, false
		}
	case event.ClassStr:
		f.Str = func(env *expr.Env) (string, bool) {
			if row := rows(env).One(env); row != nil {
				return v.Str(row)
			}
			return "", false
		}
	default:
		empty := p.value.row
		f.Any = func(env *expr.Env) any {
			if row := rows(env).One(env); row != nil {
				return v.Any(row)
			}
			if empty != nil {
				return empty.NewNull()
			}
			return nil
		}
	}
	return f
}

// list is the array of the values of all rows; null when there is none.
func (p *SubqueryPlan) list() expr.Fn {
	values := p.values()
	return expr.Fn{Type: event.ArrayOf(p.value.fn.Type), Any: func(env *expr.Env) any {
		var out []any
		for v := range values(env) {
			out = append(out, v)
		}
		if out == nil {
			return nil
		}
		return out
	}}
}

// values yields the value of each row.
func (p *SubqueryPlan) values() func(env *expr.Env) iter.Seq[any] {
	rows, v := p.rows(), p.value.fn.AsAny()
	return func(env *expr.Env) iter.Seq[any] {
		return func(yield func(any) bool) {
			rows(env).Each(env, func(row *expr.Env) bool { return yield(v(row)) })
		}
	}
}

func (c *compiler) subqueryExists(e *ast.Exists, s *expr.Scope) (expr.Fn, error) {
	p, err := c.subquery(e, e.Query, subExists, s)
	if err != nil {
		return expr.Fn{}, err
	}
	rows := p.rows()
	return expr.Fn{Type: event.Bool, Bool: func(env *expr.Env) (bool, bool) {
		found := false
		rows(env).Each(env, func(*expr.Env) bool {
			found = true
			return false
		})
		return found, true
	}}, nil
}

// column compiles a subquery whose rows a value is compared with.
func (c *compiler) column(node ast.Expr, st *ast.Select, s *expr.Scope) (*SubqueryPlan, error) {
	p, err := c.subquery(node, st, subColumn, s)
	if err == nil && (p.value.row != nil || p.value.whole) {
		err = ast.Errorf(st.Position(), "subquery", "a value is compared with the rows of a single column")
	}
	return p, err
}

func (c *compiler) subqueryIn(e *ast.In, s *expr.Scope) (expr.Fn, error) {
	p, err := c.column(e, e.Query, s)
	if err != nil {
		return expr.Fn{}, err
	}
	x, err := expr.Compile(e.X, s)
	if err != nil {
		return expr.Fn{}, err
	}
	if err := expr.CheckCompare(e.Pos, ast.Eq, x.Type, p.value.fn.Type); err != nil {
		return expr.Fn{}, err
	}
	if f, ok := p.member(&x, e.Not); ok {
		return f, nil
	}
	value, values, not := x.AsAny(), p.values(), e.Not
	return expr.Fn{Type: event.Bool, Bool: func(env *expr.Env) (bool, bool) {
		in, ok := expr.Among(value(env), values(env))
		return in != not && ok, ok
	}}, nil
}

// member is `in` by look-up, where the rows are all those of the stream and their values are plain and
// of one class with the value that is looked for.
func (p *SubqueryPlan) member(x *expr.Fn, not bool) (expr.Fn, bool) {
	col := &p.value.fn
	class := col.Type.Class()
	if p.Where != nil || len(p.Aggs) > 0 || p.Input.Store != nil || col.Column == nil || col.Stream != p.Input.Slot || class != x.Type.Class() ||
		class != event.ClassInt && class != event.ClassStr {
		return expr.Fn{}, false
	}
	p.Member = plainValue(col)
	rows, value := p.rows(), plainValue(x)
	return expr.Fn{Type: event.Bool, Bool: func(env *expr.Env) (bool, bool) {
		in, ok := rows(env).Has(value(env))
		return in != not && ok, ok
	}}, true
}

// plainValue boxes a whole number as int64, whatever its width, and a text as it is.
func plainValue(f *expr.Fn) func(*expr.Env) any {
	if f.Type.Class() == event.ClassStr {
		return f.AsAny()
	}
	i := f.Int
	return func(env *expr.Env) any {
		if v, ok := i(env); ok {
			return v
		}
		return nil
	}
}

func (c *compiler) subqueryCompare(e *ast.CompareSet, s *expr.Scope) (expr.Fn, error) {
	p, err := c.column(e, e.Query, s)
	if err != nil {
		return expr.Fn{}, err
	}
	x, err := expr.Compile(e.Left, s)
	if err != nil {
		return expr.Fn{}, err
	}
	if err := expr.CheckCompare(e.Pos, e.Op, x.Type, p.value.fn.Type); err != nil {
		return expr.Fn{}, err
	}
	value, values := x.AsAny(), p.values()
	return expr.Fn{Type: event.Bool, Bool: func(env *expr.Env) (bool, bool) {
		return expr.Quantified(e, value(env), values(env))
	}}, nil
}
