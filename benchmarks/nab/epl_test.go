package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
	"github.com/stretchr/testify/require"
)

// A detector scores the same through the engine as alone.
func TestStatementScoresAsItsDetector(t *testing.T) {
	files, err := scorer.Load(tiny(t))
	require.NoError(t, err)
	for file, name := range map[string]string{
		"anomaly.epl": "anomaly", "holtwinters.epl": "holtwinters",
	} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		got, err := play(files, func() (subject, error) { return newStatement(string(text)) })
		require.NoError(t, err)
		build, err := parseDetector(name)
		require.NoError(t, err)
		want, err := play(files, build)
		require.NoError(t, err)
		require.Equal(t, want.values, got.values, file)
	}
}

func TestStatementReport(t *testing.T) {
	var out strings.Builder
	file := filepath.Join("testdata", "anomaly.epl")
	require.NoError(t, run([]string{"-dir", tiny(t), "-epl", file}, &out))
	require.Contains(t, out.String(), "1/1")
}

func TestStatementErrors(t *testing.T) {
	for name, epl := range map[string]string{
		"syntax":  "select from",
		"no name": "select value as score from Metric",
		"column":  "@name('score') select value from Metric",
		"stream":  "@name('score') select 1 as score from Other",
	} {
		_, err := newStatement(epl)
		require.Error(t, err, name)
	}
	require.Error(t, run([]string{"-dir", tiny(t), "-epl", "nothing.epl"}, &strings.Builder{}))
}
