// Package rowrecog runs match_recognize: it searches the rows of a stream, partition by partition,
// for sequences that fit a regular expression over variables.
//
// [Compile] turns the expression into an automaton ([Plan]): a state for each variable of the text,
// and for each state the states that may follow, best first. A [Matcher] is the state of one
// statement: for each partition a list of threads, each an attempt with the rows that it has taken.
// A row moves every thread whose condition it fulfils; a thread that reaches the end is a match.
//
// The pattern (A B+ C), with B as B.v < prev(B.v) and C as C.v > prev(C.v), over the values 5 3 2
// 4; in brackets the rows that a thread has taken, behind it the states in which it waits:
//
//	row   threads afterwards
//	5     [5] B
//	3     [5 3] B C    [3] B
//	2     [5 3 2] B C  [3 2] B C: worse, not kept   [2] B
//	4     [5 3 2 4] end: told, and all others end with it
//
// Which of several possible matches is told follows the rule of regular expressions: the earliest
// first row wins, then at each choice what is written first, more rows for a greedy quantifier and
// fewer for a reluctant one. Threads are kept in that order, so the first to reach the end is the
// best. Threads that can never win any more are not kept: when the conditions look at nothing but
// the row itself, two threads in one state have the same future, and only the better one goes on.
// So the effort for a row is bounded by the length of the pattern, whatever the rows are; over a
// data window, times the rows in it, since an attempt ends when a row of it leaves.
package rowrecog
