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
// An expression that cannot go on throws an [EvalError] as a panic; the engine catches it at the
// statement's boundary.
package expr
