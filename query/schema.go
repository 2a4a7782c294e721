package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

func (c *compiler) createSchema(st *ast.CreateSchema) error {
	var (
		found  findings
		fields []event.Field
	)
	for _, from := range st.CopyFrom {
		if s := c.schema(st.Pos, from, &found); s != nil {
			for i := range s.Columns() {
				col := &s.Columns()[i]
				fields = append(fields, event.Field{Name: col.Name, Type: col.Type})
			}
		}
	}
	for _, col := range st.Columns {
		t, err := c.columnType(col)
		found.add(col.Pos, err)
		fields = append(fields, event.Field{Name: col.Name, Type: t})
	}
	var parents []*event.Schema
	for _, name := range st.Inherits {
		if s := c.schema(st.Pos, name, &found); s != nil {
			parents = append(parents, s)
		}
	}
	s, err := event.NewSchema(st.Name, fields, parents...)
	found.add(st.Pos, err)
	if len(found.list) > 0 {
		return joined(&found)
	}
	if err := c.schemaKind(st, s); err != nil {
		return err
	}
	return c.declare(st.Pos, &Object{Kind: KindType, Name: st.Name, Schema: s})
}

// schemaKind reads what stands around the columns: time stamps, the members of a variant.
func (c *compiler) schemaKind(st *ast.CreateSchema, s *event.Schema) error {
	for _, p := range []string{st.StartTimestamp, st.EndTimestamp} {
		if p == "" {
			continue
		}
		col := s.Column(p)
		if col == nil {
			return unknownProperty(st.Pos, p, s)
		}
		if col.Type.Kind != event.KindLong && !col.Type.IsDate() {
			return ast.Errorf(st.Pos, "type", "time stamp '%s' must be a long or a date", p)
		}
	}
	if st.StartTimestamp != "" || st.EndTimestamp != "" {
		s.StartColumn, s.EndColumn = st.StartTimestamp, st.EndTimestamp
	}
	switch {
	case st.Kind == "variant":
		return c.variant(st, s)
	case len(st.Types) > 0:
		return ast.Unsupported(st.Pos, "create schema as a registered class")
	}
	return nil
}

func (c *compiler) variant(st *ast.CreateSchema, _ *event.Schema) error {
	return ast.Unsupported(st.Pos, "create variant schema")
}

func joined(f *findings) error {
	if len(f.list) == 1 {
		return f.list[0]
	}
	return &Error{Findings: f.list}
}

// schema finds an event type; an unknown one is a finding with the nearest name.
func (c *compiler) schema(pos ast.Pos, name string, found *findings) *event.Schema {
	s, err := c.findSchema(pos, name)
	if err != nil {
		found.add(pos, err)
	}
	return s
}

func (c *compiler) findSchema(pos ast.Pos, name string) (*event.Schema, error) {
	if s := c.cat.Schema(name); s != nil {
		return s, nil
	}
	e := ast.Errorf(pos, "unknown-type", "unknown event type '%s'", name)
	e.Suggestion = suggest(name, c.cat.Names(KindType))
	return nil, e
}

func unknownProperty(pos ast.Pos, name string, s *event.Schema) error {
	e := ast.Errorf(pos, "unknown-property", "unknown property '%s' of %s", name, s.Name())
	var names []string
	for i := range s.Columns() {
		names = append(names, s.Columns()[i].Name)
	}
	e.Suggestion = suggest(name, names)
	return e
}

func (c *compiler) columnType(col *ast.Column) (event.Type, error) {
	if col.Type == nil {
		return event.Null, nil
	}
	return c.typeNamed(col.Type)
}

// typeNamed resolves a type name: a plain type or an event type, perhaps an array of it.
func (c *compiler) typeNamed(n *ast.TypeName) (event.Type, error) {
	t, ok := event.TypeNamed(n.Name)
	if s := c.cat.Schema(n.Name); s != nil {
		t, ok = event.EventOf(s), true
	}
	if !ok {
		e := ast.Errorf(n.Pos, "unknown-type", "unknown type '%s'", n.Name)
		e.Suggestion = suggest(n.Name, append(c.cat.Names(KindType), plainTypes...))
		return event.Type{}, e
	}
	for range n.Dims {
		t = event.ArrayOf(t)
	}
	return t, nil
}

var plainTypes = strings.Fields("string boolean byte short int long float double char object")

func (c *compiler) createVariable(st *ast.CreateVariable) error {
	t, err := c.typeNamed(st.Type)
	if err != nil {
		return err
	}
	v := &expr.Variable{Name: st.Name, Type: t, Constant: st.Constant}
	if st.Init != nil {
		f, err := expr.Compile(st.Init, c.plainScope())
		if err != nil {
			return err
		}
		conv, err := assignable(st.Init.Position(), f.Type, t)
		if err != nil {
			return err
		}
		v.Set(conv(f.AsAny()(&expr.Env{})))
	}
	c.plan.Variable = v
	if c.plan.Row, err = c.cat.rows.Get(rowTypeName, []event.Field{{Name: v.Name, Type: t}}); err != nil {
		return err
	}
	return c.declare(st.Pos, &Object{Kind: KindVariable, Name: st.Name, Variable: v})
}

func (c *compiler) createExpression(st *ast.CreateExpression) error {
	o := &Object{Kind: KindExpression, Name: st.Decl.Name, Expression: st.Decl}
	return c.declare(st.Pos, o)
}

// plainScope is the scope of expressions that see no events.
func (c *compiler) plainScope() *expr.Scope {
	n := 0
	return &expr.Scope{Catalog: c.names(), LocalSlots: &n, Intercept: c.interceptPlain}
}
