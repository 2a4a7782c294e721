package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// insertInto compiles the insert-into clause: it makes the target type, or checks the columns
// against the one that is there.
func (c *compiler) insertInto(st *ast.Select, p *SelectPlan) error {
	if st.Insert == nil {
		return nil
	}
	in := st.Insert
	if in.Precedence != nil {
		return ast.Unsupported(in.Pos, "event-precedence")
	}
	ip := &InsertPlan{
		NewStream: in.Stream != ast.RStream,
		OldStream: in.Stream == ast.RStream || in.Stream == ast.IRStream,
	}
	names, err := c.insertColumns(in, p.Schema, p.Result.Columns == nil)
	if err != nil {
		return err
	}
	if err := c.insertTarget(in, p, names, ip); err != nil {
		return err
	}
	p.Insert = ip
	return nil
}

// insertColumns returns the name in the target of each column of the row.
func (c *compiler) insertColumns(in *ast.InsertInto, row *event.Schema, star bool) ([]string, error) {
	cols := row.Columns()
	if len(in.Columns) > 0 && star {
		return nil, ast.Errorf(in.Pos, "insert", "a column list does not go with a wildcard")
	}
	if len(in.Columns) > 0 {
		if len(in.Columns) != len(cols) {
			return nil, ast.Errorf(in.Pos, "insert", "%d columns are named and %d are selected",
				len(in.Columns), len(cols))
		}
		return in.Columns, nil
	}
	names := make([]string, len(cols))
	for i := range cols {
		names[i] = cols[i].Name
	}
	return names, nil
}

func (c *compiler) insertTarget(
	in *ast.InsertInto, p *SelectPlan, names []string, ip *InsertPlan,
) error {
	row := p.Schema
	ip.Target = c.cat.Schema(in.Target)
	s := c.cat.store(in.Target)
	switch {
	case s != nil && s.Window != nil:
		return c.insertIntoWindow(in, p, names, ip, s)
	case s != nil:
		if err := c.inOneContext(in.Pos, s); err != nil {
			return err
		}
		ip.Store = s
	}
	if ip.Target == nil {
		if err := c.newTarget(in, row, names, ip); err != nil {
			return err
		}
	}
	if ip.Target == row {
		return nil
	}
	ip.Copy = &event.Copier{}
	alike := len(names) == len(ip.Target.Columns())
	for i, name := range names {
		to, err := ip.column(in.Pos, name, &row.Columns()[i])
		if err != nil {
			return err
		}
		alike = alike && to == &ip.Target.Columns()[i]
	}
	if alike && len(ip.Converted) == 0 && p.Result.Columns != nil {
		p.writeTarget(ip)
	}
	return nil
}

// column lets a column of the row go into the target's column of that name, which it returns.
func (p *InsertPlan) column(pos ast.Pos, name string, from *event.Column) (*event.Column, error) {
	to := p.Target.Column(name)
	if to == nil {
		return nil, unknownProperty(pos, name, p.Target)
	}
	if p.Store != nil {
		if err := p.Store.settable(pos, to); err != nil {
			return nil, err
		}
	}
	conv, err := insertable(pos, from.Type, to.Type)
	if err != nil {
		return nil, ast.Errorf(pos, "type", "column '%s' of %s is %s and cannot take %s",
			name, p.Target.Name(), to.Type, from.Type)
	}
	if conv == nil || from.Type.Equal(to.Type) {
		p.Copy.Add(to, from)
	} else {
		p.Converted = append(p.Converted, InsertColumn{From: from, To: to, Convert: conv})
	}
	return to, nil
}

// insertable is assignable, and lets a long into an int column: sums of int are long here, and a value
// that does not fit is an error of the statement.
func insertable(pos ast.Pos, from, to event.Type) (func(any) any, error) {
	if from.Kind != event.KindLong || to.Kind != event.KindInt {
		return assignable(pos, from, to)
	}
	return func(v any) any {
		i, ok := v.(int64)
		if ok && i != int64(int32(i)) {
			expr.Throw(pos, "overflow", "%d does not fit an int column", i)
		}
		return event.ToKind(v, event.KindInt)
	}, nil
}

// newTarget makes the type that the statement inserts into.
func (c *compiler) newTarget(
	in *ast.InsertInto, row *event.Schema, names []string, ip *InsertPlan,
) error {
	fields := make([]event.Field, len(names))
	for i, n := range names {
		fields[i] = event.Field{Name: n, Type: row.Columns()[i].Type}
	}
	s, err := event.NewSchema(in.Target, fields)
	if err != nil {
		return ast.Errorf(in.Pos, "insert", "%v", err)
	}
	ip.Target = s
	return c.declare(in.Pos, &Object{
		Kind: KindType, Name: in.Target, Schema: s, Implicit: true,
	})
}

// writeTarget lets the select write its rows in the target's own layout, whose columns agree with the
// row's in order and type, so that a row is the inserted event and nothing is copied.
func (p *SelectPlan) writeTarget(ip *InsertPlan) {
	p.Result.Columns = writers(ip.Target, p.Result.Fns)
	p.Schema, p.Result.Schema, ip.Copy = ip.Target, ip.Target, nil
}

// Event returns the event of the target type that a row becomes.
func (p *InsertPlan) Event(row *event.Event) *event.Event {
	if p.Copy == nil {
		return row
	}
	ev := p.Target.NewNull()
	p.Copy.Copy(ev, row)
	for i := range p.Converted {
		c := &p.Converted[i]
		ev.SetAny(c.To, c.Convert(row.Any(c.From)))
	}
	return ev
}
