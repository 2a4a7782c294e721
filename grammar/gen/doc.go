// Package gen is what ANTLR makes of EPLLexer.g4 and EPLParser.g4. Only package grammar uses it.
// To make it anew after a change of the grammar, run `go generate ./grammar`; that needs Java
// and Maven, which nothing else here does.
package gen
