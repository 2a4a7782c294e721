// Package query turns EPL text into plans: it resolves names against a [Catalog], checks types,
// chooses operators and explains what it chose.
//
// A [Plan] is immutable. It holds compiled expressions and the plans of windows, aggregations and
// patterns, and no state: the engine makes one set of operators from it for a statement, or one
// for each partition of a context.
//
// All findings about a text are gathered and reported together, each with its place: see [Error].
package query
