// Package ruletest runs rule tests: files that deploy EPL, play events and clock steps, and say
// which rows must come out. docs/ruletests.md describes the format.
//
// A file can be run in several ways that must all give the same rows: see [Ways].
package ruletest
