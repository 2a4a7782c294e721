package query

import "github.com/cephei-go/cephei/query/ast"

// Words of the language that a plan keeps as they are, under names of the plan's own, so that the
// engine need not know the syntax tree.
type (
	// OutputKeyword says which rows of an output interval leave.
	OutputKeyword = ast.OutputKeyword
	// OutputKind says what ends an output interval.
	OutputKind = ast.OutputKind
	// JoinKind says how a stream is joined to those before it.
	JoinKind = ast.JoinKind
)

// The words themselves.
const (
	OutputDefault   = ast.OutputDefault
	OutputAll       = ast.OutputAll
	OutputFirst     = ast.OutputFirst
	OutputLast      = ast.OutputLast
	OutputSnapshot  = ast.OutputSnapshot
	OutputAfterOnly = ast.OutputAfterOnly

	LeftJoin  = ast.LeftJoin
	RightJoin = ast.RightJoin
	FullJoin  = ast.FullJoin
)
