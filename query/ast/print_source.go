package ast

var joinNames = [...]string{
	CommaJoin: ", ", InnerJoin: " inner join ",
	LeftJoin: " left outer join ", RightJoin: " right outer join ", FullJoin: " full outer join ",
}

// from prints the clause unless it is empty.
func (p *printer) from(items []*FromItem) {
	for i, item := range items {
		if i == 0 {
			p.put(" from ")
		} else {
			p.put(joinNames[item.Join])
		}
		item.print(p)
	}
}

func (n *FromItem) print(p *printer) {
	n.Source.print(p)
	p.views(n.Views)
	p.alias(n.As)
	p.putIf(n.Unidirectional, " unidirectional")
	p.retain(n.RetainUnion, n.RetainIntersection)
	for i, pair := range n.On {
		p.put(pick(i == 0, " on ", " and "))
		pair.print(p)
	}
}

func (p *printer) retain(union, intersection bool) {
	p.putIf(union, " retain-union")
	p.putIf(intersection, " retain-intersection")
}

func (n *OnPair) print(p *printer) {
	n.Left.print(p)
	p.put(" = ")
	n.Right.print(p)
}

// views prints data windows. Both notations may not be mixed, and the parser sees to that.
func (p *printer) views(views []*View) {
	for _, v := range views {
		v.print(p)
	}
}

func (n *View) print(p *printer) {
	if n.Namespace != "" {
		p.put(".")
		p.name(n.Namespace)
		p.put(":")
		p.name(n.Name)
		parens(p, n.Args)
		return
	}
	p.put("#")
	p.name(n.Name)
	if len(n.Args) > 0 {
		parens(p, n.Args)
	}
}

func (n *FilterSource) print(p *printer) {
	p.typeName(n.EventType)
	if len(n.Filters) > 0 {
		parens(p, n.Filters)
	}
	for _, step := range n.Contained {
		step.print(p)
	}
}

func (n *ContainedStep) print(p *printer) {
	p.put("[")
	if len(n.Items) > 0 {
		p.put("select ")
		list(p, n.Items)
		p.put(" from ")
	}
	n.X.print(p)
	if n.Type != "" {
		p.put("@type(")
		p.dotted(n.Type)
		p.put(")")
	}
	p.alias(n.As)
	p.where(n.Where)
	p.put("]")
}

func (n *PatternSource) print(p *printer) {
	p.put("pattern ")
	for _, a := range n.Annotations {
		a.print(p)
		p.put(" ")
	}
	p.put("[")
	n.Pattern.print(p)
	p.put("]")
}

func (n *MethodSource) print(p *printer) {
	p.put("method:")
	p.dotted(n.Name)
	if n.IsCall {
		parens(p, n.Args)
	}
	if n.Type != "" {
		p.put(" @type(")
		p.dotted(n.Type)
		p.put(")")
	}
}

func (n *SQLSource) print(p *printer) {
	p.put("sql:")
	p.name(n.Database)
	p.put(" [")
	p.quote(n.Query)
	if n.Metadata != "" {
		p.put(" metadatasql ")
		p.quote(n.Metadata)
	}
	p.put("]")
}
