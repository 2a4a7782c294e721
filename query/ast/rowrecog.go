package ast

// MatchRecognize is the match_recognize clause.
type MatchRecognize struct {
	Pos
	PartitionBy []Expr
	Measures    []*SelectItem // each with its alias
	AllMatches  bool
	Skip        SkipMode
	Pattern     RowRegex
	Interval    *RowInterval // or nil
	Define      []RowDefine
}

// SkipMode says where matching goes on after a match.
type SkipMode uint8

// The skip modes.
const (
	SkipDefault      SkipMode = iota // not written: as SkipPastLast
	SkipPastLast                     // after match skip past last row
	SkipToNextRow                    // after match skip to next row
	SkipToCurrentRow                 // after match skip to current row
)

// RowInterval is `interval p [or terminated]`.
type RowInterval struct {
	Pos
	Period       Expr
	OrTerminated bool
}

// RowDefine is `V as condition`.
type RowDefine struct {
	Pos
	Variable string
	Cond     Expr
}

// RowRegex is a regular expression over rows.
type RowRegex interface {
	Node
	rowRegex()
}

// RowVariable is a variable of the row pattern.
type RowVariable struct {
	Pos
	Name string
}

// RowConcat is a sequence of two or more parts.
type RowConcat struct {
	Pos
	Parts []RowRegex
}

// RowAlternation is `a | b`.
type RowAlternation struct {
	Pos
	Parts []RowRegex
}

// RowPermute is `match_recognize_permute(a, b)`: the parts in any order.
type RowPermute struct {
	Pos
	Parts []RowRegex
}

// RowQuantifier is the kind of a repetition.
type RowQuantifier uint8

// The quantifiers of a row pattern.
const (
	ZeroOrMore RowQuantifier = iota // *
	OneOrMore                       // +
	ZeroOrOne                       // ?
	Exactly                         // {n}
	Bounded                         // {n,} {,m} {n,m}
)

// RowRepeat is a part with a quantifier.
type RowRepeat struct {
	Pos
	X          RowRegex
	Quantifier RowQuantifier
	Min, Max   Expr // for Exactly (Min only) and Bounded; nil where not written
	Reluctant  bool // followed by `?`
}

func (*RowVariable) rowRegex()    {}
func (*RowConcat) rowRegex()      {}
func (*RowAlternation) rowRegex() {}
func (*RowPermute) rowRegex()     {}
func (*RowRepeat) rowRegex()      {}
