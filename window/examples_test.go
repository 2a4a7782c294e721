package window_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/ruletest"
	"github.com/cephei-go/cephei/window"
)

// Every window is documented, and its examples are right in every way of running them.
func TestExamples(t *testing.T) {
	for _, d := range window.Builtin() {
		t.Run(d.Name, func(t *testing.T) {
			require.NotEmpty(t, d.Doc)
			require.NotEmpty(t, d.Examples)
			for _, ex := range d.Examples {
				require.NotEmpty(t, ex.Title)
				require.Contains(t, ex.Test, "#"+d.Name)
				f, err := ruletest.Parse(ex.Test)
				require.NoError(t, err)
				for _, way := range ruletest.Ways {
					var out strings.Builder
					for _, failure := range ruletest.Run(f, way).Failures {
						failure.Print(&out, d.Name)
					}
					require.Empty(t, out.String(), way)
				}
			}
		})
	}
}

func TestBuiltinIsSorted(t *testing.T) {
	names := []string{}
	for _, d := range window.Builtin() {
		names = append(names, d.Name)
	}
	require.True(t, slices.IsSorted(names), "%v", names)
	require.Len(t, slices.Compact(names), len(window.Builtin()))
}
