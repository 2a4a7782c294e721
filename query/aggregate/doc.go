// Package aggregate holds the aggregate functions: enter, leave, value.
//
// A function is a record ([Def]) with one constructor that turns a checked call into a [Plan]; the
// plan is shared and does not change. The state of all groups of one call in one partition is one
// [Column]: states lie side by side in slices and a group is a number, so that a new group costs no
// allocation of its own and the hot path makes no interface value.
//
// Most functions are a small struct with the methods Enter, Leave and Value (see [State]) and a line
// that says how its values are read: count.go is the one to read first, column.go what lies
// beneath. Filters, distinct values and tables are added from outside: column.go, distinct.go,
// feed.go. [Floats] and [Values] make a function of a user's own from such a struct.
//
// Others keep rows in their order (access.go, list.go) or sorted (sorted.go, ranked.go), or follow a
// series with a model of package stats (model.go, timed.go). What can be asked of a result beyond
// its value, such as holt_winters(v, 1 day).upper, is a method of its plan: see [Methods].
//
// Numbers hold: sums are exact, whatever has left a window has left the result, and values that enter
// and leave in any order agree with a recomputation from those inside.
package aggregate
