package ruletest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRules runs the rule tests of the project's own features, in every way.
func TestRules(t *testing.T) {
	files, err := Find([]string{"../../testdata/rules"})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(path, func(t *testing.T) {
			f, err := Read(path)
			require.NoError(t, err)
			for _, way := range Ways {
				for _, fail := range Run(f, way).Failures {
					fail.Print(testWriter{t}, path)
					t.Fail()
				}
			}
		})
	}
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(string(b))
	return len(b), nil
}
