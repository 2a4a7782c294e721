package fit_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/fit"
)

// TestAsGoodAsR fits every series that R has fitted: our sum of squares may not exceed R's by
// more than a thousandth.
func TestAsGoodAsR(t *testing.T) {
	files, err := filepath.Glob("../testdata/vectors/hw_r_*.json")
	require.NoError(t, err)
	fitted := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var v struct {
			Note      string
			Frequency float64
			Type      string
			HasTrend  bool `json:"has_trend"`
			HasSeason bool `json:"has_season"`
			X         []float64
			SSE       float64
		}
		require.NoError(t, json.Unmarshal(text, &v))
		if v.Note != "" && v.Note != "same series, fitted" {
			continue // R was given the parameters
		}
		m := fit.Model{SeasonAfterLevel: true, Slots: int(v.Frequency)}
		if v.HasTrend {
			m.Trend = stats.LinearTrend
		}
		if v.HasSeason {
			m.Season = stats.AdditiveSeason
			if v.Type == "multiplicative" {
				m.Season = stats.MultiplicativeSeason
			}
		}
		got, err := fit.HoltWinters(v.X, m)
		require.NoError(t, err)
		t.Logf("%-40s R %.8g ours %.8g (%+.4f%%) %d passes, %+v", filepath.Base(file), v.SSE, got.SSE,
			100*(got.SSE/v.SSE-1), got.Passes, got.Gains)
		require.LessOrEqual(t, got.SSE, v.SSE*1.001, file)
		fitted++
	}
	require.GreaterOrEqual(t, fitted, 10)
}

func TestBadSeries(t *testing.T) {
	_, err := fit.HoltWinters([]float64{1}, fit.Model{})
	require.ErrorIs(t, err, fit.ErrTooShort)
	_, err = fit.HoltWinters(make([]float64, 24), fit.Model{Season: stats.AdditiveSeason, Slots: 12})
	require.ErrorIs(t, err, fit.ErrTooShort)
	_, err = fit.HoltWinters([]float64{1, 2, math.NaN(), 4}, fit.Model{})
	require.Error(t, err)
	got, err := fit.HoltWinters(make([]float64, 50), fit.Model{Trend: stats.DampedTrend})
	require.NoError(t, err, "constants")
	require.Zero(t, got.SSE)
	huge := []float64{1, 1e300, -1e300, 5, 1e300, 2, 3, 4}
	_, err = fit.HoltWinters(huge, fit.Model{Trend: stats.LinearTrend})
	require.NoError(t, err, "overflow is not an error, only a bad fit")
}
