package ast

var skipNames = [...]string{
	SkipDefault: "", SkipPastLast: " after match skip past last row",
	SkipToNextRow:    " after match skip to next row",
	SkipToCurrentRow: " after match skip to current row",
}

func (n *MatchRecognize) print(p *printer) {
	p.put("match_recognize (")
	if len(n.PartitionBy) > 0 {
		p.put("partition by ")
		list(p, n.PartitionBy)
		p.put(" ")
	}
	p.put("measures ")
	list(p, n.Measures)
	p.putIf(n.AllMatches, " all matches")
	p.put(skipNames[n.Skip], " pattern (")
	n.Pattern.print(p)
	p.put(")")
	clause(p, " ", n.Interval)
	for i := range n.Define {
		p.put(pick(i == 0, " define ", ", "))
		p.name(n.Define[i].Variable)
		p.put(" as ")
		n.Define[i].Cond.print(p)
	}
	p.put(")")
}

func (n *RowInterval) print(p *printer) {
	p.put("interval ")
	n.Period.print(p)
	p.putIf(n.OrTerminated, " or terminated")
}

func (n *RowVariable) print(p *printer) { p.name(n.Name) }

func (n *RowConcat) print(p *printer) {
	for i, part := range n.Parts {
		p.putIf(i > 0, " ")
		p.rowAt(part, isRowList(part))
	}
}

func (n *RowAlternation) print(p *printer) {
	for i, part := range n.Parts {
		p.putIf(i > 0, " | ")
		_, nested := part.(*RowAlternation)
		p.rowAt(part, nested)
	}
}

func (n *RowPermute) print(p *printer) {
	p.put("match_recognize_permute")
	parens(p, n.Parts)
}

func (n *RowRepeat) print(p *printer) {
	_, repeat := n.X.(*RowRepeat)
	p.rowAt(n.X, repeat || isRowList(n.X))
	switch n.Quantifier {
	case ZeroOrMore:
		p.put("*")
	case OneOrMore:
		p.put("+")
	case ZeroOrOne:
		p.put("?")
	case Exactly:
		p.put("{")
		n.Min.print(p)
		p.put("}")
	case Bounded:
		p.put("{")
		clause(p, "", n.Min)
		p.put(",")
		clause(p, "", n.Max)
		p.put("}")
	}
	p.putIf(n.Reluctant, "?")
}

// isRowList reports whether x has several parts side by side.
func isRowList(x RowRegex) bool {
	switch x.(type) {
	case *RowConcat, *RowAlternation:
		return true
	}
	return false
}

func (p *printer) rowAt(x RowRegex, grouped bool) {
	p.putIf(grouped, "(")
	x.print(p)
	p.putIf(grouped, ")")
}
