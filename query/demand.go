package query

import (
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// DemandInsert is an on-demand insert: rows for a store.
type DemandInsert struct {
	Store *Store
	Rows  []*MergeInsert
	Slots Slots
}

// CompileQuery compiles an on-demand query: a select from named windows and tables (Plan.Select), an
// update or delete of one (Plan.On without trigger), or an insert into one (Plan.Demand). The catalog
// should be an overlay that is thrown away.
func CompileQuery(text string, cat *Catalog, opt Options) (*Plan, error) {
	st, err := grammar.ParseQuery(text, opt.Limits)
	if err != nil {
		return nil, syntaxError(text, err)
	}
	opt.OnDemand = true
	p, err := guarded(st, text, cat, opt)
	if err != nil {
		var f findings
		f.add(st.Position(), err)
		return nil, f.err(text)
	}
	return p, nil
}

// onDemand compiles the kinds of statements that only queries have.
func (c *compiler) onDemand(st ast.Statement) error {
	switch st := st.(type) {
	case *ast.Select:
		if st.Insert != nil {
			return c.demandInsert(st.Pos, st.Insert, [][]ast.Expr{nil}, st)
		}
		return c.demandSelect(st)
	case *ast.Insert:
		return c.demandInsert(st.Pos, st.Into, st.Rows, nil)
	case *ast.Delete:
		o, err := c.demandTarget(st.Pos, st.Target, st.As)
		if err != nil {
			return err
		}
		o.p.Delete = true
		return o.demandFind(st.Where)
	case *ast.Update:
		o, err := c.demandTarget(st.Pos, st.Target, st.As)
		if err != nil {
			return err
		}
		if o.p.Set, err = o.assignments(st.Set); err != nil {
			return err
		}
		return o.demandFind(st.Where)
	}
	return ast.Errorf(st.Position(), "query", "a query is select, insert into, update or delete")
}

// demandSelect compiles a select from named windows and tables as a statement that comes, is asked for
// its rows, and goes.
func (c *compiler) demandSelect(st *ast.Select) error {
	switch {
	case len(st.From) == 0:
		return ast.Unsupported(st.Pos, "select without from")
	case st.Output != nil:
		return ast.Errorf(st.Output.Pos, "query", "a query is answered at once and has no output clause")
	case st.Match != nil:
		return ast.Unsupported(st.Match.Pos, "match_recognize in a query")
	}
	for _, item := range st.From {
		src, ok := item.Source.(*ast.FilterSource)
		if !ok || c.cat.store(src.EventType) == nil {
			return ast.Errorf(item.Pos, "query", "a query reads named windows and tables")
		}
		s := c.cat.store(src.EventType)
		switch {
		case len(item.Views) > 0:
			return ast.Errorf(item.Pos, "window", "no data window can stand in a query")
		case item.Unidirectional:
			return ast.Errorf(item.Pos, "query", "nothing is unidirectional in a query")
		case len(st.From) > 1 && s.Context != nil:
			return ast.Errorf(item.Pos, "context", "a query cannot join the partitions of %s '%s'", s.Kind(), s.Name)
		}
	}
	if err := c.selectStatement(st); err != nil || len(st.From) > 1 {
		return err
	}
	in := c.plan.Select.Inputs[0]
	in.Find = &Lookup{Slot: in.Slot, Once: true}
	if st.Where != nil { // the whole condition is asked again where the rows are made
		own, other := c.streamScope([]*Input{in}, c.interceptPlain), c.plainScope()
		other.LocalSlots = &c.slots.Local
		in.Find.addKeys(andTerms([]ast.Expr{st.Where}), own, other)
		c.plan.Select.Slots = c.slots
	}
	return nil
}

// demandTarget finds the store of an update or delete.
func (c *compiler) demandTarget(pos ast.Pos, target, alias string) (*onCompiler, error) {
	c.hostsSub = true
	if s := c.cat.store(target); s != nil && s.Context != nil && c.plan.Context == nil {
		c.plan.Context = s.Context // all partitions
	}
	return c.onTarget(nil, pos, target, alias)
}

func (o *onCompiler) demandFind(where ast.Expr) error {
	if err := o.find(where); err != nil {
		return err
	}
	o.p.Target.Find.Once = true
	return o.done()
}

// demandInsert compiles `insert into W values (...), (...)` or, with a select, its only row.
func (c *compiler) demandInsert(pos ast.Pos, into *ast.InsertInto, rows [][]ast.Expr, st *ast.Select) error {
	s := c.cat.store(into.Target)
	if s == nil {
		return ast.Errorf(pos, "unknown-window", "there is no named window or table '%s'", into.Target)
	}
	c.hostsSub = true
	names := into.Columns
	if st != nil {
		var err error
		if rows[0], names, err = selectedValues(st, names); err != nil {
			return err
		}
	}
	if len(names) == 0 {
		for i := range s.Schema.Columns() {
			names = append(names, s.Schema.Columns()[i].Name)
		}
	}
	p := &DemandInsert{Store: s}
	for _, row := range rows {
		m, err := c.valuesRow(pos, s, names, row)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, m)
	}
	p.Slots = c.slots
	c.plan.Demand = p
	return nil
}

// selectedValues takes a select without from for the values that it names.
func selectedValues(st *ast.Select, names []string) ([]ast.Expr, []string, error) {
	if len(st.From) > 0 || st.Where != nil || len(st.GroupBy) > 0 || st.Having != nil {
		return nil, nil, ast.Unsupported(st.Pos, "insert of anything but values on demand")
	}
	var values []ast.Expr
	named := len(names) > 0
	for _, it := range st.Items {
		if !isNamed(it) {
			return nil, nil, ast.Errorf(it.Pos, "insert", "there is nothing that * could stand for")
		}
		values = append(values, it.X)
		switch {
		case named:
		case it.As != "":
			names = append(names, it.As)
		default:
			names = append(names, ast.ColumnName(it.X))
		}
	}
	return values, names, nil
}

// valuesRow compiles one row of values.
func (c *compiler) valuesRow(pos ast.Pos, s *Store, names []string, values []ast.Expr) (*MergeInsert, error) {
	if len(names) != len(values) {
		return nil, ast.Errorf(pos, "insert", "%d columns are named and %d values given", len(names), len(values))
	}
	sc := c.plainScope()
	sc.LocalSlots = &c.slots.Local
	row := make([]rowValue, len(values))
	for i, v := range values {
		f, err := expr.Compile(v, sc)
		if err != nil {
			return nil, err
		}
		row[i] = rowValue{v.Position(), names[i], f}
	}
	return s.rowOf(row)
}
