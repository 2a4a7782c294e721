package scorer

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// file makes a series of n rows, a minute apart, with windows.
func file(n int, windows ...Window) *File {
	times := make([]int64, n)
	for i := range times {
		times[i] = int64(i) * 60_000
	}
	return NewFile("dir", "name.csv", times, make([]float64, n), windows)
}

// The weights of a window of five rows, to five places, from 2/(1+exp(5p))-1 by hand.
func TestWeightsOfFiveRows(t *testing.T) {
	f := file(100, Window{50, 54})
	for i, want := range []float64{1, .97711, .91743, .77193, .46839, -.55460, -.84828} {
		require.InDelta(t, want, f.weights[50+i], 5e-6, "row %d", 50+i)
	}
	require.Equal(t, -1.0, f.weights[49])
	require.Equal(t, -1.0, f.weights[54+13], "beyond three widths")
	require.InDelta(t, 0.9866142981514305, sigmoidAtStart, 1e-15)
}

func TestWeightsBetweenWindows(t *testing.T) {
	f := file(100, Window{20, 29}, Window{60, 60})
	require.Equal(t, 0, f.window[20])
	require.Equal(t, -1, f.window[30])
	require.Equal(t, 1, f.window[60])
	require.InDelta(t, 1, f.weights[60], 1e-15, "a window of one row")
	require.Equal(t, -1.0, f.weights[61], "a window of one row has no slope after it")
	require.InDelta(t, sigmoid(1.0/9), f.weights[30], 1e-15)
}

func TestProbation(t *testing.T) {
	require.Equal(t, 15, file(100).Probation)
	require.Equal(t, 15, file(106).Probation, "rounded down")
	require.Equal(t, 750, file(10_000).Probation)
}

// marks makes scores of 1 at some rows and 0 elsewhere.
func marks(n int, rows ...int) [][]float64 {
	s := make([]float64, n)
	for _, r := range rows {
		s[r] = 1
	}
	return [][]float64{s}
}

func TestScoresByHand(t *testing.T) {
	files := []*File{file(100, Window{50, 59}, Window{80, 89})}
	standard, lowFP, lowFN := Profiles[0], Profiles[1], Profiles[2]
	at := func(p Profile, rows ...int) Result { return At(files, marks(100, rows...), p, 1) }

	require.Equal(t, 0.0, at(standard).Score, "silence")
	require.Equal(t, 0.0, at(lowFN).Score, "silence")
	require.InDelta(t, 100, at(standard, 50, 80).Score, 1e-12, "each window at its first row")
	require.InDelta(t, 100, at(lowFN, 50, 80).Score, 1e-12)
	require.InDelta(t, 100, at(standard, 50, 55, 59, 80).Score, 1e-12, "later ones add nothing")
	require.InDelta(t, 50, at(standard, 50).Score, 1e-12, "one of two")
	require.InDelta(t, 50, at(lowFN, 50).Score, 1e-12)
	require.InDelta(t, 100*(4-.11)/4, at(standard, 30, 50, 80).Score, 1e-12, "a false alarm")
	require.InDelta(t, 100*(4-.22)/4, at(lowFP, 30, 50, 80).Score, 1e-12)
	require.InDelta(t, 100, at(standard, 3, 14, 50, 80).Score, 1e-12, "probation is free")
	require.Equal(t, 1, at(standard, 14, 15, 50).FalseAlarms)

	late := at(standard, 59)
	require.Equal(t, 1, late.Found)
	require.Equal(t, 2, late.Windows)
	require.InDelta(t, sigmoid(-.1)/sigmoid(-1)-1, late.Raw, 1e-12)
}

func TestNoScoreIsNoDetection(t *testing.T) {
	files := []*File{file(100, Window{50, 59})}
	s := marks(100)
	for i := range s[0] {
		s[0][i] = math.NaN()
	}
	require.Equal(t, 0, At(files, s, Profiles[0], math.Inf(-1)).FalseAlarms)
	require.Equal(t, math.Inf(1), Best(files, s, Profiles[0]).Threshold)
}

// Best agrees with trying every threshold in turn.
func TestBestAgainstEveryThreshold(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		files := []*File{
			file(200, Window{60, 79}, Window{100, 139}), file(150), file(120, Window{30, 40}),
		}
		scores := Run(files, func(times []int64, _ []float64) []float64 {
			out := make([]float64, len(times))
			for i := range out {
				out[i] = float64(rng.IntN(12)) / 12 // many ties
			}
			return out
		})
		for _, p := range Profiles {
			got := Best(files, scores, p)
			want := At(files, scores, p, 2)
			for k := 12; k >= 0; k-- {
				r := At(files, scores, p, float64(k)/12)
				if r.Raw > want.Raw+1e-9 {
					want = r
				}
			}
			require.InDelta(t, want.Raw, got.Raw, 1e-9)
		}
	}
}

// A detector that knows nothing gains a little, since the best threshold is chosen with hindsight:
// on random noise Best is never below silence.
func TestNoiseIsNotBelowSilence(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	files := []*File{file(4000, Window{1000, 1200}, Window{3000, 3200})}
	scores := Run(files, func(times []int64, _ []float64) []float64 {
		out := make([]float64, len(times))
		for i := range out {
			out[i] = rng.Float64()
		}
		return out
	})
	for _, p := range Profiles {
		best := Best(files, scores, p)
		require.GreaterOrEqual(t, best.Score, 0.0)
		require.Less(t, best.Score, 100.0)
		require.Less(t, At(files, scores, p, 0).Score, 0.0, "an alarm on every row")
	}
}

const (
	goodCSV    = "timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,2.5\n2014-01-01 00:05:00,3\n"
	goodLabels = `{"a/x.csv": [["2014-01-01 00:05:00.000000", "2014-01-01 00:05:00.000000"]], "a/y.csv": []}`
)

// corpus writes a directory in NAB's layout.
func corpus(t *testing.T, labels, csv string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "data", "a"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "combined_windows.json"), []byte(labels), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "a", "x.csv"), []byte(csv), 0o644))
	return dir
}

func TestLoad(t *testing.T) {
	files, err := Load(corpus(t, goodLabels, goodCSV))
	require.NoError(t, err)
	require.Len(t, files, 1, "y.csv is not there")
	f := files[0]
	require.Equal(t, "a/x.csv", f.Path())
	require.Equal(t, []float64{1, 2.5, 3}, f.Values)
	require.Equal(t, int64(300_000), f.Times[1]-f.Times[0])
	require.Equal(t, []Window{{1, 1}}, f.Windows, "the first row with the time")
}

func TestLoadErrors(t *testing.T) {
	_, err := Load(t.TempDir())
	require.ErrorIs(t, err, ErrNoCorpus)
	for name, c := range map[string][2]string{
		"value":    {goodLabels, strings.Replace(goodCSV, "2.5", "many", 1)},
		"time":     {goodLabels, strings.Replace(goodCSV, "2014-01-01 00:00:00", "then", 1)},
		"boundary": {strings.Replace(goodLabels, "00:05:00", "00:07:00", 1), goodCSV},
		"columns":  {goodLabels, goodCSV + "1,2,3\n"},
		"json":     {"[]", goodCSV},
		"empty":    {goodLabels, ""},
		"nothing":  {`{"b/z.csv": []}`, goodCSV},
	} {
		_, err := Load(corpus(t, c[0], c[1]))
		require.Error(t, err, name)
	}
}

// TestCorpus checks figures of the real corpus, half of it or whole, where it is at hand.
func TestCorpus(t *testing.T) {
	files := realCorpus(t)
	windows := 0
	for _, f := range files {
		windows += len(f.Windows)
		for _, w := range f.Windows {
			require.GreaterOrEqual(t, w.End, f.Probation, "%s: a window nobody could find", f.Path())
		}
	}
	switch len(files) {
	case 58:
		require.Equal(t, 116, windows)
	case 29:
		require.Equal(t, 61, windows)
	}
	silent := Run(files, func(times []int64, _ []float64) []float64 {
		return make([]float64, len(times))
	})
	require.Equal(t, 0.0, At(files, silent, Profiles[0], 1).Score)
}

// realCorpus loads the corpus named by NAB_DIR or lying beside the project, or skips the test.
func realCorpus(t *testing.T) []*File {
	t.Helper()
	dir := os.Getenv("NAB_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data", "nab")
	}
	files, err := Load(dir)
	if errors.Is(err, ErrNoCorpus) {
		t.Skip("no NAB corpus: set NAB_DIR to its directory")
	}
	require.NoError(t, err)
	return files
}
