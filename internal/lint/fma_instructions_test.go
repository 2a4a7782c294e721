package lint

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fusedInstruction is a fused multiply-add of a listing for arm64, with its place in the source.
var fusedInstruction = regexp.MustCompile(`\(([^()]+\.go):(\d+)\)\s+FN?M(?:ADD|SUB)[SD]?\s`)

// TestNoFusedInstructions compiles the packages for arm64, whose compiler fuses wherever the
// language allows it, and looks for the instructions: what TestNoFusedMultiplyAdd cannot see, as a
// product returned by a function that is inlined into a sum. math.FMA is allowed, as it is the same
// everywhere.
func TestNoFusedInstructions(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another machine")
	}
	root, err := filepath.Abs(module)
	require.NoError(t, err)
	args := []string{"build", "-gcflags=-S"}
	for _, pattern := range roundedPackages {
		if _, err := os.Stat(filepath.Join(root, strings.TrimSuffix(pattern, "/..."))); err == nil {
			args = append(args, pattern)
		}
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	var listing bytes.Buffer
	cmd.Stderr = &listing
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %.2000s", err, listing.String())
	}
	require.Greater(t, listing.Len(), 1<<20, "no listing")
	seen, asked := map[string]bool{}, 0
	for _, m := range fusedInstruction.FindAllStringSubmatch(listing.String(), -1) {
		file, line := m[1], m[2]
		if seen[file+line] || !strings.HasPrefix(file, root) {
			continue
		}
		if callsFMA(t, file, line) {
			asked++
			continue
		}
		seen[file+line] = true
		t.Errorf("%s:%s: compiled to a fused multiply-add: round the product with float64()",
			relative(file), line)
	}
	require.Positive(t, asked, "the listing shows none of the fused operations that are there")
}

// callsFMA reports whether a line of source asks for the fused operation.
func callsFMA(t *testing.T, file, line string) bool {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	n, err := strconv.Atoi(line)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	return n <= len(lines) && strings.Contains(lines[n-1], "math.FMA(")
}
