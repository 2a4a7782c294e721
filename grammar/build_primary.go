package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// primary builds what operators join: literals, names, calls, brackets.
func (b *builder) primary(ctx *gen.PrimaryContext) ast.Expr {
	switch c := ctx.GetChild(0).(type) {
	case *gen.LiteralContext:
		return b.literal(c)
	case *gen.ChainContext:
		return b.chainOrStar(c)
	}
	switch first(ctx).typ {
	case gen.EPLLexerLPAREN:
		return b.bracketed(ctx)
	case gen.EPLLexerLCURLY:
		return b.tail(b.curly(ctx), ctx)
	case gen.EPLLexerQUESTION:
		return b.substitution(ctx)
	case gen.EPLLexerCAST:
		return b.tail(b.cast(ctx), ctx)
	case gen.EPLLexerEXISTS:
		if q := kid[*gen.SelectBodyContext](ctx); q != nil {
			return &ast.Exists{Pos: pos(ctx), Query: b.subquery(q)}
		}
		return &ast.PropertyExists{Pos: pos(ctx), X: b.optional(ctx)}
	case gen.EPLLexerINSTANCEOF:
		return &ast.InstanceOf{Pos: pos(ctx), X: b.optional(ctx), Types: convert(ctx, b.typeRef)}
	case gen.EPLLexerTYPEOF:
		return &ast.TypeOf{Pos: pos(ctx), X: b.optional(ctx)}
	}
	return b.newValue(kid[*gen.NewValueContext](ctx), pos(ctx))
}

// bracketed builds a subquery or an expression in parentheses. Lists in parentheses are read
// by the grammar too, because they may turn out to be a lambda's parameters; those come
// through loose instead.
func (b *builder) bracketed(ctx *gen.PrimaryContext) ast.Expr {
	if q := kid[*gen.SelectBodyContext](ctx); q != nil {
		return b.tail(&ast.Subquery{Pos: pos(ctx), Query: b.subquery(q)}, ctx)
	}
	items := b.listIn(ctx)
	if len(items) == 1 {
		return b.tail(items[0], ctx)
	}
	what := "a list"
	if len(items) == 0 {
		what = "an empty pair of brackets"
	}
	b.refuse(pos(ctx), "%s cannot stand here, expected one expression in brackets", what)
	return &ast.Tuple{Pos: pos(ctx), Items: items}
}

// loose builds an expression that may also be a list in parentheses, then a [ast.Tuple].
func (b *builder) loose(ctx *gen.ExpressionContext) ast.Expr {
	p := sole(ctx)
	if p == nil || first(p).typ != gen.EPLLexerLPAREN || kid[*gen.SelectBodyContext](p) != nil {
		return b.expression(ctx)
	}
	list := kid[*gen.ExpressionListContext](p)
	if list != nil && list.GetChildCount() == 1 || kid[*gen.ChainTailContext](p) != nil {
		return b.expression(ctx)
	}
	return &ast.Tuple{Pos: pos(p), Items: b.expressionList(list)}
}

// sole returns the primary that an expression consists of, or nil if it has operators.
func sole(ctx *gen.ExpressionContext) *gen.PrimaryContext {
	condition, ok := ctx.GetChild(0).(*gen.ConditionContext)
	if !ok || condition.GetChildCount() > 1 {
		return nil
	}
	predicate := condition.GetChild(0).(*gen.PredicateContext)
	if predicate.GetChildCount() > 1 {
		return nil
	}
	sum := predicate.GetChild(0).(*gen.SumContext)
	if sum.GetChildCount() > 1 {
		return nil
	}
	unary := sum.GetChild(0).(*gen.UnaryContext)
	if unary.GetChildCount() > 1 {
		return nil
	}
	return unary.GetChild(0).(*gen.PrimaryContext)
}

// curly builds `{1, 2}` or `{name: value}`.
func (b *builder) curly(ctx *gen.PrimaryContext) ast.Expr {
	items := kids[*gen.CurlyItemContext](ctx)
	named := 0
	for _, it := range items {
		if has(it, gen.EPLLexerCOLON) {
			named++
		}
	}
	if named == 0 {
		item := func(c *gen.CurlyItemContext) ast.Expr { return b.optional(c) }
		return &ast.ArrayLiteral{Pos: pos(ctx), Items: convert(ctx, item)}
	}
	if named < len(items) {
		b.refuse(pos(ctx), "items with and without a name cannot be mixed")
	}
	return &ast.ObjectLiteral{Pos: pos(ctx), Fields: convert(ctx, b.objectField)}
}

// objectField builds `name: value`; the name may be written as a string.
func (b *builder) objectField(ctx *gen.CurlyItemContext) ast.ObjectField {
	f := ast.ObjectField{Pos: pos(ctx)}
	parts := convert(ctx, b.expression)
	f.Value = parts[len(parts)-1]
	if lit, ok := parts[0].(*ast.Literal); ok && lit.Kind == ast.String {
		f.Name = lit.Text
		return f
	}
	f.Name = b.plainName(parts[0], "the name before ':'")
	return f
}

// plainName gives the name that an expression consists of, or reports an error.
func (b *builder) plainName(e ast.Expr, what string) string {
	if n, ok := simpleName(e); ok {
		return n
	}
	b.refuse(e.Position(), "%s must be a plain name", what)
	return ""
}

// simpleName reports whether the expression is one name and nothing else.
func simpleName(e ast.Expr) (string, bool) {
	c, ok := e.(*ast.Chain)
	if !ok || c.Root != nil || len(c.Elements) != 1 {
		return "", false
	}
	el := &c.Elements[0]
	return el.Name, !el.IsCall && len(el.Index) == 0 && !el.Dynamic
}

// params gives the parameters of a lambda, which were read as an expression.
func (b *builder) params(e ast.Expr) []string {
	const what = "a parameter before '=>'"
	list, ok := e.(*ast.Tuple)
	if !ok {
		return []string{b.plainName(e, what)}
	}
	var params []string
	for _, item := range list.Items {
		params = append(params, b.plainName(item, what))
	}
	return params
}

// cast builds `cast(x, type, dateformat: f)`.
func (b *builder) cast(ctx *gen.PrimaryContext) ast.Expr {
	n := &ast.Cast{Pos: pos(ctx), X: b.optional(ctx), Type: b.typeIn(ctx)}
	for _, a := range kids[*gen.ArgumentContext](ctx) {
		e := b.wholeArgument(a)
		if named, ok := e.(*ast.NamedArg); ok {
			n.Args = append(n.Args, named)
		} else {
			b.refuse(pos(a), "a further argument of cast must be named, such as dateformat: 'iso'")
		}
	}
	return n
}

// newValue builds what stands behind `new`.
func (b *builder) newValue(ctx *gen.NewValueContext, p ast.Pos) ast.Expr {
	what := kid[*gen.DottedContext](ctx)
	if what == nil {
		return &ast.NewStruct{Pos: p, Fields: convert(ctx, b.structField)}
	}
	typ := &ast.TypeName{Pos: pos(what), Name: dotted(what)}
	if has(ctx, gen.EPLLexerLPAREN) {
		return b.tail(&ast.NewObject{Pos: p, Type: typ, Args: b.listIn(ctx)}, ctx)
	}
	n := &ast.NewArray{Pos: p, Type: typ, Sizes: convert(ctx, func(d *gen.NewDimContext) ast.Expr {
		return b.optional(d)
	})}
	if open := tok(ctx, gen.EPLLexerLCURLY); open != nil {
		n.Items = &ast.ArrayLiteral{Pos: open.pos(), Items: convert(ctx, b.expression)}
	}
	return n
}

// structField builds `a = value`, or the short form `a`.
func (b *builder) structField(ctx *gen.StructFieldContext) ast.StructField {
	f := ast.StructField{Pos: pos(ctx), Value: b.optional(ctx)}
	for i, n := range kids[*gen.NameContext](ctx) {
		if i > 0 {
			f.Name += "."
		}
		f.Name += name(n)
	}
	return f
}

// typeRef builds the name of a type.
func (b *builder) typeRef(ctx *gen.TypeRefContext) *ast.TypeName {
	t := &ast.TypeName{Pos: pos(ctx), Name: dotted(kid[*gen.DottedContext](ctx))}
	t.Params = b.typeParams(kid[*gen.TypeParamsContext](ctx))
	b.dims(t, kids[*gen.TypeDimsContext](ctx))
	return t
}

// typeIn builds the name of a type that is a child of the rule.
func (b *builder) typeIn(ctx antlr.Tree) *ast.TypeName {
	return b.typeRef(kid[*gen.TypeRefContext](ctx))
}

// dims adds array dimensions to a type.
func (b *builder) dims(t *ast.TypeName, dims []*gen.TypeDimsContext) {
	t.Dims = len(dims)
	for i, d := range dims {
		w := tok(d, gen.EPLLexerIDENT)
		if w != nil && !is(w, "primitive") {
			b.refuse(w.pos(), "'%s' is not known here, expected 'primitive' or ']'", w.text)
		}
		if i > 0 && (w != nil) != t.Primitive {
			b.refuse(pos(d), "either all dimensions are [primitive] or none")
		}
		t.Primitive = w != nil
	}
}

// typeParams builds what stands in angle brackets. The grammar allows two levels only: a rule
// that calls itself there would nest without a bracket that the depth limit counts.
func (b *builder) typeParams(ctx *gen.TypeParamsContext) []*ast.TypeName {
	if ctx == nil {
		return nil
	}
	return convert(ctx, func(c *gen.TypeParamContext) *ast.TypeName {
		t := &ast.TypeName{Pos: pos(c), Name: "?"}
		for i, d := range kids[*gen.DottedContext](c) {
			if i == 0 {
				t.Name = dotted(d)
				continue
			}
			t.Params = append(t.Params, &ast.TypeName{Pos: pos(d), Name: dotted(d)})
		}
		b.dims(t, kids[*gen.TypeDimsContext](c))
		return t
	})
}
