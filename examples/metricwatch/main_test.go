package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

func TestGolden(t *testing.T) { golden.Check(t, "out", run) }

// TestSample reads a public series, half a year of taxi rides in half hours.
func TestSample(t *testing.T) {
	path := golden.Sample(t, "nab", "data", "realKnownCause", "nyc_taxi.csv")
	var out bytes.Buffer
	require.NoError(t, run(&out, []string{"-csv", path, "-limit", "28000", "-silence", "31m"}))
	require.Equal(t, 214, strings.Count(out.String(), "points=48 "), "complete days but the last")
	require.Contains(t, out.String(), "2014-11-02 01:00:00  over     value=39197")
	require.NotContains(t, out.String(), "silent", "the series has no gap")
}

func TestBadInput(t *testing.T) {
	var out bytes.Buffer
	require.Error(t, run(&out, []string{"-csv", "nowhere.csv"}))
	require.Error(t, run(&out, []string{"-limit", "much"}))
	require.ErrorContains(t, run(&out, []string{"-csv", "main_test.go"}), "line")
}
