package query

import "github.com/cephei-go/cephei/query/expr"

// NamedWindow is create window: rows come by insert into, and what its data windows keep of them is
// what other statements see.
type NamedWindow struct {
	Store *Store
	// Input is the stream of rows that are inserted, with the windows that keep them.
	Input *Input
	// From, where set, is the window that its first rows are taken from: those that pass Pass, with
	// the columns that Fill copies.
	From *Store
	Pass expr.Filter // nil is all
	Fill []Writer
}
