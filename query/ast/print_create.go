package ast

func (n *CreateSchema) print(p *printer) {
	p.head(&n.Head)
	n.printBare(p)
}

// printBare prints the statement without what stands before it.
func (n *CreateSchema) printBare(p *printer) {
	p.put("create ")
	if n.Kind != "" {
		p.put(n.Kind, " ")
	}
	p.put("schema ")
	p.dotted(n.Name)
	if len(n.Types) > 0 {
		p.put(" as ")
		p.types(n.Types)
	}
	if n.HasColumns {
		p.put(" ")
		parens(p, n.Columns)
	}
	p.qualifier(" inherits ", n.Inherits)
	p.qualifier(" copyfrom ", n.CopyFrom)
	p.qualifier(" starttimestamp ", single(n.StartTimestamp))
	p.qualifier(" endtimestamp ", single(n.EndTimestamp))
}

// types prints the members of a variant, of which a star is one.
func (p *printer) types(types []string) {
	for i, t := range types {
		if i > 0 {
			p.comma()
		}
		if t == "*" {
			p.put(t)
		} else {
			p.dotted(t)
		}
	}
}

func (p *printer) qualifier(keyword string, names []string) {
	if len(names) > 0 {
		p.put(keyword)
		p.dottedList(names)
	}
}

// single makes a list of a name, empty for no name.
func single(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

func (n *Column) print(p *printer) {
	p.name(n.Name)
	if n.Type == nil {
		p.put(" null")
		return
	}
	p.put(" ")
	n.Type.print(p)
}

func (n *CreateWindow) print(p *printer) {
	p.head(&n.Head)
	p.put("create window ")
	p.typeName(n.Name)
	p.views(n.Views)
	p.retain(n.RetainUnion, n.RetainIntersection)
	p.put(" as ")
	if len(n.Items) > 0 {
		p.put("select ")
		list(p, n.Items)
		p.put(" from ")
	}
	if n.Type != "" {
		p.dotted(n.Type)
	} else {
		parens(p, n.Columns)
	}
	p.putIf(n.Insert, " insert")
	p.where(n.InsertWhere)
}

func (n *CreateTable) print(p *printer) {
	p.head(&n.Head)
	p.put("create table ")
	p.typeName(n.Name)
	p.put(" ")
	parens(p, n.Columns)
}

func (n *TableColumn) print(p *printer) {
	p.name(n.Name)
	clause(p, " ", n.Type)
	clause(p, " ", n.Aggregate)
	p.putIf(n.PrimaryKey, " primary key")
	for _, a := range n.Annotations {
		p.put(" ")
		a.print(p)
	}
}

func (n *CreateIndex) print(p *printer) {
	p.head(&n.Head)
	p.put(pick(n.Unique, "create unique index ", "create index "))
	p.name(n.Name)
	p.put(" on ")
	p.dotted(n.Target)
	p.put(" ")
	parens(p, n.Columns)
}

func (n *IndexColumn) print(p *printer) {
	if len(n.Exprs) == 1 {
		n.Exprs[0].print(p)
	} else {
		parens(p, n.Exprs)
	}
	if n.Kind != "" {
		p.put(" ")
		p.name(n.Kind)
	}
	if len(n.Params) > 0 {
		parens(p, n.Params)
	}
}

func (n *CreateVariable) print(p *printer) {
	p.head(&n.Head)
	p.put(pick(n.Constant, "create constant variable ", "create variable "))
	n.Type.print(p)
	p.put(" ")
	p.name(n.Name)
	clause(p, " = ", n.Init)
}

func (n *CreateExpression) print(p *printer) {
	p.head(&n.Head)
	p.put("create ")
	n.Decl.print(p)
}

func (n *CreateDataflow) print(p *printer) {
	p.head(&n.Head)
	p.put("create dataflow ")
	p.name(n.Name)
	for _, s := range n.Schemas {
		p.put(" ")
		s.printBare(p)
		p.put(",")
	}
	for _, o := range n.Operators {
		p.put(" ")
		o.print(p)
	}
}

func (n *DataflowOperator) print(p *printer) {
	for _, a := range n.Annotations {
		a.print(p)
		p.put(" ")
	}
	p.name(n.Name)
	p.inputs(n.Inputs)
	p.outputs(n.Outputs)
	p.put(" {")
	for i := range n.Params {
		p.put(pick(i > 0, ", ", ""))
		p.name(n.Params[i].Name)
		p.put(": ")
		if n.Params[i].Query != nil {
			p.items(nil, n.Params[i].Query)
		} else {
			n.Params[i].Value.print(p)
		}
	}
	p.put("}")
}

func (p *printer) inputs(inputs []DataflowInput) {
	if len(inputs) == 0 {
		return
	}
	p.put("(")
	for i := range inputs {
		p.put(pick(i > 0, ", ", ""))
		if len(inputs[i].Streams) == 1 {
			p.name(inputs[i].Streams[0])
		} else {
			p.columns(inputs[i].Streams)
		}
		p.alias(inputs[i].As)
	}
	p.put(")")
}

func (p *printer) outputs(outputs []DataflowOutput) {
	for i := range outputs {
		p.put(pick(i == 0, " -> ", ", "))
		p.name(outputs[i].Name)
		if len(outputs[i].Types) > 0 {
			p.put("<")
			list(p, outputs[i].Types)
			p.put(">")
		}
	}
}
