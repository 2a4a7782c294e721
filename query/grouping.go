package query

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// maxGroupExprs bounds rollup, cube and grouping sets: a set of expressions is one word.
const maxGroupExprs = 62

// grouping is the group-by clause: its expressions, and the sets of them that make groups.
type grouping struct {
	exprs  []ast.Expr
	fns    []expr.Fn
	texts  []string
	sets   [][]int // of rollup, cube, grouping sets: the expressions of each level
	rollup bool
}

// groupBy compiles the group-by clause into the plan.
func (c *compiler) groupBy(st *ast.Select, r *ResultPlan, sc *expr.Scope) (*grouping, error) {
	g := &grouping{sets: [][]int{{}}}
	barred := &aggregator{c: c, barred: "the group-by clause", next: c.access.intercept}
	keys := *sc
	keys.Intercept = barred.intercept
	for _, item := range st.GroupBy {
		sets, err := g.item(item, &keys)
		if err != nil {
			return nil, err
		}
		g.sets = product(g.sets, sets)
	}
	if len(g.exprs) > maxGroupExprs {
		return nil, ast.Errorf(st.Pos, "group-by", "more than %d group-by expressions", maxGroupExprs)
	}
	r.Keys, r.KeyText = g.fns, g.texts
	if g.rollup {
		r.Levels = g.sets
	}
	return g, nil
}

// item returns the grouping sets that one item of the clause stands for.
func (g *grouping) item(item ast.GroupItem, sc *expr.Scope) ([][]int, error) {
	switch item := item.(type) {
	case *ast.GroupKeys:
		set, err := g.keys(item, sc)
		return [][]int{set}, err
	case *ast.Rollup:
		g.rollup = true
		return g.rollupSets(item, sc)
	case *ast.GroupingSets:
		g.rollup = true
		var all [][]int
		for _, it := range item.Items {
			sets, err := g.item(it, sc)
			if err != nil {
				return nil, err
			}
			all = append(all, sets...)
		}
		return all, nil
	}
	return nil, ast.Errorf(item.Position(), "group-by", "unknown grouping")
}

func (g *grouping) keys(k *ast.GroupKeys, sc *expr.Scope) ([]int, error) {
	var set []int
	for _, e := range k.Exprs {
		i, err := g.expression(e, sc)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(set, i) {
			set = append(set, i)
		}
	}
	return set, nil
}

func (g *grouping) expression(e ast.Expr, sc *expr.Scope) (int, error) {
	f, err := expr.Compile(e, sc)
	if err != nil {
		return 0, err
	}
	if f.Const {
		return 0, ast.Errorf(e.Position(), "group-by", "a group-by expression needs a property")
	}
	text := ast.Format(e)
	if i := slices.Index(g.texts, text); i >= 0 {
		return i, nil
	}
	g.exprs = append(g.exprs, e)
	g.fns = append(g.fns, f)
	g.texts = append(g.texts, text)
	return len(g.exprs) - 1, nil
}

// rollupSets returns the sets of rollup(a, b, c): abc, ab, a, none; of cube: every subset.
func (g *grouping) rollupSets(r *ast.Rollup, sc *expr.Scope) ([][]int, error) {
	parts := make([][]int, len(r.Items))
	for i, k := range r.Items {
		set, err := g.keys(k, sc)
		if err != nil {
			return nil, err
		}
		parts[i] = set
	}
	const maxCube = 10
	if r.Cube && len(parts) > maxCube {
		return nil, ast.Errorf(r.Pos, "group-by", "cube of more than %d expressions", maxCube)
	}
	var sets [][]int
	if !r.Cube {
		for n := len(parts); n >= 0; n-- {
			sets = append(sets, slices.Concat(parts[:n]...))
		}
		return sets, nil
	}
	for mask := 1<<len(parts) - 1; mask >= 0; mask-- {
		var set []int
		for i := range parts {
			if mask>>(len(parts)-1-i)&1 == 1 {
				set = append(set, parts[i]...)
			}
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// product combines the sets of two items of a group-by clause: each with each.
func product(a, b [][]int) [][]int {
	var out [][]int
	for _, x := range a {
		for _, y := range b {
			set := slices.Clone(x)
			for _, i := range y {
				if !slices.Contains(set, i) {
					set = append(set, i)
				}
			}
			out = append(out, set)
		}
	}
	return out
}

// isKey tells whether an expression is a group-by expression: the same text, or the same column
// written with and without its stream.
func (g *grouping) isKey(e ast.Expr, sc *expr.Scope) bool {
	i, ok := g.index(e, sc)
	return ok && i >= 0
}

func (g *grouping) index(e ast.Expr, sc *expr.Scope) (int, bool) {
	if len(g.exprs) == 0 {
		return 0, false
	}
	if i := slices.Index(g.texts, ast.Format(e)); i >= 0 {
		return i, true
	}
	ch, ok := e.(*ast.Chain)
	if !ok || ch.Root != nil || ch.Elements[0].IsCall {
		return 0, false
	}
	plain := *sc
	plain.Intercept = nil
	f, err := expr.Compile(e, &plain)
	if err != nil || f.Column == nil {
		return 0, false
	}
	for i := range g.fns {
		if g.fns[i].Column == f.Column && g.fns[i].Stream == f.Stream {
			return i, true
		}
	}
	return 0, false
}

// rolledUp makes a group-by expression null in the rows of levels that it is no part of.
func (g *grouping) rolledUp(e ast.Expr, s *expr.Scope) (expr.Fn, bool) {
	if !g.rollup {
		return expr.Fn{}, false
	}
	if _, ok := e.(*ast.Literal); ok {
		return expr.Fn{}, false
	}
	i, ok := g.index(e, s)
	if !ok {
		return expr.Fn{}, false
	}
	bit, f := uint64(1)<<i, g.fns[i]
	get := f.AsAny()
	return expr.FromAny(f.Type, func(env *expr.Env) any {
		if env.Level&bit != 0 {
			return nil
		}
		return get(env)
	}), true
}

// function compiles grouping(x) and grouping_id(x, y).
func (g *grouping) function(el *ast.ChainElement, s *expr.Scope) (expr.Fn, error) {
	if !g.rollup {
		return expr.Fn{}, ast.Errorf(el.Pos, "grouping", "%s needs rollup, cube or grouping sets", el.Name)
	}
	one := strings.EqualFold(el.Name, "grouping")
	if len(el.Args) == 0 || one && len(el.Args) != 1 {
		return expr.Fn{}, ast.Errorf(el.Pos, "grouping", "%s needs group-by expressions as arguments", el.Name)
	}
	var bits []int
	for _, a := range el.Args {
		i, ok := g.index(a, s)
		if !ok {
			return expr.Fn{}, ast.Errorf(a.Position(), "grouping", "'%s' is no group-by expression", ast.Format(a))
		}
		bits = append(bits, i)
	}
	return expr.Fn{Type: event.Int, Int: func(env *expr.Env) (int64, bool) {
		var v int64
		for _, b := range bits {
			v = v<<1 | int64(env.Level>>b&1)
		}
		return v, true
	}}, nil
}
