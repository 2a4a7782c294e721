package ast

import "strings"

func (n *Chain) print(p *printer) {
	if p.compact && n.printColumn(p) {
		return
	}
	if n.Root != nil {
		p.root(n.Root)
	}
	for i := range n.Elements {
		e := &n.Elements[i]
		switch {
		case e.Name == "":
		case i > 0 || n.Root != nil:
			p.put(".")
			p.member(e.Name)
		case isFunctionWord(e):
			p.put(e.Name)
		default:
			p.name(e.Name)
		}
		p.element(e)
	}
}

// printColumn prints the chains that column names show in a form of their own: the current time
// as a call, and a value out of a map, `tags('team')`, in single quotes unlike other strings.
func (n *Chain) printColumn(p *printer) bool {
	if n.Root != nil || len(n.Elements) != 1 {
		return false
	}
	e := &n.Elements[0]
	if e.Name == "current_timestamp" {
		p.put(e.Name, "()")
		return true
	}
	if !e.IsCall || len(e.Args) != 1 || len(e.Index) > 0 || e.Distinct {
		return false
	}
	key, ok := e.Args[0].(*Literal)
	if !ok || key.Kind != String {
		return false
	}
	p.put(e.Name, "(", (&Literal{Kind: String, Text: key.Text}).String(), ")")
	p.putIf(e.Dynamic, "?")
	return true
}

// isFunctionWord reports whether the first link of a chain is a reserved word that needs no
// back-ticks, because what follows tells it from the keyword.
func isFunctionWord(e *ChainElement) bool {
	switch strings.ToLower(e.Name) {
	case "cast", "exists", "instanceof", "typeof":
		return !e.IsCall
	case "istream":
		return e.IsCall && len(e.Args) == 0 && !e.Distinct
	}
	return false
}

// root prints what a chain hangs on. Whatever does not end in a bracket of its own gets a pair.
func (p *printer) root(e Expr) {
	switch e.(type) {
	case *ArrayLiteral, *ObjectLiteral, *Subquery, *Cast, *NewObject:
		e.print(p)
	default:
		p.put("(")
		e.print(p)
		p.put(")")
	}
}

// element prints what stands behind the name of a link.
func (p *printer) element(e *ChainElement) {
	if e.IsCall {
		p.put("(")
		p.putIf(e.Distinct, "distinct ")
		list(p, e.Args)
		p.put(")")
	}
	if len(e.Index) > 0 {
		p.put("[")
		list(p, e.Index)
		p.put("]")
	}
	p.putIf(e.Dynamic, "?")
}

func (n *NamedArg) print(p *printer) {
	p.name(n.Name)
	p.put(pick(p.compact, ":", ": "))
	n.Value.print(p)
}

func (n *Tuple) print(p *printer) { parens(p, n.Items) }

func (n *Ordered) print(p *printer) {
	n.X.print(p)
	p.put(pick(n.Desc, " desc", " asc"))
}

func (n *Star) print(p *printer) { p.put("*") }

func (n *StreamStar) print(p *printer) {
	p.name(n.Stream)
	p.put(".*")
}

func (n *CronStep) print(p *printer) {
	p.put("*/")
	n.Every.print(p)
}

func (n *CronRange) print(p *printer) {
	n.Low.print(p)
	p.put(":")
	n.High.print(p)
}

func (n *CronList) print(p *printer) {
	p.put("[")
	list(p, n.Items)
	p.put("]")
}

func (n *CronDay) print(p *printer) {
	if n.N != nil {
		n.N.print(p)
		p.put(" ")
	}
	p.put([...]string{LastDay: "last", LastWeekday: "lastweekday", NearWeekday: "weekday"}[n.Kind])
}

func (n *Crontab) print(p *printer) { parens(p, n.Fields) }

func (n *Cast) print(p *printer) {
	p.put("cast(")
	n.X.print(p)
	p.comma()
	n.Type.print(p)
	for _, a := range n.Args {
		p.comma()
		a.print(p)
	}
	p.put(")")
}

func (n *InstanceOf) print(p *printer) {
	p.put("instanceof(")
	n.X.print(p)
	for _, t := range n.Types {
		p.comma()
		t.print(p)
	}
	p.put(")")
}

func (n *TypeOf) print(p *printer) {
	p.put("typeof(")
	n.X.print(p)
	p.put(")")
}

func (n *PropertyExists) print(p *printer) {
	p.put("exists(")
	n.X.print(p)
	p.put(")")
}

func (n *Subquery) print(p *printer) { p.items(nil, n.Query) }

func (n *Exists) print(p *printer) {
	p.put("exists ")
	p.items(nil, n.Query)
}

// params prints the parameters of a lambda with the arrow.
func (p *printer) params(names []string) {
	if len(names) == 1 {
		p.name(names[0])
	} else {
		p.put("(")
		p.names(names)
		p.put(")")
	}
	p.put(" => ")
}

func (n *Lambda) print(p *printer) {
	p.params(n.Params)
	n.Body.print(p)
}

func (n *NewStruct) print(p *printer) {
	p.put("new {")
	for i := range n.Fields {
		if i > 0 {
			p.comma()
		}
		p.dotted(n.Fields[i].Name)
		if n.Fields[i].Value != nil {
			p.op("=")
			n.Fields[i].Value.print(p)
		}
	}
	p.put("}")
}

func (n *NewObject) print(p *printer) {
	p.put("new ")
	n.Type.print(p)
	parens(p, n.Args)
}

func (n *NewArray) print(p *printer) {
	p.put("new ")
	n.Type.print(p)
	for _, size := range n.Sizes {
		p.put("[")
		clause(p, "", size)
		p.put("]")
	}
	clause(p, " ", n.Items)
}

func (n *Substitution) print(p *printer) {
	p.put("?")
	if n.Name != "" {
		p.put(":")
		p.name(n.Name)
	}
	clause(p, ":", n.Type)
}

func (n *TypeName) print(p *printer) {
	if n.Name == "?" {
		p.put("?")
	} else {
		p.dotted(n.Name)
	}
	if len(n.Params) > 0 {
		p.put("<")
		list(p, n.Params)
		p.put(">")
	}
	for range n.Dims {
		p.put(pick(n.Primitive, "[primitive]", "[]"))
	}
}
