package grammar

import (
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// selectStatement builds a select with what may stand before it: `into table`, `insert into`.
func (b *builder) selectStatement(ctx *gen.SelectStatementContext, h ast.Head) ast.Statement {
	sel := b.selectBody(kid[*gen.SelectBodyContext](ctx), h)
	if t := kid[*gen.TypeWordContext](ctx); t != nil {
		sel.IntoTable = name(t)
	}
	if insert := kid[*gen.InsertTailContext](ctx); insert != nil {
		sel.Insert = b.insertInto(insert, tok(ctx, gen.EPLLexerINSERT))
	}
	return sel
}

// subquery builds a select in parentheses.
func (b *builder) subquery(ctx *gen.SelectBodyContext) *ast.Select {
	return b.selectBody(ctx, b.head(ctx))
}

// selectBody builds all from the word `select` on.
func (b *builder) selectBody(ctx *gen.SelectBodyContext, h ast.Head) *ast.Select {
	sel := &ast.Select{Head: h, Distinct: has(ctx, gen.EPLLexerDISTINCT)}
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.StreamSelectorContext:
			sel.Stream = streamSelector(c)
		case *gen.SelectItemsContext:
			sel.Items = convert(c, b.selectItem)
		case *gen.FromListContext:
			sel.From = b.fromList(c)
		case *gen.MatchRecognizeContext:
			sel.Match = b.matchRecognize(c)
		case *gen.WhereClauseContext:
			sel.Where = b.condition(kid[*gen.ConditionContext](c))
		case *gen.GroupItemContext:
			sel.GroupBy = append(sel.GroupBy, b.groupItem(c))
		case *gen.ConditionContext:
			sel.Having = b.condition(c)
		case *gen.OutputClauseContext:
			sel.Output = b.output(c)
		case *gen.OrderClauseContext:
			sel.OrderBy = convert(c, b.orderItem)
		case *gen.LimitClauseContext:
			sel.Limit = b.limitClause(c)
		case *gen.ForItemContext:
			sel.For = append(sel.For, &ast.ForItem{Pos: pos(c), Name: nameIn(c), Args: b.listIn(c)})
		}
	}
	return sel
}

// streamSelector gives the selector of a rule, which may be absent.
func streamSelector(ctx *gen.StreamSelectorContext) ast.StreamSelector {
	switch {
	case ctx == nil:
		return ast.DefaultStream
	case has(ctx, gen.EPLLexerISTREAM):
		return ast.IStream
	case has(ctx, gen.EPLLexerRSTREAM):
		return ast.RStream
	}
	return ast.IRStream
}

// insertInto builds what stands behind `insert`, the token given.
func (b *builder) insertInto(ctx *gen.InsertTailContext, insert *token) *ast.InsertInto {
	return &ast.InsertInto{
		Pos:        insert.pos(),
		Stream:     streamSelector(kid[*gen.StreamSelectorContext](ctx)),
		Target:     dotted(kid[*gen.DottedContext](ctx)),
		Columns:    names(kid[*gen.NameListContext](ctx)),
		Precedence: b.optional(ctx),
	}
}

// where builds the where-clause of a rule, or returns nil.
func (b *builder) where(ctx antlr.Tree) ast.Expr {
	w := kid[*gen.WhereClauseContext](ctx)
	if w == nil {
		return nil
	}
	return b.condition(kid[*gen.ConditionContext](w))
}

// selectItems builds the select list of a rule.
func (b *builder) selectItems(ctx antlr.Tree) []*ast.SelectItem {
	items := kid[*gen.SelectItemsContext](ctx)
	if items == nil {
		return nil
	}
	return convert(items, b.selectItem)
}

// selectItem builds an item of a select list. A star is no expression to the grammar.
func (b *builder) selectItem(ctx *gen.SelectItemContext) *ast.SelectItem {
	item := &ast.SelectItem{Pos: pos(ctx), As: alias(ctx), X: b.optional(ctx)}
	if item.X == nil {
		item.X = &ast.Star{Pos: pos(ctx)}
	}
	if a := kid[*gen.AnnotationContext](ctx); a != nil {
		item.Annotation = b.annotation(a)
	}
	return item
}

// groupItem builds an item of group by. Rollup, cube and the word before `sets` were read as
// names.
func (b *builder) groupItem(ctx *gen.GroupItemContext) ast.GroupItem {
	e := b.loose(kid[*gen.ExpressionContext](ctx))
	if has(ctx, gen.EPLLexerSETS) {
		if n, ok := simpleName(e); !ok || !strings.EqualFold(n, "grouping") {
			b.refuse(e.Position(), "before 'sets' the word 'grouping' is wanted")
		}
		return &ast.GroupingSets{Pos: pos(ctx), Items: convert(ctx, b.groupItem)}
	}
	if r := b.rollup(e); r != nil {
		return r
	}
	return groupKeys(e)
}

// groupKeys makes keys of an expression or of a list in parentheses.
func groupKeys(e ast.Expr) *ast.GroupKeys {
	if t, ok := e.(*ast.Tuple); ok {
		return &ast.GroupKeys{Pos: t.Pos, Exprs: t.Items}
	}
	return &ast.GroupKeys{Pos: e.Position(), Exprs: []ast.Expr{e}}
}

// rollup makes a rollup or cube of a call of that name, or returns nil.
func (b *builder) rollup(e ast.Expr) ast.GroupItem {
	c, ok := e.(*ast.Chain)
	if !ok || c.Root != nil || len(c.Elements) != 1 || !c.Elements[0].IsCall {
		return nil
	}
	el := &c.Elements[0]
	r := &ast.Rollup{Pos: c.Pos, Cube: strings.EqualFold(el.Name, "cube")}
	if !r.Cube && !strings.EqualFold(el.Name, "rollup") {
		return nil
	}
	if len(el.Args) == 0 || el.Distinct {
		b.refuse(c.Pos, "%s needs a list of expressions", strings.ToLower(el.Name))
	}
	for _, arg := range el.Args {
		r.Items = append(r.Items, groupKeys(arg))
	}
	return r
}

// orderItem builds `expr desc`.
func (b *builder) orderItem(ctx *gen.OrderItemContext) *ast.OrderItem {
	return &ast.OrderItem{Pos: pos(ctx), X: b.optional(ctx), Desc: has(ctx, gen.EPLLexerDESC)}
}

// limitClause builds `limit rows offset n` and `limit n, rows`.
func (b *builder) limitClause(ctx *gen.LimitClauseContext) *ast.Limit {
	values := convert(ctx, b.limitValue)
	n := &ast.Limit{Pos: pos(ctx), Rows: values[0]}
	if len(values) > 1 {
		n.Offset = values[1]
		if has(ctx, gen.EPLLexerCOMMA) {
			n.Rows, n.Offset = n.Offset, n.Rows
		}
	}
	return n
}

// limitValue builds a number, a parameter or the name of a variable.
func (b *builder) limitValue(ctx *gen.LimitValueContext) ast.Expr {
	if n := kid[*gen.SignedContext](ctx); n != nil {
		return b.signed(n)
	}
	if has(ctx, gen.EPLLexerQUESTION) {
		return b.substitution(ctx)
	}
	return oneName(kid[*gen.NameContext](ctx))
}

// oneName makes a chain of a single name.
func oneName(ctx antlr.ParserRuleContext) *ast.Chain {
	return &ast.Chain{Pos: pos(ctx), Elements: []ast.ChainElement{{Pos: pos(ctx), Name: name(ctx)}}}
}
