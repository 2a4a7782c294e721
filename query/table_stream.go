package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// streamMethod compiles a method of an aggregation that is a column of a table's row in a join, a
// subquery, an on-statement or a query: `t.w.first()`, `seen.countMinSketchFrequency('x')`. The row
// leads to the aggregation by its key.
func (c *compiler) streamMethod(ch *ast.Chain, s *expr.Scope) (f expr.Fn, ok bool, err error) {
	for at := 1; at <= 2 && at < len(ch.Elements); at++ {
		if !ch.Elements[at].IsCall || ch.Elements[at-1].IsCall || len(ch.Elements[at-1].Index) > 0 || !c.hostsSub {
			continue
		}
		t, col, stream := c.tableColumnOf(&ch.Elements[at-1], ch.Elements[:at], s)
		if t == nil {
			continue
		}
		slot, err := c.tableUsed(ch.Pos, t)
		if err != nil {
			return f, true, err
		}
		c.tableUses++
		var own []expr.Fn
		for _, k := range t.Keys {
			own = append(own, expr.ColumnFn(k, stream))
		}
		a := &tableAccess{c: c, t: t, ch: ch, s: s, slot: slot, by: keys.New(own...), at: at}
		return a.method(t.aggregated(col))
	}
	return f, false, nil
}

// tableColumnOf returns the table, the column and the stream that the beginning of a chain is, when it is an
// aggregation of a table's row; else the table is nil.
func (c *compiler) tableColumnOf(
	el *ast.ChainElement, first []ast.ChainElement, s *expr.Scope,
) (t *TablePlan, col *event.Column, stream int) {
	for i := range s.Streams {
		st := &s.Streams[i]
		if st.Schema == nil || st.Array || st.Schema.Column(el.Name) == nil {
			continue
		}
		o := c.cat.find(KindType, st.Schema.Name())
		if o == nil || o.Store == nil || o.Store.Table == nil || o.Schema != st.Schema {
			continue
		}
		f, err := expr.Compile(&ast.Chain{Pos: el.Pos, Elements: first}, s)
		if err == nil && f.Column != nil && f.Column.Of() == st.Schema && o.Store.Table.aggregated(f.Column) >= 0 {
			return o.Store.Table, f.Column, f.Stream
		}
	}
	return nil, nil, 0
}
