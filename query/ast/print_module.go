package ast

// print writes one declaration or statement a line, each closed by a semicolon.
func (n *Module) print(p *printer) {
	if n.Name != "" {
		p.put("module ")
		p.dotted(n.Name)
		p.put(";\n")
	}
	for _, use := range n.Uses {
		p.put("uses ")
		p.dotted(use)
		p.put(";\n")
	}
	for _, imp := range n.Imports {
		p.put("import ")
		imp.print(p)
		p.put(";\n")
	}
	for _, s := range n.Statements {
		s.print(p)
		p.put(";\n")
	}
}

func (n *Import) print(p *printer) {
	p.dotted(n.Name)
	p.putIf(n.All, ".*")
}

// head prints what stands before the statement proper.
func (p *printer) head(h *Head) {
	for _, a := range h.Annotations {
		a.print(p)
		p.put(" ")
	}
	for _, e := range h.Expressions {
		e.print(p)
		p.put(" ")
	}
	if h.Context != "" {
		p.put("context ")
		p.name(h.Context)
		p.put(" ")
	}
}

func (n *Annotation) print(p *printer) {
	p.put("@")
	p.dottedWith(n.Name, isIdentifier)
	if len(n.Args) == 0 {
		return
	}
	p.put("(")
	for i := range n.Args {
		if i > 0 {
			p.comma()
		}
		if n.Args[i].Name != "" {
			p.name(n.Args[i].Name)
			p.put("=")
		}
		n.Args[i].Value.print(p)
	}
	p.put(")")
}

func (n *ExpressionDecl) print(p *printer) {
	p.put("expression ")
	p.name(n.Name)
	p.putIf(n.Alias, " alias for")
	p.put(" {")
	if len(n.Params) > 0 {
		p.params(n.Params)
	}
	n.Body.print(p)
	p.put("}")
}
