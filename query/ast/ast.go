// Package ast holds the syntax tree of EPL: sealed nodes with positions, a walker, and a
// printer that writes any tree back as canonical EPL.
//
// The tree is what the text says and no more. Names are not resolved: `a.b(x).c` is one
// [Chain] whether it turns out to be a property path, a function call with methods, a table
// column or a static member; the planner decides with its catalog. Parentheses are not kept,
// since the shape of the tree carries them and the printer puts back the few that are needed.
//
// Every family of nodes is a sealed interface ([Expr], [Statement], [PatternExpr], [Source],
// [RowRegex], ...), one file a family. All nodes are pointers. Use [Inspect] to visit a tree
// and [Equal] to compare two trees without regard to positions.
package ast

// Pos is a place in the source text. Every node embeds one: where the node begins.
type Pos struct {
	Offset int // byte offset, from 0
	Line   int // line, from 1; 0 means that the node was not parsed from text
	Column int // column in characters (not bytes), from 1
}

// Position returns the place itself, so that every node has it as a method.
func (p Pos) Position() Pos { return p }

// IsValid reports whether the place comes from a source text.
func (p Pos) IsValid() bool { return p.Line > 0 }

// Node is any node of the tree. The interface is sealed: all nodes are defined here.
type Node interface {
	// Position tells where the node begins in the source text.
	Position() Pos
	// String prints the node as canonical EPL.
	String() string

	walk(visit func(Node))
	print(p *printer)
}

// Span is a stretch of the source text as byte offsets, end exclusive.
type Span struct {
	Start, End int
}

// Text cuts the stretch out of the source text it came from, or "" when it does not fit.
func (s Span) Text(src string) string {
	if s.Start < 0 || s.End > len(src) || s.Start > s.End {
		return ""
	}
	return src[s.Start:s.End]
}

// TypeName names a type where the grammar wants one: a column, a cast, a variable.
// Names keep the case of the text: `int`, `string`, `Metric`, `java.util.Map`.
type TypeName struct {
	Pos
	Name      string      // dotted name
	Params    []*TypeName // type parameters in angle brackets, seldom used
	Dims      int         // array dimensions: 1 for int[]
	Primitive bool        // written as [primitive]: elements that cannot be null
}
