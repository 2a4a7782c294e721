// Package lint holds tests over the source of this module: rules that compilers and linters do
// not know.
package lint
