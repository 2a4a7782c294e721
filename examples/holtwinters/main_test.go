package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

func TestGolden(t *testing.T) { golden.Check(t, "out", run) }

// TestOneOutage: the outage from 14:00 to 17:00 on the eleventh day is the only one that is told of;
// it is seen within the nine values that the rule needs, and over within nine of its end.
func TestOneOutage(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, nil))
	var told []string
	for line := range strings.Lines(out.String()) {
		if !strings.Contains(line, "  day ") {
			told = append(told, line[:30])
		}
	}
	require.Equal(t, []string{"2026-10-15 15:00:00  outage   ", "2026-10-15 17:30:00  over     "}, told)
}

// TestSample reads a public series with one anomaly, labelled from 2014-04-11 to 2014-04-12.
func TestSample(t *testing.T) {
	path := golden.Sample(t, "nab", "data", "artificialWithAnomaly", "art_daily_jumpsdown.csv")
	var out bytes.Buffer
	require.NoError(t, run(&out, []string{"-csv", path}))
	require.Contains(t, out.String(), "2014-04-11 09:30:00  outage")
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "outage") {
			require.Equal(t, "2014-04-11", line[:10])
		}
	}
}
