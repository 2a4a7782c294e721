package grammar

import (
	"slices"
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// pattern builds `a -> b -[n]> c`. A single step is just that step.
func (b *builder) pattern(ctx *gen.PatternContext) ast.PatternExpr {
	steps := convert(ctx, b.patternOr)
	if len(steps) == 1 {
		return steps[0]
	}
	n := &ast.PatternFollowedBy{Pos: pos(ctx), Steps: steps}
	n.Max = convert(ctx, func(c *gen.PatternArrowContext) ast.Expr { return b.optional(c) })
	return n
}

// patternOr builds `a or b`.
func (b *builder) patternOr(ctx *gen.PatternOrContext) ast.PatternExpr {
	return joinPatterns(pos(ctx), ast.Or, convert(ctx, b.patternAnd))
}

// patternAnd builds `a and b`.
func (b *builder) patternAnd(ctx *gen.PatternAndContext) ast.PatternExpr {
	return joinPatterns(pos(ctx), ast.And, convert(ctx, b.patternUntil))
}

// joinPatterns joins the operands, one of them being just that. Parentheses around operands of
// the same operator are kept: instances of the inner one are restarted together.
func joinPatterns(p ast.Pos, op ast.LogicalOp, operands []ast.PatternExpr) ast.PatternExpr {
	if len(operands) == 1 {
		return operands[0]
	}
	return &ast.PatternLogical{Pos: p, Op: op, Operands: operands}
}

// patternUntil builds `[n:m] x until y`, each part of which but x may be absent.
func (b *builder) patternUntil(ctx *gen.PatternUntilContext) ast.PatternExpr {
	parts := convert(ctx, b.patternPrefixed)
	bounds := kid[*gen.PatternRangeContext](ctx)
	if bounds == nil && len(parts) == 1 {
		return parts[0]
	}
	n := b.repeat(bounds, parts[0])
	n.Pos = pos(ctx)
	if len(parts) > 1 {
		n.Until = parts[1]
	}
	return n
}

// repeat puts the bounds, which may be absent, before a pattern.
func (b *builder) repeat(ctx *gen.PatternRangeContext, x ast.PatternExpr) *ast.PatternRepeat {
	n := &ast.PatternRepeat{X: x}
	if ctx == nil {
		return n
	}
	n.Pos = pos(ctx)
	n.Exact = true
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == gen.EPLLexerCOLON {
			n.Exact = false
		}
		e, ok := c.(*gen.ExpressionContext)
		switch {
		case !ok:
		case n.Exact:
			n.Low = b.expression(e)
		default:
			n.High = b.expression(e)
		}
	}
	if n.Low == nil && n.High == nil {
		b.refuse(n.Pos, "a repetition needs a bound, such as [3] or [1:5]")
	}
	return n
}

// patternPrefixed builds `every x`, `not x`, `every-distinct(k) x`, the innermost last.
func (b *builder) patternPrefixed(ctx *gen.PatternPrefixedContext) ast.PatternExpr {
	x := b.patternGuarded(kid[*gen.PatternGuardedContext](ctx))
	prefixes := kids[*gen.PatternPrefixContext](ctx)
	for i, p := range slices.Backward(prefixes) {

		if r := kid[*gen.PatternRangeContext](p); r != nil {
			x = b.repeat(r, x)
		}
		switch first(p).typ {
		case gen.EPLLexerEVERY:
			if _, again := x.(*ast.PatternEvery); again && i+1 < len(prefixes) {
				b.refuse(pos(p), "every every: write every (every ...) if that is meant")
			}
			x = &ast.PatternEvery{Pos: pos(p), X: x}
		case gen.EPLLexerNOT:
			x = &ast.PatternNot{Pos: pos(p), X: x}
		default:
			x = &ast.PatternEveryDistinct{
				Pos: pos(p), X: x,
				Keys: b.argumentsIn(p),
			}
		}
	}
	return x
}

// patternGuarded builds `x where guard` and `x while (cond)`, of which there may be several, the
// last one outermost.
func (b *builder) patternGuarded(ctx *gen.PatternGuardedContext) ast.PatternExpr {
	x := b.patternAtom(kid[*gen.PatternAtomContext](ctx))
	for _, g := range kids[*gen.PatternGuardContext](ctx) {
		if cond := b.optional(g); cond != nil {
			x = &ast.PatternWhile{Pos: x.Position(), X: x, Cond: cond}
			continue
		}
		parts := convert(g, func(n *gen.NameContext) string { return name(n) })
		x = &ast.PatternGuard{
			Pos: x.Position(), X: x, Namespace: parts[0], Name: parts[1],
			Args: b.argumentsIn(g),
		}
	}
	return x
}

// patternAtom builds a pattern in parentheses, an observer, or a filter with its tag.
func (b *builder) patternAtom(ctx *gen.PatternAtomContext) ast.PatternExpr {
	if p := kid[*gen.PatternContext](ctx); p != nil {
		return b.pattern(p)
	}
	typ := kid[*gen.TypeDottedContext](ctx)
	if args := kid[*gen.CallArgsContext](ctx); args != nil {
		return b.observer(ctx, typ, args)
	}
	n := &ast.PatternFilter{Pos: pos(ctx)}
	if f := kid[*gen.FilterSourceContext](ctx); f != nil {
		n.Tag = b.tag(typ)
		n.Filter = b.filterSource(f)
	} else {
		n.Filter = &ast.FilterSource{
			Pos: pos(ctx), EventType: dotted(typ), Filters: b.filters(ctx),
			Contained: convert(ctx, b.contained),
		}
	}
	b.consume(n, kid[*gen.AnnotationContext](ctx))
	return n
}

// tag gives the single name before '=' or ':'.
func (b *builder) tag(ctx *gen.TypeDottedContext) string {
	if ctx.GetChildCount() > 1 {
		b.refuse(pos(ctx), "'%s' must be a plain name here", dotted(ctx))
	}
	return name(ctx)
}

// observer builds `timer:interval(...)`. The arguments of timer:at are crontab fields.
func (b *builder) observer(
	ctx antlr.ParserRuleContext, space *gen.TypeDottedContext, args *gen.CallArgsContext,
) ast.PatternExpr {
	n := &ast.PatternObserver{
		Pos: pos(ctx), Namespace: b.tag(space),
		Name: nameIn(ctx),
	}
	b.inCron = strings.EqualFold(n.Namespace, "timer") && strings.EqualFold(n.Name, "at")
	n.Args = b.arguments(args)
	b.inCron = false
	return n
}

// consume reads the annotation @consume or @consume(n) of a filter.
func (b *builder) consume(n *ast.PatternFilter, ctx *gen.AnnotationContext) {
	if ctx == nil {
		return
	}
	a := b.annotation(ctx)
	if !strings.EqualFold(a.Name, "consume") || len(a.Args) > 1 {
		b.refuse(a.Pos, "only the annotation @consume or @consume(level) can stand here")
		return
	}
	n.Consume = true
	if len(a.Args) == 1 {
		n.Level = a.Args[0].Value
	}
}
