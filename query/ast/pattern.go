package ast

// PatternExpr is an expression of a pattern.
type PatternExpr interface {
	Node
	pattern()
}

// PatternFilter waits for an event: `a=Order(price > 1)`.
type PatternFilter struct {
	Pos
	Tag     string // or ""
	Filter  *FilterSource
	Consume bool // @consume
	Level   Expr // of @consume(n), or nil
}

// PatternObserver is an observer such as `timer:interval(10 sec)`.
type PatternObserver struct {
	Pos
	Namespace, Name string
	Args            []Expr // expressions, named arguments and crontab fields
}

// PatternFollowedBy is `a -> b -> c`. Max[i] is the limit of `-[n]>` before Steps[i+1], or nil.
type PatternFollowedBy struct {
	Pos
	Steps []PatternExpr
	Max   []Expr
}

// PatternLogical is `a and b` or `a or b`. Nested ones of the same operator stay nested only if
// written so with parentheses on the right; the parser flattens them.
type PatternLogical struct {
	Pos
	Op       LogicalOp
	Operands []PatternExpr
}

// PatternEvery is `every x`.
type PatternEvery struct {
	Pos
	X PatternExpr
}

// PatternEveryDistinct is `every-distinct(key, ..., [period]) x`.
type PatternEveryDistinct struct {
	Pos
	Keys []Expr // the last may be a TimePeriod: how long a key is remembered
	X    PatternExpr
}

// PatternNot is `not x`.
type PatternNot struct {
	Pos
	X PatternExpr
}

// PatternRepeat is `[n] x`, `[n:m] x until y`, `x until y`.
type PatternRepeat struct {
	Pos
	Low, High Expr // or nil; both are the same expression for `[n]`, see Exact
	Exact     bool // written `[n]`: only Low is set
	X         PatternExpr
	Until     PatternExpr // or nil
}

// PatternGuard is `x where timer:within(5 sec)`.
type PatternGuard struct {
	Pos
	X               PatternExpr
	Namespace, Name string
	Args            []Expr
}

// PatternWhile is `x while (cond)`.
type PatternWhile struct {
	Pos
	X    PatternExpr
	Cond Expr
}

func (*PatternFilter) pattern()        {}
func (*PatternObserver) pattern()      {}
func (*PatternFollowedBy) pattern()    {}
func (*PatternLogical) pattern()       {}
func (*PatternEvery) pattern()         {}
func (*PatternEveryDistinct) pattern() {}
func (*PatternNot) pattern()           {}
func (*PatternRepeat) pattern()        {}
func (*PatternGuard) pattern()         {}
func (*PatternWhile) pattern()         {}
