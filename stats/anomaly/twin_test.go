package anomaly

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tests of this file compare detectors with dumb twins, which keep all points and recompute
// everything from them by the formula of the card.

// wander makes a stream for twins: noise around a wave, with a shift and a few spikes. Tame enough
// that no bound on what is learned comes into play.
func wander(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 3))
	values := make([]float64, n)
	for i := range values {
		values[i] = 20 + 3*math.Sin(float64(i)/17) + rng.NormFloat64()
		if i > n/2 {
			values[i] += 2
		}
		if i%211 == 210 {
			values[i] += 8
		}
	}
	return values
}

func meanAndDeviation(x []float64) (mean, deviation float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		deviation += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(deviation)
}

// weighted is the exponentially weighted mean and deviation by definition: each step, all weights
// shrink by 1-a and the new point has a = max(alpha, 1/n).
func weighted(x []float64, alpha float64) (mean, deviation float64) {
	weights := make([]float64, len(x))
	for i := range x {
		a := max(alpha, 1/float64(i+1))
		for j := range i {
			weights[j] *= 1 - a
		}
		weights[i] = a
	}
	for i, v := range x {
		mean += weights[i] * v
	}
	for i, v := range x {
		deviation += weights[i] * (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(deviation)
}

// same runs a detector over values and compares its scores with those of the twin, which sees the
// points before the present one, and the present one.
func same(
	t *testing.T, d Detector, values []float64, twin func(past []float64, x float64) float64,
) {
	t.Helper()
	for i, x := range values {
		got, want := d.Update(int64(i)*60_000, x), twin(values[:i], x)
		require.InDelta(t, want, got.Value, 1e-7*(1+want), "point %d", i)
	}
}

func TestGaussianTwin(t *testing.T) {
	same(t, NewGaussian(100, 4), wander(1, 600), func(past []float64, x float64) float64 {
		if len(past) < 10 {
			return 0
		}
		m, s := meanAndDeviation(past[max(0, len(past)-100):])
		return math.Abs(x-m) / s
	})
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

func TestRobustTwin(t *testing.T) {
	same(t, NewRobust(50, 6), wander(2, 400), func(past []float64, x float64) float64 {
		if len(past) < 10 {
			return 0
		}
		window := slices.Clone(past[max(0, len(past)-50):])
		m := median(window)
		for i := range window {
			window[i] = math.Abs(window[i] - m)
		}
		return math.Abs(x-m) / (1.4826 * median(window))
	})
}

func TestChartTwin(t *testing.T) {
	same(t, NewChart(0.01, 0.2, 4), wander(3, 500), func(past []float64, x float64) float64 {
		if len(past) < chartWarm {
			return 0
		}
		m, s := weighted(past, 0.01)
		fast, _ := weighted(append(slices.Clone(past), x), 0.2)
		return math.Abs(fast-m) / (s * math.Sqrt(0.2/1.8))
	})
}

func TestCUSUMTwin(t *testing.T) {
	up, down := 0.0, 0.0
	same(t, NewCUSUM(0.5, 8, 0.01), wander(4, 500), func(past []float64, x float64) float64 {
		z := 0.0
		if len(past) >= chartWarm {
			m, s := weighted(past, 0.01)
			z = (x - m) / s
		}
		up, down = max(0, up+z-0.5), max(0, down-z-0.5)
		score := max(up, down)
		switch {
		case up >= down && up >= 8:
			up = 0
		case down > up && down >= 8:
			down = 0
		}
		return score
	})
}

func TestPageHinkleyTwin(t *testing.T) {
	// Without forgetting the climb is the sum over the best stretch that ends here.
	var zs []float64
	same(t, NewPageHinkley(0.5, 1e9, 1), wander(5, 500), func(past []float64, x float64) float64 {
		z := 0.0
		if len(past) >= chartWarm {
			m, s := weighted(past, pageGain)
			z = (x - m) / s
		}
		zs = append(zs, z)
		rise, fall, bestRise, bestFall := 0.0, 0.0, 0.0, 0.0
		for _, z := range slices.Backward(zs) {
			rise += z - 0.5
			fall -= z + 0.5
			bestRise, bestFall = max(bestRise, rise), max(bestFall, fall)
		}
		return max(bestRise, bestFall)
	})
}

func TestMeanShiftTwin(t *testing.T) {
	values := wander(6, 500)
	var shifts []float64
	same(t, NewMeanShift(20, 4, 0.01), values, func(past []float64, x float64) float64 {
		all := append(slices.Clone(past), x)
		if len(all) < 20 {
			return 0
		}
		long, _ := weighted(all, 0.01)
		short, _ := meanAndDeviation(all[len(all)-20:])
		shift, z := short-long, 0.0
		if len(shifts) >= chartWarm {
			m, s := weighted(shifts, 0.01)
			z = math.Abs(shift-m) / s
		}
		shifts = append(shifts, shift)
		return z
	})
}

func TestSpreadShiftTwin(t *testing.T) {
	var spreads []float64
	same(t, NewSpreadShift(20, 4, 0.01), wander(7, 500), func(past []float64, x float64) float64 {
		all := append(slices.Clone(past), x)
		if len(all) < 20 {
			return 0
		}
		_, spread := meanAndDeviation(all[len(all)-20:])
		z := 0.0
		if len(spreads) >= chartWarm {
			m, s := weighted(spreads, 0.01)
			z = math.Abs(spread-m) / s
		}
		spreads = append(spreads, spread)
		return z
	})
}

func TestFlatlineTwin(t *testing.T) {
	values := wander(8, 500)
	for i := 300; i < 360; i++ {
		values[i] = 20
	}
	var spreads []float64
	same(t, NewFlatline(20, 20), values, func(past []float64, x float64) float64 {
		all := append(slices.Clone(past), x)
		if len(all) < 20 {
			return 0
		}
		_, spread := meanAndDeviation(all[len(all)-20:])
		spreads = append(spreads, spread)
		if len(spreads) < chartWarm {
			return 0
		}
		usual, _ := weighted(spreads, flatGain)
		return max(0, math.Log(usual/max(spread, 1e-9*usual)))
	})
}

func TestRangeTwin(t *testing.T) {
	o := RangeOptions{Tolerance: 0.05, Warm: 50, Horizon: 120}
	same(t, NewRange(o), wander(9, 1000), func(past []float64, x float64) float64 {
		if len(past) < 50 {
			return 0
		}
		// The stretch before the present one is whole; the present one has begun or is full.
		from := 0
		if n := len(past); n > 120 {
			from = ((n-1)/120 - 1) * 120
		}
		lo, hi := slices.Min(past[from:]), slices.Max(past[from:])
		return max(0, x-hi, lo-x) / (0.05 * (hi - lo))
	})
}

func TestTailTwin(t *testing.T) {
	inner := func() Detector { return NewGaussian(50, 3) }
	twin := inner()
	var scores []float64
	same(t, NewTail(inner(), 200, 0.95, 4), wander(10, 900), func(_ []float64, x float64) float64 {
		v := twin.Update(0, x).Value
		window := slices.Sorted(slices.Values(scores[max(0, len(scores)-200):]))
		scores = append(scores, v)
		if len(window) < tailWarm {
			return 0
		}
		k := int(0.95 * float64(len(window)))
		u, above := window[k], window[k+1:]
		if v <= u {
			return 0
		}
		mean, _ := meanAndDeviation(above)
		return -math.Log10(0.05) + (v-u)/(max(mean-u, 1e-3*u)*math.Ln10)
	})
}

func TestRankTwin(t *testing.T) {
	inner := func() Detector { return NewGaussian(50, 3) }
	twin := inner()
	var scores []float64
	same(t, NewRank(inner(), 200, 0.99), wander(11, 900), func(_ []float64, x float64) float64 {
		v := twin.Update(0, x).Value
		window := scores[max(0, len(scores)-200):]
		scores = append(scores, v)
		if len(window) < tailWarm {
			return 0
		}
		below := 0
		for _, w := range window {
			if w < v {
				below++
			}
		}
		return float64(below) / float64(len(window)+1)
	})
}

// TestShapeTwin recomputes every distance from all block means by definition.
func TestShapeTwin(t *testing.T) {
	o := ShapeOptions{
		Block: 3, Skip: 2, Lags: 150, Gap: 3, Neighbours: 2, Memory: 0.6, Relief: 0.5,
	}
	s := newShape(o)
	values := wander(12, 700)
	var blocks []float64
	own := map[int]float64{}
	for i, x := range values {
		if !s.add(x) {
			continue
		}
		got := s.finish(int64(i))
		mean, _ := meanAndDeviation(values[i-2 : i+1])
		blocks = append(blocks, mean)
		n := len(blocks) - 1
		lanes := map[int]neighbour{}
		for lag := o.Gap; lag <= o.Lags && lag <= n; lag++ {
			d, weight := 0.0, 1.0
			for k := 0; n-k-lag >= 0; k++ {
				e := blocks[n-k] - blocks[n-k-lag]
				d += weight * e * e
				weight *= o.Memory
			}
			lane := lag / laneWidth
			if old, ok := lanes[lane]; !ok || d < old.dist {
				lanes[lane] = neighbour{d, lag}
			}
		}
		require.Equal(t, len(lanes) > 0, got.ready)
		if !got.ready {
			continue
		}
		var best []neighbour
		for _, v := range lanes {
			best = append(best, v)
		}
		slices.SortFunc(best, func(a, b neighbour) int {
			if a.dist < b.dist {
				return -1
			}
			return 1
		})
		best = best[:min(2, len(best))]
		sum, relief := 0.0, 0.0
		for _, b := range best {
			sum += b.dist / float64(len(best))
			relief += own[n-b.lag] / float64(len(best))
		}
		own[n] = math.Sqrt(0.4 * sum)
		require.InDelta(t, own[n]-0.5*relief, got.any, 1e-5, "block %d", n)
	}
	require.Equal(t, 232, len(blocks))
}

// TestSameTimeOfDay compares the search for earlier days with looking at every block.
func TestSameTimeOfDay(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	s := newShape(ShapeOptions{Block: 1, Lags: 300, Gap: 5, Neighbours: 2, Memory: 0.5})
	now := int64(0)
	var times []int64
	for i := range 900 {
		now += 3_600_000
		if rng.IntN(20) == 0 {
			now += rng.Int64N(20_000_000) // a gap
		}
		s.add(rng.NormFloat64())
		got := s.finish(now)
		times = append(times, now)
		days := 0
		oldest := max(0, i-300)
		for day := int64(1); day <= maxDays; day++ {
			moment := now - day*dayMs
			if times[oldest] >= moment {
				break
			}
			at := slices.IndexFunc(times, func(t int64) bool { return t >= moment })
			if i-at >= 5 {
				days++
			}
		}
		require.Equal(t, days, got.days, "block %d", i)
	}
}
