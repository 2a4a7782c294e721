// Package grammar reads EPL: text in, syntax tree ([ast.Module]) out, or errors that point.
//
// The syntax itself is EPLLexer.g4 and EPLParser.g4, in ANTLR 4 notation; gen holds what ANTLR
// makes of them, and no other package sees ANTLR. The way of a text:
//
//  1. scan.go checks limits and encoding and cuts the text into tokens; a few tokens are given
//     another type after a look at their neighbours, so that one token of lookahead is enough
//     nearly everywhere.
//  2. Semicolons split the tokens into statements. Each is parsed on its own, so that one error
//     does not hide those of the next statement (parse.go).
//  3. build_*.go turn each parse tree into the syntax tree. Operators are sorted by precedence
//     here, strings and numbers are converted, and what the flat rules let through but the
//     language does not is refused.
//  4. When a statement fails, report.go parses it again to find out what was expected there,
//     and tries out keywords that are spelled nearly like the word in the way.
//
// Parsing is safe for concurrent use. [Limits] bound the work that a hostile text can cause.
package grammar

//go:generate ./regenerate.sh
