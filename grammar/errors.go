package grammar

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/query/ast"
)

// Code names a kind of syntax error. The values stay the same from version to version.
type Code string

// The kinds of syntax errors.
const (
	CodeSyntax           Code = "syntax"              // a token that does not belong there
	CodeUnterminated     Code = "unterminated"        // string, comment or back-tick never closed
	CodeBadCharacter     Code = "bad-character"       // a character EPL does not know, or NUL
	CodeBadEncoding      Code = "bad-encoding"        // not UTF-8
	CodeBadEscape        Code = "bad-escape"          // unknown escape in a string
	CodeBadNumber        Code = "bad-number"          // number out of range
	CodeReserved         Code = "reserved-word"       // a keyword used as a name
	CodeUnsupported      Code = "unsupported"         // known to Esper, left out here
	CodeTooLong          Code = "too-long"            // Limits.MaxBytes
	CodeTooDeep          Code = "too-deep"            // Limits.MaxDepth or MaxOperators
	CodeTooManyStatement Code = "too-many-statements" // Limits.MaxStatements
	CodeEmpty            Code = "empty"               // no statement at all
)

// SyntaxError is one error of a text.
type SyntaxError struct {
	ast.Pos
	Code       Code
	Message    string   // what is wrong, one line without the position
	Expected   []string // what could have stood there, in words, best first; may be empty
	Suggestion string   // such as: did you mean 'select'?; or ""
	LineText   string   // the line of the text in which the error is
}

// Error gives position, message and suggestion in one line, then the line with a caret.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s\n%s", e.Line, e.Column, e.Summary(), e.Picture())
}

// Summary gives the message with what was expected and the suggestion, without the position.
func (e *SyntaxError) Summary() string {
	text := e.Message
	if len(e.Expected) > 0 {
		text += ", expected " + orList(e.Expected)
	}
	if e.Suggestion != "" {
		text += "; " + e.Suggestion
	}
	return text
}

// pictureWidth is how much of a long line a picture shows.
const pictureWidth = 100

// Picture shows the line with a caret under the error. Of a long line it shows the part around
// the error.
func (e *SyntaxError) Picture() string {
	line := []rune(strings.ReplaceAll(e.LineText, "\t", " "))
	at := min(max(e.Column-1, 0), len(line))
	from := 0
	if len(line) > pictureWidth {
		from = min(max(0, at-pictureWidth/2), len(line)-pictureWidth)
		line = line[from:min(len(line), from+pictureWidth)]
	}
	return "  " + string(line) + "\n  " + strings.Repeat(" ", at-from) + "^"
}

// Errors is what the functions of this package return when a text is wrong. It is never empty.
type Errors []*SyntaxError

// Error gives all errors, one below the other.
func (e Errors) Error() string {
	texts := make([]string, len(e))
	for i, err := range e {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap gives the single errors to errors.As and errors.Is.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, err := range e {
		list[i] = err
	}
	return list
}

// orList joins words to "a, b or c".
func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
