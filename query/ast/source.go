package ast

// JoinKind says how an item of the from-clause is joined to those before it.
type JoinKind uint8

// The kinds of joins. The first item of a from-clause always has CommaJoin.
const (
	CommaJoin JoinKind = iota
	InnerJoin
	LeftJoin
	RightJoin
	FullJoin
)

// FromItem is one stream of a from-clause with its data windows.
type FromItem struct {
	Pos
	Join               JoinKind
	Source             Source
	Views              []*View
	As                 string // or ""
	Unidirectional     bool
	RetainUnion        bool
	RetainIntersection bool      // written out; it is the default too
	On                 []*OnPair // joined by `and`; empty without `on`
}

// OnPair is `a.x = b.y` of an `on` clause.
type OnPair struct {
	Pos
	Left, Right Expr
}

// View is a data window or derived-value window: `#time(5 sec)`, in the old notation
// `.win:time(5 sec)`.
type View struct {
	Pos
	Namespace string // of the old notation, or ""
	Name      string
	Args      []Expr
}

// Source is what a stream of the from-clause reads.
type Source interface {
	Node
	source()
}

// FilterSource is an event type, named window or table with filter expressions and contained
// events: `Order(price > 1)[items as i]`.
type FilterSource struct {
	Pos
	EventType string // dotted
	Filters   []Expr // joined by and
	Contained []*ContainedStep
}

// ContainedStep takes the events out of a property of the event before:
// `[select id from items@type(Item) as i where price > 1]`.
type ContainedStep struct {
	Pos
	Items []*SelectItem // or empty
	X     Expr          // the property or splitting expression
	Type  string        // of @type(X), or ""
	As    string        // or ""
	Where Expr          // or nil
}

// PatternSource is `pattern [...]`.
type PatternSource struct {
	Pos
	Annotations []*Annotation // such as @DiscardPartialsOnMatch
	Pattern     PatternExpr
}

// MethodSource is a lookup function as a stream: `method:Class.rows(args)`.
type MethodSource struct {
	Pos
	Name   string // dotted, of the class and method
	IsCall bool   // has an argument list
	Args   []Expr
	Type   string // of @type(X), or ""
}

// SQLSource is a database lookup as a stream: `sql:db ["select ..." metadatasql "..."]`.
type SQLSource struct {
	Pos
	Database string
	Query    string
	Metadata string // or ""
}

func (*FilterSource) source()  {}
func (*PatternSource) source() {}
func (*MethodSource) source()  {}
func (*SQLSource) source()     {}
