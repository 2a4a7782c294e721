package query

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// TablePlan is create table. A row is an event of the store's schema. Its aggregated columns are copies
// of what the aggregations said when the row was asked for; these themselves lie beside, in columns by
// the number of the row.
type TablePlan struct {
	Store *Store
	Pos   ast.Pos         // of the statement, for errors at run time
	Keys  []*event.Column // the primary key; empty: the table has one row
	Key   *keys.Key       // the primary key of the row in RowSlot
	Aggs  []TableColumn
	// Copier copies the plain columns of a row.
	Copier *event.Copier
}

// TableColumn is a column of a table that holds an aggregation.
type TableColumn struct {
	Column *event.Column
	Plan   aggregate.Plan
	Text   string
	// Write copies the present value into a row. The Env shows the aggregations of the table, and the
	// number of the row as the group.
	Write Writer

	call aggregate.Call
}

// TableRef is what expressions find of a table in a state slot.
type TableRef struct{ Rows TableRows }

// TableRows is a table in one context partition, as expressions see it. Rows have numbers.
type TableRows interface {
	// Find returns the number of the row with the key that k makes of env.
	Find(k *keys.Key, env *expr.Env) (n uint32, ok bool)
	// Row returns a row with its aggregated columns as they are now, and Plain without them. It stays
	// as it is whatever happens to the table.
	Row(n uint32) *event.Event
	Plain(n uint32) *event.Event
	// Column returns aggregation number i of the plan.
	Column(i int) aggregate.Column
	// Each yields the plain rows until yield returns false.
	Each(yield func(*event.Event) bool)
	// Reset empties aggregation number i of a row, or all when i is -1, and writes what they say then
	// into row, an event of the row that is not yet given away.
	Reset(n uint32, i int, row *event.Event)
}

// TableUse is a table that a statement's expressions read, with the slot of its [TableRef].
type TableUse struct {
	Slot  int
	Table *TablePlan
}

// Sendable returns the type of that name if it is one of events: the rows of a table are none.
func (c *Catalog) Sendable(name string) *event.Schema {
	o := c.find(KindType, name)
	if o == nil || o.Store != nil && o.Store.Table != nil {
		return nil
	}
	return o.Schema
}

// createTable compiles create table.
func (c *compiler) createTable(st *ast.CreateTable) error {
	p := &TablePlan{Pos: st.Pos}
	var (
		found  findings
		fields []event.Field
		aggs   = make(map[int]TableColumn)
	)
	for i, col := range st.Columns {
		f := event.Field{Name: col.Name, Type: event.Null}
		if col.Aggregate != nil {
			a, err := c.tableColumn(col)
			if err != nil {
				found.add(col.Pos, err)
			} else {
				f.Type, aggs[i] = a.Plan.Type(), a
			}
		} else {
			t, err := c.columnType(&ast.Column{Pos: col.Pos, Name: col.Name, Type: col.Type})
			found.add(col.Pos, err)
			found.add(col.Pos, plainColumn(col))
			f.Type = t
		}
		fields = append(fields, f)
	}
	s, err := event.NewSchema(st.Name, fields)
	found.add(st.Pos, err)
	if len(found.list) > 0 {
		return joined(&found)
	}
	p.Store = &Store{Name: st.Name, Schema: s, Context: c.plan.Context, Table: p}
	p.Store.refuse, p.Store.call = p.settable, p.reset
	p.columns(st, aggs)
	c.plan.Table, c.plan.Row = p, s
	return c.declare(st.Pos, &Object{Kind: KindType, Name: st.Name, Schema: s, Store: p.Store})
}

// plainColumn refuses annotations that say something about aggregations.
func plainColumn(col *ast.TableColumn) error {
	for _, a := range col.Annotations {
		return ast.Errorf(a.Pos, "annotation", "@%s means nothing on a column without aggregation", a.Name)
	}
	return nil
}

// columns fills in the key and the aggregations, now that the columns have their places.
func (p *TablePlan) columns(st *ast.CreateTable, aggs map[int]TableColumn) {
	var key []expr.Fn
	cols := p.Store.Schema.Columns()
	for i := range cols {
		if st.Columns[i].PrimaryKey {
			p.Keys = append(p.Keys, &cols[i])
			key = append(key, expr.ColumnFn(&cols[i], RowSlot))
		}
		if a, ok := aggs[i]; ok {
			a.Column = &cols[i]
			a.Write = writer(&cols[i], expr.Agg(a.Plan.Type(), len(p.Aggs)))
			p.Aggs = append(p.Aggs, a)
		}
	}
	p.Key, p.Copier = keys.New(key...), &event.Copier{}
	for i := range cols {
		if p.Plain(&cols[i]) {
			p.Copier.Add(&cols[i], &cols[i])
		}
	}
}

// Plain tells whether a column holds no aggregation.
func (p *TablePlan) Plain(col *event.Column) bool { return p.aggregated(col) < 0 }

// aggregated returns the number of the aggregation in a column, -1 when it is a plain one.
func (p *TablePlan) aggregated(col *event.Column) int {
	for i := range p.Aggs {
		if p.Aggs[i].Column == col {
			return i
		}
	}
	return -1
}

// Indexable returns which of the columns can be looked up by an index: plain ones, since aggregations
// change by themselves.
func (p *TablePlan) Indexable(columns []*event.Column) []int {
	var list []int
	for i, c := range columns {
		if p.Plain(c) {
			list = append(list, i)
		}
	}
	return list
}

func (p *TablePlan) settable(pos ast.Pos, col *event.Column) error {
	if i := p.aggregated(col); i >= 0 {
		return ast.Errorf(pos, "table", "column '%s' of table '%s' is the aggregation %s: it is fed by `into table` "+
			"and cannot be set", col.Name, p.Store.Name, p.Aggs[i].Text)
	}
	return nil
}

// explain describes the table.
func (p *TablePlan) explain(b *strings.Builder) {
	var names []string
	for _, k := range p.Keys {
		names = append(names, k.Name)
	}
	if len(names) == 0 {
		names = append(names, "none: the table has one row")
	}
	fmt.Fprintf(b, "  key      %s\n", strings.Join(names, ", "))
	for i := range p.Aggs {
		fmt.Fprintf(b, "    state  %s %s\n", p.Aggs[i].Column.Name, p.Aggs[i].Text)
	}
}

// tableUsed returns the state slot in which the statement finds a table.
func (c *compiler) tableUsed(pos ast.Pos, p *TablePlan) (int, error) {
	if err := c.inOneContext(pos, p.Store); err != nil {
		return 0, err
	}
	for _, u := range c.slots.Tables {
		if u.Table == p {
			return u.Slot, nil
		}
	}
	slot := c.stateSlot(func() any { return &TableRef{} })
	c.slots.Tables = append(c.slots.Tables, TableUse{slot, p})
	return slot, nil
}

// Tells tells whether events come from an input: none come from a table.
func (in *Input) Tells() bool { return in.Store == nil || in.Store.Table == nil }

// tellsEvents refuses a table where events are waited for: it tells nobody of what becomes of its rows.
func (c *compiler) tellsEvents(src ast.Source) error {
	f, ok := src.(*ast.FilterSource)
	if !ok {
		return nil
	}
	if s := c.cat.store(f.EventType); s != nil && s.Table != nil {
		return ast.Errorf(f.Pos, "table", "'%s' is a table: no events come from it", f.EventType)
	}
	return nil
}
