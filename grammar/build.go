package grammar

import (
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// builder turns parse trees into syntax trees. It walks the children of a context itself, by
// their Go types; ANTLR's accessors go through interfaces and are slower.
type builder struct {
	source  *source
	unnamed int  // substitution parameters `?` so far in the statement
	inCron  bool // building the fields of a crontab
}

// begin starts a new statement.
func (b *builder) begin() {
	b.unnamed = 0
}

// kid returns the first child of a type, or nil.
func kid[T antlr.Tree](ctx antlr.Tree) T {
	for _, c := range ctx.GetChildren() {
		if t, ok := c.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// kids returns all children of a type.
func kids[T antlr.Tree](ctx antlr.Tree) []T {
	var list []T
	for _, c := range ctx.GetChildren() {
		if t, ok := c.(T); ok {
			list = append(list, t)
		}
	}
	return list
}

// convert builds a node of each child of a type.
func convert[C antlr.Tree, N any](ctx antlr.Tree, build func(C) N) []N {
	var list []N
	for _, c := range ctx.GetChildren() {
		if t, ok := c.(C); ok {
			list = append(list, build(t))
		}
	}
	return list
}

// leaf returns the token of a terminal child, or nil for a rule.
func leaf(t antlr.Tree) *token {
	if node, ok := t.(*antlr.TerminalNodeImpl); ok {
		return node.GetSymbol().(*token)
	}
	return nil
}

// tok returns the first token of a type among the children, or nil.
func tok(ctx antlr.Tree, typ int) *token {
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == typ {
			return t
		}
	}
	return nil
}

// has reports whether a token of a type is among the children.
func has(ctx antlr.Tree, typ int) bool { return tok(ctx, typ) != nil }

// first returns the token that a rule begins with.
func first(ctx antlr.ParserRuleContext) *token { return ctx.GetStart().(*token) }

// pos tells where a rule begins.
func pos(ctx antlr.ParserRuleContext) ast.Pos { return first(ctx).pos() }

// head makes the head of a statement or subquery that begins with the rule.
func (b *builder) head(ctx antlr.ParserRuleContext) ast.Head {
	return ast.Head{Pos: pos(ctx), Span: ast.Span{Start: first(ctx).offset, End: b.lastEnd(ctx)}}
}

// lastEnd is where the text of a rule ends.
func (b *builder) lastEnd(ctx antlr.ParserRuleContext) int {
	if last, ok := ctx.GetStop().(*token); ok && last != nil {
		return last.end
	}
	return first(ctx).end
}

// word gives the name that a token stands for: without back-ticks, `\.` as a dot.
func word(t *token) string {
	switch {
	case t.typ == gen.EPLLexerTICKED:
		return t.text[1 : len(t.text)-1]
	case strings.IndexByte(t.text, '\\') >= 0:
		return strings.ReplaceAll(t.text, `\.`, ".")
	default:
		return t.text
	}
}

// name gives the name that a rule of one name stands for: name, typeWord, bareName.
func name(ctx antlr.ParserRuleContext) string { return word(first(ctx)) }

// nameIn gives the first name among the children.
func nameIn(ctx antlr.Tree) string { return name(kid[*gen.NameContext](ctx)) }

// dotted joins the names of a dotted name: dotted, typeDotted.
func dotted(ctx antlr.ParserRuleContext) string {
	children := ctx.GetChildren()
	if len(children) == 1 {
		return name(ctx)
	}
	var sb strings.Builder
	for i := 0; i < len(children); i += 2 {
		if i > 0 {
			sb.WriteByte('.')
		}
		sb.WriteString(name(children[i].(antlr.ParserRuleContext)))
	}
	return sb.String()
}

// names gives the names of a list.
func names(ctx *gen.NameListContext) []string {
	if ctx == nil {
		return nil
	}
	return convert(ctx, func(n *gen.NameContext) string { return name(n) })
}

// alias gives the name behind `as`, with or without that word, or "".
func alias(ctx antlr.Tree) string {
	a := kid[*gen.AliasContext](ctx)
	if a == nil {
		return ""
	}
	children := a.GetChildren()
	return name(children[len(children)-1].(antlr.ParserRuleContext))
}

// is reports whether a token spells the word, in any case.
func is(t *token, word string) bool { return strings.EqualFold(t.text, word) }

// refuse reports that something was parsed which does not belong there.
func (b *builder) refuse(p ast.Pos, format string, args ...any) *SyntaxError {
	return b.source.fail(p, CodeSyntax, format, args...)
}
