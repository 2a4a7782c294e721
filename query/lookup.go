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
			l.addRange(t, own, other)
		}
	}
	l.sort()
}

// addRange notes a term that bounds a column; a sorted index on it may serve. The first column that is
// bounded counts.
func (l *Lookup) addRange(t ast.Expr, own, other *expr.Scope) {
	if hasSubquery(t) {
		return
	}
	switch t := t.(type) {
	case *ast.Compare:
		switch t.Op {
		case ast.Lt, ast.Le:
			l.bound(t.Left, nil, t.Right, own, other)
			l.bound(t.Right, t.Left, nil, own, other)
		case ast.Gt, ast.Ge:
			l.bound(t.Left, t.Right, nil, own, other)
			l.bound(t.Right, nil, t.Left, own, other)
		}
	case *ast.Between:
		if !t.Not && l.Range == nil && l.bound(t.X, t.Low, t.High, own, other) {
			l.Range.Either = true
		}
	}
}

// bound notes low <= column <= high, as far as they are given and are of the column's class.
func (l *Lookup) bound(column, low, high ast.Expr, own, other *expr.Scope) bool {
	f, err := expr.Compile(column, own)
	if err != nil || f.Column == nil || f.Stream != l.Slot || !sortable(f.Column) ||
		l.Range != nil && (l.Range.Column != f.Column || l.Range.Either) {
		return false
	}
	r := &Range{Column: f.Column}
	if l.Range != nil {
		*r = *l.Range
	}
	for _, b := range []struct {
		e  ast.Expr
		to **expr.Fn
	}{{low, &r.Low}, {high, &r.High}} {
		if b.e == nil || *b.to != nil {
			continue
		}
		v, err := expr.Compile(b.e, other)
		if err != nil {
			return false
		}
		v, ok := sameClass(v, f.Column.Type)
		if !ok {
			return false
		}
		*b.to = &v
	}
	l.Range = r
	return true
}

// sortable tells whether a sorted index can be on a column.
func sortable(col *event.Column) bool {
	switch col.Type.Class() {
	case event.ClassInt, event.ClassFloat, event.ClassStr:
		return true
	}
	return false
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
	switch {
	case len(l.Columns) == 0 && l.Range != nil:
		return "looked through, or found by a btree index on " + l.Range.Column.Name
	case len(l.Columns) == 0:
		return "looked through"
	}
	names := make([]string, len(l.Columns))
	for i, col := range l.Columns {
		names[i] = col.Name
	}
	return "found by " + strings.Join(names, ", ")
}
