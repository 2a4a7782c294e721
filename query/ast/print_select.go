package ast

var streamNames = [...]string{
	DefaultStream: "", IStream: "istream ", RStream: "rstream ",
	IRStream: "irstream ",
}

// String gives the selector as it is written, with a space behind it.
func (s StreamSelector) String() string { return streamNames[s] }

func (n *Select) print(p *printer) {
	p.head(&n.Head)
	if n.IntoTable != "" {
		p.put("into table ")
		p.typeName(n.IntoTable)
		p.put(" ")
	}
	if n.Insert != nil {
		n.Insert.print(p)
		p.put(" ")
	}
	n.printBody(p, "select ")
}

// printBody prints from the word `select` on.
func (n *Select) printBody(p *printer, keyword string) {
	p.put(keyword, n.Stream.String())
	p.putIf(n.Distinct, "distinct ")
	list(p, n.Items)
	p.from(n.From)
	clause(p, " ", n.Match)
	p.where(n.Where)
	if len(n.GroupBy) > 0 {
		p.put(" group by ")
		list(p, n.GroupBy)
	}
	if n.Having != nil {
		p.put(" having ")
		p.at(n.Having, precOr)
	}
	clause(p, " ", n.Output)
	if len(n.OrderBy) > 0 {
		p.put(" order by ")
		list(p, n.OrderBy)
	}
	clause(p, " ", n.Limit)
	if len(n.For) > 0 {
		p.put(" for ")
		list(p, n.For)
	}
}

// where prints the clause unless it is empty. A lone case needs parentheses there.
func (p *printer) where(e Expr) {
	if e != nil {
		p.put(" where ")
		p.at(e, precOr)
	}
}

func (n *InsertInto) print(p *printer) {
	p.put("insert ", n.Stream.String(), "into ")
	if n.Precedence != nil {
		p.put("event-precedence(")
		n.Precedence.print(p)
		p.put(") ")
	}
	p.dotted(n.Target)
	p.columns(n.Columns)
}

// columns prints a list of names in parentheses unless it is empty.
func (p *printer) columns(names []string) {
	if len(names) > 0 {
		p.put("(")
		p.names(names)
		p.put(")")
	}
}

func (n *SelectItem) print(p *printer) {
	n.X.print(p)
	clause(p, "", n.Annotation)
	p.alias(n.As)
}

// print writes the keys; one alone needs no parentheses.
func (n *GroupKeys) print(p *printer) {
	if len(n.Exprs) == 1 {
		n.Exprs[0].print(p)
		return
	}
	parens(p, n.Exprs)
}

func (n *Rollup) print(p *printer) {
	p.put(pick(n.Cube, "cube", "rollup"))
	parens(p, n.Items)
}

func (n *GroupingSets) print(p *printer) {
	p.put("grouping sets ")
	parens(p, n.Items)
}

func (n *OrderItem) print(p *printer) {
	n.X.print(p)
	p.putIf(n.Desc, " desc")
}

func (n *Limit) print(p *printer) {
	p.put("limit ")
	n.Rows.print(p)
	clause(p, " offset ", n.Offset)
}

func (n *ForItem) print(p *printer) {
	p.name(n.Name)
	if len(n.Args) > 0 {
		parens(p, n.Args)
	}
}
