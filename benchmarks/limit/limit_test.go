package limit

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// TestSmallScale runs every program against the answers that Esper gave.
func TestSmallScale(t *testing.T) {
	for _, w := range workload.All() {
		t.Run(w.ID, func(t *testing.T) {
			got := run(t, w, w.Small)
			want, ok := w.Expected(w.Small)
			require.True(t, ok)
			assert.True(t, got.Equal(&want), "got %+v, want %+v", got, want)
		})
	}
}

// TestSeries checks that the programs behind the series count what the size says.
func TestSeries(t *testing.T) {
	for _, s := range workload.AllSeries() {
		t.Run(s.Name, func(t *testing.T) {
			w := s.At(100)
			got := run(t, w, workload.Scale{Name: "test", Meas: 20_000})
			assert.Positive(t, got.Rows)
		})
	}
	open, err := New(workload.FindSeries("patterns").At(1000), new(workload.Sum))
	require.NoError(t, err)
	drive(open, workload.FindSeries("patterns").At(1000), 50_000)
	assert.InDelta(t, 1000, len(open.(*answered).open), 200, "open requests at size 1000")
}

// TestEveryFigureNeedsItsEvents is the test that the sum notices a missing event.
func TestEveryFigureNeedsItsEvents(t *testing.T) {
	w, err := workload.Find("W06")
	require.NoError(t, err)
	scale := workload.Scale{Name: "test", Meas: 10_000}
	whole := run(t, w, scale)
	scale.Meas--
	short := run(t, w, scale)
	assert.False(t, whole.Equal(&short))
}

func TestUnknownWorkload(t *testing.T) {
	_, err := New(&workload.Workload{ID: "W99"}, new(workload.Sum))
	assert.ErrorContains(t, err, "W99")
}

// TestBlocks compares the cut list with a sorted slice.
func TestBlocks(t *testing.T) {
	rng := rand.New(rand.NewSource(7))
	var b blocks
	var twin []float64
	for range 20_000 {
		if len(twin) > 3000 || len(twin) > 0 && rng.Intn(5) < 2 {
			at := rng.Intn(len(twin))
			b.remove(twin[at])
			twin = slices.Delete(twin, at, at+1)
		} else {
			v := float64(rng.Intn(500)) // many equal ones
			at, _ := slices.BinarySearch(twin, v)
			b.insert(v)
			twin = slices.Insert(twin, at, v)
		}
		require.Equal(t, len(twin), b.n)
		if n := len(twin); n > 0 {
			require.Equal(t, twin[0], b.min())
			require.Equal(t, twin[n-1], b.max())
			require.Equal(t, (twin[(n-1)/2]+twin[n/2])/2, b.median())
		}
	}
}

func run(t *testing.T, w *workload.Workload, scale workload.Scale) workload.Sum {
	t.Helper()
	var sum workload.Sum
	p, err := New(w, &sum)
	require.NoError(t, err)
	drive(p, w, scale.Total())
	return sum
}

func drive(p Program, w *workload.Workload, n int64) {
	now := workload.T0
	for i := range n {
		ts := w.TS(i)
		if ts > now {
			p.Clock(ts)
			now = ts
		}
		p.Event(i, ts)
	}
}
