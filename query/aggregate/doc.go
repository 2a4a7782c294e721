// Package aggregate holds the aggregate functions: enter, leave, value.
//
// A function is a record ([Def]) with one constructor that turns a checked call into a [Plan]; the
// plan is shared and does not change. The state of all groups of one call in one partition is one
// [Column]: states lie side by side in slices and a group is a number, so that a new group costs no
// allocation of its own and the hot path makes no interface value.
package aggregate
