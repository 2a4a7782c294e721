package grammar

import (
	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

var outputKeywords = map[int]ast.OutputKeyword{
	gen.EPLLexerALL: ast.OutputAll, gen.EPLLexerFIRST: ast.OutputFirst,
	gen.EPLLexerLAST: ast.OutputLast, gen.EPLLexerSNAPSHOT: ast.OutputSnapshot,
}

// output builds the output-rate clause.
func (b *builder) output(ctx *gen.OutputClauseContext) *ast.Output {
	n := &ast.Output{Pos: pos(ctx)}
	before := 0 // the keyword before the rule at hand
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.PeriodOrEventsContext:
			b.outputPeriod(n, c, before == gen.EPLLexerAFTER)
		case *gen.CrontabContext:
			n.Kind, n.At = ast.OutputAt, b.crontab(c)
		case *gen.ExpressionContext:
			n.Kind, n.When = ast.OutputWhen, b.expression(c)
		case *gen.ThenSetContext:
			n.Then = b.assignmentsIn(c)
		case *gen.OutputTerminatedContext:
			if n.Kind == ast.OutputAfterOnly && before == gen.EPLLexerWHEN &&
				!has(ctx, gen.EPLLexerAND_WHEN) {
				n.Kind = ast.OutputWhenTerminated
			}
			b.outputTerminated(n, c)
		default:
			before = leaf(c).typ
			if k, ok := outputKeywords[before]; ok {
				n.Keyword = k
			}
		}
	}
	b.checkCondition(n)
	return n
}

// checkCondition refuses a clause without condition. Only `output after ...` alone needs none:
// from then on every row is put out.
func (b *builder) checkCondition(n *ast.Output) {
	if n.Kind != ast.OutputAfterOnly {
		return
	}
	if n.After == nil || n.Keyword != ast.OutputDefault || n.Terminated != nil {
		b.refuse(n.Pos, "this output clause has no condition").
			Expected = []string{"'every'", "'at'", "'when'"}
	}
}

// outputTerminated reads `when terminated and cond then set ...`, which may stand once: alone or
// behind another condition.
func (b *builder) outputTerminated(n *ast.Output, ctx *gen.OutputTerminatedContext) {
	if n.Terminated != nil {
		b.refuse(pos(ctx), "'when terminated' stands twice")
	}
	n.Terminated = &ast.OutputTerminated{Pos: pos(ctx), And: b.optional(ctx)}
	if then := kid[*gen.ThenSetContext](ctx); then != nil {
		n.Terminated.Then = b.assignmentsIn(then)
	}
}

// outputPeriod reads `5 sec` or `5 events` behind `after` or `every`.
func (b *builder) outputPeriod(n *ast.Output, ctx *gen.PeriodOrEventsContext, after bool) {
	e := b.periodAtom(kid[*gen.PeriodAtomContext](ctx))
	events := has(ctx, gen.EPLLexerEVENTS)
	if !events {
		e = b.period(e, kid[*gen.UnitContext](ctx), ctx)
	}
	switch {
	case after:
		n.After, n.AfterEvents = e, events
	case events:
		n.Every, n.Kind = e, ast.OutputEveryEvents
	default:
		n.Every, n.Kind = e, ast.OutputEveryPeriod
	}
}

// crontab builds the list of crontab fields.
func (b *builder) crontab(ctx *gen.CrontabContext) *ast.Crontab {
	b.inCron = true
	fields := convert(ctx, b.wholeArgument)
	b.inCron = false
	return &ast.Crontab{Pos: pos(ctx), Fields: fields}
}
