package manual

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed chapters/*.md
var chapters embed.FS

// Page is a file of the manual.
type Page struct {
	Name string // of the file
	Text string
}

// Title returns the page's first heading.
func (p *Page) Title() string {
	line, _, _ := strings.Cut(strings.TrimPrefix(p.Text, "# "), "\n")
	return line
}

// part is a stretch of the manual's table of contents.
type part struct {
	title string
	pages []source
}

// source is a page to be made: a chapter, and what make adds to it.
type source struct {
	name    string
	summary string
	make    func() string
}

func contents() []part {
	return []part{
		{"The language", []source{
			{"statements", "modules, statements, event types, names, comments", nil},
			{"select", "select, from, filters, where, distinct, order by, limit", nil},
			{"grouping", "group by, rollup, cube, grouping sets, having; which rows a statement gives", nil},
			{"output", "the output clause: when rows leave", nil},
			{"insert-into", "streams that are made by statements", nil},
			{"joins", "several streams at once", nil},
			{"named-windows", "windows that statements share; on-statements, indexes, queries on demand", nil},
			{"tables", "rows and aggregations that statements share, by key", nil},
			{"variables", "values that statements share and change", nil},
			{"contexts", "one statement for each key", nil},
			{"annotations", "names, priorities and hints", nil},
			{"patterns", "events in order, together, repeated, absent", nil},
			{"match-recognize", "shapes in the rows of a stream", nil},
			{"types", "types, null, numbers", nil},
			{"expressions", "operators and the functions that the compiler knows itself", nil},
			{"not-yet", "what parses but is not built yet", notYet},
		}},
		{"What there is by name", []source{
			{"windows", "data windows, windows that derive values, groups", windows},
			{"aggregates", "aggregate functions", aggregates},
			{"functions", "scalar functions", functions},
			{"enumeration", "methods of arrays", enumeration},
			{"datetime", "methods of date-times and intervals", dateTime},
			{"guards", "guards and observers of patterns", guards},
			{"detectors", "detectors of the unusual", detectors},
		}},
	}
}

// Pages makes all pages, the table of contents first.
func Pages() ([]Page, error) {
	list := []Page{{Name: "README.md"}}
	var toc strings.Builder
	for _, part := range contents() {
		fmt.Fprintf(&toc, "\n## %s\n\n", part.title)
		for _, s := range part.pages {
			p, err := s.page()
			if err != nil {
				return nil, err
			}
			list = append(list, p)
			fmt.Fprintf(&toc, "- [%s](%s): %s\n", p.Title(), p.Name, s.summary)
		}
	}
	front, err := chapters.ReadFile("chapters/README.md")
	if err != nil {
		return nil, err
	}
	list[0].Text = string(front) + toc.String()
	return list, nil
}

// page makes one page: its chapter, then what is made from the definitions. Its last line tells so.
func (s *source) page() (Page, error) {
	p := Page{Name: s.name + ".md"}
	text, err := chapters.ReadFile(path.Join("chapters", p.Name))
	p.Text = string(text)
	from := "internal/manual/chapters/" + p.Name
	if s.make != nil {
		p.Text += s.make()
		from += " and the definitions"
	}
	p.Text += "\n<!-- Made from " + from + " by `go generate ./internal/manual`. -->\n"
	return p, err
}
