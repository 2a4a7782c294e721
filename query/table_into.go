package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
)

// IntoPlan is the clause `into table`: the aggregations of the statement are columns of a table, and
// its groups are rows of it.
type IntoPlan struct {
	Table   *TablePlan
	Slot    int      // of the [TableRef]
	Columns []int    // of each aggregation of the select, the table's
	Keys    []Writer // copy the group-by values into a row of the table
}

// intoTable is an into-table clause being compiled.
type intoTable struct {
	*IntoPlan
	item *ast.SelectItem // that is being compiled, when it is an aggregation as it must be
}

// intoTable begins the clause; nil when the statement has none.
func (c *compiler) intoTable(st *ast.Select) (*intoTable, error) {
	if st.IntoTable == "" {
		return nil, nil //nolint:nilnil // most statements have none
	}
	switch {
	case st.Insert != nil:
		return nil, ast.Errorf(st.Insert.Pos, "table", "into table does not go with insert into")
	case len(c.plan.Select.Inputs) > 0 && !slices.ContainsFunc(c.plan.Select.Inputs, (*Input).Tells):
		return nil, ast.Errorf(st.Pos, "table", "into table needs events, and none come from tables")
	case st.Match != nil:
		return nil, ast.Errorf(st.Match.Pos, "table", "into table does not go with match_recognize")
	}
	s := c.cat.store(st.IntoTable)
	if s == nil || s.Table == nil {
		e := ast.Errorf(st.Pos, "unknown-table", "unknown table '%s'", st.IntoTable)
		e.Suggestion = suggest(st.IntoTable, c.tableNames())
		return nil, e
	}
	slot, err := c.tableUsed(st.Pos, s.Table)
	return &intoTable{IntoPlan: &IntoPlan{Table: s.Table, Slot: slot}}, err
}

func (c *compiler) tableNames() []string {
	return slices.DeleteFunc(c.cat.Names(KindType), func(n string) bool {
		s := c.cat.find(KindType, n).Store
		return s == nil || s.Table == nil
	})
}

// begin notes the item of the select list that comes next.
func (t *intoTable) begin(c *compiler, it *ast.SelectItem) {
	if t == nil {
		return
	}
	t.item = nil
	if ch, ok := it.X.(*ast.Chain); ok && ch.Root == nil && len(ch.Elements) == 1 && c.isAggregate(&ch.Elements[0]) {
		t.item = it
	}
}

// end says that the select list is over.
func (t *intoTable) end() {
	if t != nil {
		t.item = nil
	}
}

// slot makes a call an aggregation of its own, which feeds the column that the item is named after.
// Anywhere but in the select list a call must be one that was selected.
func (t *intoTable) slot(a *aggregator, el *ast.ChainElement, text string, call *aggregate.Call) (int, error) {
	if t.item == nil {
		for i := range a.calls {
			if a.calls[i].text == text {
				return i, nil
			}
		}
		return 0, ast.Errorf(el.Pos, "table", "with into table an aggregation stands alone in the select list, "+
			"named after the column that it feeds")
	}
	name := t.item.As
	if name == "" {
		name = columnName(t.item.X)
	}
	column := t.Table.Store.Schema.Column(name)
	if column == nil {
		return 0, unknownProperty(el.Pos, name, t.Table.Store.Schema)
	}
	i := t.Table.aggregated(column)
	if i < 0 {
		return 0, ast.Errorf(el.Pos, "table", "column '%s' of table '%s' holds no aggregation", name, t.Table.Store.Name)
	}
	plan, err := a.c.cat.lib.aggregates[strings.ToLower(el.Name)].Compile(*call)
	if err != nil {
		return 0, err
	}
	if err := t.Table.Aggs[i].feeds(call, plan); err != nil {
		return 0, err
	}
	t.item = nil // an aggregation inside it would be another one
	t.Columns = append(t.Columns, i)
	a.calls = append(a.calls, aggCall{text, plan})
	return len(a.calls) - 1, nil
}

// finish checks that the groups of the statement are rows of the table.
func (t *intoTable) finish(st *ast.Select, r *ResultPlan) error {
	keys := t.Table.Keys
	switch {
	case len(t.Columns) == 0:
		return ast.Errorf(st.Pos, "table", "into table needs an aggregation in the select list")
	case r.Levels != nil || len(r.Locals) > 0:
		return ast.Errorf(st.Pos, "table", "into table does not go with rollup, cube, grouping sets or group_by")
	case len(keys) != len(r.Keys):
		return ast.Errorf(st.Pos, "table", "table '%s' has %d primary key columns, and the rows are grouped by %d expressions",
			t.Table.Store.Name, len(keys), len(r.Keys))
	}
	for i, k := range keys {
		if !fitsKey(r.Keys[i].Type, k.Type) {
			return ast.Errorf(st.GroupBy[min(i, len(st.GroupBy)-1)].Position(), "type",
				"primary key '%s' of table '%s' is %s, and the rows are grouped by %s",
				k.Name, t.Table.Store.Name, k.Type, r.Keys[i].Type)
		}
		t.Keys = append(t.Keys, writer(k, r.Keys[i]))
	}
	return nil
}

// fitsKey tells whether values of a type can be those of a key column: a narrower whole number is as good.
func fitsKey(got, want event.Type) bool {
	return got.Equal(want) || got.IsInteger() && got.Class() == want.Class() && got.Kind < want.Kind
}

func (p *IntoPlan) explain(b *strings.Builder) {
	fmt.Fprintf(b, "  into     table %s\n", p.Table.Store.Name)
}
