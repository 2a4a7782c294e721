package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// createDataflow builds a dataflow: schemas, then operators.
func (b *builder) createDataflow(ctx *gen.CreateDataflowContext, h ast.Head) ast.Statement {
	n := &ast.CreateDataflow{Head: h, Name: nameIn(ctx)}
	for _, part := range kids[*gen.DataflowPartContext](ctx) {
		schema := kid[*gen.CreateSchemaContext](part)
		if schema == nil {
			operator := kid[*gen.DataflowOperatorContext](part)
			n.Operators = append(n.Operators, b.dataflowOperator(operator))
			continue
		}
		if len(n.Operators) > 0 {
			b.refuse(pos(part), "schemas of a dataflow come before its operators")
		}
		n.Schemas = append(n.Schemas,
			b.createSchema(schema, b.head(part), tok(part, gen.EPLLexerIDENT)))
	}
	return n
}

// dataflowOperator builds `Name(in) -> out<T> {params}`.
func (b *builder) dataflowOperator(ctx *gen.DataflowOperatorContext) *ast.DataflowOperator {
	return &ast.DataflowOperator{
		Pos:         pos(ctx),
		Annotations: convert(ctx, b.annotation),
		Name:        nameOrSelect(ctx),
		Inputs:      convert(ctx, b.dataflowInput),
		Outputs:     convert(ctx, b.dataflowOutput),
		Params:      convert(ctx, b.dataflowParam),
	}
}

// nameOrSelect gives the name of a rule that may also be the keyword `select`.
func nameOrSelect(ctx antlr.Tree) string {
	if t := tok(ctx, gen.EPLLexerSELECT); t != nil {
		return t.text
	}
	return nameIn(ctx)
}

// dataflowInput builds `stream`, `stream as x` or `(stream, stream) as x`.
func (b *builder) dataflowInput(ctx *gen.DataflowInputContext) ast.DataflowInput {
	in := ast.DataflowInput{Pos: pos(ctx)}
	own := kids[*gen.NameContext](ctx)
	if list := kid[*gen.NameListContext](ctx); list != nil {
		in.Streams = names(list)
	} else {
		in.Streams = []string{name(own[0])}
		own = own[1:]
	}
	if len(own) > 0 {
		in.As = name(own[0])
	}
	return in
}

// dataflowOutput builds `stream` or `stream<Type>`.
func (b *builder) dataflowOutput(ctx *gen.DataflowOutputContext) ast.DataflowOutput {
	return ast.DataflowOutput{
		Pos: pos(ctx), Name: nameIn(ctx),
		Types: b.typeParams(kid[*gen.TypeParamsContext](ctx)),
	}
}

// dataflowParam builds `name: value`. A select in parentheses is a query of its own there, not a
// subquery that gives a value.
func (b *builder) dataflowParam(ctx *gen.DataflowParamContext) ast.DataflowParam {
	p := ast.DataflowParam{Pos: pos(ctx), Name: nameOrSelect(ctx), Value: b.optional(ctx)}
	if q, ok := p.Value.(*ast.Subquery); ok {
		p.Value, p.Query = nil, q.Query
	}
	return p
}
