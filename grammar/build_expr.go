package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// expression builds any expression.
func (b *builder) expression(ctx *gen.ExpressionContext) ast.Expr {
	switch c := ctx.GetChild(0).(type) {
	case *gen.CaseExpressionContext:
		return b.caseExpr(c)
	case *gen.ConditionContext:
		return b.condition(c)
	}
	return nil
}

// expressionList builds the list, which may be absent.
func (b *builder) expressionList(ctx *gen.ExpressionListContext) []ast.Expr {
	if ctx == nil {
		return nil
	}
	return convert(ctx, b.expression)
}

// listIn builds the expression list that is a child of the rule, if there is one.
func (b *builder) listIn(ctx antlr.Tree) []ast.Expr {
	return b.expressionList(kid[*gen.ExpressionListContext](ctx))
}

// optional builds the expression that is a child of the rule, or returns nil.
func (b *builder) optional(ctx antlr.Tree) ast.Expr {
	if e := kid[*gen.ExpressionContext](ctx); e != nil {
		return b.expression(e)
	}
	return nil
}

// caseExpr builds a case expression, which is a flat list of keywords and expressions.
func (b *builder) caseExpr(ctx *gen.CaseExpressionContext) ast.Expr {
	n := &ast.Case{Pos: pos(ctx)}
	before := gen.EPLLexerCASE // the keyword before the expression at hand
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil {
			before = t.typ
			if before == gen.EPLLexerWHEN {
				n.Whens = append(n.Whens, ast.When{Pos: t.pos()})
			}
			continue
		}
		e := b.expression(c.(*gen.ExpressionContext))
		switch before {
		case gen.EPLLexerCASE:
			n.Operand = e
		case gen.EPLLexerWHEN:
			n.Whens[len(n.Whens)-1].Cond = e
		case gen.EPLLexerTHEN:
			n.Whens[len(n.Whens)-1].Result = e
		case gen.EPLLexerELSE:
			n.Else = e
		}
	}
	return n
}

// operation is an operator between two operands of a flat list.
type operation struct {
	typ int
	pos ast.Pos
}

// flat holds what one level of the grammar reads: operands with operators between them.
type flat struct {
	operands []ast.Expr
	ops      []operation
}

// fold joins neighbours whose operator belongs to one level of precedence, from the left.
func (f *flat) fold(level func(typ int) bool, join func(op operation, l, r ast.Expr) ast.Expr) {
	operands, ops := f.operands[:1], f.ops[:0]
	for i, op := range f.ops {
		last := len(operands) - 1
		if level(op.typ) {
			operands[last] = join(op, operands[last], f.operands[i+1])
			continue
		}
		operands = append(operands, f.operands[i+1])
		ops = append(ops, op)
	}
	f.operands, f.ops = operands, ops
}

// limit refuses chains of operators that would nest too deep.
func (b *builder) limit(p ast.Pos, operators int) {
	if operators > b.source.lim.MaxOperators {
		b.source.fail(p, CodeTooDeep, "more than %d operators in a row", b.source.lim.MaxOperators)
	}
}

// condition builds a list of predicates joined by or, and, and the bitwise operators, which
// bind tightest of them.
func (b *builder) condition(ctx *gen.ConditionContext) ast.Expr {
	children := ctx.GetChildren()
	if len(children) == 1 {
		return b.predicate(children[0].(*gen.PredicateContext))
	}
	var f flat
	bits := 0
	for _, c := range children {
		switch c := c.(type) {
		case *gen.PredicateContext:
			f.operands = append(f.operands, b.predicate(c))
		case *gen.LogicalOpContext:
			op := operation{first(c).typ, pos(c)}
			if isBitOp(op.typ) {
				bits++
			}
			f.ops = append(f.ops, op)
		}
	}
	b.limit(pos(ctx), bits)
	f.fold(isBitOp, joinBinary)
	f.fold(func(typ int) bool { return typ == gen.EPLLexerAND }, joinLogical)
	f.fold(func(int) bool { return true }, joinLogical)
	return f.operands[0]
}

// isBitOp reports whether the operator is one of the bitwise ones, which share a level.
func isBitOp(typ int) bool {
	return typ == gen.EPLLexerBITAND || typ == gen.EPLLexerBITOR || typ == gen.EPLLexerBITXOR
}

// joinLogical joins two operands by and or or, flattening operands of the same operator.
func joinLogical(op operation, l, r ast.Expr) ast.Expr {
	kind := ast.And
	if op.typ == gen.EPLLexerOR {
		kind = ast.Or
	}
	n, ok := l.(*ast.Logical)
	if !ok || n.Op != kind {
		n = &ast.Logical{Pos: l.Position(), Op: kind, Operands: []ast.Expr{l}}
	}
	if right, ok := r.(*ast.Logical); ok && right.Op == kind {
		n.Operands = append(n.Operands, right.Operands...)
	} else {
		n.Operands = append(n.Operands, r)
	}
	return n
}

var binaryOps = map[int]ast.BinaryOp{
	gen.EPLLexerPLUS: ast.Add, gen.EPLLexerMINUS: ast.Sub, gen.EPLLexerSTAR: ast.Mul,
	gen.EPLLexerSLASH: ast.Div, gen.EPLLexerPERCENT: ast.Mod, gen.EPLLexerCONCAT: ast.Concat,
	gen.EPLLexerBITAND: ast.BitAnd, gen.EPLLexerBITOR: ast.BitOr, gen.EPLLexerBITXOR: ast.BitXor,
}

// joinBinary joins two operands by an operator of symbols.
func joinBinary(op operation, l, r ast.Expr) ast.Expr {
	return &ast.Binary{Pos: l.Position(), Op: binaryOps[op.typ], Left: l, Right: r}
}

// sum builds a list of operands joined by arithmetic and concatenation.
func (b *builder) sum(ctx *gen.SumContext) ast.Expr {
	children := ctx.GetChildren()
	if len(children) == 1 {
		return b.unary(children[0].(*gen.UnaryContext))
	}
	var f flat
	for _, c := range children {
		switch c := c.(type) {
		case *gen.UnaryContext:
			f.operands = append(f.operands, b.unary(c))
		case *gen.SumOpContext:
			f.ops = append(f.ops, operation{first(c).typ, pos(c)})
		}
	}
	b.limit(pos(ctx), len(f.ops))
	f.fold(func(typ int) bool {
		return typ == gen.EPLLexerSTAR || typ == gen.EPLLexerSLASH || typ == gen.EPLLexerPERCENT
	}, joinBinary)
	f.fold(func(typ int) bool { return typ != gen.EPLLexerCONCAT }, joinBinary)
	f.fold(func(int) bool { return true }, joinBinary)
	return f.operands[0]
}

// unary builds an operand with its sign. The sign of a number belongs to the literal.
func (b *builder) unary(ctx *gen.UnaryContext) ast.Expr {
	sign := leaf(ctx.GetChild(0))
	p := kid[*gen.PrimaryContext](ctx)
	if sign == nil {
		return b.primary(p)
	}
	lit := kid[*gen.LiteralContext](p)
	if lit != nil && kid[*gen.NumberContext](lit) != nil {
		return b.signedLiteral(lit, sign)
	}
	if sign.typ == gen.EPLLexerPLUS {
		b.refuse(sign.pos(), "a sign '+' can stand before a number only")
		return b.primary(p)
	}
	switch first(p).typ {
	case gen.EPLLexerLPAREN:
		b.refuse(sign.pos(), "a sign '-' can stand before a number or a name only, not before '('").
			Suggestion = "write 0 - (...)"
	case gen.EPLLexerLCURLY, gen.EPLLexerNEW, gen.EPLLexerSTRING, gen.EPLLexerTRUE,
		gen.EPLLexerFALSE, gen.EPLLexerNULL:
		b.refuse(sign.pos(), "a sign '-' can stand before a number or a name only")
	}
	return &ast.Unary{Pos: sign.pos(), Op: ast.Minus, X: b.primary(p)}
}
