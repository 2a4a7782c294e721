package query

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// OnPlan is an on-statement over a store, or an on-demand update or delete: on select (with
// Plan.Select for its rows), delete, update or merge.
type OnPlan struct {
	Trigger *Input // nil on demand
	Target  OnTarget
	Select  bool
	Delete  bool // of the rows found, by delete and by select and delete
	// All says that select and delete has no condition: it tells the store's consumers even when it
	// finds nothing.
	All bool
	// Silent says that those who select from a window do not hear of what is deleted: @Hint('silent_delete').
	Silent bool
	Set    []OnAssign // update

	Merge     bool
	Matched   []*MergeCase // the first that holds is carried out, for each row found
	Unmatched []*MergeCase // the same, once, when no row is found
	Slots     Slots
	// ContextSlot is where expressions find their partition; -1 when there is none.
	ContextSlot int
	// Changes are the columns that any update assigns to.
	Changes []*event.Column
}

// OnAssign is one assignment to a row, or a call.
type OnAssign struct {
	// Do evaluates the value and writes it to the row in [RowSlot] of env.
	Do func(env *expr.Env)
}

// MergeCase is `when [not] matched [and ...] then ...`.
type MergeCase struct {
	And     expr.Filter // nil is always
	Actions []*MergeAction
}

// MergeAction is one action of a merge: an update, a delete or an insert.
type MergeAction struct {
	Where  expr.Filter // nil is always
	Set    []OnAssign
	Delete bool
	Insert *MergeInsert
}

// MergeInsert makes a row for the store itself, or for a stream.
type MergeInsert struct {
	Columns []Writer // nil: the event in slot Pass is the row
	Pass    int
	Row     *event.Schema
	Partial bool        // not all columns are written
	Into    *InsertPlan // nil for the store itself
}

// rowValue is the value of one column.
type rowValue struct {
	pos  ast.Pos
	name string
	fn   expr.Fn
}

// rowOf makes a row of the store from values for some of its columns.
func (s *Store) rowOf(values []rowValue) (*MergeInsert, error) {
	m := &MergeInsert{Row: s.Schema}
	written := make(map[*event.Column]bool)
	for _, v := range values {
		col := s.Schema.Column(v.name)
		if col == nil {
			return nil, unknownProperty(v.pos, v.name, s.Schema)
		}
		if err := s.settable(v.pos, col); err != nil {
			return nil, err
		}
		w, err := columnWriter(v.pos, col, v.fn)
		if err != nil {
			return nil, err
		}
		written[col] = true
		m.Columns = append(m.Columns, w)
	}
	m.Partial = len(written) < len(s.Schema.Columns())
	return m, nil
}

// Make returns the row that env shows.
func (m *MergeInsert) Make(env *expr.Env) *event.Event {
	if m.Columns == nil {
		return env.Ev[m.Pass]
	}
	row := m.Row.New
	if m.Partial {
		row = m.Row.NewNull
	}
	ev := row()
	for _, w := range m.Columns {
		w(env, ev)
	}
	return ev
}

// Rows returns the schemas of the rows that the statement makes for other streams.
func (p *OnPlan) Rows() []*event.Schema {
	var list []*event.Schema
	for _, cases := range [][]*MergeCase{p.Matched, p.Unmatched} {
		for _, mc := range cases {
			for _, act := range mc.Actions {
				if act.Insert != nil && act.Insert.Into != nil {
					list = append(list, act.Insert.Row)
				}
			}
		}
	}
	return list
}

func (p *OnPlan) explain(b *strings.Builder) {
	p.Slots.explain(b)
	if p.Trigger != nil {
		p.Trigger.explain(b)
	}
	t := &p.Target
	fmt.Fprintf(b, "  on       %s %s\n", t.Store.Kind(), t.Store.Name)
	fmt.Fprintf(b, "    rows   %s\n", t.Find.explain())
	if t.Find.Text != "" {
		fmt.Fprintf(b, "    where  %s\n", t.Find.Text)
	}
	var what []string
	if p.Select {
		what = append(what, "select")
	}
	if p.Delete {
		what = append(what, "delete")
	}
	if len(p.Set) > 0 {
		what = append(what, "update")
	}
	if p.Merge {
		what = append(what, fmt.Sprintf("merge: %d cases when matched, %d when not", len(p.Matched), len(p.Unmatched)))
	}
	fmt.Fprintf(b, "  does     %s\n", strings.Join(what, ", "))
}

// explain describes a named window.
func (w *NamedWindow) explain(b *strings.Builder) {
	for i := range w.Store.Schema.Columns() {
		col := &w.Store.Schema.Columns()[i]
		fmt.Fprintf(b, "  column   %s %s\n", col.Name, col.Type)
	}
	fmt.Fprintf(b, "  window   %s\n", w.Input.WindowText)
	if w.From != nil {
		fmt.Fprintf(b, "  filled   from %s\n", w.From.Name)
	}
}

// isNamed tells whether a select item has columns of its own and is no wildcard.
func isNamed(it *ast.SelectItem) bool {
	switch it.X.(type) {
	case *ast.Star, *ast.StreamStar:
		return false
	}
	return true
}
