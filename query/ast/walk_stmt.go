package ast

func (n *Module) walk(v func(Node)) {
	each(v, n.Imports)
	each(v, n.Statements)
}

func (n *Import) walk(func(Node)) {}

// walkHead visits the parts that stand before the statement proper.
func (h *Head) walkHead(v func(Node)) {
	each(v, h.Annotations)
	each(v, h.Expressions)
}

func (n *Select) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Insert)
	each(v, n.Items)
	each(v, n.From)
	one(v, n.Match)
	one(v, n.Where)
	each(v, n.GroupBy)
	one(v, n.Having)
	one(v, n.Output)
	each(v, n.OrderBy)
	one(v, n.Limit)
	each(v, n.For)
}

func (n *InsertInto) walk(v func(Node)) { one(v, n.Precedence) }

func (n *SelectItem) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Annotation)
}

func (n *GroupKeys) walk(v func(Node))    { each(v, n.Exprs) }
func (n *Rollup) walk(v func(Node))       { each(v, n.Items) }
func (n *GroupingSets) walk(v func(Node)) { each(v, n.Items) }
func (n *OrderItem) walk(v func(Node))    { one(v, n.X) }

func (n *Limit) walk(v func(Node)) {
	one(v, n.Rows)
	one(v, n.Offset)
}

func (n *ForItem) walk(v func(Node)) { each(v, n.Args) }

func (n *Output) walk(v func(Node)) {
	one(v, n.After)
	one(v, n.Every)
	one(v, n.At)
	one(v, n.When)
	each(v, n.Then)
	one(v, n.Terminated)
}

func (n *OutputTerminated) walk(v func(Node)) {
	one(v, n.And)
	each(v, n.Then)
}

func (n *OnTrigger) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Source)
	one(v, n.Action)
}

func (n *OnSelect) walk(v func(Node)) { one(v, n.Query) }
func (n *OnSplit) walk(v func(Node))  { each(v, n.Branches) }

func (n *SplitBranch) walk(v func(Node)) {
	one(v, n.Insert)
	each(v, n.Items)
	each(v, n.Contained)
	one(v, n.Where)
}

func (n *OnDelete) walk(v func(Node)) { one(v, n.Where) }

func (n *OnUpdate) walk(v func(Node)) {
	each(v, n.Set)
	one(v, n.Where)
}

func (n *OnSet) walk(v func(Node)) { each(v, n.Set) }

func (n *OnMerge) walk(v func(Node)) {
	one(v, n.Where)
	each(v, n.Cases)
	one(v, n.Insert)
}

func (n *MergeCase) walk(v func(Node)) {
	one(v, n.And)
	each(v, n.Actions)
}

func (n *MergeInsert) walk(v func(Node)) {
	each(v, n.Items)
	one(v, n.Where)
}

func (n *MergeUpdate) walk(v func(Node)) {
	each(v, n.Set)
	one(v, n.Where)
}

func (n *MergeDelete) walk(v func(Node)) { one(v, n.Where) }

func (n *Assignment) walk(v func(Node)) {
	one(v, n.Target)
	one(v, n.Value)
}

func (n *UpdateStream) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Set)
	one(v, n.Where)
}

func (n *Insert) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Into)
	for _, row := range n.Rows {
		each(v, row)
	}
}

func (n *Update) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Set)
	one(v, n.Where)
}

func (n *Delete) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Where)
}

func (n *CreateSchema) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Columns)
}

func (n *Column) walk(v func(Node)) { one(v, n.Type) }

func (n *CreateWindow) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Views)
	each(v, n.Columns)
	each(v, n.Items)
	one(v, n.InsertWhere)
}

func (n *CreateTable) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Columns)
}

func (n *TableColumn) walk(v func(Node)) {
	one(v, n.Type)
	one(v, n.Aggregate)
	each(v, n.Annotations)
}

func (n *CreateIndex) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Columns)
}

func (n *IndexColumn) walk(v func(Node)) {
	each(v, n.Exprs)
	each(v, n.Params)
}

func (n *CreateVariable) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Type)
	one(v, n.Init)
}

func (n *CreateExpression) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Decl)
}

func (n *CreateDataflow) walk(v func(Node)) {
	n.walkHead(v)
	each(v, n.Schemas)
	each(v, n.Operators)
}

func (n *DataflowOperator) walk(v func(Node)) {
	each(v, n.Annotations)
	for i := range n.Outputs {
		each(v, n.Outputs[i].Types)
	}
	for i := range n.Params {
		one(v, n.Params[i].Value)
		one(v, n.Params[i].Query)
	}
}
