package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// NamedWindow is create window: rows come by insert into, and what its data windows keep of them is
// what other statements see.
type NamedWindow struct {
	Store *Store
	// Input is the stream of rows that are inserted, with the windows that keep them.
	Input *Input
	// Keys are those of the context, as expressions on a row: it belongs to the partition of its key.
	Keys []expr.Fn
	// From, where set, is the window that its first rows are taken from: those that pass Pass, with
	// the columns that Fill writes.
	From *Store
	Pass expr.Filter // nil is all
	Fill []Writer
}

// createWindow compiles `create window W#views as ...`.
func (c *compiler) createWindow(st *ast.CreateWindow) error {
	cols, err := c.windowColumns(st)
	if err != nil {
		return err
	}
	s := &Store{Name: st.Name, Of: cols.of, Context: c.plan.Context}
	if s.Schema, err = event.NewSchema(st.Name, cols.fields); err != nil {
		return ast.Errorf(st.Pos, "window", "%v", err)
	}
	if cols.of != nil && s.Schema.Column(cols.of.StartColumn) != nil {
		s.Schema.StartColumn, s.Schema.EndColumn = cols.of.StartColumn, cols.of.EndColumn
	}
	w := &NamedWindow{Store: s}
	s.Window, c.plan.Window = w, w
	w.Input = &Input{Schema: s.Schema, Filter: &FilterPlan{Schema: s.Schema, Text: st.Name}}
	if err := c.windows(w.Input, &ast.FromItem{
		Pos: st.Pos, Views: st.Views, RetainUnion: st.RetainUnion, RetainIntersection: st.RetainIntersection,
	}); err != nil {
		return err
	}
	if w.Input.Window == nil || w.Input.Window.Traits().Derived {
		return ast.Errorf(st.Pos, "window-needed", "a named window needs a data window, such as %s#keepall", st.Name)
	}
	if err := c.windowContext(st, w); err != nil {
		return err
	}
	if st.Insert {
		if err := c.windowFill(st, w, &cols); err != nil {
			return err
		}
	}
	w.Input.Slot = 0
	c.plan.WindowSlots = c.slots
	return c.declare(st.Pos, &Object{Kind: KindType, Name: st.Name, Schema: s.Schema, Store: s})
}

// namedColumns are the columns of a window and where they come from.
type namedColumns struct {
	fields []event.Field
	fns    []expr.Fn     // the columns as expressions on an event of `of`; nil for a column list
	of     *event.Schema // nil for a column list
}

// windowColumns reads the columns from a type, a column list, or a select over a type.
func (c *compiler) windowColumns(st *ast.CreateWindow) (namedColumns, error) {
	var cols namedColumns
	if st.Type == "" {
		var found findings
		for _, col := range st.Columns {
			t, err := c.columnType(col)
			found.add(col.Pos, err)
			cols.fields = append(cols.fields, event.Field{Name: col.Name, Type: t})
		}
		if len(found.list) > 0 {
			return cols, joined(&found)
		}
		if len(cols.fields) == 0 {
			return cols, ast.Errorf(st.Pos, "window", "a named window needs columns")
		}
		return cols, nil
	}
	var err error
	if cols.of, err = c.findSchema(st.Pos, st.Type); err != nil {
		return cols, err
	}
	items := st.Items
	if len(items) == 0 {
		items = []*ast.SelectItem{{Pos: st.Pos, X: &ast.Star{Pos: st.Pos}}}
	}
	sc := c.streamScope([]*Input{{Schema: cols.of, Filter: &FilterPlan{Schema: cols.of}}}, c.interceptPlain)
	for _, it := range items {
		if err := cols.add(it, sc); err != nil {
			return cols, err
		}
	}
	return cols, nil
}

// add adds the columns of one item of a select.
func (cols *namedColumns) add(it *ast.SelectItem, sc *expr.Scope) error {
	switch x := it.X.(type) {
	case *ast.Star, *ast.StreamStar:
		for i := range cols.of.Columns() {
			col := &cols.of.Columns()[i]
			cols.fields = append(cols.fields, event.Field{Name: col.Name, Type: col.Type})
			cols.fns = append(cols.fns, expr.ColumnFn(col, 0))
		}
		return nil
	case *ast.Literal:
	default:
		if !isProperty(x) {
			return ast.Errorf(it.Pos, "window", "a column of a window is a property, or a literal that gives its type")
		}
	}
	f, err := expr.Compile(it.X, sc)
	if err != nil {
		return err
	}
	name := it.As
	if name == "" {
		name = ast.ColumnName(it.X)
	}
	cols.fields = append(cols.fields, event.Field{Name: name, Type: f.Type})
	cols.fns = append(cols.fns, f)
	return nil
}

// windowFill compiles `insert [where ...]`: the rows that a window begins with.
func (c *compiler) windowFill(st *ast.CreateWindow, w *NamedWindow, cols *namedColumns) error {
	if w.From = c.cat.store(st.Type); w.From == nil || w.From.Window == nil {
		return ast.Errorf(st.Pos, "window", "a window takes its first rows from a named window, and '%s' is none", st.Type)
	}
	if w.From.Context != w.Store.Context {
		return ast.Errorf(st.Pos, "context", "named window '%s' belongs to another context", st.Type)
	}
	for i := range w.Store.Schema.Columns() {
		w.Fill = append(w.Fill, writer(&w.Store.Schema.Columns()[i], cols.fns[i]))
	}
	if st.InsertWhere == nil {
		return nil
	}
	sc := c.streamScope([]*Input{{Schema: cols.of, Filter: &FilterPlan{Schema: cols.of}}}, c.interceptPlain)
	f, err := expr.Compile(st.InsertWhere, sc)
	if err != nil {
		return err
	}
	w.Pass = f.Truth()
	return checkBool(st.InsertWhere.Position(), f.Type, "the where clause")
}

// windowContext finds the columns that are the key of the window's context: those that the type it
// was made after has as keys, or those of the same names.
func (c *compiler) windowContext(st *ast.CreateWindow, w *NamedWindow) error {
	p := c.plan.Context
	if p == nil {
		return nil
	}
	for pass := range 2 {
		for i := range p.Items {
			item := &p.Items[i]
			if pass == 0 && (w.Store.Of == nil || !w.Store.Of.Is(item.Filter.Schema)) {
				continue
			}
			if w.Keys = keyColumns(p, item, w.Store.Schema); w.Keys != nil {
				return nil
			}
		}
	}
	return ast.Errorf(st.Pos, "context", "no columns of window '%s' are the key of context '%s' (%s)",
		st.Name, p.Name, strings.Join(p.Items[0].Names, ", "))
}

// keyColumns returns the columns with the names and types of a context's keys, or nil.
func keyColumns(p *ContextPlan, item *ContextItem, s *event.Schema) []expr.Fn {
	var keys []expr.Fn
	for i, name := range item.Names {
		col := s.Column(name)
		if col == nil || col.Type.Kind != p.Types[i].Kind {
			return nil
		}
		keys = append(keys, expr.ColumnFn(col, 0))
	}
	return keys
}

// readsStore makes an input that names a named window or table one of its rows.
func (c *compiler) readsStore(in *Input, src *ast.FilterSource) error {
	s := c.cat.store(src.EventType)
	if s == nil {
		return nil
	}
	in.Store = s
	if s.Context != nil && c.plan.Context != nil && s.Context != c.plan.Context {
		return ast.Errorf(src.Pos, "context", "%s '%s' belongs to another context", s.Kind(), s.Name)
	}
	return nil
}

// inOneContext refuses a store of a context for a statement without it.
func (c *compiler) inOneContext(pos ast.Pos, s *Store) error {
	if s.Context == nil || s.Context == c.plan.Context {
		return nil
	}
	return ast.Errorf(pos, "context", "%s '%s' belongs to context '%s': the statement must too",
		s.Kind(), s.Name, s.Context.Name)
}

// posts tells whether what comes and goes in an input is told: not of a table, and of a window with
// batches only when a batch is complete.
func (in *Input) posts() bool {
	return in.Store == nil || in.Store.Window != nil && !in.Store.Window.Input.Window.Traits().Batch
}
