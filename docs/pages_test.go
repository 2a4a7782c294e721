package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/ruletest"
)

// block finds fenced blocks of a page: their language and their text.
var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func blocks(t *testing.T, page, language string) (texts []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		if m[1] == language {
			texts = append(texts, m[2])
		}
	}
	return texts
}

// TestRules runs the rules of the cookbook and the README in every way.
func TestRules(t *testing.T) {
	recipes := blocks(t, "cookbook.md", "epltest")
	require.Len(t, recipes, 12)
	for _, text := range append(recipes, blocks(t, "../README.md", "epltest")...) {
		f, err := ruletest.Parse(text)
		require.NoError(t, err)
		t.Run(strings.TrimSuffix(f.Title, "."), func(t *testing.T) {
			rows := 0
			for _, b := range f.Blocks {
				if b.Directive == "play" {
					rows += len(b.Want)
				}
			}
			require.NotZero(t, rows, "a recipe shows a row")
			for _, way := range ruletest.Ways {
				for _, failure := range ruletest.Run(f, way).Failures {
					var b strings.Builder
					failure.Print(&b, f.Title)
					t.Error(b.String())
				}
			}
		})
	}
}

// TestReadmeProgram: the program that the README shows is the one that is run as an example, apart
// from how it treats errors.
func TestReadmeProgram(t *testing.T) {
	programs := blocks(t, "../README.md", "go")
	require.NotEmpty(t, programs)
	example, err := os.ReadFile("../example_test.go")
	require.NoError(t, err)
	have := make(map[string]bool)
	for line := range strings.Lines(string(example)) {
		have[strings.TrimSpace(line)] = true
	}
	for line := range strings.Lines(programs[0]) {
		line = strings.TrimSpace(line)
		if line == "package main" || line == "func main() {" {
			continue
		}
		require.True(t, have[line], "README.md: not in example_test.go: %s", line)
	}
}

// TestReadmeOutput: lines of output that the README shows are lines of the examples' golden files.
func TestReadmeOutput(t *testing.T) {
	goldens, err := filepath.Glob("../examples/*/testdata/*.golden")
	require.NoError(t, err)
	var all strings.Builder
	for _, path := range goldens {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all.Write(text)
	}
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	lines := regexp.MustCompile(`(?m)^    (\d{4}-.*)$`).FindAllStringSubmatch(string(readme), -1)
	require.Len(t, lines, 4)
	for _, line := range lines {
		require.Contains(t, all.String(), line[1]+"\n")
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestLinks: what README and cookbook link to is there.
func TestLinks(t *testing.T) {
	for _, page := range []string{"../README.md", "cookbook.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(block.ReplaceAllString(string(text), ""), -1) {
			_, err := os.Stat(filepath.Join(filepath.Dir(page), m[1]))
			require.NoError(t, err, "%s: %s", page, m[1])
		}
	}
}
