package ast

// Precedence of expressions, loosest first. A node printed where a tighter one is wanted gets
// parentheses.
const (
	precCase = iota
	precOr
	precAnd
	precBit
	precNot
	precEqual
	precRelation
	precConcat
	precAdd
	precMul
	precUnary
)

// at prints an expression as an operand: in parentheses if it binds looser than least.
func (p *printer) at(e Expr, least int) {
	if precedence(e) >= least {
		e.print(p)
		return
	}
	p.put("(")
	e.print(p)
	p.put(")")
}

// precedence tells how tightly the outermost operator of an expression binds.
func precedence(e Expr) int {
	switch e := e.(type) {
	case *Case, *Lambda, *NamedArg, *Ordered, *TimePeriod:
		return precCase
	case *Logical:
		if e.Op == Or {
			return precOr
		}
		return precAnd
	case *Binary:
		return binaryOps[e.Op].prec
	case *Unary:
		if e.Op == Not {
			return precNot
		}
		return precUnary
	case *Compare:
		return compareOps[e.Op].prec
	case *CompareSet:
		return compareOps[e.Op].prec
	case *Between, *InRange, *In, *Like:
		return precRelation
	}
	return precUnary
}

// opText is how an operator looks and binds.
type opText struct {
	text string
	prec int
}

var binaryOps = [...]opText{
	Add: {"+", precAdd}, Sub: {"-", precAdd},
	Mul: {"*", precMul}, Div: {"/", precMul}, Mod: {"%", precMul},
	Concat: {"||", precConcat},
	BitAnd: {"&", precBit}, BitOr: {"|", precBit}, BitXor: {"^", precBit},
}

var compareOps = [...]opText{
	Eq: {"=", precEqual}, Ne: {"!=", precEqual},
	Is: {"is", precEqual}, IsNot: {"is not", precEqual},
	Lt: {"<", precRelation}, Le: {"<=", precRelation},
	Gt: {">", precRelation}, Ge: {">=", precRelation},
}

// String gives the operator as it is written.
func (o BinaryOp) String() string { return binaryOps[o].text }

// String gives the operator as it is written.
func (o CompareOp) String() string { return compareOps[o].text }

// String gives the operator as it is written.
func (o LogicalOp) String() string {
	if o == Or {
		return "or"
	}
	return "and"
}

// String gives the quantifier as it is written.
func (q Quantifier) String() string { return [...]string{"any", "some", "all"}[q] }

// compareOp prints a comparison operator; words need their spaces in any mode.
func (p *printer) compareOp(o CompareOp) {
	if o == Is || o == IsNot {
		p.put(" ", o.String(), " ")
		return
	}
	p.op(o.String())
}

func (n *Unary) print(p *printer) {
	if n.Op == Not {
		p.put("not ")
		p.at(n.X, precEqual)
		return
	}
	p.put(pick(p.compact, "-1*", "-")) // Esper names -x as the product it makes of it
	p.at(n.X, precUnary)
}

func (n *Binary) print(p *printer) {
	prec := binaryOps[n.Op].prec
	p.at(n.Left, prec)
	p.op(n.Op.String())
	p.at(n.Right, prec+1)
}

func (n *Logical) print(p *printer) {
	prec := precedence(n) + 1
	for i, operand := range n.Operands {
		if i > 0 {
			p.put(" ", n.Op.String(), " ")
		}
		p.at(operand, prec)
	}
}

func (n *Compare) print(p *printer) {
	prec := compareOps[n.Op].prec
	p.at(n.Left, prec)
	p.compareOp(n.Op)
	p.at(n.Right, prec+1)
}

func (n *CompareSet) print(p *printer) {
	p.at(n.Left, compareOps[n.Op].prec)
	p.compareOp(n.Op)
	p.put(n.Quantifier.String(), " ")
	p.items(n.Items, n.Query)
}

// items prints a list in parentheses, or the subquery if there is one.
func (p *printer) items(items []Expr, query *Select) {
	if query == nil {
		parens(p, items)
		return
	}
	p.put("(")
	query.print(p)
	p.put(")")
}

func (p *printer) not(not bool) {
	p.putIf(not, " not")
}

func (n *Between) print(p *printer) {
	p.at(n.X, precRelation)
	p.not(n.Not)
	p.put(" between ")
	p.at(n.Low, precConcat)
	p.put(" and ")
	p.at(n.High, precConcat)
}

func (n *InRange) print(p *printer) {
	p.at(n.X, precRelation)
	p.not(n.Not)
	p.put(" in ", pick(n.LowOpen, "(", "["))
	n.Low.print(p)
	p.put(":")
	n.High.print(p)
	p.put(pick(n.HighOpen, ")", "]"))
}

func (n *In) print(p *printer) {
	p.at(n.X, precRelation)
	p.not(n.Not)
	p.put(" in ")
	p.items(n.Items, n.Query)
}

func (n *Like) print(p *printer) {
	p.at(n.X, precRelation)
	p.not(n.Not)
	p.put(pick(n.Regexp, " regexp ", " like "))
	p.at(n.Pattern, precConcat)
	if n.Escape != nil {
		p.put(" escape ")
		p.at(n.Escape, precConcat)
	}
}

func (n *Case) print(p *printer) {
	p.put("case")
	clause(p, " ", n.Operand)
	for i := range n.Whens {
		p.put(" when ")
		n.Whens[i].Cond.print(p)
		p.put(" then ")
		n.Whens[i].Result.print(p)
	}
	clause(p, " else ", n.Else)
	p.put(" end")
}

// pick chooses between two texts.
func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}
