package grammar

import (
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// functions are the names that the language gives to functions. They may be called in any
// case; the tree has them in lower case.
var functions = func() map[string]bool {
	set := map[string]bool{}
	for f := range strings.FieldsSeq(`avedev avg coalesce count current_timestamp first grouping
		grouping_id istream last max median min prev prevcount prevtail prevwindow prior stddev sum
		window`) {
		set[f] = true
	}
	return set
}()

// chainOrStar builds a chain, or `s.*` where that may stand.
func (b *builder) chainOrStar(ctx *gen.ChainContext) ast.Expr {
	star := tok(ctx, gen.EPLLexerDOTSTAR)
	c := b.chain(ctx)
	if star == nil {
		return c
	}
	stream, ok := simpleName(c)
	if !ok {
		b.refuse(star.pos(), "'.*' must stand behind the name of a stream")
	}
	if !takesStar(ctx) {
		b.refuse(star.pos(), "'.*' can stand in a select list or as an argument only")
	}
	return &ast.StreamStar{Pos: c.Pos, Stream: stream}
}

// takesStar reports whether the chain is the whole of a select item or argument.
func takesStar(ctx antlr.Tree) bool {
	for up := ctx.GetParent(); up != nil; up = up.GetParent() {
		switch up.(type) {
		case *gen.SelectItemContext, *gen.ArgumentContext:
			return true
		case *gen.ExpressionContext, *gen.ConditionContext, *gen.PredicateContext, *gen.SumContext,
			*gen.UnaryContext, *gen.PrimaryContext:
			if up.GetChildCount() > 1 {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// chain builds a chain that begins with a name.
func (b *builder) chain(ctx *gen.ChainContext) *ast.Chain {
	c := &ast.Chain{Pos: pos(ctx)}
	b.element(c, ctx)
	b.tails(c, ctx)
	if el := &c.Elements[0]; el.IsCall || strings.EqualFold(el.Name, "current_timestamp") {
		if lower := strings.ToLower(el.Name); functions[lower] {
			el.Name = lower
		}
	}
	return c
}

// plainChain builds a chain where `.*` cannot stand.
func (b *builder) plainChain(ctx *gen.ChainContext) *ast.Chain {
	if star := tok(ctx, gen.EPLLexerDOTSTAR); star != nil {
		b.refuse(star.pos(), "'.*' cannot stand here")
	}
	return b.chain(ctx)
}

// tail hangs the chain links behind a bracket on the expression in it.
func (b *builder) tail(root ast.Expr, ctx antlr.Tree) ast.Expr {
	if kid[*gen.ChainTailContext](ctx) == nil {
		return root
	}
	c := &ast.Chain{Pos: root.Position(), Root: root}
	b.tails(c, ctx)
	return c
}

// element adds `name` or `name(args)`.
func (b *builder) element(c *ast.Chain, ctx antlr.Tree) {
	n := kid[*gen.NameContext](ctx)
	el := ast.ChainElement{Pos: pos(n), Name: name(n)}
	if args := kid[*gen.CallArgsContext](ctx); args != nil {
		el.IsCall = true
		el.Distinct = has(args, gen.EPLLexerDISTINCT)
		el.Args = b.arguments(args)
	}
	c.Elements = append(c.Elements, el)
}

// tails adds the links behind the first.
func (b *builder) tails(c *ast.Chain, ctx antlr.Tree) {
	for _, t := range kids[*gen.ChainTailContext](ctx) {
		switch first(t).typ {
		case gen.EPLLexerDOT:
			b.element(c, t)
		case gen.EPLLexerLBRACK:
			el := b.open(c, pos(t), func(el *ast.ChainElement) bool {
				return len(el.Index) > 0 || el.Dynamic
			})
			el.Index = b.listIn(t)
		default:
			el := b.open(c, pos(t), func(el *ast.ChainElement) bool { return el.Dynamic })
			el.Dynamic = true
		}
	}
}

// open returns the last link, or a new one without name if the last is full already or there
// is none.
func (b *builder) open(
	c *ast.Chain, p ast.Pos, full func(*ast.ChainElement) bool,
) *ast.ChainElement {
	last := len(c.Elements) - 1
	if last < 0 || full(&c.Elements[last]) {
		c.Elements = append(c.Elements, ast.ChainElement{Pos: p})
		last++
	}
	return &c.Elements[last]
}

// arguments builds what stands between the brackets of a call. The list may be absent.
func (b *builder) arguments(ctx *gen.CallArgsContext) []ast.Expr {
	if ctx == nil {
		return nil
	}
	return convert(ctx, b.wholeArgument)
}

// argumentsIn builds the arguments of the call that is a child of the rule, if there is one.
func (b *builder) argumentsIn(ctx antlr.Tree) []ast.Expr {
	return b.arguments(kid[*gen.CallArgsContext](ctx))
}

// wholeArgument builds one argument in any of its forms.
func (b *builder) wholeArgument(ctx *gen.ArgumentContext) ast.Expr {
	switch first(ctx).typ {
	case gen.EPLLexerSTAR:
		if u := kid[*gen.UnaryContext](ctx); u != nil {
			return &ast.CronStep{Pos: pos(ctx), Every: b.unary(u)}
		}
		return &ast.Star{Pos: pos(ctx)}
	case gen.EPLLexerLBRACK:
		return &ast.CronList{Pos: pos(ctx), Items: convert(ctx, b.wholeArgument)}
	}
	exprs := kids[*gen.ExpressionContext](ctx)
	if ctx.GetChildCount() == 1 {
		return b.plainArgument(exprs[0])
	}
	second := ctx.GetChild(1)
	if unit, ok := second.(*gen.UnitContext); ok {
		return b.period(b.expression(exprs[0]), unit, ctx)
	}
	p := pos(ctx)
	switch leaf(second).typ {
	case gen.EPLLexerCOLON:
		return b.colonArgument(ctx, exprs)
	case gen.EPLLexerLAMBDA, gen.EPLLexerARROW:
		params := b.params(b.loose(exprs[0]))
		return &ast.Lambda{Pos: p, Params: params, Body: b.expression(exprs[1])}
	case gen.EPLLexerASC:
		return &ast.Ordered{Pos: p, X: b.expression(exprs[0])}
	case gen.EPLLexerDESC:
		return &ast.Ordered{Pos: p, X: b.expression(exprs[0]), Desc: true}
	case gen.EPLLexerLAST:
		return &ast.CronDay{Pos: p, Kind: ast.LastDay, N: b.expression(exprs[0])}
	}
	return &ast.CronDay{Pos: p, Kind: ast.NearWeekday, N: b.expression(exprs[0])}
}

// plainArgument builds an expression; in a crontab the words for last days are no names.
func (b *builder) plainArgument(ctx *gen.ExpressionContext) ast.Expr {
	if !b.inCron {
		return b.loose(ctx)
	}
	e := b.expression(ctx)
	n, ok := simpleName(e)
	switch {
	case ok && strings.EqualFold(n, "last"):
		return &ast.CronDay{Pos: e.Position(), Kind: ast.LastDay}
	case ok && strings.EqualFold(n, "lastweekday"):
		return &ast.CronDay{Pos: e.Position(), Kind: ast.LastWeekday}
	}
	return e
}

// colonArgument builds `name: value`, or the range `low:high`.
func (b *builder) colonArgument(ctx *gen.ArgumentContext, exprs []*gen.ExpressionContext) ast.Expr {
	key := b.expression(exprs[0])
	unit := kid[*gen.UnitContext](ctx)
	n, ok := simpleName(key)
	if ok && !b.inCron {
		arg := &ast.NamedArg{Pos: pos(ctx), Name: n, Value: b.loose(exprs[1])}
		if unit != nil {
			arg.Value = b.period(arg.Value, unit, ctx)
		}
		return arg
	}
	if unit != nil {
		b.refuse(pos(unit), "a time unit cannot stand in a range")
	}
	return &ast.CronRange{Pos: pos(ctx), Low: key, High: b.expression(exprs[1])}
}
