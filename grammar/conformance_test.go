package grammar_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

const conformanceDir = "../testdata/conformance"

// block is a piece of EPL from a rule test.
type block struct {
	file  string
	query bool // on-demand, else a module
	src   string
	fails bool // must be refused, by the parser or later
}

// conformance reads the EPL of all rule tests.
func conformance(t testing.TB) []block {
	var blocks []block
	err := filepath.WalkDir(conformanceDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".epltest") {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(conformanceDir, path)
		blocks = append(blocks, readBlocks(filepath.ToSlash(name), string(text))...)
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(blocks), 700)
	return blocks
}

// readBlocks cuts the deploy and query blocks out of a rule test: a directive line, the input
// up to `----`, the expected output up to a blank line.
func readBlocks(file, text string) []block {
	var blocks []block
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		directive, _, _ := strings.Cut(lines[i], " ")
		if directive == "" || strings.HasPrefix(directive, "#") {
			continue
		}
		start := i + 1
		for i < len(lines) && lines[i] != "----" {
			i++
		}
		src := strings.Join(lines[start:min(i, len(lines))], "\n")
		fails := i+1 < len(lines) && lines[i+1] == "error"
		for i < len(lines) && lines[i] != "" {
			i++
		}
		if directive == "deploy" || directive == "query" {
			blocks = append(blocks, block{file, directive == "query", src, fails})
		}
	}
	return blocks
}

func (b block) parse(src string) (ast.Node, error) {
	if b.query {
		return grammar.ParseQuery(src, grammar.Limits{})
	}
	return grammar.Parse(src, grammar.Limits{})
}

// TestConformance parses all EPL of the rule tests, prints it and parses it again. Every text
// that Esper takes must parse. Those that it refuses may fail here or later; the ones that fail
// here are listed with their messages in testdata/rejected.
func TestConformance(t *testing.T) {
	var rejected strings.Builder
	parsed := 0
	for _, b := range conformance(t) {
		n, err := b.parse(b.src)
		if err != nil {
			require.True(t, b.fails, "%s: %v", b.file, err)
			fmt.Fprintf(&rejected, "%s: %s\n", b.file, strings.TrimSpace(failure(err)))
			continue
		}
		parsed++
		text := n.String()
		again, err := b.parse(text)
		require.NoError(t, err, text)
		require.True(t, ast.Equal(n, again), "%s: %s\nread again as\n%s", b.file, text, again)
	}
	t.Logf("%d texts parsed, printed and parsed again", parsed)
	datadriven.RunTest(t, "testdata/rejected", func(*testing.T, *datadriven.TestData) string {
		return rejected.String()
	})
}
