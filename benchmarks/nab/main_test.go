package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
	"github.com/cephei-go/cephei/stats/anomaly"
	"github.com/stretchr/testify/require"
)

// tiny writes a corpus of one series, a noisy day repeated with one broken stretch.
func tiny(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "data", "made"), 0o755))
	rng := rand.New(rand.NewPCG(1, 1))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var rows strings.Builder
	rows.WriteString("timestamp,value\n")
	const layout = "2006-01-02 15:04:05"
	for i := range 3000 {
		x := 10*math.Sin(2*math.Pi*float64(i)/288) + rng.NormFloat64()
		if i >= 2050 && i < 2090 {
			x += 40
		}
		fmt.Fprintf(&rows, "%s,%v\n", start.Add(time.Duration(i)*5*time.Minute).Format(layout), x)
	}
	at := func(i int) string {
		return start.Add(time.Duration(i) * 5 * time.Minute).Format(layout + ".000000")
	}
	labels := fmt.Sprintf(`{"made/day.csv": [["%s", "%s"]]}`, at(2000), at(2150))
	file := filepath.Join(dir, "data", "made", "day.csv")
	require.NoError(t, os.WriteFile(file, []byte(rows.String()), 0o644))
	file = filepath.Join(dir, "combined_windows.json")
	require.NoError(t, os.WriteFile(file, []byte(labels), 0o644))
	return dir
}

func TestReports(t *testing.T) {
	dir := tiny(t)
	var out strings.Builder
	require.NoError(t, run([]string{"-dir", dir}, &out))
	require.Contains(t, out.String(), "corpus: 1 files, 3000 rows, 1 windows")
	require.Contains(t, out.String(), "1/1")
	require.NotContains(t, out.String(), "published", "no figures of others for this corpus")

	out.Reset()
	require.NoError(t, run([]string{"-dir", dir, "-detector", "all"}, &out))
	for _, def := range anomaly.Builtin() {
		if def.New != nil {
			require.Contains(t, out.String(), def.Name)
		}
	}
	if testing.Short() {
		return
	}
	out.Reset()
	require.NoError(t, run([]string{"-dir", dir, "-spread"}, &out))
	for _, c := range constants {
		require.Contains(t, out.String(), c.name)
	}
}

func TestErrors(t *testing.T) {
	dir := tiny(t)
	for _, name := range []string{"nothing", "quiet", "gaussian(cusum)", "quiet(gaussian", "quiet()"} {
		require.Error(t, run([]string{"-dir", dir, "-detector", name}, &strings.Builder{}), name)
	}
	t.Setenv("NAB_DIR", "")
	require.Error(t, run([]string{"-dir", ""}, &strings.Builder{}))
	require.ErrorIs(t, run([]string{"-dir", t.TempDir()}, &strings.Builder{}), scorer.ErrNoCorpus)
}

func TestNestedDetectors(t *testing.T) {
	build, err := parseDetector("quiet(tail(mean_shift))")
	require.NoError(t, err)
	d, err := build()
	require.NoError(t, err)
	require.IsType(t, &anomaly.Quiet{}, d)
}

// TestSpreadScalesEachConstant: a constant that the table names must change the options, or the table
// would praise a constant that nobody varied.
func TestSpreadScalesEachConstant(t *testing.T) {
	for _, c := range constants {
		o := anomaly.DefaultOptions()
		c.scale(&o, quarterMore)
		require.NotEqual(t, anomaly.DefaultOptions(), o, c.name)
	}
}

// TestDefaultOnCorpus holds the default detector to what it reached when it was written: on every
// second file of the corpus, or on all, with its one threshold.
func TestDefaultOnCorpus(t *testing.T) {
	dir := os.Getenv("NAB_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "nab")
	}
	files, err := scorer.Load(dir)
	if errors.Is(err, scorer.ErrNoCorpus) {
		t.Skip("no NAB corpus: set NAB_DIR to its directory")
	}
	require.NoError(t, err)
	if len(files) != halfFiles {
		t.Skipf("%d files: the figures to hold are those of the %d even files", len(files), halfFiles)
	}
	v, err := playVariant(files, "default", anomaly.DefaultOptions())
	require.NoError(t, err)
	for i, least := range []float64{75, 68, 79} {
		require.GreaterOrEqual(t, v.scores[i], least, scorer.Profiles[i].Name)
	}
}
