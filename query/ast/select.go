package ast

// StreamSelector says which stream a select or insert is about.
type StreamSelector uint8

// The stream selectors.
const (
	DefaultStream StreamSelector = iota // not written
	IStream
	RStream
	IRStream
)

// Select is a select statement, with `insert into` before it or without, an on-demand query,
// or a subquery (then Head holds only the position).
type Select struct {
	Head
	Insert    *InsertInto // or nil
	IntoTable string      // `into table T select`, or ""
	Stream    StreamSelector
	Distinct  bool
	Items     []*SelectItem
	From      []*FromItem // empty for a select without from
	Match     *MatchRecognize
	Where     Expr
	GroupBy   []GroupItem
	Having    Expr
	Output    *Output
	OrderBy   []*OrderItem
	Limit     *Limit
	For       []*ForItem
}

// InsertInto is `insert [istream|rstream|irstream] into T [(a, b)]`.
type InsertInto struct {
	Pos
	Stream     StreamSelector
	Target     string
	Columns    []string
	Precedence Expr // `event-precedence(e)`, or nil
}

// SelectItem is one item of a select list. X is a [Star] for `*` and a [StreamStar] for `s.*`.
type SelectItem struct {
	Pos
	X          Expr
	Annotation *Annotation // such as @eventbean, or nil
	As         string      // the alias, or ""
}

// GroupItem is one item of a group-by list: [GroupKeys], [Rollup] or [GroupingSets].
type GroupItem interface {
	Node
	groupItem()
}

// GroupKeys is an expression, or a combination `(a, b)` that counts as one inside rollup, cube
// and grouping sets. It is empty for `()`, the grand total.
type GroupKeys struct {
	Pos
	Exprs []Expr
}

// Rollup is `rollup(...)` or `cube(...)`.
type Rollup struct {
	Pos
	Cube  bool
	Items []*GroupKeys
}

// GroupingSets is `grouping sets (...)`. Its items are keys, rollups and cubes.
type GroupingSets struct {
	Pos
	Items []GroupItem
}

// OrderItem is one item of an order-by list.
type OrderItem struct {
	Pos
	X    Expr
	Desc bool
}

// Limit is `limit rows [offset n]`; `limit n, rows` is read as the same.
type Limit struct {
	Pos
	Rows   Expr // a number, variable or parameter
	Offset Expr // or nil
}

// ForItem is one item of the for-clause: `for grouped_delivery(host)`.
type ForItem struct {
	Pos
	Name string
	Args []Expr
}

func (*Select) stmt()            {}
func (*GroupKeys) groupItem()    {}
func (*Rollup) groupItem()       {}
func (*GroupingSets) groupItem() {}
