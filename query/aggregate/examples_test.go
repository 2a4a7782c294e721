package aggregate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/ruletest"
	"github.com/cephei-go/cephei/query/aggregate"
)

// Every function is documented, and its examples are right in every way of running them.
func TestExamples(t *testing.T) {
	for _, d := range aggregate.Builtin() {
		t.Run(d.Name, func(t *testing.T) {
			require.NotEmpty(t, d.Doc)
			require.NotEmpty(t, d.Examples)
			for _, ex := range d.Examples {
				require.NotEmpty(t, ex.Title)
				require.Contains(t, ex.Test, d.Name)
				f, err := ruletest.Parse(ex.Test)
				require.NoError(t, err)
				for _, way := range ruletest.Ways {
					var out strings.Builder
					for _, failure := range ruletest.Run(f, way).Failures {
						failure.Print(&out, d.Name)
					}
					if strings.Contains(out.String(), "not supported yet") {
						t.Skip(out.String()) // tables come later than their columns
					}
					require.Empty(t, out.String())
				}
			}
		})
	}
}

func TestBuiltinIsSorted(t *testing.T) {
	names := []string{}
	for _, d := range aggregate.Builtin() {
		names = append(names, d.Name)
	}
	require.True(t, slices.IsSorted(names), "%v", names)
	require.Len(t, slices.Compact(names), len(aggregate.Builtin()))
}

// Rule tests of what the conformance cases of the repository leave open.
func TestRules(t *testing.T) {
	files, err := ruletest.Find([]string{"testdata"})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(path, func(t *testing.T) {
			f, err := ruletest.Read(path)
			require.NoError(t, err)
			for _, way := range ruletest.Ways {
				var out strings.Builder
				for _, failure := range ruletest.Run(f, way).Failures {
					failure.Print(&out, path)
				}
				require.Empty(t, out.String())
			}
		})
	}
}
