package grammar

import (
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// fromList builds the from-clause. Streams are joined by commas alone or by join words alone.
func (b *builder) fromList(ctx *gen.FromListContext) []*ast.FromItem {
	var items []*ast.FromItem
	commas, joins := 0, 0
	kind := ast.CommaJoin
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.FromItemContext:
			item := b.fromItem(c)
			item.Join, kind = kind, ast.CommaJoin
			items = append(items, item)
		case *gen.JoinKindContext:
			kind = joinKind(c)
			joins++
		case *gen.OnPairContext:
			last := items[len(items)-1]
			last.On = append(last.On, b.onPair(c))
		default:
			if leaf(c).typ == gen.EPLLexerCOMMA {
				commas++
			}
		}
	}
	if commas > 0 && joins > 0 {
		b.refuse(pos(ctx), "streams are joined either by commas or by 'join ... on', not by both")
	}
	return items
}

// joinKind gives the kind of join; `outer join` alone is a full one.
func joinKind(ctx *gen.JoinKindContext) ast.JoinKind {
	switch first(ctx).typ {
	case gen.EPLLexerLEFT:
		return ast.LeftJoin
	case gen.EPLLexerRIGHT:
		return ast.RightJoin
	case gen.EPLLexerFULL, gen.EPLLexerOUTER:
		return ast.FullJoin
	}
	return ast.InnerJoin
}

// onPair builds `a.x = b.y`.
func (b *builder) onPair(ctx *gen.OnPairContext) *ast.OnPair {
	sides := convert(ctx, b.plainChain)
	return &ast.OnPair{Pos: pos(ctx), Left: sides[0], Right: sides[1]}
}

// fromItem builds a stream with its windows, alias and flags.
func (b *builder) fromItem(ctx *gen.FromItemContext) *ast.FromItem {
	item := &ast.FromItem{Pos: pos(ctx), As: alias(ctx)}
	item.Source, item.Views = b.source1(kid[*gen.SourceContext](ctx))
	views := convert(ctx, b.view)
	if len(item.Views) > 0 && len(views) > 0 {
		b.refuse(views[0].Pos, "the notations '.win:time(5)' and '#time(5)' cannot be mixed")
	}
	item.Views = append(item.Views, views...)
	for _, f := range kids[*gen.FromFlagContext](ctx) {
		switch first(f).typ {
		case gen.EPLLexerUNIDIRECTIONAL:
			item.Unidirectional = true
		case gen.EPLLexerRETAIN_UNION:
			item.RetainUnion = true
		default:
			item.RetainIntersection = true
		}
	}
	b.checkRetain(ctx, item.RetainUnion, item.RetainIntersection)
	return item
}

// checkRetain refuses the two ways to combine windows side by side.
func (b *builder) checkRetain(ctx antlr.ParserRuleContext, union, intersection bool) {
	if union && intersection {
		b.refuse(pos(ctx), "retain-union and retain-intersection exclude each other")
	}
}

// view builds a view in the notation `#time(5)`.
func (b *builder) view(ctx *gen.ViewContext) *ast.View {
	return &ast.View{
		Pos: pos(ctx), Name: nameIn(ctx),
		Args: b.argumentsIn(ctx),
	}
}

// oldView builds a view in the notation `.win:time(5)`.
func (b *builder) oldView(ctx *gen.OldViewContext) *ast.View {
	parts := convert(ctx, func(n *gen.NameContext) string { return name(n) })
	return &ast.View{
		Pos: pos(ctx), Namespace: parts[0], Name: parts[1],
		Args: b.argumentsIn(ctx),
	}
}

// source1 builds a source, and the views in the old notation that the same rule reads.
func (b *builder) source1(ctx *gen.SourceContext) (ast.Source, []*ast.View) {
	views := convert(ctx, b.oldView)
	switch first(ctx).typ {
	case gen.EPLLexerPATTERN:
		return b.patternSource(kid[*gen.PatternSourceContext](ctx)), views
	case gen.EPLLexerMETHOD:
		return b.methodSource(ctx), nil
	case gen.EPLLexerSQL:
		return b.sqlSource(ctx), nil
	}
	typ := kid[*gen.TypeDottedContext](ctx)
	src := &ast.FilterSource{
		Pos: pos(ctx), EventType: dotted(typ),
		Filters: b.filters(ctx), Contained: convert(ctx, b.contained),
	}
	if args := kid[*gen.CallArgsContext](ctx); args != nil {
		// `Type.win:time(5)`: the last name was the namespace of the first view
		v := &ast.View{Pos: pos(typ), Name: nameIn(ctx), Args: b.arguments(args)}
		src.EventType, v.Namespace = b.splitType(typ)
		views = append([]*ast.View{v}, views...)
	}
	return src, views
}

// splitType cuts the last name off a dotted name.
func (b *builder) splitType(ctx *gen.TypeDottedContext) (typ, last string) {
	children := ctx.GetChildren()
	if len(children) < 3 {
		b.refuse(pos(ctx), "'%s:' is not known as a source of events", first(ctx).text)
		return dotted(ctx), ""
	}
	last = name(children[len(children)-1].(antlr.ParserRuleContext))
	return strings.TrimSuffix(dotted(ctx), "."+last), last
}

// filters builds the filter expressions of a rule.
func (b *builder) filters(ctx antlr.Tree) []ast.Expr {
	if args := kid[*gen.FilterArgsContext](ctx); args != nil {
		return b.listIn(args)
	}
	return nil
}

// filterIn builds the filter that is a child of the rule.
func (b *builder) filterIn(ctx antlr.Tree) *ast.FilterSource {
	return b.filterSource(kid[*gen.FilterSourceContext](ctx))
}

// filterSource builds `Type(filters)[contained]`.
func (b *builder) filterSource(ctx *gen.FilterSourceContext) *ast.FilterSource {
	return &ast.FilterSource{
		Pos: pos(ctx), EventType: dotted(kid[*gen.TypeDottedContext](ctx)),
		Filters: b.filters(ctx), Contained: convert(ctx, b.contained),
	}
}

// contained builds a step into contained events.
func (b *builder) contained(ctx *gen.ContainedContext) *ast.ContainedStep {
	return &ast.ContainedStep{
		Pos: pos(ctx), Items: b.selectItems(ctx), X: b.optional(ctx),
		Type: b.typeAnnotation(ctx), As: alias(ctx), Where: b.where(ctx),
	}
}

// typeAnnotation gives X of the annotation @type(X) of a rule, or "".
func (b *builder) typeAnnotation(ctx antlr.Tree) string {
	ctx2 := kid[*gen.AnnotationContext](ctx)
	if ctx2 == nil {
		return ""
	}
	a := b.annotation(ctx2)
	if strings.EqualFold(a.Name, "type") && len(a.Args) == 1 {
		switch v := a.Args[0].Value.(type) {
		case *ast.Chain:
			return dotted(kid[*gen.DottedContext](kid[*gen.AnnotationValueContext](
				kid[*gen.AnnotationArgContext](ctx2))))
		case *ast.Literal:
			if v.Kind == ast.String && v.Text != "" {
				return v.Text
			}
		}
	}
	b.refuse(a.Pos, "only the annotation @type(name) can stand here")
	return ""
}

// methodSource builds `method:Class.rows(args)`.
func (b *builder) methodSource(ctx *gen.SourceContext) ast.Source {
	return &ast.MethodSource{
		Pos: pos(ctx), Name: dotted(kid[*gen.DottedContext](ctx)),
		IsCall: has(ctx, gen.EPLLexerLPAREN), Args: b.listIn(ctx), Type: b.typeAnnotation(ctx),
	}
}

// sqlSource builds `sql:db [query]`. The query is passed on as it is.
func (b *builder) sqlSource(ctx *gen.SourceContext) ast.Source {
	src := &ast.SQLSource{Pos: pos(ctx), Database: nameIn(ctx)}
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == gen.EPLLexerSTRING {
			if src.Query == "" {
				src.Query = b.unquote(t)
			} else {
				src.Metadata = b.unquote(t)
			}
		}
	}
	if src.Query == "" {
		b.refuse(src.Pos, "the query of a database source is empty")
	}
	return src
}

// trigger builds the source of an on-statement.
func (b *builder) trigger(ctx *gen.TriggerContext) ast.Source {
	if p := kid[*gen.PatternSourceContext](ctx); p != nil {
		return b.patternSource(p)
	}
	return b.filterIn(ctx)
}

// patternSource builds `pattern [...]`.
func (b *builder) patternSource(ctx *gen.PatternSourceContext) *ast.PatternSource {
	return &ast.PatternSource{
		Pos: pos(ctx), Annotations: convert(ctx, b.annotation),
		Pattern: b.pattern(kid[*gen.PatternContext](ctx)),
	}
}
