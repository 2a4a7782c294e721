package ruletest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/ruletest"
)

// TestFound runs what fuzzing has found, reduced to rule tests.
func TestFound(t *testing.T) {
	files, err := filepath.Glob("testdata/found/*.epltest")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".epltest"), func(t *testing.T) {
			judge(t, ruletest.RunCase(path, ruletest.Ways, &ruletest.SkipList{}))
		})
	}
}
