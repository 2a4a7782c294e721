// Package golden compares the output of an example with a file. For tests only: with -update the
// file is written instead.
package golden

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Check runs a program and compares what it writes with testdata/NAME.golden.
func Check(t *testing.T, name string, run func(io.Writer, []string) error, args ...string) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(&out, args))
	path := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(path, out.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to write it")
	require.Equal(t, string(want), out.String())
}

// Sample returns the path of a file of the sample data that is not part of the repository: below
// $CEPHEI_DATA, or a directory shared/data beside the repository. Without it the test is skipped.
func Sample(t *testing.T, path ...string) string {
	t.Helper()
	dir := os.Getenv("CEPHEI_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	file := filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("no sample data: %s is not there; set CEPHEI_DATA to a directory that has it",
			filepath.Join(path...))
	}
	return file
}
