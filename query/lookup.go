package query

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// lookup compiles a condition on the rows of a store: full is what it may name, own the store's row
// alone, other what is known before a row is looked for.
func (c *compiler) lookup(where ast.Expr, slot int, full, own, other *expr.Scope) (*Lookup, error) {
	l := &Lookup{Slot: slot}
	if where == nil {
		return l, nil
	}
	f, err := expr.Compile(where, full)
	if err != nil {
		return nil, err
	}
	if err := checkBool(where.Position(), f.Type, "the where clause"); err != nil {
		return nil, err
	}
	l.Text = ast.Format(where)
	if l.Test, err = expr.CompileFilter(where, full); err != nil {
		l.Test, err = f.Truth(), nil
	}
	l.addKeys(andTerms([]ast.Expr{where}), own, other)
	return l, err
}

// addKeys finds the terms that are equalities between a column of the row and what is known before.
func (l *Lookup) addKeys(terms []ast.Expr, own, other *expr.Scope) {
	l.Exact = true
	for _, t := range terms {
		cmp, ok := t.(*ast.Compare)
		if !ok || cmp.Op != ast.Eq || hasSubquery(cmp) ||
			!l.addKey(cmp.Left, cmp.Right, own, other) && !l.addKey(cmp.Right, cmp.Left, own, other) {
			l.Exact = false
		}
	}
	l.sort()
}

func hasSubquery(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if _, ok := n.(*ast.Select); ok {
			found = true
		}
		return !found
	})
	return found
}

func (l *Lookup) addKey(column, value ast.Expr, own, other *expr.Scope) bool {
	f, err := expr.Compile(column, own)
	if err != nil || f.Column == nil || f.Stream != l.Slot || slices.Contains(l.Columns, f.Column) {
		return false
	}
	v, err := expr.Compile(value, other)
	if err != nil {
		return false
	}
	t := f.Type
	if v.Type.Kind > t.Kind && v.Type.IsNumeric() {
		t = v.Type
	}
	col := f.Column
	ow, ok1 := sameClass(f, t)
	vw, ok2 := sameClass(v, t)
	if !ok1 || !ok2 {
		return false
	}
	if t.Class() == event.ClassFloat {
		l.Exact = false // NaN is a key like others and equals nothing
	}
	l.Columns, l.Own, l.Keys = append(l.Columns, col), append(l.Own, ow), append(l.Keys, vw)
	return true
}

// sort puts the columns in the order of the schema, so that users of the same columns share an index.
func (l *Lookup) sort() {
	order := make([]int, len(l.Columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return l.Columns[a].Index - l.Columns[b].Index })
	cols, own, keys := l.Columns, l.Own, l.Keys
	l.Columns, l.Own, l.Keys = nil, nil, nil
	for _, i := range order {
		l.Columns, l.Own, l.Keys = append(l.Columns, cols[i]), append(l.Own, own[i]), append(l.Keys, keys[i])
	}
}

// explain says how the rows are found.
func (l *Lookup) explain() string {
	if len(l.Columns) == 0 {
		return "looked through"
	}
	names := make([]string, len(l.Columns))
	for i, col := range l.Columns {
		names[i] = col.Name
	}
	return "found by " + strings.Join(names, ", ")
}
