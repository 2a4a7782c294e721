package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// look walks an expression of the select list, having or order by and notes whether a property
// stands in it outside of aggregates and group keys: that decides the row kind.
func (p *projection) look(e ast.Expr) {
	if p.plain || e == nil || p.group.isKey(e, p.sc) {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || p.plain {
			return !p.plain
		}
		if p.group.isKey(x, p.sc) {
			return false
		}
		switch x := x.(type) {
		case *ast.Subquery, *ast.Exists:
			return false
		case *ast.In:
			return p.lookBeside(x.X, x.Query)
		case *ast.CompareSet:
			return p.lookBeside(x.Left, x.Query)
		case *ast.Chain:
			return p.lookChain(x)
		}
		return true
	})
}

// lookBeside looks at the value that is compared with a subquery's rows; without one the walk goes on.
func (p *projection) lookBeside(x ast.Expr, sub *ast.Select) bool {
	if sub != nil {
		p.look(x)
	}
	return sub == nil
}

// lookChain tells whether the walk goes into a chain.
func (p *projection) lookChain(ch *ast.Chain) bool {
	if ch.Root != nil {
		return true
	}
	el := &ch.Elements[0]
	if p.c.isAggregate(el) || rowLess[strings.ToLower(el.Name)] && el.IsCall {
		return false
	}
	if el.IsCall {
		if accessNames[strings.ToLower(el.Name)] {
			p.plain = true
		}
		return true
	}
	if _, key := p.c.contextKey(ch, p.sc); key {
		return false
	}
	if p.c.tableNamed(ch, p.sc) != nil {
		return true // what stands in its brackets is looked at
	}
	if f, err := expr.Compile(ch, p.sc); err == nil && !f.Const && !p.isVariable(el.Name) {
		p.plain = true
	}
	return true
}

func (p *projection) isVariable(name string) bool {
	for _, s := range p.sc.Streams {
		if s.Name == name || s.Schema.Column(name) != nil {
			return false
		}
	}
	return p.c.cat.Variable(name) != nil || name == "context"
}

// rowLess are functions whose value does not come from the row.
var rowLess = map[string]bool{
	"current_timestamp": true, "grouping": true, "grouping_id": true, "istream": true,
}

// kind decides the row kind; see the table of row kinds in the manual.
func (p *projection) kind(st *ast.Select, aggregates bool) RowKind {
	switch {
	case p.group.rollup:
		return RowRollup
	case len(st.GroupBy) > 0 && !aggregates:
		return RowSimple
	case len(st.GroupBy) > 0 && p.plain:
		return RowAggregateGroup
	case len(st.GroupBy) > 0:
		return RowPerGroup
	case !aggregates:
		return RowSimple
	case p.plain:
		return RowPerEvent
	}
	return RowForAll
}

// clauses compiles having and order by, whose columns count as selected for the row kind.
func (p *projection) clauses(st *ast.Select, r *ResultPlan) error {
	p.selected = len(p.aggs.calls) + len(p.aggs.locals)
	if st.Having != nil {
		f, err := expr.Compile(st.Having, p.sc)
		if err != nil {
			return err
		}
		if err := checkBool(st.Having.Position(), f.Type, "the having clause"); err != nil {
			return err
		}
		if len(st.GroupBy) > 0 {
			p.look(st.Having)
		}
		r.Having = f.Truth()
		p.selected = len(p.aggs.calls) + len(p.aggs.locals)
	}
	return p.orderBy(st, r)
}

// orderBy compiles the order-by clause. Its aggregates must be among those of the select list.
func (p *projection) orderBy(st *ast.Select, r *ResultPlan) error {
	for _, o := range st.OrderBy {
		k, err := p.orderKey(o, len(st.GroupBy) > 0)
		if err != nil {
			return err
		}
		if len(p.aggs.calls)+len(p.aggs.locals) > p.selected {
			return ast.Errorf(o.Pos, "order-by", "an aggregate in order by must be in the select list too")
		}
		r.Order = append(r.Order, k)
	}
	return nil
}

// orderKey compiles one key of order by: an expression, or the name of a column of the select.
func (p *projection) orderKey(o *ast.OrderItem, grouped bool) (OrderKey, error) {
	k := OrderKey{Desc: o.Desc}
	if col := p.alias(o.X); col != nil {
		if col.sub {
			return k, ast.Errorf(o.Pos, "order-by", "order by cannot hold a subquery")
		}
		k.Value = col.fn.AsAny()
		return k, nil
	}
	sc := *p.sc
	sc.Intercept = p.withAliases
	var f expr.Fn
	err := p.c.withoutSubqueries(orderClause, func() (err error) {
		f, err = expr.Compile(o.X, &sc)
		return err
	})
	if err != nil {
		return k, err
	}
	if t := f.Type.Kind; t == event.KindEvent || t == event.KindMap {
		return k, ast.Errorf(o.Pos, "type", "values of type %s have no order", f.Type)
	}
	if grouped {
		p.look(o.X)
	}
	k.Value = f.AsAny()
	return k, nil
}

// alias finds the column of the select that a bare name in order by stands for.
func (p *projection) alias(e ast.Expr) *column {
	text := ast.Format(e)
	for i := range p.cols {
		if p.cols[i].name == text {
			return &p.cols[i]
		}
	}
	return nil
}

// withAliases lets an expression of order by name columns of the select where no property has that
// name.
func (p *projection) withAliases(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
	ch, ok := e.(*ast.Chain)
	if ok && ch.Root == nil && len(ch.Elements) == 1 && !ch.Elements[0].IsCall {
		name := ch.Elements[0].Name
		for i := range p.cols {
			if p.cols[i].name == name && !p.cols[i].sub && !p.isProperty(name) {
				return p.cols[i].fn, true, nil
			}
		}
	}
	return p.sc.Intercept(e, s)
}

func (p *projection) isProperty(name string) bool {
	for _, s := range p.sc.Streams {
		if s.Schema.Column(name) != nil {
			return true
		}
	}
	return false
}
