package main

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
)

// printer writes the rows of statements.
type printer struct {
	w     *bufio.Writer
	text  bool
	none  bool
	names map[string]bool // of the statements that are printed; nil is all that should be
	line  []byte
	err   error // of the first write that failed
}

func newPrinter(w io.Writer, o *options) *printer {
	p := &printer{w: bufio.NewWriter(w), text: o.output == "text", none: o.output == "none"}
	if o.statements != "" {
		p.names = make(map[string]bool)
		for n := range strings.SplitSeq(o.statements, ",") {
			p.names[strings.TrimSpace(n)] = true
		}
	}
	return p
}

// prints tells whether the rows of a statement are printed: of those that are named on the command
// line, or else of all but the nameless ones that only feed other statements.
func (p *printer) prints(st *engine.Statement) bool {
	switch {
	case p.none || st.Schema() == nil:
		return false
	case p.names != nil:
		return p.names[st.Name()]
	}
	return st.Named() || !st.Inserts()
}

// rows writes what a statement delivers at the given time.
func (p *printer) rows(u engine.Update, ms int64) {
	at := time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
	for _, row := range u.New {
		p.row(at, u.Statement.Name(), "new", row)
	}
	for _, row := range u.Old {
		p.row(at, u.Statement.Name(), "old", row)
	}
}

func (p *printer) row(at, statement, stream string, row engine.Row) {
	if p.text {
		p.line = appendReadable(p.line[:0], at, statement, stream, row)
	} else {
		p.line = append(p.line[:0], `{"time":"`...)
		p.line = append(p.line, at...)
		p.line = append(p.line, `","statement":`...)
		p.line = event.AppendValue(p.line, statement)
		p.line = append(p.line, `,"stream":"`...)
		p.line = append(p.line, stream...)
		p.line = append(p.line, `","row":`...)
		p.line = append(row.AppendJSON(p.line), '}')
	}
	p.line = append(p.line, '\n')
	if _, err := p.w.Write(p.line); err != nil && p.err == nil {
		p.err = err
	}
}

func (p *printer) flush() {
	if err := p.w.Flush(); err != nil && p.err == nil {
		p.err = err
	}
}

// appendReadable writes a row as `TIME STATEMENT name=value name=value`.
func appendReadable(b []byte, at, statement, stream string, row engine.Row) []byte {
	b = append(b, at...)
	b = append(b, ' ')
	b = append(b, bare(statement)...)
	if stream == "old" {
		b = append(b, " (old)"...)
	}
	cols := row.Schema().Columns()
	for i := range cols {
		b = append(b, ' ')
		b = append(b, bare(cols[i].Name)...)
		b = append(b, '=')
		if s, ok := row.Any(&cols[i]).(string); ok {
			b = append(b, bare(s)...)
			continue
		}
		from := len(b)
		b = event.AppendValue(b, row.Any(&cols[i]))
		if !printable(b[from:]) {
			b = append(b[:from], strconv.Quote(string(b[from:]))...)
		}
	}
	return b
}

// bare returns a text as it is when it is one harmless word, else in quotes: what comes from logs
// must not be able to steer a terminal.
func bare(s string) string {
	harmful := func(r rune) bool {
		return r == unicode.ReplacementChar || !unicode.IsGraphic(r) || unicode.IsSpace(r) ||
			r == '"' || r == '='
	}
	if s == "" || strings.ContainsFunc(s, harmful) {
		return strconv.Quote(s)
	}
	return s
}

// printable tells whether nothing in a text steers a terminal.
func printable(text []byte) bool {
	return !bytes.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) })
}
