package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHistogramAccuracy holds the promise of the card on data of many shapes and sizes.
func TestHistogramAccuracy(t *testing.T) {
	shapes := map[string]func(r *rand.Rand) float64{
		"uniform":   func(r *rand.Rand) float64 { return r.Float64() },
		"gaussian":  func(r *rand.Rand) float64 { return r.NormFloat64() },
		"latencies": func(r *rand.Rand) float64 { return math.Exp(2*r.NormFloat64() - 3) },
		"bytes": func(r *rand.Rand) float64 {
			return math.Floor(math.Exp(4 * r.NormFloat64() * r.NormFloat64()))
		},
		"all sizes": func(r *rand.Rand) float64 { return math.Ldexp(r.Float64()+0.5, r.IntN(80)-30) },
		"negative":  func(r *rand.Rand) float64 { return -1e6 * r.ExpFloat64() },
	}
	for name, shape := range shapes {
		for _, accuracy := range []float64{0.001, 0.01, 0.05, 0.2} {
			r := rand.New(rand.NewPCG(1, 2))
			h := NewSlidingHistogram(2000, accuracy)
			var live []float64
			for range 5000 {
				v := shape(r)
				h.Push(v)
				live = append(live, v)
			}
			live = live[len(live)-2000:]
			slices.Sort(live)
			for q := 0.0; q <= 1; q += 1.0 / 64 {
				want := live[int(q*1999)]
				got := h.Quantile(q)
				require.LessOrEqual(t, math.Abs(got-want), accuracy*math.Abs(want)*(1+1e-12)+0x1p-32,
					"%s accuracy %v q %v: %v, want %v", name, accuracy, q, got, want)
			}
		}
	}
}

// TestHistogramBuckets: borders and buckets agree, and every value lies between its borders.
func TestHistogramBuckets(t *testing.T) {
	h := NewHistogram(0.01)
	for i := range h.side {
		require.Less(t, h.border(i), h.border(i+1))
		require.Equal(t, h.side+1+i, h.bucket(h.sizeOf(i)))
		require.Equal(t, h.side-1-i, h.bucket(-h.sizeOf(i)))
	}
	require.Equal(t, h.side, h.bucket(0))
	require.Equal(t, h.bucket(math.Inf(1)), h.bucket(1e300))
	require.Equal(t, 0, h.bucket(math.Inf(-1)))
}

func TestHistogramMerge(t *testing.T) {
	a, b, both := NewHistogram(0), NewHistogram(0.01), NewHistogram(math.NaN())
	for i := range 1000 {
		a.Enter(float64(i))
		b.Enter(float64(-i * i))
		both.Enter(float64(i))
		both.Enter(float64(-i * i))
	}
	require.NoError(t, a.Merge(b))
	for q := 0.0; q <= 1; q += 0.1 {
		require.Equal(t, both.Quantile(q), a.Quantile(q))
	}
	require.Error(t, a.Merge(NewHistogram(0.05)))
	for i := range 1000 {
		a.Leave(float64(i))
		a.Leave(float64(-i * i))
		a.Leave(1e9) // never entered
	}
	require.Zero(t, a.Count())
	require.True(t, math.IsNaN(a.Quantile(0.5)))
}

func TestExactMath(t *testing.T) {
	for x := 1e-12; x < 45; x *= 1.1 {
		require.InEpsilon(t, -math.Expm1(-x), expGain(x), 4e-16, "%v", x)
		require.InEpsilon(t, math.Exp2(-x), exp2Neg(x), 2e-15, "%v", x)
	}
	for a := 1e-12; a < 1; a *= 1.07 {
		require.InEpsilon(t, -math.Log1p(-a), rateOf(a), 1e-15, "%v", a)
		require.InEpsilon(t, a, gainOver(rateOf(a), 1), 2e-15, "%v", a)
	}
	require.Zero(t, exp2Neg(2000))
	require.Equal(t, 1.0, gainOver(rateOf(1), 0.001))
	require.Zero(t, gainOver(rateOf(1), 0))
}
