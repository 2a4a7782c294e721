package stats

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// exactMoments recomputes from the live values with 2,000 bits.
func exactMoments(values []float64) (sum, mean, varPop float64) {
	const bits = 2400
	s, q := new(big.Float).SetPrec(bits), new(big.Float).SetPrec(bits)
	for _, v := range values {
		x := new(big.Float).SetPrec(bits).SetFloat64(v)
		s.Add(s, x)
		q.Add(q, new(big.Float).SetPrec(bits).Mul(x, x))
	}
	n := new(big.Float).SetPrec(bits).SetInt64(int64(len(values)))
	sum, _ = s.Float64()
	m := new(big.Float).SetPrec(bits).Quo(s, n)
	mean, _ = m.Float64()
	v := q.Quo(q, n)
	v.Sub(v, m.Mul(m, m))
	varPop, _ = v.Float64()
	return sum, mean, varPop
}

// signals are the shapes that break naive window arithmetic.
var signals = map[string]func(r *rand.Rand, i int) float64{
	"offset 100":   func(r *rand.Rand, _ int) float64 { return 100 + r.Float64() },
	"offset 1e9":   func(r *rand.Rand, _ int) float64 { return 1e9 + r.Float64() },
	"offset -1e12": func(r *rand.Rand, _ int) float64 { return -1e12 + r.NormFloat64() },
	"around 0":     func(r *rand.Rand, _ int) float64 { return r.NormFloat64() },
	"tiny":         func(r *rand.Rand, _ int) float64 { return 1e-140 * r.NormFloat64() },
	"ramp":         func(r *rand.Rand, i int) float64 { return 1e-3*float64(i) + r.Float64() },
	"steps":        func(r *rand.Rand, i int) float64 { return float64(i/777%5)*1e6 + r.Float64() },
	"two scales":   func(r *rand.Rand, i int) float64 { return math.Pow10(i%7-3) * r.Float64() },
	"spikes": func(r *rand.Rand, i int) float64 {
		if i%997 == 13 {
			return 1e12
		}
		return 100 + r.Float64()
	},
	"monsters": func(r *rand.Rand, i int) float64 {
		if i%997 == 13 {
			return 1e300
		}
		return 100 + r.Float64()
	},
}

func TestEnterLeaveEqualsRecomputation(t *testing.T) {
	for name, signal := range signals {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			var sum Sum
			var mom Moments
			var live []float64
			for i := range 40_000 {
				v := signal(r, i)
				sum.Enter(v)
				mom.Enter(v)
				live = append(live, v)
				for len(live) > 0 && (len(live) > 300 || r.IntN(40) == 0) {
					k := 0
					if r.IntN(2) == 0 {
						k = r.IntN(len(live))
					}
					sum.Leave(live[k])
					mom.Leave(live[k])
					live = slices.Delete(live, k, k+1)
				}
				if i%501 != 0 || len(live) < 2 {
					continue
				}
				s, mean, v2 := exactMoments(live)
				require.Equal(t, s, sum.Value(), "sum is exact, event %d", i)
				require.LessOrEqual(t, relativeError(mom.Mean(), mean), 1e-12, "mean, event %d", i)
				require.LessOrEqual(t, relativeError(mom.VarPop(), v2), 1e-12, "variance, event %d", i)
				require.EqualValues(t, len(live), mom.Count())
			}
		})
	}
}

func TestMomentsConstantAfterSpike(t *testing.T) {
	var m Moments
	for range 10 {
		m.Enter(5.3)
	}
	for _, spike := range []float64{3e9, -1e12, 1e300, math.NaN(), math.Inf(1)} {
		m.Enter(spike)
		m.Leave(spike)
		require.Equal(t, 5.3, m.Mean())
		require.Zero(t, m.VarPop())
	}
}

func TestSumHoldsWhatFloatsCannot(t *testing.T) {
	var s Sum
	for _, v := range []float64{1e308, 1e308, 1e-300, -1e308, 3, math.Inf(1), math.NaN()} {
		s.Enter(v)
	}
	require.True(t, math.IsNaN(s.Value()))
	s.Leave(math.NaN())
	require.Equal(t, math.Inf(1), s.Value())
	s.Leave(math.Inf(1))
	require.Equal(t, 1e308, s.Value())
	s.Leave(1e308)
	require.Equal(t, 3.0, s.Value())
	s.Leave(3)
	require.Equal(t, 1e-300, s.Value())
	s.Leave(1e-300)
	require.Zero(t, s.Value())
}

func TestBagAgainstSortedSlice(t *testing.T) {
	for _, size := range []int{1, 7, 300, 3000} {
		r := rand.New(rand.NewPCG(uint64(size), 3))
		var bag Bag
		var live []float64
		for i := range 12 * size {
			v := math.Floor(20*r.NormFloat64()) / 4
			if r.IntN(3) == 0 {
				v = r.NormFloat64()
			}
			bag.Enter(v)
			live = append(live, v)
			for len(live) > size || len(live) > 0 && i > 8*size && r.IntN(3) > 0 {
				k := r.IntN(len(live))
				require.True(t, bag.Leave(live[k]))
				live = slices.Delete(live, k, k+1)
			}
			if i%max(1, size/40) != 0 || len(live) == 0 {
				continue
			}
			sorted := slices.Clone(live)
			slices.Sort(sorted)
			require.Equal(t, len(sorted), bag.Len())
			for k := 0; k < len(sorted); k += 1 + len(sorted)/17 {
				require.Equal(t, sorted[k], bag.At(k))
			}
			median := Quantile(sorted, 0.5, Linear)
			require.Equal(t, median, bag.Median())
			away := make([]float64, len(sorted))
			for k, x := range sorted {
				away[k] = math.Abs(x - median)
			}
			slices.Sort(away)
			require.Equal(t, Quantile(away, 0.5, Linear), bag.MAD())
		}
	}
}

func TestSlidingExtremeAgainstScan(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 3, 50} {
		hi, lo := NewSlidingMaximum(n), NewSlidingMinimum(n)
		var live []float64
		for range 2000 {
			v := math.Floor(10 * r.NormFloat64())
			hi.Push(v)
			lo.Push(v)
			live = append(live, v)
			live = live[max(0, len(live)-n):]
			h, _ := hi.Value()
			l, _ := lo.Value()
			require.Equal(t, slices.Max(live), h)
			require.Equal(t, slices.Min(live), l)
		}
	}
}

// TestResetIsFresh: after Reset every type answers as a new one.
func TestResetIsFresh(t *testing.T) {
	for _, p := range probes(t) {
		used, fresh := p.make(), p.make()
		inner := used
		for _, s := range badHistory(3, 150) {
			p.update(used, s.T, s.V)
		}
		if w, ok := used.(interface{ unwrap() State }); ok {
			inner = w.unwrap()
		}
		inner.(interface{ Reset() }).Reset()
		if w, ok := used.(interface{ resetRing() }); ok {
			w.resetRing()
		}
		for _, s := range badHistory(4, 150) {
			p.update(used, s.T, s.V)
			p.update(fresh, s.T, s.V)
			require.True(t, sameBits(p.read(fresh, s.T), p.read(used, s.T)), p.name)
		}
	}
}

func TestSumMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	var a, b, both Sum
	for i := range 1000 {
		v := math.Ldexp(r.NormFloat64(), r.IntN(200)-100)
		if i%100 == 0 {
			v = monsters[r.IntN(len(monsters))]
		}
		both.Enter(v)
		if i%3 == 0 {
			a.Enter(v)
		} else {
			b.Enter(v)
		}
	}
	a.Merge(&b)
	require.Equal(t, both.Finite(), a.Finite())
	require.Equal(t, both.Count(), a.Count())
	require.Equal(t, both.NonFinite(), a.NonFinite())
}

// TestRoundsToNearest: the value of a Sum is the exact sum, rounded once, ties to even.
func TestRoundsToNearest(t *testing.T) {
	const half = 0x1p-53 // of the last bit of 1
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{[]float64{1, half}, 1},                          // a tie, to even
		{[]float64{1, half, 0x1p-300}, 1 + 0x1p-52},      // a little above it
		{[]float64{1, half, -0x1p-300}, 1},               // a little below
		{[]float64{1 + 0x1p-52, half}, 1 + 0x1p-51},      // a tie, to even, upwards
		{[]float64{1e16, 1, -1e16}, 1},                   // what floats lose
		{[]float64{1e308, 1e308, -1e308, -1e308, 7}, 7},  // beyond the range in between
		{[]float64{5e-324, 5e-324, -5e-324}, 5e-324},     // denormals
		{[]float64{math.MaxFloat64, 1}, math.MaxFloat64}, // nothing lost at the top
		{[]float64{math.MaxFloat64, 1e300}, math.Inf(1)}, // more than there is
	} {
		var s Sum
		for _, v := range c.in {
			s.Enter(v)
		}
		require.Equal(t, c.want, s.Value(), "%v", c.in)
	}
}

func TestAlphaFromWeight(t *testing.T) {
	a := AlphaFromWeight(20, 0.95)
	require.InEpsilon(t, 0.95, 1-math.Pow(1-a, 20), 1e-12)
	require.Equal(t, 1.0, AlphaFromSpan(0))
	require.Equal(t, 1.0, AlphaFromSpan(math.NaN()))
	require.Equal(t, smallestAlpha, AlphaFromSpan(math.Inf(1)))
}

func TestNonFiniteAreCounted(t *testing.T) {
	var m Moments
	var p Pairs
	var b Bag
	h := NewHistogram(0)
	w, shape := NewSlidingMoments(9), NewSlidingShape(9)
	for _, v := range []float64{1, math.NaN(), math.Inf(1), 2, math.Inf(-1)} {
		m.Enter(v)
		p.Enter(1, v)
		b.Enter(v)
		h.Enter(v)
		w.Push(v)
		shape.Push(v)
	}
	require.EqualValues(t, 3, m.NonFinite())
	require.EqualValues(t, 3, p.NonFinite())
	require.EqualValues(t, 2, p.Count())
	require.EqualValues(t, 1, b.NaNs(), "infinities have a rank")
	require.EqualValues(t, 1, h.NaNs())
	require.Equal(t, 3, w.NonFinite())
	require.Equal(t, 3, shape.NonFinite())
	require.Equal(t, math.Inf(1), b.Quantile(1, Linear))
	require.Equal(t, 1.5, b.Median())
}
