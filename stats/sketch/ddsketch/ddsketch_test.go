package ddsketch_test

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/stats/sketch/ddsketch"
)

func TestAccuracyMergeAndWire(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	a, err := ddsketch.New(0.01)
	require.NoError(t, err)
	b, err := ddsketch.New(0)
	require.NoError(t, err)
	var all []float64
	for i := range 20_000 {
		v := math.Exp(3 * r.NormFloat64())
		if i%5 == 0 {
			v = -v
		}
		all = append(all, v)
		if i%3 == 0 {
			a.Add(v)
		} else {
			b.Add(v)
		}
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		a.Add(bad)
	}
	data, err := b.MarshalBinary()
	require.NoError(t, err)
	c, err := ddsketch.New(0)
	require.NoError(t, err)
	require.NoError(t, c.UnmarshalBinary(data))
	require.NoError(t, a.Merge(c))
	require.EqualValues(t, len(all), a.Count())
	sort.Float64s(all)
	for _, q := range []float64{0, 0.01, 0.25, 0.5, 0.9, 0.999, 1} {
		want := all[int(q*float64(len(all)-1))]
		require.InEpsilon(t, want, a.Quantile(q), 0.0101, "q %v", q)
	}
	require.Error(t, c.UnmarshalBinary([]byte{1, 2, 3, 255}))
	a.Reset()
	require.True(t, math.IsNaN(a.Quantile(0.5)))
}

// TestDamagedDataIsRefused changes bytes of a good sketch: an error or another sketch, no panic.
func TestDamagedDataIsRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	s, err := ddsketch.New(0)
	require.NoError(t, err)
	for range 500 {
		s.Add(r.NormFloat64())
	}
	data, err := s.MarshalBinary()
	require.NoError(t, err)
	for range 5000 {
		bad := append([]byte(nil), data[:1+r.IntN(len(data))]...)
		for range 1 + r.IntN(3) {
			bad[r.IntN(len(bad))] = byte(r.Uint32())
		}
		into, err := ddsketch.New(0)
		require.NoError(t, err)
		if into.UnmarshalBinary(bad) == nil {
			into.Quantile(0.5)
		}
	}
}
