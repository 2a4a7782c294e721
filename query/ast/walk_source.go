package ast

func (n *FromItem) walk(v func(Node)) {
	one(v, n.Source)
	each(v, n.Views)
	each(v, n.On)
}

func (n *OnPair) walk(v func(Node)) {
	one(v, n.Left)
	one(v, n.Right)
}

func (n *View) walk(v func(Node)) { each(v, n.Args) }

func (n *FilterSource) walk(v func(Node)) {
	each(v, n.Filters)
	each(v, n.Contained)
}

func (n *ContainedStep) walk(v func(Node)) {
	each(v, n.Items)
	one(v, n.X)
	one(v, n.Where)
}

func (n *PatternSource) walk(v func(Node)) {
	each(v, n.Annotations)
	one(v, n.Pattern)
}

func (n *MethodSource) walk(v func(Node)) { each(v, n.Args) }
func (n *SQLSource) walk(func(Node))      {}

func (n *PatternFilter) walk(v func(Node)) {
	one(v, n.Filter)
	one(v, n.Level)
}

func (n *PatternObserver) walk(v func(Node)) { each(v, n.Args) }

func (n *PatternFollowedBy) walk(v func(Node)) {
	for i, step := range n.Steps {
		if i > 0 && i-1 < len(n.Max) {
			one(v, n.Max[i-1])
		}
		one(v, step)
	}
}

func (n *PatternLogical) walk(v func(Node)) { each(v, n.Operands) }
func (n *PatternEvery) walk(v func(Node))   { one(v, n.X) }

func (n *PatternEveryDistinct) walk(v func(Node)) {
	each(v, n.Keys)
	one(v, n.X)
}

func (n *PatternNot) walk(v func(Node)) { one(v, n.X) }

func (n *PatternRepeat) walk(v func(Node)) {
	one(v, n.Low)
	one(v, n.High)
	one(v, n.X)
	one(v, n.Until)
}

func (n *PatternGuard) walk(v func(Node)) {
	one(v, n.X)
	each(v, n.Args)
}

func (n *PatternWhile) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Cond)
}

func (n *MatchRecognize) walk(v func(Node)) {
	each(v, n.PartitionBy)
	each(v, n.Measures)
	one(v, n.Pattern)
	one(v, n.Interval)
	for i := range n.Define {
		one(v, n.Define[i].Cond)
	}
}

func (n *RowInterval) walk(v func(Node))    { one(v, n.Period) }
func (n *RowVariable) walk(func(Node))      {}
func (n *RowConcat) walk(v func(Node))      { each(v, n.Parts) }
func (n *RowAlternation) walk(v func(Node)) { each(v, n.Parts) }
func (n *RowPermute) walk(v func(Node))     { each(v, n.Parts) }

func (n *RowRepeat) walk(v func(Node)) {
	one(v, n.X)
	one(v, n.Min)
	one(v, n.Max)
}

func (n *CreateContext) walk(v func(Node)) {
	n.walkHead(v)
	one(v, n.Spec)
}

func (n *ContextKeyed) walk(v func(Node)) {
	each(v, n.Items)
	each(v, n.Initiated)
	one(v, n.Terminated)
}

func (n *KeyedItem) walk(v func(Node)) {
	each(v, n.Keys)
	one(v, n.Filter)
}

func (n *ContextStartEnd) walk(v func(Node)) {
	one(v, n.Start)
	one(v, n.End)
}

func (n *ContextInitiated) walk(v func(Node)) {
	each(v, n.Distinct)
	one(v, n.Initiated)
	one(v, n.Terminated)
}

func (n *ContextCategory) walk(v func(Node)) {
	each(v, n.Items)
	one(v, n.Filter)
}

func (n *CategoryItem) walk(v func(Node)) { one(v, n.Cond) }

func (n *ContextHash) walk(v func(Node)) {
	each(v, n.Items)
	one(v, n.Granularity)
}

func (n *HashItem) walk(v func(Node)) {
	one(v, n.Hash)
	one(v, n.Filter)
}

func (n *ContextNested) walk(v func(Node)) { each(v, n.Items) }
func (n *NestedContext) walk(v func(Node)) { one(v, n.Spec) }
func (n *PointFilter) walk(v func(Node))   { one(v, n.Filter) }
func (n *PointPattern) walk(v func(Node))  { one(v, n.Pattern) }
func (n *PointCrontab) walk(v func(Node))  { each(v, n.Crontabs) }
func (n *PointAfter) walk(v func(Node))    { one(v, n.Period) }
func (n *PointNow) walk(func(Node))        {}
