package ast

func (n *CreateContext) print(p *printer) {
	p.head(&n.Head)
	p.put("create context ")
	p.name(n.Name)
	p.put(" ")
	n.Spec.print(p)
}

func (n *ContextKeyed) print(p *printer) {
	p.put("partition by ")
	list(p, n.Items)
	if len(n.Initiated) > 0 {
		p.put(" initiated by ")
		list(p, n.Initiated)
	}
	clause(p, " terminated by ", n.Terminated)
}

func (n *KeyedItem) print(p *printer) {
	list(p, n.Keys)
	p.put(" from ")
	n.Filter.print(p)
	p.alias(n.As)
}

func (n *ContextStartEnd) print(p *printer) {
	p.put("start ")
	n.Start.print(p)
	clause(p, " end ", n.End)
}

func (n *ContextInitiated) print(p *printer) {
	p.put("initiated by ")
	if n.HasDistinct {
		p.put("distinct")
		parens(p, n.Distinct)
		p.put(" ")
	}
	p.putIf(n.Now, "@now and ")
	n.Initiated.print(p)
	clause(p, " terminated by ", n.Terminated)
}

func (n *ContextCategory) print(p *printer) {
	list(p, n.Items)
	p.put(" from ")
	n.Filter.print(p)
}

func (n *CategoryItem) print(p *printer) {
	p.put("group by ")
	n.Cond.print(p)
	p.alias(n.Label)
}

func (n *ContextHash) print(p *printer) {
	p.put("coalesce by ")
	list(p, n.Items)
	p.put(" granularity ")
	n.Granularity.print(p)
	p.putIf(n.Preallocate, " preallocate")
}

func (n *HashItem) print(p *printer) {
	n.Hash.print(p)
	p.put(" from ")
	n.Filter.print(p)
}

func (n *ContextNested) print(p *printer) { list(p, n.Items) }

func (n *NestedContext) print(p *printer) {
	p.put("context ")
	p.name(n.Name)
	p.put(" ")
	n.Spec.print(p)
}

func (n *PointFilter) print(p *printer) {
	n.Filter.print(p)
	p.alias(n.As)
}

func (n *PointPattern) print(p *printer) {
	n.Pattern.print(p)
	p.putIf(n.Inclusive, " @inclusive")
	p.alias(n.As)
}

func (n *PointCrontab) print(p *printer) {
	list(p, n.Crontabs)
	p.alias(n.As)
}

func (n *PointAfter) print(p *printer) {
	p.put("after ")
	n.Period.print(p)
}

func (n *PointNow) print(p *printer) { p.put("@now") }
