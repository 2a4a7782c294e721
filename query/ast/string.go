package ast

// The String methods of all nodes, one a line: printing itself is in print*.go.

// String prints the node as canonical EPL.
func (n *Annotation) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ArrayLiteral) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Assignment) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Between) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Binary) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Case) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Cast) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CategoryItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Chain) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Column) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Compare) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CompareSet) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContainedStep) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextCategory) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextHash) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextInitiated) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextKeyed) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextNested) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ContextStartEnd) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateContext) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateDataflow) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateExpression) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateIndex) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateSchema) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateTable) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateVariable) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CreateWindow) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CronDay) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CronList) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CronRange) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *CronStep) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Crontab) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *DataflowOperator) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Delete) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Exists) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ExpressionDecl) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *FilterSource) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ForItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *FromItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *GroupKeys) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *GroupingSets) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *HashItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *In) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *InRange) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *IndexColumn) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Insert) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *InsertInto) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *InstanceOf) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *KeyedItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Lambda) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Like) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Limit) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Literal) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Logical) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MatchRecognize) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MergeCase) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MergeDelete) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MergeInsert) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MergeUpdate) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *MethodSource) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Module) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *NamedArg) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *NestedContext) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *NewArray) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *NewObject) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *NewStruct) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *ObjectLiteral) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnDelete) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnMerge) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnPair) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnSelect) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnSet) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnSplit) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnTrigger) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OnUpdate) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OrderItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Ordered) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Output) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *OutputTerminated) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternEvery) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternEveryDistinct) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternFilter) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternFollowedBy) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternGuard) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternLogical) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternNot) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternObserver) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternRepeat) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternSource) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PatternWhile) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PointAfter) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PointCrontab) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PointFilter) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PointNow) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PointPattern) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *PropertyExists) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Rollup) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowAlternation) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowConcat) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowInterval) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowPermute) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowRepeat) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *RowVariable) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *SQLSource) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Select) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *SelectItem) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *SplitBranch) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Star) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *StreamStar) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Subquery) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Substitution) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *TableColumn) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *TimePeriod) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Tuple) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *TypeName) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *TypeOf) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Unary) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Update) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *UpdateStream) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *View) String() string { return Format(n) }

// String prints the node as canonical EPL.
func (n *Import) String() string { return Format(n) }
