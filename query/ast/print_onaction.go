package ast

func (n *OnTrigger) print(p *printer) {
	p.head(&n.Head)
	p.put("on ")
	n.Source.print(p)
	p.alias(n.As)
	p.put(" ")
	n.Action.print(p)
}

func (n *OnSelect) print(p *printer) {
	if n.Query.Insert != nil {
		n.Query.Insert.print(p)
		p.put(" ")
	}
	n.Query.printBody(p, pick(n.Delete, "select and delete ", "select "))
}

var splitOutputs = [...]string{
	SplitDefault: "", SplitFirst: " output first",
	SplitAll: " output all",
}

func (n *OnSplit) print(p *printer) {
	for i, b := range n.Branches {
		p.putIf(i > 0, " ")
		b.print(p)
	}
	p.put(splitOutputs[n.Output])
}

func (n *SplitBranch) print(p *printer) {
	clause(p, "", n.Insert)
	p.put(" select ")
	p.putIf(n.Distinct, "distinct ")
	list(p, n.Items)
	if len(n.Contained) > 0 {
		p.put(" from ")
		for _, step := range n.Contained {
			step.print(p)
		}
		p.alias(n.As)
	}
	p.where(n.Where)
}

// target prints a named window or table with its alias.
func (p *printer) target(verb, name, alias string) {
	p.put(verb)
	p.typeName(name)
	p.alias(alias)
}

// set prints the assignments with their where-clause.
func (p *printer) set(set []*Assignment, where Expr) {
	p.put(" set ")
	list(p, set)
	p.where(where)
}

func (n *OnDelete) print(p *printer) {
	p.target("delete from ", n.Target, n.As)
	p.where(n.Where)
}

func (n *OnUpdate) print(p *printer) {
	p.target("update ", n.Target, n.As)
	p.set(n.Set, n.Where)
}

func (n *OnSet) print(p *printer) {
	p.put("set ")
	list(p, n.Set)
}

func (n *OnMerge) print(p *printer) {
	p.target("merge ", n.Target, n.As)
	clause(p, " ", n.Insert)
	p.where(n.Where)
	for _, c := range n.Cases {
		p.put(" ")
		c.print(p)
	}
}

func (n *MergeCase) print(p *printer) {
	p.put(pick(n.Matched, "when matched", "when not matched"))
	clause(p, " and ", n.And)
	for _, a := range n.Actions {
		p.put(" then ")
		a.print(p)
	}
}

func (n *MergeInsert) print(p *printer) {
	p.put("insert")
	if n.Into != "" {
		p.put(" into ")
		p.dotted(n.Into)
	}
	p.columns(n.Columns)
	p.put(" select ")
	list(p, n.Items)
	p.where(n.Where)
}

func (n *MergeUpdate) print(p *printer) {
	p.put("update")
	p.set(n.Set, n.Where)
}

func (n *MergeDelete) print(p *printer) {
	p.put("delete")
	p.where(n.Where)
}

func (n *Assignment) print(p *printer) {
	if n.Target != nil {
		n.Target.print(p)
		p.put(" = ")
	}
	n.Value.print(p)
}

func (n *UpdateStream) print(p *printer) {
	p.head(&n.Head)
	p.target("update istream ", n.EventType, n.As)
	p.set(n.Set, n.Where)
}

func (n *Insert) print(p *printer) {
	p.head(&n.Head)
	n.Into.print(p)
	p.put(" values ")
	for i, row := range n.Rows {
		if i > 0 {
			p.comma()
		}
		parens(p, row)
	}
}

func (n *Update) print(p *printer) {
	p.head(&n.Head)
	p.target("update ", n.Target, n.As)
	p.set(n.Set, n.Where)
}

func (n *Delete) print(p *printer) {
	p.head(&n.Head)
	p.target("delete from ", n.Target, n.As)
	p.where(n.Where)
}
