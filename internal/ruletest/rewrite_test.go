package ruletest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRewriteBeforeAfter(t *testing.T) {
	files, err := filepath.Glob("testdata/rewrite/*.before")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, before := range files {
		after := strings.TrimSuffix(before, ".before") + ".after"
		want, err := os.ReadFile(after)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "case.epltest")
		text, err := os.ReadFile(before)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, text, 0o600))

		changed, err := RewriteFile(path)
		require.NoError(t, err)
		require.True(t, changed)
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))

		require.Equal(t, Passed, RunCase(path, Ways, nil).Verdict, "what is rewritten passes in all ways")
		changed, err = RewriteFile(path)
		require.NoError(t, err)
		require.False(t, changed, "and rewriting it again changes nothing")
	}
}

func TestRewriteRefusesWhatCannotRun(t *testing.T) {
	_, err := Rewrite("play\nnonsense\n----\n")
	require.ErrorContains(t, err, "line 2: 'nonsense' is no step")
	_, err = Rewrite("deploy\nselect 1")
	require.ErrorContains(t, err, "block without '----'")
}
