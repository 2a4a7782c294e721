package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// scanIncrease is the dumb twin of Counter: it looks at all samples again for each answer.
func scanIncrease(all []Sample, now, span int64) (increase, anchored float64, resets int) {
	var in []Sample
	before := -1
	for i, s := range all {
		if s.T > now-span && s.T <= now {
			in = append(in, s)
		} else if s.T <= now-span {
			before = i
		}
	}
	total := func(s []Sample) float64 {
		sum := s[len(s)-1].V - s[0].V
		for i := 1; i < len(s); i++ {
			if s[i].V < s[i-1].V {
				sum += s[i-1].V
			}
		}
		return sum
	}
	increase, anchored = math.NaN(), math.NaN()
	if len(in) >= 2 {
		c := RangeConfig{Range: span}.resolve()
		increase = c.extrapolate(total(in), in[0], in[len(in)-1], len(in), now, true)
	}
	for i := 1; i < len(in); i++ {
		if in[i].V < in[i-1].V {
			resets++
		}
	}
	if len(in) > 0 {
		if before >= 0 {
			in = append([]Sample{all[before]}, in...)
		}
		anchored = total(in)
	}
	return increase, anchored, resets
}

func TestCounterAgainstScan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := NewCounter(RangeConfig{Range: 30_000})
	var all []Sample
	now, at, v := int64(0), int64(0), 0.0
	for range 3000 {
		now += 1 + int64(r.IntN(6000))
		if r.IntN(50) == 0 {
			now += 40_000
		}
		v += float64(r.IntN(1000)) / 8 // exact in binary: the twin's sums are exact too
		if r.IntN(20) == 0 {
			v = float64(r.IntN(100))
		}
		c.Push(now, v)
		all = append(all, Sample{now, v})
		at = max(at, now+int64(r.IntN(3000))) // questions, too, go forward in time
		increase, anchored, resets := scanIncrease(all, at, 30_000)
		require.LessOrEqual(t, relativeError(c.Increase(at), increase), 1e-12)
		require.LessOrEqual(t, relativeError(c.AnchoredIncrease(at), anchored), 1e-12)
		require.Equal(t, resets, c.Resets(at))
	}
}

// TestAnchoredIncreasesAddUp: those of adjacent windows make that of the whole.
func TestAnchoredIncreasesAddUp(t *testing.T) {
	short, long := NewCounter(RangeConfig{Range: 10_000}), NewCounter(RangeConfig{Range: 100_000})
	r := rand.New(rand.NewPCG(3, 4))
	v, sum := 0.0, 0.0
	for at := int64(0); at <= 100_000; at += 500 {
		v += float64(r.IntN(50))
		if at == 43_000 {
			v = 3
		}
		short.Push(at, v)
		long.Push(at, v)
		if at > 0 && at%10_000 == 0 {
			sum += short.AnchoredIncrease(at)
		}
	}
	require.Equal(t, long.AnchoredIncrease(100_000), sum)
}

func TestTrendAgainstNewWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const base = 1_700_000_000_000
	w := NewTrend(RangeConfig{Range: 60_000})
	var all []Sample
	now := int64(base)
	for i := range 5000 {
		now += 1 + int64(r.IntN(4000))
		all = append(all, Sample{now, 1e9 + 0.5*float64(i) + r.NormFloat64()})
		w.Push(now, all[i].V)
		if i%97 != 0 || i < 2 {
			continue
		}
		fresh := NewTrend(RangeConfig{Range: 60_000})
		for _, s := range all {
			if s.T > now-60_000 {
				fresh.Push(s.T, s.V)
			}
		}
		if fresh.Len() < 2 {
			continue
		}
		require.InEpsilon(t, fresh.Deriv(now), w.Deriv(now), 1e-9)
		require.InEpsilon(t, fresh.Predict(now, 600), w.Predict(now, 600), 1e-12)
	}
}

// TestReachSurvivesCleanUps: a disk that fills at 2 % an hour and is cleaned now and then.
func TestReachSurvivesCleanUps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	d := NewReach(ReachConfig{Bound: 100})
	used, cleanUps := 30.0, uint64(0)
	since := 0
	for i := range 6000 {
		at := int64(i) * minute
		used += 2.0 / 60
		since++
		if used > 85 {
			used -= 40
			since = 0
			cleanUps++
		}
		d.Update(at, used+0.1*r.NormFloat64())
		require.Equal(t, cleanUps, d.Resets(), "minute %d", i)
		if since < 120 {
			continue
		}
		e := d.Estimate(at)
		want := (100 - used) / 2 * 3600
		require.InEpsilon(t, want, e.Seconds, 0.1, "minute %d", i)
		require.LessOrEqual(t, e.Earliest, e.Seconds)
		require.LessOrEqual(t, e.Seconds, e.Latest)
		require.Greater(t, e.Confidence, 0.9)
	}
	require.EqualValues(t, 4, cleanUps)
}

func TestReachKnowsWhenItDoesNotKnow(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	noise := NewReach(ReachConfig{Bound: 100})
	falling := NewReach(ReachConfig{Bound: 100})
	drain := NewReach(ReachConfig{Bound: 0})
	for i := range 500 {
		at := int64(i) * 1000
		noise.Update(at, 50+r.NormFloat64())
		falling.Update(at, 50-0.01*float64(i))
		drain.Update(at, 50-0.01*float64(i))
	}
	require.Less(t, noise.Estimate(500_000).Confidence, 0.1)
	require.Zero(t, noise.Resets())
	require.True(t, math.IsInf(falling.Estimate(499_000).Seconds, 1))
	require.InEpsilon(t, (50-0.01*499)/0.01, drain.Estimate(499_000).Seconds, 1e-9)
	drain.Update(600_000, 0)
	require.Zero(t, drain.Estimate(600_000).Seconds)
	require.True(t, math.IsNaN(NewReach(ReachConfig{}).Estimate(0).Seconds))
}

func TestDerivativeByTime(t *testing.T) {
	d := NewDerivative(DerivativeConfig{PerSecond: true, MaxGap: 5000})
	for _, c := range []struct {
		t    int64
		x    float64
		want float64
	}{
		{1000, 10, math.NaN()},
		{1500, 20, 20},
		{1500, 30, math.NaN()}, // the same time: the newer value counts from here
		{2500, 31, 1},
		{2000, 99, math.NaN()}, // late
		{3500, 30, -1},
		{9000, 50, math.NaN()}, // a gap
		{10_000, 50, 0},
		{11_000, math.NaN(), math.NaN()},
		{12_000, 7, math.NaN()},
	} {
		got := d.Update(c.t, c.x)
		require.Zero(t, relativeError(got, c.want), "%+v: %v", c, got)
	}
	for i := range hwLateLimit + 1 { // the clock was set back: not believed at once, and no leap
		require.True(t, math.IsNaN(d.Update(100, 1)), "%d", i)
	}
	require.Equal(t, 10.0, d.Update(1100, 11))
}
