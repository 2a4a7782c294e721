package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"
)

// TestGolden runs the command lines in testdata. A block `file NAME` writes a file; a block `cephei`
// has the command line in its first line of input, standard input in the others; `cat` shows a file.
// Words with blanks stand in double quotes; `::` in a file is the separator of rule
// tests.
func TestGolden(t *testing.T) {
	datadriven.Walk(t, "testdata/golden", func(t *testing.T, path string) {
		r := newRig(t)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "file":
				r.write(d.CmdArgs[0].Key, strings.ReplaceAll(d.Input, "\n::\n", "\n----\n")+"\n")
				return ""
			case "cat":
				return r.read(d.CmdArgs[0].Key)
			case "cephei":
				line, stdin, _ := strings.Cut(d.Input, "\n")
				code := r.run(stdin, words(line)...)
				return r.shown(code)
			}
			d.Fatalf(t, "unknown block %s", d.Cmd)
			return ""
		})
	})
}

// shown is everything a command printed, errors marked.
func (r *rig) shown(code int) string {
	var b strings.Builder
	b.WriteString(r.clean(r.out.take()))
	for _, l := range strings.SplitAfter(r.clean(r.err.take()), "\n") {
		if l != "" {
			b.WriteString("! " + l)
		}
	}
	if code != 0 {
		fmt.Fprintf(&b, "exit %d\n", code)
	}
	return b.String()
}

// words splits a command line at blanks outside of double quotes.
func words(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"a", "b c", "", "-d"}, words(`a "b c" "" -d`))
}
