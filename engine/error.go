package engine

import (
	"errors"
	"fmt"
)

// StatementError is an error of a running statement. The event or row in hand is lost for that
// statement; nothing else is.
type StatementError struct {
	Statement string
	Err       error
	Panic     any // what was thrown, when it was no error of an expression
	Stack     []byte
}

// Error returns the statement's name and what went wrong.
func (e *StatementError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("statement %s: %v", e.Statement, e.Err)
	}
	return fmt.Sprintf("statement %s: panic: %v", e.Statement, e.Panic)
}

// Unwrap returns the error of the expression, or nil.
func (e *StatementError) Unwrap() error { return e.Err }

// Errors that callers may want to tell apart.
var (
	// ErrUnknownType is returned for an event of a type that was never declared.
	ErrUnknownType = errors.New("unknown event type")
	// ErrInUse is returned when an undeployed object is needed by another deployment.
	ErrInUse = errors.New("in use")
	// ErrDuplicate is returned for a deployment name that is taken.
	ErrDuplicate = errors.New("name is taken")
	// ErrInCallback is returned for a call that a listener cannot make.
	ErrInCallback = errors.New("cannot be called from a listener")
	// ErrEndless is reported when more follows from an event than [Config].MaxCascade and
	// MaxInserted allow.
	ErrEndless = errors.New("statements feed one another without end: what follows is lost")
	// ErrNoContents says that a statement has no rows that could be listed.
	ErrNoContents = errors.New("a join with a unidirectional stream has no contents")
	// ErrClosed is returned once the engine is closed.
	ErrClosed = errors.New("engine is closed")
)
