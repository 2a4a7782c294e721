package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

func TestGolden(t *testing.T) { golden.Check(t, "out", run) }

// TestCleanUps: the host whose log files are taken away every night is never told of, and the one
// that fills up is, hours before the straight line through a day would have.
func TestCleanUps(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, nil))
	text := out.String()
	require.NotContains(t, text, "filling  host=log1")
	require.Equal(t, 2, strings.Count(text, "cleaned  host=log1"))
	first, line := strings.Index(text, "filling  host=db1"), strings.Index(text, "straight host=db1")
	require.Positive(t, first)
	require.Less(t, first, line)
}
