package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/go-multierror"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// Error is what compiling a text gives when it cannot be used: all findings, in order of place.
type Error struct {
	Findings []*ast.Error
	source   string
}

// Error returns the findings, each with the line of the source and a caret under its place.
func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Findings {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Error())
		b.WriteString(caret(e.source, f.Pos))
	}
	return b.String()
}

// Unwrap returns the findings one by one, for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	errs := make([]error, len(e.Findings))
	for i, f := range e.Findings {
		errs[i] = f
	}
	return errs
}

// maxCaretLine is how much of a line is shown with a caret; longer ones are cut at both ends.
const maxCaretLine = 100

// caret returns the source line of the place and a caret below, each after a line break.
func caret(source string, pos ast.Pos) string {
	lines := strings.Split(source, "\n")
	if pos.Line < 1 || pos.Line > len(lines) {
		return ""
	}
	line := []rune(strings.TrimRight(lines[pos.Line-1], "\r"))
	col := min(max(pos.Column, 1), len(line)+1)
	from := max(0, col-maxCaretLine/2)
	line = line[from:min(len(line), from+maxCaretLine)]
	pad := []rune(strings.Repeat(" ", col-1-from))
	for i := range pad {
		if line[i] == '\t' {
			pad[i] = '\t'
		}
	}
	return fmt.Sprintf("\n  %s\n  %s^", string(line), string(pad))
}

// findings gathers errors while a module is compiled.
type findings struct {
	list []*ast.Error
}

// add takes any error apart into findings; one without a place gets pos.
func (f *findings) add(pos ast.Pos, err error) {
	if err == nil {
		return
	}
	if many, ok := errors.AsType[*multierror.Error](err); ok {
		for _, e := range many.Errors {
			f.add(pos, e)
		}
		return
	}
	if syntax, ok := errors.AsType[grammar.Errors](err); ok {
		for _, e := range syntax {
			f.list = append(f.list, &ast.Error{
				Pos: e.Pos, Code: string(e.Code), Message: e.Summary(),
			})
		}
		return
	}
	if whole, ok := errors.AsType[*Error](err); ok {
		f.list = append(f.list, whole.Findings...)
		return
	}
	var one *ast.Error
	if !errors.As(err, &one) {
		one = ast.Errorf(pos, "invalid", "%s", err.Error())
	}
	f.list = append(f.list, one)
}

func (f *findings) err(source string) error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b *ast.Error) int { return a.Pos.Offset - b.Pos.Offset })
	return &Error{Findings: f.list, source: source}
}
