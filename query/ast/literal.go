package ast

// LiteralKind is the type that a literal has by its spelling.
type LiteralKind uint8

// The kinds of literals.
const (
	Null LiteralKind = iota
	Bool
	Int    // fits 32 bits
	Long   // suffix L, or too big for Int
	Float  // suffix f
	Double // point, exponent or suffix d
	String
)

// Literal is a constant. Text is the spelling, with the sign for negative numbers; for a string
// it is the value. Of Bool, Int and Float the one that fits Kind is set.
type Literal struct {
	Pos
	Kind  LiteralKind
	Text  string
	Bool  bool
	Int   int64   // for Int and Long
	Float float64 // for Float and Double
}

// ArrayLiteral is `{1, 2}`.
type ArrayLiteral struct {
	Pos
	Items []Expr
}

// ObjectLiteral is `{name: value, ...}`, the form that some functions take for their options.
type ObjectLiteral struct {
	Pos
	Fields []ObjectField
}

// ObjectField is one entry of an [ObjectLiteral].
type ObjectField struct {
	Pos
	Name  string
	Value Expr
}

// TimeUnit is a unit of a time period.
type TimeUnit uint8

// The time units, longest first. Months and years follow the calendar.
const (
	Year TimeUnit = iota
	Month
	Week
	Day
	Hour
	Minute
	Second
	Millisecond
	Microsecond
)

// TimePeriod is `1 min 30 sec`: one or more parts, longest unit first.
type TimePeriod struct {
	Pos
	Parts []TimePart
}

// TimePart is a number, variable or parameter with its unit.
type TimePart struct {
	Pos
	Value Expr
	Unit  TimeUnit
}

func (*Literal) expr()       {}
func (*ArrayLiteral) expr()  {}
func (*ObjectLiteral) expr() {}
func (*TimePeriod) expr()    {}
