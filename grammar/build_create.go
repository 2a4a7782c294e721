package grammar

import (
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// createStatement builds any create statement.
func (b *builder) createStatement(ctx *gen.CreateStatementContext, h ast.Head) ast.Statement {
	kind := tok(ctx, gen.EPLLexerIDENT)
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.CreateWindowContext:
			return b.createWindow(c, h)
		case *gen.CreateTableContext:
			return b.createTable(c, h)
		case *gen.CreateContextContext:
			return b.createContext(c, h)
		case *gen.CreateDataflowContext:
			return b.createDataflow(c, h)
		case *gen.ExpressionDeclContext:
			return &ast.CreateExpression{Head: h, Decl: b.expressionDecl(c)}
		case *gen.CreateSchemaContext:
			return b.createSchema(c, h, kind)
		case *gen.CreateIndexContext:
			return b.createIndex(c, h, b.modifier(kind, "unique"))
		case *gen.CreateVariableContext:
			return b.createVariable(c, h, b.modifier(kind, "constant"))
		}
	}
	return nil
}

// modifier reports whether the word before the kind of object is there, and refuses others.
func (b *builder) modifier(t *token, want string) bool {
	if t != nil && !is(t, want) {
		b.refuse(t.pos(), "'%s' is not known here, expected '%s'", t.text, want)
	}
	return t != nil
}

// schemaKinds are the words that may stand before `schema`.
var schemaKinds = []string{"variant", "map", "objectarray", "json", "xml", "avro", "bean"}

// createSchema builds a schema. The word before `schema`, if any, and those behind the columns
// are plain names to the grammar; here they get their meaning.
func (b *builder) createSchema(
	ctx *gen.CreateSchemaContext, h ast.Head, kind *token,
) *ast.CreateSchema {
	n := &ast.CreateSchema{Head: h, Name: dotted(kid[*gen.DottedContext](ctx))}
	if kind != nil {
		n.Kind = b.oneOf(kind, schemaKinds)
	}
	for _, t := range kids[*gen.SchemaTypeContext](ctx) {
		if d := kid[*gen.DottedContext](t); d != nil {
			n.Types = append(n.Types, dotted(d))
		} else {
			n.Types = append(n.Types, "*")
		}
	}
	if list := kid[*gen.ColumnListContext](ctx); list != nil {
		n.HasColumns = true
		n.Columns = convert(list, b.column)
	}
	for _, q := range kids[*gen.SchemaQualifierContext](ctx) {
		b.schemaQualifier(n, q)
	}
	return n
}

// oneOf gives the word in lower case and reports it unless it is in the list.
func (b *builder) oneOf(t *token, words []string) string {
	for _, w := range words {
		if is(t, w) {
			return w
		}
	}
	err := b.refuse(t.pos(), "'%s' is not known here", t.text)
	for _, w := range words {
		err.Expected = append(err.Expected, "'"+w+"'")
	}
	if near := nearest(t.text, words); near != "" {
		err.Expected, err.Suggestion = nil, "did you mean '"+near+"'?"
	}
	return ""
}

// schemaQualifier reads `inherits A, B` and the like.
func (b *builder) schemaQualifier(n *ast.CreateSchema, ctx *gen.SchemaQualifierContext) {
	values := convert(ctx, func(d *gen.DottedContext) string { return dotted(d) })
	switch b.oneOf(first(ctx), []string{"inherits", "copyfrom", "starttimestamp", "endtimestamp"}) {
	case "inherits":
		n.Inherits = append(n.Inherits, values...)
	case "copyfrom":
		n.CopyFrom = append(n.CopyFrom, values...)
	case "starttimestamp":
		b.property(ctx, &n.StartTimestamp, values)
	case "endtimestamp":
		b.property(ctx, &n.EndTimestamp, values)
	}
}

// property takes in the one property of a qualifier that may stand once.
func (b *builder) property(ctx antlr.ParserRuleContext, field *string, values []string) {
	if *field != "" || len(values) > 1 {
		b.refuse(pos(ctx), "'%s' names one property", strings.ToLower(first(ctx).text))
	}
	*field = values[0]
}

// column builds `name type`, or `name null`, which has no type.
func (b *builder) column(ctx *gen.ColumnContext) *ast.Column {
	c := &ast.Column{Pos: pos(ctx), Name: nameIn(ctx)}
	if t := kid[*gen.TypeRefContext](ctx); t != nil {
		c.Type = b.typeRef(t)
	}
	return c
}

// createWindow builds a named window. Its columns come from a list, from a type, or from a select
// list over a type.
func (b *builder) createWindow(ctx *gen.CreateWindowContext, h ast.Head) ast.Statement {
	n := &ast.CreateWindow{
		Head: h, Name: name(kid[*gen.TypeWordContext](ctx)),
		Items: b.selectItems(ctx), Insert: has(ctx, gen.EPLLexerINSERT), InsertWhere: b.where(ctx),
	}
	n.Views = b.windowViews(ctx)
	for _, f := range kids[*gen.FromFlagContext](ctx) {
		switch first(f).typ {
		case gen.EPLLexerRETAIN_UNION:
			n.RetainUnion = true
		case gen.EPLLexerRETAIN_INTERSECTION:
			n.RetainIntersection = true
		default:
			b.refuse(pos(f), "a named window cannot be unidirectional")
		}
	}
	b.checkRetain(ctx, n.RetainUnion, n.RetainIntersection)
	if list := kid[*gen.ColumnListContext](ctx); list != nil {
		n.Columns = convert(list, b.column)
	}
	if d := kid[*gen.DottedContext](ctx); d != nil {
		n.Type = dotted(d)
	}
	return n
}

// windowViews builds the views of a named window, which the rule reads in line.
func (b *builder) windowViews(ctx *gen.CreateWindowContext) []*ast.View {
	var views []*ast.View
	for _, c := range ctx.GetChildren() {
		switch c := c.(type) {
		case *gen.NameContext:
			views = append(views, &ast.View{Pos: pos(c), Name: name(c)})
		case *gen.CallArgsContext:
			views[len(views)-1].Args = b.arguments(c)
		case *gen.OldViewContext:
			views = append(views, b.oldView(c))
		}
	}
	for _, v := range views {
		if (v.Namespace == "") != (views[0].Namespace == "") {
			b.refuse(v.Pos, "the notations '.win:time(5)' and '#time(5)' cannot be mixed")
		}
	}
	return views
}

// createTable builds a table.
func (b *builder) createTable(ctx *gen.CreateTableContext, h ast.Head) ast.Statement {
	return &ast.CreateTable{
		Head: h, Name: name(kid[*gen.TypeWordContext](ctx)),
		Columns: convert(ctx, b.tableColumn),
	}
}

// tableColumn builds a column: with brackets behind its type it is an aggregation.
func (b *builder) tableColumn(ctx *gen.TableColumnContext) *ast.TableColumn {
	typ := kid[*gen.DottedContext](ctx)
	params := kid[*gen.TypeParamsContext](ctx)
	c := &ast.TableColumn{
		Pos: pos(ctx), Name: nameIn(ctx),
		Annotations: convert(ctx, b.annotation), PrimaryKey: b.primaryKey(ctx),
	}
	args := kid[*gen.CallArgsContext](ctx)
	if args == nil {
		c.Type = &ast.TypeName{Pos: pos(typ), Name: dotted(typ), Params: b.typeParams(params)}
		b.dims(c.Type, kids[*gen.TypeDimsContext](ctx))
		return c
	}
	if params != nil {
		b.refuse(pos(params), "an aggregation has no type parameters")
	}
	if typ.GetChildCount() > 1 {
		b.refuse(pos(typ), "an aggregation is named by one word")
	}
	fn := name(typ)
	if lower := strings.ToLower(fn); functions[lower] {
		fn = lower
	}
	c.Aggregate = &ast.Chain{Pos: pos(typ), Elements: []ast.ChainElement{{
		Pos: pos(typ), Name: fn,
		IsCall: true, Distinct: has(args, gen.EPLLexerDISTINCT), Args: b.arguments(args),
	}}}
	return c
}

// primaryKey reads the words `primary key`.
func (b *builder) primaryKey(ctx *gen.TableColumnContext) bool {
	key := false
	want := []string{"primary", "key"}
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == gen.EPLLexerIDENT {
			if !is(t, want[0]) {
				b.refuse(t.pos(), "'%s' is not known here, expected 'primary key'", t.text)
				return true
			}
			key, want = true, want[1:]
		}
	}
	return key
}

// createIndex builds an index. Several expressions in parentheses make one column of a spatial
// index, so they are read as a tuple first.
func (b *builder) createIndex(ctx *gen.CreateIndexContext, h ast.Head, unique bool) ast.Statement {
	return &ast.CreateIndex{
		Head: h, Unique: unique, Name: nameIn(ctx),
		Target: dotted(kid[*gen.DottedContext](ctx)), Columns: convert(ctx, b.indexColumn),
	}
}

// indexColumn builds `expr kind(params)`.
func (b *builder) indexColumn(ctx *gen.IndexColumnContext) *ast.IndexColumn {
	c := &ast.IndexColumn{Pos: pos(ctx), Params: b.listIn(ctx)}
	e := b.loose(kid[*gen.ExpressionContext](ctx))
	if t, ok := e.(*ast.Tuple); ok {
		c.Exprs = t.Items
	} else {
		c.Exprs = []ast.Expr{e}
	}
	if kind := tok(ctx, gen.EPLLexerIDENT); kind != nil {
		c.Kind = word(kind)
	}
	return c
}

// createVariable builds `type name = init`.
func (b *builder) createVariable(
	ctx *gen.CreateVariableContext, h ast.Head, constant bool,
) ast.Statement {
	return &ast.CreateVariable{
		Head: h, Constant: constant, Type: b.typeIn(ctx),
		Name: nameIn(ctx), Init: b.optional(ctx),
	}
}
