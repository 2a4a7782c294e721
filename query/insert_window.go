package query

import (
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// insertIntoWindow compiles insert into a named window: the select writes its rows in the layout of
// the window's, so that a row is what the window keeps. Every column must be given; of an event that
// is passed on whole, a subtype of the type that the window was made after may bring more.
func (c *compiler) insertIntoWindow(
	in *ast.InsertInto, p *SelectPlan, names []string, ip *InsertPlan, s *Store,
) error {
	if err := c.insertContext(in, s); err != nil {
		return err
	}
	fns := p.Result.Fns
	whole := p.Result.Columns == nil
	if whole {
		for i := range p.Schema.Columns() {
			fns = append(fns, expr.ColumnFn(&p.Schema.Columns()[i], p.Inputs[0].Slot))
		}
	}
	more := whole && s.Of != nil && p.Schema.Is(s.Of)
	given := make(map[string]expr.Fn)
	for i, name := range names {
		if s.Schema.Column(name) == nil && !more {
			return unknownProperty(in.Pos, name, s.Schema)
		}
		given[name] = fns[i]
	}
	cols := s.Schema.Columns()
	writers, values := make([]Writer, len(cols)), make([]expr.Fn, len(cols))
	for i := range cols {
		f, ok := given[cols[i].Name]
		if !ok {
			return ast.Errorf(in.Pos, "insert", "column '%s' of named window '%s' is missing", cols[i].Name, s.Name)
		}
		w, err := columnWriter(in.Pos, &cols[i], f)
		if err != nil {
			return err
		}
		writers[i], values[i] = w, f
	}
	p.Result.Columns, p.Result.Fns = writers, values
	p.Schema, p.Result.Schema = s.Schema, s.Schema
	ip.Copy, ip.Store = nil, s
	return nil
}

// insertContext lets statements outside of a window's context insert into it, but not those of another.
func (c *compiler) insertContext(in *ast.InsertInto, s *Store) error {
	if s.Context == nil || c.plan.Context == nil || s.Context == c.plan.Context {
		return nil
	}
	return ast.Errorf(in.Pos, "context", "named window '%s' belongs to another context", s.Name)
}
