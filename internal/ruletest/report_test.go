package ruletest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func printed1(f Failure) string {
	var b strings.Builder
	f.Print(&b, "x.epltest")
	return b.String()
}

func TestPrintShowsOnlyStepsThatDiffer(t *testing.T) {
	f := Failure{
		Way: Twin,
		Block: &Block{
			Line: 10, Directive: "play", Input: []string{`E {"x":1}`, "+5s", `E {"x":2}`}, WantLine: 15,
			Want: []string{`1 a new {"x":1}`, `3 a new {"x":2}`, `3 a old {"x":1}`},
		},
		Got: []string{`1 a new {"x":1}`, `2 a new {"x":9}`, `3 a old {"x":1}`, `3 a new {"x":3}`},
	}
	require.Equal(t, `x.epltest:16 (twin): play: output differs (- wanted, + got)
	step 2, line 12: +5s
	+ 2 a new {"x":9}
	step 3, line 13: E {"x":2}
	- 3 a new {"x":2}
	  3 a old {"x":1}
	+ 3 a new {"x":3}
`, printed1(f))
}

func TestPrintOrder(t *testing.T) {
	f := Failure{
		Way: Plain,
		Block: &Block{
			Line: 1, Directive: "play", Arg: "ordered", Input: []string{"+1s"}, WantLine: 4,
			Want: []string{`1 a new {"x":1}`, `1 a new {"x":2}`},
		},
		Got: []string{`1 a new {"x":2}`, `1 a new {"x":1}`},
	}
	require.Contains(t, printed1(f), "the order differs\n\t- 1 a new {\"x\":1}\n\t+ 1 a new {\"x\":2}\n")
}

func TestPrintErrors(t *testing.T) {
	require.Equal(t, "x.epltest: no such file\n", printed1(Failure{Way: Plain, Err: errors.New("no such file")}))
	f := Failure{Way: Restored, Block: &Block{Line: 7}, Err: errors.New("restore: broken")}
	require.Equal(t, "x.epltest:7 (restored): restore: broken\n", printed1(f))
	f = Failure{
		Way: Plain, Block: &Block{Line: 7, WantLine: 9, Directive: "deploy", Want: []string{"ok"}},
		Got: []string{"error", "1:8: unknown"},
	}
	require.Equal(t, "x.epltest:9: deploy: output differs (- wanted, + got)\n\t- ok\n\t+ error\n\t+ 1:8: unknown\n",
		printed1(f))
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []string{"b.epltest", "a.epltest", "sub/c.epltest", "notes.txt"} {
		path := filepath.Join(dir, n)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, nil, 0o600))
	}
	files, err := Find([]string{dir, filepath.Join(dir, "a.epltest")})
	require.NoError(t, err)
	require.Equal(t, []string{
		filepath.Join(dir, "a.epltest"), filepath.Join(dir, "b.epltest"), filepath.Join(dir, "sub/c.epltest"),
	}, files)
	_, err = Find([]string{filepath.Join(dir, "none")})
	require.Error(t, err)
}

// right and wrong are a case that passes and one that does not.
const (
	right = "deploy\ncreate schema E(a int);\n----\nok\n"
	wrong = "deploy\ncreate schema E(a int);\n----\nerror\n"
)

func TestVerdicts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	a, b := write("a.epltest", right), write("b.epltest", wrong)
	c, d := write("c.epltest", right), write("d.epltest", wrong)
	list := write("skip.txt", "# why\nc.epltest it was broken once\n\nd.epltest   nothing works\n")
	skip, err := ReadSkipList(list)
	require.NoError(t, err)
	require.Equal(t, []string{"c.epltest", "d.epltest"}, skip.Cases())
	require.Equal(t, Passed, RunCase(a, Ways, skip).Verdict)
	require.Equal(t, Failed, RunCase(b, Ways, skip).Verdict)
	require.Equal(t, Stale, RunCase(c, Ways, skip).Verdict)
	r := RunCase(d, Ways, skip)
	require.Equal(t, Skipped, r.Verdict)
	require.Equal(t, "nothing works", r.Reason)
	require.Equal(t, Failed, RunCase(filepath.Join(dir, "none.epltest"), Ways, skip).Verdict)
}

func TestSkipListErrors(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.epltest"), nil, 0o600))
	for text, want := range map[string]string{
		"a.epltest":                     "skip.txt:1: 'a.epltest' has no reason",
		"a.epltest x\na.epltest y":      "skip.txt:2: 'a.epltest' is listed twice",
		"\n#\ngone.epltest not built\n": "skip.txt:3: 'gone.epltest' does not exist",
	} {
		list := filepath.Join(dir, "skip.txt")
		require.NoError(t, os.WriteFile(list, []byte(text), 0o600))
		_, err := ReadSkipList(list)
		require.ErrorContains(t, err, want)
	}
}

func TestPrune(t *testing.T) {
	text := "# c\na/1.epltest x\na/2.epltest y\n"
	require.Equal(t, "# c\na/2.epltest y\n", Prune(text, map[string]bool{"a/1.epltest": true}))
	require.Equal(t, text, Prune(text, nil))
}
