// Package manual makes the reference manual of the language, docs/reference.
//
// What the language offers by name (windows, aggregate functions, scalar functions, methods, guards,
// observers, detectors) is described where it is defined, in its definition record, and printed from
// there. The introductions and the chapters about statements, clauses and operators are written by
// hand and stand in chapters. Examples are rule tests in fences of the kind epltest, and all of them run
// as tests.
//
//go:generate go run ./gen -out ../../docs/reference
package manual
