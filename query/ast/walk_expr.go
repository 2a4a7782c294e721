package ast

func (n *TypeName) walk(v func(Node)) { each(v, n.Params) }

func (n *Chain) walk(v func(Node)) {
	one(v, n.Root)
	for i := range n.Elements {
		each(v, n.Elements[i].Args)
		each(v, n.Elements[i].Index)
	}
}

func (n *Unary) walk(v func(Node)) { one(v, n.X) }

func (n *Binary) walk(v func(Node)) {
	one(v, n.Left)
	one(v, n.Right)
}

func (n *Logical) walk(v func(Node)) { each(v, n.Operands) }

func (n *Compare) walk(v func(Node)) {
	one(v, n.Left)
	one(v, n.Right)
}

func (n *CompareSet) walk(v func(Node)) {
	one(v, n.Left)
	each(v, n.Items)
	one(v, n.Query)
}

func (n *Between) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Low)
	one(v, n.High)
}

func (n *InRange) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Low)
	one(v, n.High)
}

func (n *In) walk(v func(Node)) {
	one(v, n.X)
	each(v, n.Items)
	one(v, n.Query)
}

func (n *Like) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Pattern)
	one(v, n.Escape)
}

func (n *Case) walk(v func(Node)) {
	one(v, n.Operand)
	for i := range n.Whens {
		one(v, n.Whens[i].Cond)
		one(v, n.Whens[i].Result)
	}
	one(v, n.Else)
}

func (n *Cast) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Type)
	each(v, n.Args)
}

func (n *InstanceOf) walk(v func(Node)) {
	one(v, n.X)
	each(v, n.Types)
}

func (n *TypeOf) walk(v func(Node))         { one(v, n.X) }
func (n *PropertyExists) walk(v func(Node)) { one(v, n.X) }
func (n *Subquery) walk(v func(Node))       { one(v, n.Query) }
func (n *Exists) walk(v func(Node))         { one(v, n.Query) }
func (n *Lambda) walk(v func(Node))         { one(v, n.Body) }

func (n *NewStruct) walk(v func(Node)) {
	for i := range n.Fields {
		one(v, n.Fields[i].Value)
	}
}

func (n *NewObject) walk(v func(Node)) {
	one(v, n.Type)
	each(v, n.Args)
}

func (n *NewArray) walk(v func(Node)) {
	one(v, n.Type)
	each(v, n.Sizes)
	one(v, n.Items)
}

func (n *Substitution) walk(v func(Node)) { one(v, n.Type) }
func (n *Literal) walk(func(Node))        {}
func (n *ArrayLiteral) walk(v func(Node)) { each(v, n.Items) }

func (n *ObjectLiteral) walk(v func(Node)) {
	for i := range n.Fields {
		one(v, n.Fields[i].Value)
	}
}

func (n *TimePeriod) walk(v func(Node)) {
	for i := range n.Parts {
		one(v, n.Parts[i].Value)
	}
}

func (n *NamedArg) walk(v func(Node)) { one(v, n.Value) }
func (n *Tuple) walk(v func(Node))    { each(v, n.Items) }
func (n *Ordered) walk(v func(Node))  { one(v, n.X) }
func (n *Star) walk(func(Node))       {}
func (n *StreamStar) walk(func(Node)) {}
func (n *CronStep) walk(v func(Node)) { one(v, n.Every) }

func (n *CronRange) walk(v func(Node)) {
	one(v, n.Low)
	one(v, n.High)
}

func (n *CronList) walk(v func(Node)) { each(v, n.Items) }
func (n *CronDay) walk(v func(Node))  { one(v, n.N) }
func (n *Crontab) walk(v func(Node))  { each(v, n.Fields) }

func (n *Annotation) walk(v func(Node)) {
	for i := range n.Args {
		one(v, n.Args[i].Value)
	}
}

func (n *ExpressionDecl) walk(v func(Node)) { one(v, n.Body) }
