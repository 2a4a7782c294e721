package query

import (
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// projection compiles the select list and what is decided with it: row kind, having, order by.
type projection struct {
	c      *compiler
	sc     *expr.Scope
	inputs []*Input
	group  *grouping
	aggs   *aggregator
	cols   []column
	pass   bool // the select list is just `*` of one stream: rows are its events
	plain  bool // a property outside of aggregates that is no group key was met

	computes bool // a column is more than a property, a constant or a parameter
	selected int  // aggregates of the select list and having
}

// column is one column of the select.
type column struct {
	pos  ast.Pos
	name string
	fn   expr.Fn
	sub  bool // it holds a subquery
}

// items compiles the select list.
func (p *projection) items(items []*ast.SelectItem) error {
	if len(items) == 1 && len(p.inputs) == 1 {
		if p.isWholeEvent(items[0]) {
			p.pass, p.plain = true, true
			return nil
		}
	}
	var found findings
	for _, it := range items {
		found.add(it.Pos, p.item(it))
	}
	if len(found.list) > 0 {
		return joined(&found)
	}
	seen := make(map[string]bool)
	for _, col := range p.cols {
		if seen[col.name] {
			return ast.Errorf(col.pos, "duplicate-column", "column '%s' occurs twice", col.name)
		}
		seen[col.name] = true
	}
	return nil
}

// isWholeEvent tells whether an item is `*` or, of a single stream, `s.*` without a name.
func (p *projection) isWholeEvent(it *ast.SelectItem) bool {
	switch x := it.X.(type) {
	case *ast.Star:
		return true
	case *ast.StreamStar:
		return it.As == "" && p.sc.Streams[0].Name == x.Stream
	}
	return false
}

func (p *projection) item(it *ast.SelectItem) error {
	if it.Annotation != nil && !equalName(it.Annotation.Name, "eventbean") {
		return ast.Errorf(it.Pos, "annotation", "unknown annotation @%s in a select list", it.Annotation.Name)
	}
	switch x := it.X.(type) {
	case *ast.Star:
		p.plain = true
		p.star()
		return nil
	case *ast.StreamStar:
		p.plain = true
		return p.streamStar(it, x)
	}
	subqueries := p.c.subUses
	p.aggs.into.begin(p.c, it)
	f, err := p.value(it.X)
	if _, open := it.X.(*ast.Substitution); !open && f.Column == nil && !f.Const {
		p.computes = true
	}
	p.aggs.into.end()
	if err != nil {
		return err
	}
	p.look(it.X)
	name := it.As
	if name == "" {
		name = columnName(it.X)
	}
	p.cols = append(p.cols, column{it.Pos, name, f, p.c.subUses > subqueries})
	return nil
}

// value compiles an expression of the select list.
func (p *projection) value(e ast.Expr) (expr.Fn, error) {
	if s, ok := e.(*ast.Substitution); ok {
		return p.c.opened(s)
	}
	return expr.Compile(e, p.sc)
}

// columnName is the name of a column without alias: the expression as it prints, or that of the only
// column of a subquery.
func columnName(e ast.Expr) string {
	if sub, ok := e.(*ast.Subquery); ok && len(sub.Query.Items) == 1 {
		if it := sub.Query.Items[0]; it.As != "" {
			return it.As
		} else if _, star := it.X.(*ast.Star); !star {
			return ast.ColumnName(it.X)
		}
	}
	return ast.ColumnName(e)
}

func equalName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// star adds what `*` stands for: the columns of a single stream, or each stream of a join.
func (p *projection) star() {
	if len(p.inputs) == 1 {
		p.columnsOf(p.inputs[0])
		return
	}
	for i, in := range p.inputs {
		name := in.Alias
		if name == "" && p.c.opt.OnDemand {
			name = in.Store.Name
		}
		if name == "" {
			name = fmt.Sprintf("stream_%d", i)
		}
		p.cols = append(p.cols, column{name: name, fn: wholeEvent(in)})
	}
}

func (p *projection) columnsOf(in *Input) {
	for i := range in.Schema.Columns() {
		col := &in.Schema.Columns()[i]
		p.cols = append(p.cols, column{name: col.Name, fn: expr.ColumnFn(col, in.Slot)})
	}
}

func (p *projection) streamStar(it *ast.SelectItem, x *ast.StreamStar) error {
	for i, s := range p.sc.Streams {
		if s.Name != x.Stream {
			continue
		}
		if it.As == "" {
			p.columnsOf(p.inputs[i])
		} else {
			p.cols = append(p.cols, column{pos: it.Pos, name: it.As, fn: wholeEvent(p.inputs[i])})
		}
		return nil
	}
	if s := p.sc.Streams[0].Schema; len(p.inputs) == 1 {
		if col := s.Column(x.Stream); col != nil && col.Type.Schema != nil && col.Type.Kind == event.KindEvent {
			return p.nestedStar(it, x, col.Type.Schema)
		}
	}
	return ast.Errorf(it.Pos, "unknown-stream", "unknown stream '%s'", x.Stream)
}

// nestedStar adds the columns of an event that is a property: `a.*` of a pattern's tag.
func (p *projection) nestedStar(it *ast.SelectItem, x *ast.StreamStar, s *event.Schema) error {
	add := func(name string, rest ...ast.ChainElement) error {
		els := append([]ast.ChainElement{{Pos: x.Pos, Name: x.Stream}}, rest...)
		f, err := expr.Compile(&ast.Chain{Pos: x.Pos, Elements: els}, p.sc)
		p.cols = append(p.cols, column{pos: it.Pos, name: name, fn: f})
		return err
	}
	if it.As != "" {
		return add(it.As)
	}
	for i := range s.Columns() {
		name := s.Columns()[i].Name
		if err := add(name, ast.ChainElement{Pos: x.Pos, Name: name}); err != nil {
			return err
		}
	}
	return nil
}

// wholeEvent is the expression whose value is the event of a stream.
func wholeEvent(in *Input) expr.Fn {
	slot := in.Slot
	return expr.Fn{Type: event.EventOf(in.Schema), Any: func(e *expr.Env) any {
		if ev := e.Ev[slot]; ev != nil {
			return ev
		}
		return nil
	}}
}

// finish makes the schema of the rows and the writers of its columns.
func (p *projection) finish(r *ResultPlan) error {
	if p.pass {
		r.Schema, r.Settled = p.inputs[0].Schema, true
		return nil
	}
	fields := make([]event.Field, len(p.cols))
	for i, col := range p.cols {
		fields[i] = event.Field{Name: col.name, Type: col.fn.Type}
	}
	s, err := p.c.cat.rows.Get(rowTypeName, fields)
	if err != nil {
		return err
	}
	r.Schema, r.Settled = s, !p.computes
	for i := range p.cols {
		r.Fns = append(r.Fns, p.cols[i].fn)
	}
	r.Columns = writers(s, r.Fns)
	return nil
}

// rowTypeName names the type of the rows of a statement that does not insert them anywhere. The
// statement's name is no part of it, so that rows that look alike share a schema.
const rowTypeName = "row"
