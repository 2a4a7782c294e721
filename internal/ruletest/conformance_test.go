package ruletest_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/ruletest"
)

const conformance = "../../testdata/conformance"

// TestConformance runs every case in every way. Those on the skip list must still fail.
func TestConformance(t *testing.T) {
	skip, err := ruletest.ReadSkipList(filepath.Join(conformance, "skip.txt"))
	require.NoError(t, err)
	files, err := ruletest.Find([]string{conformance})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 665, "cases are missing")
	count := make(map[string]map[ruletest.Verdict]int)
	for _, path := range files {
		area := filepath.Base(filepath.Dir(path))
		if count[area] == nil {
			count[area] = make(map[ruletest.Verdict]int)
		}
		name := area + "/" + strings.TrimSuffix(filepath.Base(path), ".epltest")
		t.Run(name, func(t *testing.T) {
			r := ruletest.RunCase(path, ruletest.Ways, skip)
			count[area][r.Verdict]++
			judge(t, r)
		})
	}
	logCounts(t, count)
}

// judge fails the test of a case, with the differing lines.
func judge(t *testing.T, r ruletest.Result) {
	switch r.Verdict {
	case ruletest.Passed:
	case ruletest.Skipped:
		t.Skip(r.Reason)
	case ruletest.Stale:
		t.Error("passes, but is on the skip list: take it off")
	case ruletest.Failed:
		var b strings.Builder
		for i := range r.Failures {
			r.Failures[i].Print(&b, r.Path)
		}
		t.Error(b.String())
	}
}

func logCounts(t *testing.T, count map[string]map[ruletest.Verdict]int) {
	var areas []string
	for a := range count {
		areas = append(areas, a)
	}
	slices.Sort(areas)
	for _, a := range areas {
		c := count[a]
		t.Logf("%-10s %4d passed %4d failed %4d skipped", a, c[ruletest.Passed],
			c[ruletest.Failed]+c[ruletest.Stale], c[ruletest.Skipped])
	}
}
