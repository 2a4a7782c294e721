package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// onStatement builds `on trigger action`.
func (b *builder) onStatement(ctx *gen.OnStatementContext, h ast.Head) ast.Statement {
	return &ast.OnTrigger{
		Head: h, Source: b.trigger(kid[*gen.TriggerContext](ctx)), As: alias(ctx),
		Action: b.onAction(kid[*gen.OnActionContext](ctx)),
	}
}

// onAction builds what the trigger causes. A select that inserts without reading a window splits
// the stream, even if it has only one branch.
func (b *builder) onAction(ctx *gen.OnActionContext) ast.OnAction {
	p := pos(ctx)
	switch first(ctx).typ {
	case gen.EPLLexerUPDATE:
		target, as := b.target(ctx)
		return &ast.OnUpdate{
			Pos: p, Target: target, As: as,
			Set: b.assignmentsIn(ctx), Where: b.where(ctx),
		}
	case gen.EPLLexerDELETE:
		target, as := b.target(ctx)
		return &ast.OnDelete{Pos: p, Target: target, As: as, Where: b.where(ctx)}
	case gen.EPLLexerSET:
		return &ast.OnSet{Pos: p, Set: b.assignmentsIn(ctx)}
	case gen.EPLLexerMERGE:
		return b.onMerge(ctx)
	}
	selects := kids[*gen.OnSelectContext](ctx)
	if len(selects) == 1 && !has(ctx, gen.EPLLexerOUTPUT) && !isSplit(selects[0]) {
		return b.onSelect(selects[0])
	}
	return b.onSplit(ctx, selects)
}

// isSplit reports whether the select inserts what the trigger brings, with no window to read.
func isSplit(ctx *gen.OnSelectContext) bool {
	return kid[*gen.InsertTailContext](ctx) != nil && kid[*gen.TargetContext](ctx) == nil
}

// target gives name and alias of the named window or table.
func (b *builder) target(ctx antlr.Tree) (name, as string) {
	t := kid[*gen.TargetContext](ctx)
	return dotted(kid[*gen.TypeDottedContext](t)), alias(t)
}

// onSelect builds a select over a named window or table.
func (b *builder) onSelect(ctx *gen.OnSelectContext) ast.OnAction {
	sel := &ast.Select{
		Head: b.head(ctx), Distinct: has(ctx, gen.EPLLexerDISTINCT),
		Stream: streamSelector(kid[*gen.StreamSelectorContext](ctx)),
		Items:  b.selectItems(ctx), Where: b.where(ctx), GroupBy: convert(ctx, b.groupItem),
	}
	if insert := kid[*gen.InsertTailContext](ctx); insert != nil {
		sel.Insert = b.insertInto(insert, tok(ctx, gen.EPLLexerINSERT))
	}
	if t := kid[*gen.TargetContext](ctx); t != nil {
		name, as := b.target(ctx)
		sel.From = []*ast.FromItem{{
			Pos: pos(t), As: as,
			Source: &ast.FilterSource{Pos: pos(t), EventType: name},
		}}
	}
	if c := kid[*gen.ContainedContext](ctx); c != nil {
		b.refuse(pos(c), "contained events of the trigger can be read by 'insert into' only")
	}
	if having := kid[*gen.ConditionContext](ctx); having != nil {
		sel.Having = b.condition(having)
	}
	if order := kid[*gen.OrderClauseContext](ctx); order != nil {
		sel.OrderBy = convert(order, b.orderItem)
	}
	if limit := kid[*gen.LimitClauseContext](ctx); limit != nil {
		sel.Limit = b.limitClause(limit)
	}
	return &ast.OnSelect{Pos: pos(ctx), Delete: has(ctx, gen.EPLLexerDELETE), Query: sel}
}

// onSplit builds a list of inserts. Clauses that have no meaning there are refused.
func (b *builder) onSplit(ctx *gen.OnActionContext, selects []*gen.OnSelectContext) ast.OnAction {
	n := &ast.OnSplit{Pos: pos(ctx)}
	switch {
	case has(ctx, gen.EPLLexerFIRST):
		n.Output = ast.SplitFirst
	case has(ctx, gen.EPLLexerALL):
		n.Output = ast.SplitAll
	}
	for _, s := range selects {
		n.Branches = append(n.Branches, b.splitBranch(s))
	}
	return n
}

// splitBranch builds one `insert into ... select ...`. The rule is the one of a select, so clauses
// that a branch cannot have are refused here.
func (b *builder) splitBranch(ctx *gen.OnSelectContext) *ast.SplitBranch {
	branch := &ast.SplitBranch{
		Pos: pos(ctx), Distinct: has(ctx, gen.EPLLexerDISTINCT),
		Items: b.selectItems(ctx), Contained: convert(ctx, b.contained), As: alias(ctx),
		Where: b.where(ctx),
	}
	if insert := kid[*gen.InsertTailContext](ctx); insert != nil {
		branch.Insert = b.insertInto(insert, tok(ctx, gen.EPLLexerINSERT))
	} else {
		b.refuse(pos(ctx), "each branch of a split begins with 'insert into'")
	}
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.TargetContext, *gen.GroupItemContext, *gen.ConditionContext,
			*gen.OrderClauseContext, *gen.LimitClauseContext, *gen.StreamSelectorContext:
			b.refuse(pos(c.(antlr.ParserRuleContext)),
				"a branch of a split has a select list, contained events and a where-clause only")
		}
	}
	if t := tok(ctx, gen.EPLLexerDELETE); t != nil {
		b.refuse(t.pos(), "a branch of a split cannot delete")
	}
	return branch
}

// onMerge builds a merge, long or short form.
func (b *builder) onMerge(ctx *gen.OnActionContext) ast.OnAction {
	n := &ast.OnMerge{Pos: pos(ctx), Where: b.where(ctx), Cases: convert(ctx, b.mergeCase)}
	n.Target, n.As = b.target(ctx)
	if insert := kid[*gen.MergeInsertContext](ctx); insert != nil {
		n.Insert = b.mergeInsert(insert)
	}
	return n
}

// mergeCase builds `when matched and cond then ... then ...`.
func (b *builder) mergeCase(ctx *gen.MergeCaseContext) *ast.MergeCase {
	return &ast.MergeCase{
		Pos: pos(ctx), Matched: !has(ctx, gen.EPLLexerNOT), And: b.optional(ctx),
		Actions: convert(ctx, b.mergeAction),
	}
}

// mergeAction builds one action of a case.
func (b *builder) mergeAction(ctx *gen.MergeActionContext) ast.MergeAction {
	switch first(ctx).typ {
	case gen.EPLLexerUPDATE:
		return &ast.MergeUpdate{
			Pos: pos(ctx), Set: b.assignmentsIn(ctx),
			Where: b.where(ctx),
		}
	case gen.EPLLexerDELETE:
		return &ast.MergeDelete{Pos: pos(ctx), Where: b.where(ctx)}
	}
	return b.mergeInsert(kid[*gen.MergeInsertContext](ctx))
}

// mergeInsert builds an insert, which need not name its target: then it is the merged window.
func (b *builder) mergeInsert(ctx *gen.MergeInsertContext) *ast.MergeInsert {
	n := &ast.MergeInsert{
		Pos: pos(ctx), Columns: names(kid[*gen.NameListContext](ctx)),
		Items: b.selectItems(ctx), Where: b.where(ctx),
	}
	if into := kid[*gen.DottedContext](ctx); into != nil {
		n.Into = dotted(into)
	}
	return n
}

// assignmentsIn builds the assignments that are a child of the rule.
func (b *builder) assignmentsIn(ctx antlr.Tree) []*ast.Assignment {
	return convert(kid[*gen.AssignmentsContext](ctx), b.assignment)
}

// assignment builds `a = value`, or a bare call such as `row.clear()`.
func (b *builder) assignment(ctx *gen.AssignmentContext) *ast.Assignment {
	target := b.plainChain(kid[*gen.ChainContext](ctx))
	value := b.optional(ctx)
	if value != nil {
		return &ast.Assignment{Pos: pos(ctx), Target: target, Value: value}
	}
	if !target.Elements[len(target.Elements)-1].IsCall {
		b.refuse(pos(ctx), "an assignment needs a value").Expected = []string{"'='"}
	}
	return &ast.Assignment{Pos: pos(ctx), Value: target}
}

// updateStream builds `update istream Type set ...`.
func (b *builder) updateStream(ctx *gen.UpdateStreamContext, h ast.Head) ast.Statement {
	return &ast.UpdateStream{
		Head: h, EventType: dotted(kid[*gen.TypeDottedContext](ctx)),
		As: alias(ctx), Set: b.assignmentsIn(ctx), Where: b.where(ctx),
	}
}
