package ast

import "fmt"

// Error is a finding about a text at a place: what is wrong, a stable code for programs, and, where
// there is one, a suggestion.
type Error struct {
	Pos        Pos
	Code       string // such as "unknown-property"; stable between versions
	Message    string
	Suggestion string // such as "did you mean 'host'?", or ""
}

// Error returns the place, the message and the suggestion in one line.
func (e *Error) Error() string {
	s := fmt.Sprintf("%d:%d: %s", e.Pos.Line, e.Pos.Column, e.Message)
	if e.Suggestion != "" {
		s += " (" + e.Suggestion + ")"
	}
	return s
}

// CodeUnsupported marks what the language has and the engine has not built yet.
const CodeUnsupported = "unsupported"

// Errorf returns a finding with a formatted message.
func Errorf(pos Pos, code, format string, args ...any) *Error {
	return &Error{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Unsupported returns the finding that a feature is not built yet.
func Unsupported(pos Pos, feature string) *Error {
	return Errorf(pos, CodeUnsupported, "%s: not supported yet", feature)
}
