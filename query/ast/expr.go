package ast

// Expr is an expression. Besides the value expressions, it covers what may stand only as an
// argument: [NamedArg], [Ordered], [Star], [Tuple] and the crontab fields.
type Expr interface {
	Node
	expr()
}

// Chain is a dotted chain of names, calls and indexes: `a.b[0].c('k')?`, `f(x)`,
// `list.where(y => y > 1).count()`, `T[k].total`. What a name stands for is resolved later.
type Chain struct {
	Pos
	Root     Expr // what the chain hangs on if it does not begin with a name, else nil
	Elements []ChainElement
}

// ChainElement is one link of a [Chain]: a name, perhaps called, perhaps indexed.
//
// A second index (`a[0][1]`) and one behind a question mark (`a?[0]`) are elements of their own
// with an empty Name. Names of the language's own functions are in lower case when called,
// other names are as written.
type ChainElement struct {
	Pos
	Name     string // without back-ticks and escapes
	IsCall   bool   // has an argument list, perhaps empty
	Distinct bool   // the list begins with `distinct`: an aggregation
	Args     []Expr // may hold Star, StreamStar, NamedArg, Ordered, Lambda, TimePeriod
	Index    []Expr // in brackets; more than one for a table of several keys
	Dynamic  bool   // ends with `?`: resolved at run time
}

// UnaryOp is an operator with one operand.
type UnaryOp uint8

// The unary operators.
const (
	Minus UnaryOp = iota // `-x`; the sign of a number is part of the Literal
	Not                  // `not x`
)

// Unary is an operator before its operand.
type Unary struct {
	Pos
	Op UnaryOp
	X  Expr
}

// BinaryOp is an arithmetic, bitwise or text operator.
type BinaryOp uint8

// The binary operators.
const (
	Add BinaryOp = iota
	Sub
	Mul
	Div
	Mod
	Concat // ||
	BitAnd
	BitOr
	BitXor
)

// Binary is an arithmetic, bitwise or concatenation expression.
type Binary struct {
	Pos
	Op          BinaryOp
	Left, Right Expr
}

// LogicalOp is `and` or `or`.
type LogicalOp uint8

// The logical operators.
const (
	And LogicalOp = iota
	Or
)

// Logical joins two or more operands by the same operator. Nested ones of the same operator
// are flattened by the parser, as the operators are associative in three-valued logic too.
type Logical struct {
	Pos
	Op       LogicalOp
	Operands []Expr
}

// CompareOp is a comparison operator.
type CompareOp uint8

// The comparison operators. `<>` is read as Ne.
const (
	Eq CompareOp = iota
	Ne
	Is
	IsNot
	Lt
	Le
	Gt
	Ge
)

// Compare is a comparison of two values.
type Compare struct {
	Pos
	Op          CompareOp
	Left, Right Expr
}

// Quantifier says how a value is compared with several.
type Quantifier uint8

// The quantifiers.
const (
	Any Quantifier = iota
	Some
	All
)

// CompareSet compares a value with any or all of a list or of a subquery's rows:
// `x > all (1, 2)`, `x = any (select ...)`.
type CompareSet struct {
	Pos
	Op         CompareOp
	Quantifier Quantifier
	Left       Expr
	Items      []Expr  // the list, when Query is nil
	Query      *Select // the subquery, or nil
}

// Between is `x [not] between low and high`.
type Between struct {
	Pos
	Not          bool
	X, Low, High Expr
}

// InRange is `x [not] in [low:high)`, each end open or closed.
type InRange struct {
	Pos
	Not               bool
	X, Low, High      Expr
	LowOpen, HighOpen bool // written with a round bracket: the bound does not belong
}

// In is `x [not] in (a, b)` or `x [not] in (select ...)`.
type In struct {
	Pos
	Not   bool
	X     Expr
	Items []Expr  // the list, when Query is nil
	Query *Select // the subquery, or nil
}

// Like is `x [not] like pattern [escape e]` or `x [not] regexp pattern`.
type Like struct {
	Pos
	Not     bool
	Regexp  bool
	X       Expr
	Pattern Expr
	Escape  Expr // or nil; never with regexp
}

// Case is `case when c then v ... end` or, with Operand, `case x when a then v ... end`.
type Case struct {
	Pos
	Operand Expr // or nil
	Whens   []When
	Else    Expr // or nil
}

// When is one branch of a [Case].
type When struct {
	Pos
	Cond, Result Expr
}

// Cast is `cast(x, type)`, with named arguments such as `dateformat: 'yyyy'`.
type Cast struct {
	Pos
	X    Expr
	Type *TypeName
	Args []*NamedArg
}

// InstanceOf is `instanceof(x, type, ...)`.
type InstanceOf struct {
	Pos
	X     Expr
	Types []*TypeName
}

// TypeOf is `typeof(x)`.
type TypeOf struct {
	Pos
	X Expr
}

// PropertyExists is `exists(p?)`: whether a dynamic property is there.
type PropertyExists struct {
	Pos
	X Expr
}

// Subquery is a select in parentheses used as a value.
type Subquery struct {
	Pos
	Query *Select
}

// Exists is `exists (select ...)`.
type Exists struct {
	Pos
	Query *Select
}

// Lambda is `x => body` or `(x, i) => body`.
type Lambda struct {
	Pos
	Params []string
	Body   Expr
}

// NewStruct is `new { a = 1, b }`.
type NewStruct struct {
	Pos
	Fields []StructField
}

// StructField is one column of [NewStruct]. Value is nil for the short form `b`, which takes
// the property of that name.
type StructField struct {
	Pos
	Name  string
	Value Expr
}

// NewObject is `new Type(args)`.
type NewObject struct {
	Pos
	Type *TypeName
	Args []Expr
}

// NewArray is `new int[3]`, `new int[2][]` or `new int[] {1, 2}`.
type NewArray struct {
	Pos
	Type  *TypeName // of the elements, Dims 0
	Sizes []Expr    // one a dimension; nil where the brackets are empty
	Items *ArrayLiteral
}

// Substitution is a parameter bound at deployment: `?`, `?:name`, `?:name:type`.
type Substitution struct {
	Pos
	Name  string    // or "" for a positional one
	Type  *TypeName // or nil
	Index int       // position among the unnamed ones of the statement, from 1; else 0
}

func (*Chain) expr()          {}
func (*Unary) expr()          {}
func (*Binary) expr()         {}
func (*Logical) expr()        {}
func (*Compare) expr()        {}
func (*CompareSet) expr()     {}
func (*Between) expr()        {}
func (*InRange) expr()        {}
func (*In) expr()             {}
func (*Like) expr()           {}
func (*Case) expr()           {}
func (*Cast) expr()           {}
func (*InstanceOf) expr()     {}
func (*TypeOf) expr()         {}
func (*PropertyExists) expr() {}
func (*Subquery) expr()       {}
func (*Exists) expr()         {}
func (*Lambda) expr()         {}
func (*NewStruct) expr()      {}
func (*NewObject) expr()      {}
func (*NewArray) expr()       {}
func (*Substitution) expr()   {}
