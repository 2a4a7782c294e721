package stats

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFreshModelsAreAlone: models that share a configuration answer as ones that do not, whatever becomes
// of the others, and Last tells what Update told, also of a model that was saved and loaded.
func TestFreshModelsAreAlone(t *testing.T) {
	for _, config := range []HoltWintersConfig{
		{Trend: DampedTrend},
		{Trend: LinearTrend, Season: AdditiveSeason, Period: 24_000, Slots: 24, Clip: 5},
		{Season: MultiplicativeSeason, Slots: 7, Start: StartPeriods, Band: BandQuantile},
	} {
		first, err := NewHoltWinters(config)
		require.NoError(t, err)
		other := first.Fresh()
		require.NoError(t, other.SetGains(Gains{Alpha: 0.9, Beta: 0.5, Gamma: 0.3, Phi: 0.7}))
		require.Equal(t, 0.9, other.Config().Gains.Alpha)
		shares := first.Fresh()
		alone, err := NewHoltWinters(config)
		require.NoError(t, err)
		for _, p := range badHistory(3, 500) {
			first.Update(p.T, p.V+1)
			other.Push(p.T, p.V)
			want, got := alone.Update(p.T, p.V), shares.Update(p.T, p.V)
			require.True(t, sameResult(want, got))
			require.True(t, sameResult(got, shares.Last()))
			loaded := first.Fresh()
			_, err := copyState(loaded, shares)
			require.NoError(t, err)
			shares = loaded
			require.True(t, sameResult(got, shares.Last()))
		}
	}
}

// sameResult compares results in which NaN is NaN.
func sameResult(a, b HoltWintersResult) bool {
	return a.Failures == b.Failures && a.Failing == b.Failing && a.Ready == b.Ready &&
		sameBits(numbersOf(a), numbersOf(b))
}

func numbersOf(r HoltWintersResult) []float64 {
	return []float64{
		r.Forecast, r.Lower, r.Upper, r.Residual, r.Deviation, r.Aberration, r.Level, r.Trend, r.Season,
	}
}
