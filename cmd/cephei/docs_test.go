package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// example returns the indented block of a manual that begins with the given line.
func example(t *testing.T, path, first string) string {
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "    "+first)
	require.True(t, ok, "%s has no example that begins with %s", path, first)
	block := []string{first}
	for i, l := range strings.Split(rest, "\n") {
		if i > 0 && l != "" && !strings.HasPrefix(l, "    ") {
			break
		}
		block = append(block, strings.TrimPrefix(l, "    "))
	}
	block[1] = block[0] + block[1]
	return strings.TrimSpace(strings.Join(block[1:], "\n")) + "\n"
}

// TestManualOfRuleTests runs the rule test that the manual shows.
func TestManualOfRuleTests(t *testing.T) {
	r := newRig(t)
	r.write("login.epltest", example(t, "../../docs/ruletests.md", "# Failed log-ins"))
	require.Equal(t, exitOK, r.run("", "test", "login.epltest"))
	require.Equal(t, "1 passed, 0 failed\n", r.out.take())
}

// TestManualOfRun runs the rules that the manual shows.
func TestManualOfRun(t *testing.T) {
	r := newRig(t)
	rules, _, _ := strings.Cut(example(t, "../../docs/cephei-run.md", "// rules.epl"), "\n\n")
	r.write("rules.epl", rules)
	r.write("metrics.csv", "time,host,cpu\n2026-01-01T00:00:20Z,b,95.5\n")
	require.Equal(t, exitOK, r.run("", "run", "rules.epl", "--input", "metrics.csv", "--time-field", "time"))
	manual, err := os.ReadFile("../../docs/cephei-run.md")
	require.NoError(t, err)
	require.Contains(t, string(manual), "    "+r.out.take())
	require.Equal(t, exitOK, r.run("", "run", "rules.epl", "--input", "metrics.csv", "--time-field", "time",
		"--output", "text"))
	require.Contains(t, string(manual), "    "+r.out.take())
}

// TestManualKnowsTheFlags wants every flag of the commands in their manuals.
func TestManualKnowsTheFlags(t *testing.T) {
	flags := regexp.MustCompile(`(?m)^  -([a-z-]+)`)
	for command, path := range map[string]string{
		"run": "../../docs/cephei-run.md", "fmt": "../../docs/cephei-run.md",
		"test": "../../docs/ruletests.md",
	} {
		manual, err := os.ReadFile(path)
		require.NoError(t, err)
		r := newRig(t)
		require.Equal(t, exitOK, r.run("", "help", command))
		found := flags.FindAllStringSubmatch(r.out.take(), -1)
		require.NotEmpty(t, found)
		for _, f := range found {
			require.Contains(t, string(manual), "-"+f[1], "the manual does not tell of -%s of %s", f[1], command)
		}
	}
}

func TestExplainAndVersion(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	require.Equal(t, exitOK, r.run("", "explain", "r.epl"))
	out := r.out.take()
	for _, part := range []string{"sum", "big", "a > 10"} {
		require.Contains(t, out, part)
	}
	require.Equal(t, exitFound, r.run("select", "explain", "-"))
	require.Contains(t, r.err.take(), "-:1:")
	require.Equal(t, exitOK, r.run("", "version"))
	require.Regexp(t, `^cephei \S+.*, go1\.`, r.out.take())
}
