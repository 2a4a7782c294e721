package manual

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// sheet is a page under construction.
type sheet struct{ strings.Builder }

func (s *sheet) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// test prints a rule test with its title.
func (s *sheet) test(title, test string) {
	if e := (Example{Test: test}); e.Waits() {
		title += " (this needs what is [not supported yet](not-yet.md))"
	}
	s.line("\n%s:\n\n%s\n%s\n```", title, fence, strings.TrimSpace(test))
}

// cell returns a text that can stand in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// code returns texts as code, one below the other within a cell.
func code(texts ...string) string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = "`" + cell(t) + "`"
	}
	return strings.Join(out, "<br>")
}

// index prints links to the sections of a page.
func (s *sheet) index(names []string) {
	links := make([]string, len(names))
	for i, n := range names {
		links[i] = fmt.Sprintf("[%s](#%s)", n, anchor(n))
	}
	s.line("%s", strings.Join(links, " · "))
}

// anchor returns the target that a heading makes.
func anchor(heading string) string {
	heading = strings.ToLower(strings.ReplaceAll(heading, " ", "-"))
	return strings.ReplaceAll(heading, ":", "")
}

func windows() string {
	var s sheet
	defs := window.Builtin()
	names := make([]string, len(defs))
	for i, d := range defs {
		names[i] = d.Name
	}
	s.index(names)
	for _, d := range defs {
		s.line("\n## %s\n\nIn the old notation `%s:%s`.\n\n%s", d.Name, d.Namespace, d.Name, d.Doc)
		for _, e := range d.Examples {
			s.test(e.Title, e.Test)
		}
	}
	return s.String()
}

func aggregates() string {
	var s sheet
	defs := aggregate.Builtin()
	names := make([]string, len(defs))
	for i, d := range defs {
		names[i] = d.Name
	}
	s.index(names)
	for _, d := range defs {
		s.line("\n## %s\n\n%s", d.Name, d.Doc)
		for _, e := range d.Examples {
			s.test(e.Title, e.Test)
		}
	}
	return s.String()
}

func functions() string {
	var s sheet
	s.line("| function | meaning | for instance |\n|---|---|---|")
	for _, f := range expr.Builtin() {
		s.line("| `%s` | %s | %s |", f.Name, cell(f.Doc), code(f.Examples...))
	}
	return s.String()
}

func enumeration() string {
	var s sheet
	s.line("| method | meaning | for instance |\n|---|---|---|")
	for _, m := range expr.EnumMethods() {
		s.line("| `%s` | %s | %s |", m.Name, cell(m.Doc), code(m.Example))
	}
	return s.String()
}

func dateTime() string {
	var s sheet
	s.line("| method | meaning | for instance |\n|---|---|---|")
	for _, m := range expr.DateMethods() {
		s.line("| `%s` | %s | %s |", m.Name, cell(m.Doc), code(m.Example))
	}
	return s.String()
}

func guards() string {
	var s sheet
	defs := pattern.Builtin()
	s.line("## Guards")
	section := func(namespace, name, doc string, examples []pattern.Example) {
		s.line("\n### %s:%s\n\n%s", namespace, name, doc)
		for _, e := range examples {
			s.test(e.Title, e.Test)
		}
	}
	for _, d := range defs.Guards {
		section(d.Namespace, d.Name, d.Doc, d.Examples)
	}
	s.line("\n## Observers")
	for _, d := range defs.Observers {
		section(d.Namespace, d.Name, d.Doc, d.Examples)
	}
	return s.String()
}
