package grammar

import (
	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// createContext builds `create context C spec`, or several levels of contexts, outer first.
func (b *builder) createContext(ctx *gen.CreateContextContext, h ast.Head) ast.Statement {
	n := &ast.CreateContext{Head: h, Name: nameIn(ctx)}
	if spec := kid[*gen.ContextSpecContext](ctx); spec != nil {
		n.Spec = b.contextSpec(spec)
		return n
	}
	levels := convert(ctx, b.nestedContext)
	n.Spec = &ast.ContextNested{Pos: levels[0].Pos, Items: levels}
	return n
}

// nestedContext builds one level, `context C spec`.
func (b *builder) nestedContext(ctx *gen.NestedContextContext) *ast.NestedContext {
	return &ast.NestedContext{
		Pos: pos(ctx), Name: nameIn(ctx),
		Spec: b.contextSpec(kid[*gen.ContextSpecContext](ctx)),
	}
}

// contextSpec builds any kind of context but a nested one; its first keyword tells the kind.
func (b *builder) contextSpec(ctx *gen.ContextSpecContext) ast.ContextSpec {
	p := pos(ctx)
	switch first(ctx).typ {
	case gen.EPLLexerSTART:
		return b.startEnd(ctx)
	case gen.EPLLexerINITIATED:
		return b.initiated(ctx)
	case gen.EPLLexerPARTITION:
		return b.keyed(ctx)
	case gen.EPLLexerCOALESCE:
		return b.hashed(ctx)
	}
	return &ast.ContextCategory{
		Pos: p, Items: convert(ctx, b.categoryItem),
		Filter: b.filterIn(ctx),
	}
}

// categoryItem builds `group by cond as label`.
func (b *builder) categoryItem(ctx *gen.CategoryItemContext) *ast.CategoryItem {
	return &ast.CategoryItem{Pos: pos(ctx), Cond: b.optional(ctx), Label: nameIn(ctx)}
}

// startEnd builds `start point end point`. Without an end, a partition lives for ever.
func (b *builder) startEnd(ctx *gen.ContextSpecContext) ast.ContextSpec {
	points := convert(ctx, b.contextPoint)
	n := &ast.ContextStartEnd{Pos: pos(ctx), Start: points[0]}
	if len(points) > 1 {
		n.End = points[1]
		b.notNow(n.End)
	}
	return n
}

// initiated builds an overlapping context. `@now and x` reads as two points.
func (b *builder) initiated(ctx *gen.ContextSpecContext) ast.ContextSpec {
	n := &ast.ContextInitiated{
		Pos: pos(ctx), HasDistinct: has(ctx, gen.EPLLexerDISTINCT),
		Distinct: b.listIn(ctx),
	}
	points := convert(ctx, b.contextPoint)
	if has(ctx, gen.EPLLexerTERMINATED) {
		n.Terminated = points[len(points)-1]
		points = points[:len(points)-1]
		b.notNow(n.Terminated)
	}
	n.Initiated = points[0]
	if len(points) > 1 {
		n.Now, n.Initiated = true, points[1]
		if _, ok := points[0].(*ast.PointNow); !ok {
			b.refuse(points[0].Position(), "before 'and' only @now can stand")
		}
		b.notNow(points[1])
	}
	return n
}

// notNow refuses @now where it has no meaning.
func (b *builder) notNow(p ast.ContextPoint) {
	if _, ok := p.(*ast.PointNow); ok {
		b.refuse(p.Position(), "@now can stand only where a context starts")
	}
}

// keyed builds `partition by`. What initiates partitions must be events.
func (b *builder) keyed(ctx *gen.ContextSpecContext) ast.ContextSpec {
	n := &ast.ContextKeyed{Pos: pos(ctx), Items: convert(ctx, b.keyedItem)}
	ending := false
	for _, c := range ctx.GetChildren() {
		if t := leaf(c); t != nil && t.typ == gen.EPLLexerTERMINATED {
			ending = true
		}
		p, ok := c.(*gen.ContextPointContext)
		if !ok {
			continue
		}
		point := b.contextPoint(p)
		if ending {
			n.Terminated = point
			b.notNow(point)
			continue
		}
		filter, ok := point.(*ast.PointFilter)
		if !ok {
			b.refuse(point.Position(), "partitions can be initiated by events only")
			continue
		}
		n.Initiated = append(n.Initiated, filter)
	}
	return n
}

// keyedItem builds `a, b from Type as x`. The keys are read as chains, not as any expression, so
// that the word `and` between them is not taken for an operator.
func (b *builder) keyedItem(ctx *gen.KeyedItemContext) *ast.KeyedItem {
	return &ast.KeyedItem{
		Pos: pos(ctx), As: alias(ctx),
		Keys:   convert(ctx, func(c *gen.ChainContext) ast.Expr { return b.plainChain(c) }),
		Filter: b.filterIn(ctx),
	}
}

// hashed builds `coalesce by`, checking the words that the grammar reads as names.
func (b *builder) hashed(ctx *gen.ContextSpecContext) ast.ContextSpec {
	n := &ast.ContextHash{
		Pos: pos(ctx), Items: convert(ctx, b.hashItem),
		Granularity: b.signed(kid[*gen.SignedContext](ctx)),
	}
	want := "granularity"
	for _, c := range ctx.GetChildren() {
		t := leaf(c)
		if t == nil || t.typ != gen.EPLLexerIDENT {
			continue
		}
		if !is(t, want) {
			b.refuse(t.pos(), "'%s' is not known here, expected '%s'", t.text, want)
		}
		n.Preallocate = want == "preallocate"
		want = "preallocate"
	}
	return n
}

// hashItem builds `hash(key) from Type`.
func (b *builder) hashItem(ctx *gen.HashItemContext) *ast.HashItem {
	return &ast.HashItem{
		Pos: pos(ctx), Hash: b.plainChain(kid[*gen.ChainContext](ctx)),
		Filter: b.filterIn(ctx),
	}
}

// contextPoint builds where a partition begins or ends.
func (b *builder) contextPoint(ctx *gen.ContextPointContext) ast.ContextPoint {
	p := pos(ctx)
	switch c := ctx.GetChild(0).(type) {
	case *gen.PatternSourceContext:
		return &ast.PointPattern{
			Pos: p, Pattern: b.patternSource(c), As: alias(ctx),
			Inclusive: b.marker(kid[*gen.AnnotationContext](ctx), "inclusive"),
		}
	case *gen.CrontabContext:
		return &ast.PointCrontab{Pos: p, Crontabs: convert(ctx, b.crontab), As: alias(ctx)}
	case *gen.FilterSourceContext:
		return &ast.PointFilter{Pos: p, Filter: b.filterSource(c), As: alias(ctx)}
	}
	if period := kid[*gen.TimePeriodContext](ctx); period != nil {
		return &ast.PointAfter{Pos: p, Period: b.timePeriod(period)}
	}
	if w := first(kid[*gen.NameContext](ctx)); !is(w, "now") {
		b.refuse(p, "'@%s' is not known here, expected '@now'", w.text)
	}
	return &ast.PointNow{Pos: p}
}

// marker reports whether the annotation is there; any other one is refused.
func (b *builder) marker(ctx *gen.AnnotationContext, want string) bool {
	if ctx == nil {
		return false
	}
	a := b.annotation(ctx)
	if len(a.Args) > 0 || !is(first(kid[*gen.DottedContext](ctx)), want) {
		b.refuse(a.Pos, "only the annotation @%s can stand here", want)
	}
	return true
}
