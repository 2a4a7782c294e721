package ast

// CreateContext is `create context C ...`.
type CreateContext struct {
	Head
	Name string
	Spec ContextSpec
}

// ContextSpec is the kind of a context with its parts.
type ContextSpec interface {
	Node
	contextSpec()
}

// ContextKeyed is `partition by host from A, host from B [initiated by ...] [terminated by ...]`.
type ContextKeyed struct {
	Pos
	Items      []*KeyedItem
	Initiated  []*PointFilter // or empty
	Terminated ContextPoint   // or nil
}

// KeyedItem is `a, b from Type(filter) [as x]`.
type KeyedItem struct {
	Pos
	Keys   []Expr
	Filter *FilterSource
	As     string // or ""
}

// ContextStartEnd is `start ... end ...`: one partition at most.
type ContextStartEnd struct {
	Pos
	Start ContextPoint
	End   ContextPoint // or nil
}

// ContextInitiated is `initiated by ... terminated by ...`: partitions overlap.
type ContextInitiated struct {
	Pos
	HasDistinct bool
	Distinct    []Expr
	Now         bool // `@now and`: one partition begins at once too
	Initiated   ContextPoint
	Terminated  ContextPoint // or nil
}

// ContextCategory is `group by cond as label, ... from Type`.
type ContextCategory struct {
	Pos
	Items  []*CategoryItem
	Filter *FilterSource
}

// CategoryItem is `group by cond as label`.
type CategoryItem struct {
	Pos
	Cond  Expr
	Label string
}

// ContextHash is `coalesce by hash(key) from Type, ... granularity n [preallocate]`.
type ContextHash struct {
	Pos
	Items       []*HashItem
	Granularity Expr
	Preallocate bool
}

// HashItem is `hash(key) from Type`.
type HashItem struct {
	Pos
	Hash   *Chain
	Filter *FilterSource
}

// ContextNested is `context A ..., context B ...`, outer first.
type ContextNested struct {
	Pos
	Items []*NestedContext
}

// NestedContext is one level of a [ContextNested].
type NestedContext struct {
	Pos
	Name string
	Spec ContextSpec
}

// ContextPoint is where partitions begin or end.
type ContextPoint interface {
	Node
	contextPoint()
}

// PointFilter is an event: `Open(id > 1) as o`.
type PointFilter struct {
	Pos
	Filter *FilterSource
	As     string // or ""
}

// PointPattern is `pattern [...] [@inclusive] [as p]`.
type PointPattern struct {
	Pos
	Pattern   *PatternSource
	Inclusive bool
	As        string // or ""
}

// PointCrontab is a crontab or a list of them.
type PointCrontab struct {
	Pos
	Crontabs []*Crontab
	As       string // or ""
}

// PointAfter is `after 5 min`.
type PointAfter struct {
	Pos
	Period Expr
}

// PointNow is `@now`.
type PointNow struct {
	Pos
}

func (*CreateContext) stmt()           {}
func (*ContextKeyed) contextSpec()     {}
func (*ContextStartEnd) contextSpec()  {}
func (*ContextInitiated) contextSpec() {}
func (*ContextCategory) contextSpec()  {}
func (*ContextHash) contextSpec()      {}
func (*ContextNested) contextSpec()    {}
func (*PointFilter) contextPoint()     {}
func (*PointPattern) contextPoint()    {}
func (*PointCrontab) contextPoint()    {}
func (*PointAfter) contextPoint()      {}
func (*PointNow) contextPoint()        {}
