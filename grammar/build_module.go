package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// buildDeclaration adds `module x`, `uses y` or `import z.*` to the module.
func (b *builder) buildDeclaration(m *ast.Module, ctx *gen.ModuleEndContext) {
	what := kid[*gen.DottedContext](ctx)
	text := dotted(what)
	all := tok(ctx, gen.EPLLexerDOTSTAR)
	if len(m.Statements) > 0 {
		b.refuse(pos(ctx), "'%s' must come before the first statement", first(ctx).text)
	}
	typ := first(ctx).typ
	if all != nil && typ != gen.EPLLexerIMPORT {
		b.refuse(all.pos(), "'.*' belongs to import only")
	}
	switch typ {
	case gen.EPLLexerMODULE:
		if m.Name != "" {
			b.refuse(pos(ctx), "the module has a name already")
		}
		m.Name = text
	case gen.EPLLexerUSES:
		m.Uses = append(m.Uses, text)
	default:
		m.Imports = append(m.Imports, &ast.Import{Pos: pos(what), Name: text, All: all != nil})
	}
}

// buildStatement builds any statement of a module.
func (b *builder) buildStatement(ctx *gen.StatementContext) ast.Statement {
	h := b.headOf(ctx)
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.SelectStatementContext:
			return b.selectStatement(c, h)
		case *gen.OnStatementContext:
			return b.onStatement(c, h)
		case *gen.UpdateStreamContext:
			return b.updateStream(c, h)
		case *gen.CreateStatementContext:
			return b.createStatement(c, h)
		}
	}
	return nil
}

// headOf builds what stands before the statement proper.
func (b *builder) headOf(ctx antlr.ParserRuleContext) ast.Head {
	h := b.head(ctx)
	prelude := kid[*gen.PreludeContext](ctx)
	h.Annotations = convert(prelude, b.annotation)
	h.Expressions = convert(prelude, b.expressionDecl)
	if n := kid[*gen.NameContext](prelude); n != nil {
		h.Context = name(n)
	}
	return h
}

// buildQuery builds an on-demand query.
func (b *builder) buildQuery(ctx *gen.QueryContext) ast.Statement {
	h := b.headOf(ctx)
	insert := kid[*gen.InsertTailContext](ctx)
	switch {
	case has(ctx, gen.EPLLexerVALUES):
		return &ast.Insert{
			Head: h, Into: b.insertInto(insert, tok(ctx, gen.EPLLexerINSERT)),
			Rows: convert(ctx, b.tupleRow),
		}
	case has(ctx, gen.EPLLexerUPDATE):
		target, as := b.target(ctx)
		return &ast.Update{
			Head: h, Target: target, As: as,
			Set: b.assignmentsIn(ctx), Where: b.where(ctx),
		}
	case has(ctx, gen.EPLLexerDELETE):
		target, as := b.target(ctx)
		return &ast.Delete{Head: h, Target: target, As: as, Where: b.where(ctx)}
	}
	sel := b.selectBody(kid[*gen.SelectBodyContext](ctx), h)
	if insert != nil {
		sel.Insert = b.insertInto(insert, tok(ctx, gen.EPLLexerINSERT))
	}
	return sel
}

// tupleRow builds one row of values.
func (b *builder) tupleRow(ctx *gen.TupleRowContext) []ast.Expr { return b.listIn(ctx) }

// annotation builds `@name(...)`.
func (b *builder) annotation(ctx *gen.AnnotationContext) *ast.Annotation {
	return &ast.Annotation{
		Pos: pos(ctx), Name: dotted(kid[*gen.DottedContext](ctx)),
		Args: convert(ctx, b.annotationArg),
	}
}

// annotationArg builds `value` or `name=value`. The name was read as a value too.
func (b *builder) annotationArg(ctx *gen.AnnotationArgContext) ast.AnnotationArg {
	values := kids[*gen.AnnotationValueContext](ctx)
	arg := ast.AnnotationArg{Pos: pos(ctx)}
	if len(values) == 2 {
		key := kid[*gen.DottedContext](values[0])
		if key == nil {
			b.refuse(pos(ctx), "the left side of '=' in an annotation must be a name")
			return arg
		}
		arg.Name = dotted(key)
	}
	arg.Value = b.annotationValue(values[len(values)-1])
	return arg
}

// annotationValue builds a value of an annotation. Names are constants or types, never expressions.
func (b *builder) annotationValue(ctx *gen.AnnotationValueContext) ast.Expr {
	switch c := ctx.GetChild(ctx.GetChildCount() - 1).(type) {
	case *gen.LiteralContext:
		return b.signedLiteral(c, first(ctx))
	case *gen.AnnotationContext:
		return b.annotation(c)
	case *gen.DottedContext:
		return namesChain(c)
	}
	if has(ctx, gen.EPLLexerSTAR) {
		return &ast.Star{Pos: pos(ctx)}
	}
	return &ast.ArrayLiteral{Pos: pos(ctx), Items: convert(ctx, b.annotationValue)}
}

// expressionDecl builds `expression f {(x, y) => body}` and `expression f alias for {body}`.
func (b *builder) expressionDecl(ctx *gen.ExpressionDeclContext) *ast.ExpressionDecl {
	d := &ast.ExpressionDecl{Pos: pos(ctx), Name: nameIn(ctx)}
	if w := tok(ctx, gen.EPLLexerIDENT); w != nil {
		d.Alias = true
		if !is(w, "alias") {
			b.refuse(w.pos(), "'%s' is not known here, expected 'alias for'", w.text)
		}
	}
	parts := kids[*gen.ExpressionContext](ctx)
	if len(parts) == 2 {
		d.Params = b.params(b.loose(parts[0]))
	}
	d.Body = b.expression(parts[len(parts)-1])
	return d
}
