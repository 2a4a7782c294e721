package query

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// IndexPlan is create index on a named window or table.
type IndexPlan struct {
	Pos    ast.Pos
	Store  *Store
	Name   string
	Unique bool
	Hash   *Lookup         // the hash columns; its Keys are empty
	Sorted []*event.Column // the btree columns
}

// createIndex compiles `create [unique] index I on W (a, b btree)`.
func (c *compiler) createIndex(st *ast.CreateIndex) error {
	s := c.cat.store(st.Target)
	if s == nil {
		e := ast.Errorf(st.Pos, "unknown-window", "there is no named window or table '%s'", st.Target)
		e.Suggestion = suggest(st.Target, c.cat.stores())
		return e
	}
	if err := c.inOneContext(st.Pos, s); err != nil {
		return err
	}
	p := &IndexPlan{Pos: st.Pos, Store: s, Name: st.Name, Unique: st.Unique, Hash: &Lookup{Slot: RowSlot}}
	seen := make(map[*event.Column]bool)
	for _, ic := range st.Columns {
		col, err := c.indexColumn(s, ic)
		if err != nil {
			return err
		}
		if seen[col] {
			return ast.Errorf(ic.Pos, "index", "column '%s' is listed twice", col.Name)
		}
		seen[col] = true
		if strings.EqualFold(ic.Kind, "btree") {
			if !sortable(col) {
				return ast.Errorf(ic.Pos, "index", "values of type %s have no order", col.Type)
			}
			p.Sorted = append(p.Sorted, col)
		} else {
			p.Hash.Columns = append(p.Hash.Columns, col)
			p.Hash.Own = append(p.Hash.Own, expr.ColumnFn(col, RowSlot))
		}
	}
	if st.Unique && len(p.Sorted) > 0 {
		return ast.Errorf(st.Pos, "index", "a unique index has hash columns only")
	}
	if st.Unique && s.Window != nil && s.Window.Input.Window.Traits().Batch {
		return ast.Unsupported(st.Pos, "a unique index on a window of batches")
	}
	p.Hash.sortColumns()
	c.plan.Index = p
	return c.declare(st.Pos, &Object{Kind: KindIndex, Name: st.Target + "." + st.Name})
}

func (c *compiler) indexColumn(s *Store, ic *ast.IndexColumn) (*event.Column, error) {
	switch strings.ToLower(ic.Kind) {
	case "", "hash", "btree":
	case "pointregionquadtree", "mxcifquadtree":
		return nil, ast.Unsupported(ic.Pos, "spatial index")
	default:
		return nil, ast.Errorf(ic.Pos, "index", "unknown kind of index '%s': hash and btree are known", ic.Kind)
	}
	if len(ic.Exprs) != 1 || len(ic.Params) > 0 || !isProperty(ic.Exprs[0]) {
		return nil, ast.Errorf(ic.Pos, "index", "a %s index is on columns", strings.ToLower(ic.Kind))
	}
	name := ast.Format(ic.Exprs[0])
	col := s.Schema.Column(name)
	if col == nil {
		return nil, unknownProperty(ic.Pos, name, s.Schema)
	}
	if err := s.settable(ic.Pos, col); err != nil {
		return nil, err
	}
	if col.Type.Class() == event.ClassAny {
		return nil, ast.Unsupported(ic.Pos, "an index on a column of type "+col.Type.String())
	}
	return col, nil
}

// sortColumns is sort for a look-up without keys.
func (l *Lookup) sortColumns() {
	l.Keys = l.Own
	l.sort()
	l.Keys = nil
}

func (p *IndexPlan) explain(b *strings.Builder) {
	kind := "index"
	if p.Unique {
		kind = "unique index"
	}
	var names []string
	for _, col := range p.Hash.Columns {
		names = append(names, col.Name)
	}
	for _, col := range p.Sorted {
		names = append(names, col.Name+" btree")
	}
	fmt.Fprintf(b, "  on       %s %s\n    %s (%s)\n", p.Store.Kind(), p.Store.Name, kind, strings.Join(names, ", "))
}
