// Package limit holds each workload written by hand in Go, with no engine: what one core can do.
//
// The programs are honest in the sense that they do all the work that the rule asks for, event by
// event, with the same generator and the same answers, and could stand in production for exactly
// this rule. They are allowed what a careful programmer is allowed who knows the rule: the state
// holds the columns that matter instead of events, maps have the right key type, and what two
// statements share is held once. They are not allowed to know the data: no constant of a workload
// is used that is not in its text.
//
// Sums over sliding windows subtract what leaves. That is exact for the suite's numbers (quarters
// and 1/1024ths) and would drift with others, so an engine has to pay for more than the limit does.
//
// The file to read first is limit.go.
package limit
