// Package workload defines what the benchmarks measure: the events, the rules, and the answers.
//
// Everything here is deterministic and needs nothing stored. An event is a function of its number
// ([Source]), a rule is EPL text with parameters bound at deployment ([Workload]), and an answer is
// a number of rows with an order-free checksum ([Sum]). Two programs that run the same workload at
// the same [Scale] must end with equal sums, whatever language they are written in; a run whose sum
// differs is void, however fast it was.
//
// The file to read first is workload.go; the rules themselves are in the list_*.go files, one
// family a file. series.go holds the families that vary one size (window, groups, statements,
// open patterns, partitions) to show how cost scales.
package workload
