package ast

// Precedence of pattern operators, loosest first.
const (
	patFollowed = iota
	patOr
	patAnd
	patUntil
	patEvery
	patGuard
	patAtom
)

// patternAt prints a pattern as an operand: in parentheses if it binds looser than least.
func (p *printer) patternAt(x PatternExpr, least int) {
	if patternPrecedence(x) >= least {
		x.print(p)
		return
	}
	p.put("(")
	x.print(p)
	p.put(")")
}

func patternPrecedence(x PatternExpr) int {
	switch x := x.(type) {
	case *PatternFollowedBy:
		return patFollowed
	case *PatternLogical:
		if x.Op == Or {
			return patOr
		}
		return patAnd
	case *PatternRepeat:
		return patUntil
	case *PatternEvery, *PatternEveryDistinct, *PatternNot:
		return patEvery
	case *PatternGuard, *PatternWhile:
		return patGuard
	}
	return patAtom
}

func (n *PatternFilter) print(p *printer) {
	if n.Tag != "" {
		p.typeName(n.Tag)
		p.put("=")
	}
	n.Filter.print(p)
	p.putIf(n.Consume, "@consume")
	if n.Level != nil {
		p.put("(")
		n.Level.print(p)
		p.put(")")
	}
}

func (n *PatternObserver) print(p *printer) {
	p.typeName(n.Namespace)
	p.put(":")
	p.name(n.Name)
	parens(p, n.Args)
}

func (n *PatternFollowedBy) print(p *printer) {
	for i, step := range n.Steps {
		switch {
		case i == 0:
		case i-1 < len(n.Max) && n.Max[i-1] != nil:
			p.put(" -[")
			n.Max[i-1].print(p)
			p.put("]> ")
		default:
			p.put(" -> ")
		}
		p.patternAt(step, patOr)
	}
}

func (n *PatternLogical) print(p *printer) {
	for i, operand := range n.Operands {
		if i > 0 {
			p.put(" ", n.Op.String(), " ")
		}
		p.patternAt(operand, patternPrecedence(n)+1)
	}
}

// prefixed prints what stands behind every, not or every-distinct. A plain repetition needs no
// parentheses there, but what it repeats then must be tight, since it is read as one unit.
func (p *printer) prefixed(x PatternExpr) {
	repeat, ok := x.(*PatternRepeat)
	if !ok || repeat.Until != nil {
		p.patternAt(x, patEvery)
		return
	}
	repeat.bounds(p)
	p.patternAt(repeat.X, patEvery)
}

func (n *PatternEvery) print(p *printer) {
	p.put("every ")
	if _, again := n.X.(*PatternEvery); again { // `every every` is refused, parentheses make it clear
		p.patternAt(n.X, patGuard)
		return
	}
	p.prefixed(n.X)
}

func (n *PatternEveryDistinct) print(p *printer) {
	p.put("every-distinct")
	parens(p, n.Keys)
	p.put(" ")
	p.prefixed(n.X)
}

func (n *PatternNot) print(p *printer) {
	p.put("not ")
	p.prefixed(n.X)
}

// bounds prints `[n] `, `[n:m] ` or nothing.
func (n *PatternRepeat) bounds(p *printer) {
	if n.Low == nil && n.High == nil {
		return
	}
	p.put("[")
	clause(p, "", n.Low)
	p.putIf(!n.Exact, ":")
	clause(p, "", n.High)
	p.put("] ")
}

func (n *PatternRepeat) print(p *printer) {
	n.bounds(p)
	p.patternAt(n.X, patEvery)
	if n.Until != nil {
		p.put(" until ")
		p.patternAt(n.Until, patEvery)
	}
}

func (n *PatternGuard) print(p *printer) {
	p.patternAt(n.X, patGuard)
	p.put(" where ")
	p.name(n.Namespace)
	p.put(":")
	p.name(n.Name)
	parens(p, n.Args)
}

func (n *PatternWhile) print(p *printer) {
	p.patternAt(n.X, patGuard)
	p.put(" while (")
	n.Cond.print(p)
	p.put(")")
}
