package query

import (
	"strings"

	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// reset compiles `set t.col.reset()` and `set t.reset()` of an update: the aggregation of a column, or
// all of them, is as if nothing had entered it. The row is the one in InitialSlot, since an assignment
// before may have given the copy in RowSlot another key.
func (p *TablePlan) reset(c *compiler, alias string, ch *ast.Chain) (func(*expr.Env), error) {
	last := len(ch.Elements) - 1
	el := &ch.Elements[last]
	if ch.Root != nil || !el.IsCall || !strings.EqualFold(el.Name, "reset") || len(el.Args) > 0 {
		return nil, ast.Errorf(ch.Pos, "table", "only reset() can be called on a column of a table")
	}
	names := ch.Elements[:last]
	if alias == "" {
		alias = p.Store.Name
	}
	if len(names) > 0 && names[0].Name == alias {
		names = names[1:]
	}
	which := -1
	switch {
	case len(names) > 1:
		return nil, ast.Errorf(ch.Pos, "table", "reset() is of a column or of the whole row")
	case len(names) == 1:
		col := p.Store.Schema.Column(names[0].Name)
		if col == nil {
			return nil, unknownProperty(names[0].Pos, names[0].Name, p.Store.Schema)
		}
		if which = p.aggregated(col); which < 0 {
			return nil, ast.Errorf(names[0].Pos, "table", "column '%s' holds no aggregation", col.Name)
		}
	}
	slot, err := c.tableUsed(ch.Pos, p)
	if err != nil {
		return nil, err
	}
	var own []expr.Fn
	for _, k := range p.Keys {
		own = append(own, expr.ColumnFn(k, InitialSlot))
	}
	by := keys.New(own...)
	return func(env *expr.Env) {
		ref, _ := env.State[slot].(*TableRef)
		if n, ok := ref.Rows.Find(by, env); ok {
			ref.Rows.Reset(n, which, env.Ev[RowSlot])
		}
	}, nil
}
