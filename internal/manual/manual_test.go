package manual_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/manual"
	"github.com/cephei-go/cephei/internal/ruletest"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats/anomaly"
	"github.com/cephei-go/cephei/window"
)

const reference = "../../docs/reference"

// TestUpToDate: the files of the manual are what the definitions and chapters give.
func TestUpToDate(t *testing.T) {
	pages, err := manual.Pages()
	require.NoError(t, err)
	known := make(map[string]bool)
	for _, p := range pages {
		known[p.Name] = true
		have, err := os.ReadFile(filepath.Join(reference, p.Name))
		require.NoError(t, err)
		if string(have) != p.Text {
			t.Errorf("%s is out of date: run `go generate ./internal/manual`", p.Name)
		}
	}
	files, err := filepath.Glob(filepath.Join(reference, "*"))
	require.NoError(t, err)
	for _, f := range files {
		assert.True(t, known[filepath.Base(f)], "%s is no page of the manual", f)
	}
}

// TestExamples runs all examples of all pages in all ways. Those of the definition records stand in
// the pages.
func TestExamples(t *testing.T) {
	pages, err := manual.Pages()
	require.NoError(t, err)
	total, waiting := 0, 0
	for i := range pages {
		for _, e := range pages[i].Examples() {
			total++
			t.Run(fmt.Sprintf("%s:%d", pages[i].Name, e.Line), func(t *testing.T) {
				if e.Waits() {
					waiting++
					t.Skip("needs what is not built yet")
				}
				run(t, e.Test)
			})
		}
	}
	t.Logf("%d examples in %d ways, %d wait", total, len(ruletest.Ways), waiting)
	require.Greater(t, total, 130, "examples are missing")
	require.Less(t, waiting, 5)
}

func run(t *testing.T, text string) {
	f, err := ruletest.Parse(text)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(f.Blocks), 2, "an example deploys and plays")
	for _, way := range ruletest.Ways {
		var b strings.Builder
		for _, failure := range ruletest.Run(f, way).Failures {
			failure.Print(&b, string(way))
		}
		if b.Len() > 0 {
			t.Error(b.String())
		}
	}
}

// TestExamplesCanFail: an example with a wrong row does not pass.
func TestExamplesCanFail(t *testing.T) {
	p := manual.Page{Text: "```epltest\ndeploy\ncreate schema A(n int);\n@name('o') select n from A;\n----\nok\n\n" +
		"play\nA {\"n\":1}\n----\n1 o new {\"n\":2}\n```\n"}
	list := p.Examples()
	require.Len(t, list, 1)
	f, err := ruletest.Parse(list[0].Test)
	require.NoError(t, err)
	require.NotEmpty(t, ruletest.Run(f, ruletest.Plain).Failures)
}

// TestRecords: everything that has a name has a description and an example, and stands in the manual.
func TestRecords(t *testing.T) {
	pages, err := manual.Pages()
	require.NoError(t, err)
	text := make(map[string]string)
	for _, p := range pages {
		text[p.Name] = p.Text
	}
	check := func(page, name, doc string, example bool) {
		assert.NotEmpty(t, doc, "%s has no description", name)
		assert.True(t, example, "%s has no example", name)
		assert.Contains(t, text[page], doc)
	}
	for _, d := range window.Builtin() {
		check("windows.md", d.Name, d.Doc, len(d.Examples) > 0)
	}
	for _, d := range aggregate.Builtin() {
		check("aggregates.md", d.Name, d.Doc, len(d.Examples) > 0)
	}
	for _, f := range expr.Builtin() {
		check("functions.md", f.Name, strings.ReplaceAll(f.Doc, "|", `\|`), len(f.Examples) > 0)
	}
	for _, m := range expr.EnumMethods() {
		check("enumeration.md", m.Name, m.Doc, m.Example != "")
	}
	for _, m := range expr.DateMethods() {
		check("datetime.md", m.Name, m.Doc, m.Example != "")
	}
	for _, d := range pattern.Builtin().Guards {
		check("guards.md", d.Name, d.Doc, len(d.Examples) > 0)
	}
	for _, d := range pattern.Builtin().Observers {
		check("guards.md", d.Name, d.Doc, len(d.Examples) > 0)
	}
	for _, d := range anomaly.Builtin() {
		check("detectors.md", d.Name, d.Doc[1:], len(d.Example.Event) > 0)
	}
}
