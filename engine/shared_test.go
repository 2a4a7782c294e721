package engine_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/internal/ruletest"
)

// TestSharingRules runs the rule tests of sharing in every way: one of them gives each statement a
// twin to share with, one saves and restores after each step.
func TestSharingRules(t *testing.T) {
	files, err := ruletest.Find([]string{"../testdata/rules/sharing"})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 15)
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".epltest"), func(t *testing.T) {
			r := ruletest.RunCase(path, ruletest.Ways, nil)
			var b strings.Builder
			for i := range r.Failures {
				r.Failures[i].Print(&b, r.Path)
			}
			require.Empty(t, b.String())
			require.Equal(t, ruletest.Passed, r.Verdict)
		})
	}
}

// TestExplainShowsSharing, and that it ends with the last but one of the statements.
func TestExplainShowsSharing(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(k string, n int)`)
	empty := engine.HeldBy(b.Engine)
	s := b.deploy(`@name('x') select sum(n) as s from A(k = 'a')#length(2)`).Statement("x")
	require.NotContains(t, s.Explain(), "shared")
	b.deploy(`@name('y') select max(n) as m from A(k = 'a')#length(2)`, engine.WithName("y"))
	b.deploy(`@name('z') select max(n) as m from A(k = 'b')#length(2)`, engine.WithName("z"))
	require.Contains(t, s.Explain(), "window with y\n")
	require.Equal(t, 2, engine.HeldBy(b.Engine).Shared)
	b.send("A", `{"k":"a","n":1}`)
	require.Contains(t, s.Explain(), "holds    1 events")
	require.NoError(t, b.Undeploy("y"))
	require.NotContains(t, s.Explain(), "shared")
	b.take()
	b.send("A", `{"k":"a","n":2}`)
	require.Equal(t, []string{`x {"s":3}`}, b.take())
	require.NoError(t, b.Undeploy(s.Deployment().Name()))
	require.NoError(t, b.Undeploy("z"))
	require.Equal(t, empty, engine.HeldBy(b.Engine))
}
