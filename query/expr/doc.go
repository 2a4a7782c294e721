// Package expr compiles EPL expressions into Go closures that are specialised by type.
//
// A compiled expression is an [Fn]: its static type, and one function that returns the value in one
// of five Go types together with whether it is not null. Comparisons of a column with a constant
// or a column have fused forms. There is no virtual machine and nothing is boxed for plain types.
//
// What a name means is decided by a [Scope]: the streams, variables and functions in reach. What
// belongs to a statement and not to an expression (aggregates, prev and prior, subqueries, tables)
// is taken over by the planner through [Scope.Intercept].
//
// [Compile] is where to begin: it is the table of all nodes, one file a family. [Decompose] finds what
// an index can answer, [CompilePeriod] compiles time periods, [Incremental] turns folds over a window
// into aggregations. [Builtin], [EnumMethods] and [DateMethods] list what can be called, with its
// documentation and an example that is run as a test; [FuncOf] adds functions of the program's own.
//
// An expression that cannot go on throws an [EvalError] as a panic; the engine catches it at the
// statement's boundary.
package expr
