package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// predicate builds `[not] sum comparison...`. Equality binds looser than the other comparisons,
// so `a = b < c` is `a = (b < c)`.
func (b *builder) predicate(ctx *gen.PredicateContext) ast.Expr {
	children := ctx.GetChildren()
	var not *token
	if not = leaf(children[0]); not != nil {
		children = children[1:]
	}
	e := b.sum(children[0].(*gen.SumContext))
	if len(children) > 1 {
		b.limit(pos(ctx), len(children)-1)
		e = b.comparisons(e, children[1:])
	}
	if not != nil {
		e = &ast.Unary{Pos: not.pos(), Op: ast.Not, X: e}
	}
	return e
}

// comparisons applies the comparisons from left to right. While an equality waits for its
// right side to be complete, it is kept in pending.
func (b *builder) comparisons(left ast.Expr, list []antlr.Tree) ast.Expr {
	var pending *ast.Compare
	finish := func() {
		if pending != nil {
			pending.Right = left
			left, pending = pending, nil
		}
	}
	for _, c := range list {
		ctx := c.(*gen.ComparisonContext)
		op, isCompare := compareOp(ctx)
		if !isCompare {
			left = b.membership(ctx, left)
			continue
		}
		equality := op <= ast.IsNot
		if equality {
			finish()
		}
		switch right := kid[*gen.SumContext](ctx); {
		case right == nil:
			left = b.compareSet(ctx, op, left)
		case equality:
			pending = &ast.Compare{Pos: left.Position(), Op: op, Left: left}
			left = b.sum(right)
		default:
			left = &ast.Compare{Pos: left.Position(), Op: op, Left: left, Right: b.sum(right)}
		}
	}
	finish()
	return left
}

var compareOps = map[int]ast.CompareOp{
	gen.EPLLexerEQ: ast.Eq, gen.EPLLexerNE: ast.Ne, gen.EPLLexerIS: ast.Is,
	gen.EPLLexerLT: ast.Lt, gen.EPLLexerLE: ast.Le, gen.EPLLexerGT: ast.Gt, gen.EPLLexerGE: ast.Ge,
}

// compareOp gives the operator of a comparison, and false for in, between, like and regexp.
func compareOp(ctx *gen.ComparisonContext) (ast.CompareOp, bool) {
	op, ok := compareOps[first(ctx).typ]
	if op == ast.Is && ok && has(ctx, gen.EPLLexerNOT) {
		op = ast.IsNot
	}
	return op, ok
}

var quantifiers = map[int]ast.Quantifier{
	gen.EPLLexerANY: ast.Any, gen.EPLLexerSOME: ast.Some, gen.EPLLexerALL: ast.All,
}

// compareSet builds `left op any (...)`.
func (b *builder) compareSet(ctx *gen.ComparisonContext, op ast.CompareOp, left ast.Expr) ast.Expr {
	n := &ast.CompareSet{Pos: left.Position(), Op: op, Left: left}
	for typ, q := range quantifiers {
		if has(ctx, typ) {
			n.Quantifier = q
		}
	}
	set := kid[*gen.SetItemsContext](ctx)
	if has(set, gen.EPLLexerCOLON) {
		b.refuse(pos(set), "a range can stand behind 'in' only")
	}
	n.Items, n.Query = b.setItems(set)
	return n
}

// setItems builds a list or a subquery.
func (b *builder) setItems(ctx *gen.SetItemsContext) ([]ast.Expr, *ast.Select) {
	if q := kid[*gen.SelectBodyContext](ctx); q != nil {
		return nil, b.subquery(q)
	}
	return convert(ctx, b.expression), nil
}

// membership builds in, between, like and regexp, each with `not` or without.
func (b *builder) membership(ctx *gen.ComparisonContext, x ast.Expr) ast.Expr {
	p, not := x.Position(), has(ctx, gen.EPLLexerNOT)
	sums := kids[*gen.SumContext](ctx)
	switch {
	case has(ctx, gen.EPLLexerBETWEEN):
		return &ast.Between{Pos: p, Not: not, X: x, Low: b.sum(sums[0]), High: b.sum(sums[1])}
	case has(ctx, gen.EPLLexerREGEXP):
		return &ast.Like{Pos: p, Not: not, Regexp: true, X: x, Pattern: b.sum(sums[0])}
	case has(ctx, gen.EPLLexerLIKE):
		n := &ast.Like{Pos: p, Not: not, X: x, Pattern: b.sum(sums[0])}
		if len(sums) > 1 {
			n.Escape = b.sum(sums[1])
		}
		return n
	}
	return b.in(ctx, x, not)
}

// in builds a list, a subquery or a range. Square brackets are for ranges alone.
func (b *builder) in(ctx *gen.ComparisonContext, x ast.Expr, not bool) ast.Expr {
	set := kid[*gen.SetItemsContext](ctx)
	square := tok(ctx, gen.EPLLexerLBRACK)
	if has(set, gen.EPLLexerCOLON) {
		bounds := convert(set, b.expression)
		return &ast.InRange{
			Pos: x.Position(), Not: not, X: x, Low: bounds[0], High: bounds[1],
			LowOpen: square == nil, HighOpen: has(ctx, gen.EPLLexerRPAREN),
		}
	}
	if square == nil {
		square = tok(ctx, gen.EPLLexerRBRACK)
	}
	if square != nil {
		b.refuse(square.pos(), "square brackets behind 'in' are for ranges such as [1:5]").
			Suggestion = "put a list in round brackets"
	}
	n := &ast.In{Pos: x.Position(), Not: not, X: x}
	n.Items, n.Query = b.setItems(set)
	return n
}
