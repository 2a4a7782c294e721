package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// fmtCommand formats files of rules.
func fmtCommand(e *env, args []string) int {
	fs := newFlags(e, "fmt", "[-w] FILE...")
	write := fs.Bool("w", false, "write the result into the file instead of printing it")
	list := fs.Bool("l", false, "print the names of the files that would change")
	paths, err := parseMixed(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(paths) == 0 {
		fs.Usage()
		return exitUsage
	}
	code := exitOK
	for _, path := range paths {
		if err := formatFile(e, path, *write, *list); err != nil {
			fmt.Fprintln(e.stderr, placed(path, err))
			code = exitFound
		}
	}
	return code
}

func formatFile(e *env, path string, write, list bool) error {
	text, err := readText(e, path)
	if err != nil {
		return err
	}
	out, err := format(text)
	if err != nil {
		return err
	}
	if list && out != text {
		fmt.Fprintln(e.stdout, path)
	}
	switch {
	case write && out != text:
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(out), info.Mode().Perm())
	case !write && !list:
		_, err := fmt.Fprint(e.stdout, out)
		return err
	}
	return nil
}

// errUnfaithful should never be seen: it keeps a mistake of the formatter from destroying rules.
var errUnfaithful = errors.New("the formatted text would mean something else; nothing is changed")

// format returns the text of a module in canonical form. Comments between statements stay where they
// are; a statement with comments inside keeps its layout.
func format(src string) (string, error) {
	mod, err := grammar.Parse(src, grammar.Limits{})
	if err != nil {
		if syntax, ok := errors.AsType[grammar.Errors](err); ok {
			return "", syntaxErrors(syntax)
		}
		return "", err
	}
	f := &formatter{src: src, comments: mod.Comments}
	if len(mod.Statements) == 0 {
		return src, nil
	}
	f.preamble(mod)
	for _, st := range mod.Statements {
		f.statement(st)
	}
	f.gap(len(src))
	out := strings.TrimRight(f.String(), "\n") + "\n"
	again, err := grammar.Parse(out, grammar.Limits{})
	if err != nil || ast.Format(again) != ast.Format(mod) || len(again.Comments) != len(mod.Comments) {
		return "", errUnfaithful
	}
	return out, nil
}

// syntaxErrors writes syntax errors as the compiler writes its findings.
func syntaxErrors(list grammar.Errors) error {
	var lines []string
	for _, e := range list {
		lines = append(lines, fmt.Sprintf("%d:%d: %s\n%s", e.Line, e.Column, e.Summary(), e.Picture()))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// formatter writes statement after statement.
type formatter struct {
	strings.Builder
	src      string
	comments []ast.Comment
	at       int // where the text that is not yet written begins
}

// preamble keeps module, uses and import declarations, which stand before all statements, as they are.
func (f *formatter) preamble(mod *ast.Module) {
	if mod.Name == "" && len(mod.Uses) == 0 && len(mod.Imports) == 0 {
		return
	}
	last := strings.LastIndex(f.src[:mod.Statements[0].Header().Span.Start], ";")
	for _, c := range f.comments { // a semicolon in a comment closes nothing
		if c.Offset < last && last < c.Offset+len(c.Text) {
			last = strings.LastIndex(f.src[:c.Offset], ";")
		}
	}
	f.WriteString(strings.TrimSpace(f.src[:last+1]) + "\n")
	f.skipComments(last + 1)
	f.at = last + 1
}

// skipComments forgets the comments before the offset.
func (f *formatter) skipComments(offset int) (skipped bool) {
	for len(f.comments) > 0 && f.comments[0].Offset < offset {
		f.comments = f.comments[1:]
		skipped = true
	}
	return skipped
}

// statement writes what stands before a statement, and the statement.
func (f *formatter) statement(st ast.Statement) {
	span := st.Header().Span
	f.gap(span.Start)
	end, closed := f.closing(span.End)
	text := layOut(ast.Format(st))
	if f.skipComments(end) {
		text = strings.TrimSpace(f.src[span.Start:end])
		if last := text[strings.LastIndex(text, "\n")+1:]; strings.Contains(last, "//") {
			text += "\n" // the semicolon must not become part of the comment
		}
	}
	f.WriteString(text + ";")
	f.at = end
	if closed {
		f.at++
	}
	if !f.trailing() {
		f.WriteByte('\n')
	}
}

// closing finds the end of a statement: its semicolon, behind comments perhaps, or, of the last one,
// its last character.
func (f *formatter) closing(from int) (end int, closed bool) {
	comments := f.comments
	for i := from; i < len(f.src); i++ {
		for len(comments) > 0 && comments[0].Offset < i {
			comments = comments[1:]
		}
		switch {
		case f.src[i] == ';':
			return i, true
		case len(comments) > 0 && comments[0].Offset == i:
			i += len(comments[0].Text) - 1
		}
	}
	return from, false
}

// trailing writes the comment that stands behind a statement in its last line.
func (f *formatter) trailing() bool {
	if len(f.comments) == 0 {
		return false
	}
	c := f.comments[0]
	if strings.Contains(f.src[f.at:c.Offset], "\n") || strings.TrimSpace(f.src[f.at:c.Offset]) != "" {
		return false
	}
	f.comments = f.comments[1:]
	f.WriteString(" " + strings.TrimRight(c.Text, " \t\r\n") + "\n")
	f.at = c.Offset + len(c.Text)
	return true
}

// gap writes the comments before the offset, each in a line of its own. Of several empty lines one
// remains.
func (f *formatter) gap(to int) {
	for len(f.comments) > 0 && f.comments[0].Offset < to {
		c := f.comments[0]
		f.comments = f.comments[1:]
		f.empty(c.Offset)
		f.WriteString(strings.TrimRight(c.Text, " \t\r\n") + "\n")
		f.at = c.Offset + len(c.Text)
	}
	f.empty(to)
	f.at = to
}

// empty writes an empty line when there is one before the offset.
func (f *formatter) empty(to int) {
	between := f.src[min(f.at, to):to]
	enough := 2
	if strings.HasSuffix(f.src[:min(f.at, to)], "\n") {
		enough = 1 // the comment's own line end is part of it
	}
	if f.Len() > 0 && strings.Count(between, "\n") >= enough {
		f.WriteByte('\n')
	}
}
