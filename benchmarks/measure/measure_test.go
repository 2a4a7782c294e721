package measure

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

func TestRunGivesTheRecordedAnswer(t *testing.T) {
	w, err := workload.Find("W08")
	require.NoError(t, err)
	r := Run("limit", Job{Workload: w, Scale: w.Small})
	require.Empty(t, r.Error)
	want, _ := w.Expected(w.Small)
	got := r.Sum()
	assert.True(t, got.Equal(&want))
	assert.Positive(t, r.WallNS)
	assert.Equal(t, w.Small.Meas, r.Meas)
}

func TestRunReportsWhatIsUnknown(t *testing.T) {
	r := Run("limit", Job{Workload: &workload.Workload{ID: "W99", PerMS: 1}})
	assert.Contains(t, r.Error, "W99")
	r = Run("nothing", Job{Workload: &workload.Workload{ID: "W01", PerMS: 1}})
	assert.Contains(t, r.Error, "nothing")
}

func TestOfferedLoad(t *testing.T) {
	w, err := workload.Find("W01")
	require.NoError(t, err)
	r := Run("limit", Job{Workload: w, Scale: workload.Scale{Name: "test", Meas: 5000}, PerSecond: 100_000})
	require.NotNil(t, r.Latency)
	assert.LessOrEqual(t, r.Latency.AchievedPerS, 101_000.0, "events are not sent before they are due")
	assert.LessOrEqual(t, r.Latency.P50US, r.Latency.P999US)
	assert.LessOrEqual(t, r.Latency.P999US, r.Latency.MaxUS)
}

// TestHistogram compares with sorted values: a quantile is low by at most one part in 64.
func TestHistogram(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	var h histogram
	var all []int64
	for range 10_000 {
		v := rng.Int63() >> rng.Intn(60)
		all = append(all, v)
		h.add(v)
	}
	slices.Sort(all)
	for _, q := range []float64{0, 0.1, 0.5, 0.99, 0.999} {
		want := float64(all[int(q*float64(len(all)))]) / 1e3
		assert.InDelta(t, want, h.quantileUS(q), want/32+1e-3, "quantile %v", q)
		assert.LessOrEqual(t, h.quantileUS(q), want)
	}
	assert.Equal(t, all[len(all)-1], h.max)
}

func TestBucketsAreInOrder(t *testing.T) {
	for b := 1; b < 58<<subBits; b++ {
		require.Greater(t, lowerNS(b), lowerNS(b-1))
		require.Equal(t, b, bucketOf(lowerNS(b)))
		require.Equal(t, b-1, bucketOf(lowerNS(b)-1))
	}
}
