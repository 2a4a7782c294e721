package grammar

import (
	"strings"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// matchRecognize builds the clause; its parts have their order in the grammar.
func (b *builder) matchRecognize(ctx *gen.MatchRecognizeContext) *ast.MatchRecognize {
	n := &ast.MatchRecognize{
		Pos:         pos(ctx),
		PartitionBy: b.listIn(ctx),
		Measures:    convert(ctx, b.measure),
		AllMatches:  has(ctx, gen.EPLLexerALL),
		Skip:        b.skipMode(ctx),
		Pattern:     b.rowAlternation(kid[*gen.RowAlternationContext](ctx)),
		Define:      convert(ctx, b.rowDefine),
	}
	if p := kid[*gen.TimePeriodContext](ctx); p != nil {
		n.Interval = &ast.RowInterval{
			Pos:          tok(ctx, gen.EPLLexerINTERVAL).pos(),
			Period:       b.timePeriod(p),
			OrTerminated: has(ctx, gen.EPLLexerTERMINATED),
		}
	}
	return n
}

// measure builds `expr as name`.
func (b *builder) measure(ctx *gen.MeasureContext) *ast.SelectItem {
	return &ast.SelectItem{Pos: pos(ctx), X: b.optional(ctx), As: alias(ctx)}
}

// rowDefine builds `V as cond`.
func (b *builder) rowDefine(ctx *gen.RowDefineContext) ast.RowDefine {
	return ast.RowDefine{Pos: pos(ctx), Variable: nameIn(ctx), Cond: b.optional(ctx)}
}

// skipMode reads the words behind `after`.
func (b *builder) skipMode(ctx *gen.MatchRecognizeContext) ast.SkipMode {
	after := tok(ctx, gen.EPLLexerAFTER)
	if after == nil {
		return ast.SkipDefault
	}
	words := convert(ctx, func(w *gen.SkipWordContext) string { return first(w).text })
	switch strings.ToLower(strings.Join(words, " ")) {
	case "match skip past last row":
		return ast.SkipPastLast
	case "match skip to next row":
		return ast.SkipToNextRow
	case "match skip to current row":
		return ast.SkipToCurrentRow
	}
	err := b.refuse(after.pos(), "'after %s' is not known", strings.Join(words, " "))
	err.Expected = []string{
		"'after match skip past last row'", "'... to next row'",
		"'... to current row'",
	}
	return ast.SkipDefault
}

// rowAlternation builds `a | b`. Grouping brackets leave no trace but the shape of the tree.
func (b *builder) rowAlternation(ctx *gen.RowAlternationContext) ast.RowRegex {
	parts := convert(ctx, b.rowConcat)
	if len(parts) == 1 {
		return parts[0]
	}
	return &ast.RowAlternation{Pos: pos(ctx), Parts: parts}
}

// rowConcat builds `a b`.
func (b *builder) rowConcat(ctx *gen.RowConcatContext) ast.RowRegex {
	parts := convert(ctx, b.rowPart)
	if len(parts) == 1 {
		return parts[0]
	}
	return &ast.RowConcat{Pos: pos(ctx), Parts: parts}
}

// rowPart builds a variable, a group or a permutation with its quantifier.
func (b *builder) rowPart(ctx *gen.RowPartContext) ast.RowRegex {
	var x ast.RowRegex
	switch first(ctx).typ {
	case gen.EPLLexerLPAREN:
		x = b.rowAlternation(kid[*gen.RowAlternationContext](ctx))
	case gen.EPLLexerPERMUTE:
		x = &ast.RowPermute{Pos: pos(ctx), Parts: convert(ctx, b.rowAlternation)}
	default:
		x = &ast.RowVariable{Pos: pos(ctx), Name: nameIn(ctx)}
	}
	if q := kid[*gen.RowQuantifierContext](ctx); q != nil {
		return b.rowRepeat(q, x)
	}
	return x
}

// rowRepeat builds a part with its quantifier.
func (b *builder) rowRepeat(ctx *gen.RowQuantifierContext, x ast.RowRegex) ast.RowRegex {
	n := &ast.RowRepeat{Pos: x.Position(), X: x, Reluctant: ctx.GetChildCount() == 2}
	switch first(ctx).typ {
	case gen.EPLLexerSTAR:
		n.Quantifier = ast.ZeroOrMore
	case gen.EPLLexerPLUS:
		n.Quantifier = ast.OneOrMore
	case gen.EPLLexerQUESTION:
		n.Quantifier = ast.ZeroOrOne
	default:
		n.Reluctant = false
		b.rowBounds(ctx, n)
	}
	return n
}

// rowBounds reads `{n}`, `{n,}`, `{,m}` or `{n,m}`.
func (b *builder) rowBounds(ctx *gen.RowQuantifierContext, n *ast.RowRepeat) {
	n.Quantifier = ast.Exactly
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == gen.EPLLexerCOMMA {
			n.Quantifier = ast.Bounded
		}
		e, ok := c.(*gen.ExpressionContext)
		switch {
		case !ok:
		case n.Quantifier == ast.Exactly:
			n.Min = b.expression(e)
		default:
			n.Max = b.expression(e)
		}
	}
	if n.Min == nil && n.Max == nil {
		b.refuse(pos(ctx), "a repetition needs a bound, such as {3} or {1,5}")
	}
}
