package manual

import (
	"strings"

	"github.com/cephei-go/cephei/internal/ruletest"
)

// fence opens an example that runs as a test.
const fence = "```epltest"

// Example is a rule test of a page.
type Example struct {
	Line int // of its first line within the page, from 1
	Test string
}

// Examples returns the examples of a page.
func (p *Page) Examples() []Example {
	var (
		list []Example
		open *Example
	)
	for i, line := range strings.SplitAfter(p.Text, "\n") {
		switch {
		case open != nil && strings.TrimSpace(line) == "```":
			list, open = append(list, *open), nil
		case open != nil:
			open.Test += line
		case strings.TrimSpace(line) == fence:
			open = &Example{Line: i + 2}
		}
	}
	return list
}

// Fill returns the text of a chapter with the output that the engine gives now in all examples.
// Whether that is right is for the writer to judge.
func Fill(text string) (string, error) {
	p := Page{Text: text}
	for _, e := range p.Examples() {
		filled, err := ruletest.Rewrite(e.Test)
		if err != nil {
			return "", err
		}
		text = strings.Replace(text, e.Test, strings.TrimRight(filled, "\n")+"\n", 1)
	}
	return text, nil
}
