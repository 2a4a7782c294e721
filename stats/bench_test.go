package stats

import (
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// noise is what benchmarks eat: 4096 values around 100.
var noise = func() (v [4096]float64) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range v {
		v[i] = 100 + r.NormFloat64()
	}
	return v
}()

var sink float64

// The limits named were measured with hand-written loops that guard against nothing, on 2 cores of
// an AMD EPYC, least of 25 short repetitions. They are no promise for another machine.

func BenchmarkEWMean(b *testing.B) { // limit 2.4 ns
	m := NewEWMean(0.01)
	for i := 0; b.Loop(); i++ {
		sink = m.Update(noise[i&4095])
	}
}

func BenchmarkEWMoments(b *testing.B) { // limit 2.6 ns
	m := NewEWMoments(0.01)
	for i := 0; b.Loop(); i++ {
		m.Update(noise[i&4095])
	}
}

func BenchmarkEWMByTime(b *testing.B) {
	m := NewEWM(EWMConfig{HalfLife: 60_000})
	for i := 0; b.Loop(); i++ {
		m.Update(int64(i)*1000, noise[i&4095])
	}
}

func BenchmarkHolt(b *testing.B) { // limit 3.5 ns: level, trend, residual
	benchHoltWinters(b, HoltWintersConfig{Trend: LinearTrend})
}

func BenchmarkHoltWinters288(b *testing.B) { // limit 6.6 ns: with deviation and band
	benchHoltWinters(b, HoltWintersConfig{Trend: LinearTrend, Season: AdditiveSeason, Slots: 288})
}

func BenchmarkHoltWintersCalendar(b *testing.B) {
	benchHoltWinters(b, HoltWintersConfig{
		Trend: DampedTrend, Season: AdditiveSeason, Slots: 288, Period: 288 * 1000, Clip: 3,
	})
}

func benchHoltWinters(b *testing.B, c HoltWintersConfig) {
	m, err := NewHoltWinters(c)
	require.NoError(b, err)
	for i := 0; b.Loop(); i++ {
		sink = m.Update(int64(i)*1000, noise[i&4095]).Aberration
	}
}

func BenchmarkHoltWintersIrregular(b *testing.B) {
	m, err := NewHoltWinters(HoltWintersConfig{
		Trend: DampedTrend, Season: AdditiveSeason, Slots: 288, Period: 288 * 1000,
	})
	require.NoError(b, err)
	at := int64(0)
	for i := 0; b.Loop(); i++ {
		at += 500 + int64(i&1023)
		sink = m.Update(at, noise[i&4095]).Aberration
	}
}

func BenchmarkSlidingMomentsStd1000(b *testing.B) { // limit 7.1 ns: sum, avg, stddev each point
	w := NewSlidingMoments(1000)
	for i := 0; b.Loop(); i++ {
		w.Push(noise[i&4095])
		sink = w.StdSample()
	}
}

func BenchmarkSumEnterLeave1000(b *testing.B) { // limit 1.05 ns, for sums that drift
	var s Sum
	r := NewRing(1000)
	for i := 0; b.Loop(); i++ {
		x := noise[i&4095]
		if old, full := r.Push(x); full {
			s.Leave(old)
		}
		s.Enter(x)
		sink = s.Value()
	}
}

func BenchmarkMomentsEnterLeave1000(b *testing.B) { // limit 14.4 ns: compensated sums
	var m Moments
	r := NewRing(1000)
	for i := 0; b.Loop(); i++ {
		x := noise[i&4095]
		if old, full := r.Push(x); full {
			m.Leave(old)
		}
		m.Enter(x)
		sink = m.StdSample()
	}
}

func BenchmarkSlidingShape1000(b *testing.B) {
	w := NewSlidingShape(1000)
	for i := 0; b.Loop(); i++ {
		w.Push(noise[i&4095])
		sink = w.Shape().KurtSample()
	}
}

func BenchmarkSlidingPairs1000(b *testing.B) { // limit 12.6 ns: slope
	w := NewSlidingPairs(1000)
	for i := 0; b.Loop(); i++ {
		w.Push(float64(i), noise[i&4095])
		sink = w.Line().Slope()
	}
}

func BenchmarkPairsEnterLeave1000(b *testing.B) {
	var p Pairs
	r := NewRing(1000)
	for i := 0; b.Loop(); i++ {
		x := noise[i&4095]
		if old, full := r.Push(x); full {
			p.Leave(float64(i-1000), old)
		}
		p.Enter(float64(i), x)
		sink = p.Line().Slope()
	}
}

func BenchmarkSlidingMaximum1000(b *testing.B) { // limit 16 ns on noise
	w := NewSlidingMaximum(1000)
	for i := 0; b.Loop(); i++ {
		w.Push(noise[i&4095])
		sink, _ = w.Value()
	}
}

func BenchmarkSlidingQuantile(b *testing.B) { // limits 139, 233, 368 ns
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w := NewSlidingQuantile(n)
			r := rand.New(rand.NewPCG(1, 1))
			for range n {
				w.Push(r.NormFloat64())
			}
			for b.Loop() {
				w.Push(r.NormFloat64())
				sink = w.Median()
			}
		})
	}
}

func BenchmarkSlidingHistogram1000(b *testing.B) { // limit 9.5 ns to push
	w := NewSlidingHistogram(1000, 0.01)
	for i := 0; b.Loop(); i++ {
		w.Push(noise[i&4095])
	}
}

func BenchmarkSlidingHistogramQuantile(b *testing.B) { // limit 38 ns
	w := NewSlidingHistogram(1000, 0.01)
	for _, x := range noise {
		w.Push(x)
	}
	for b.Loop() {
		sink = w.Quantile(0.99)
	}
}

func BenchmarkCounterRate(b *testing.B) {
	c := NewCounter(RangeConfig{Range: 60_000})
	for i := 0; b.Loop(); i++ {
		c.Push(int64(i)*1000, float64(i))
		sink = c.Rate(int64(i) * 1000)
	}
}

func BenchmarkTrendPredict(b *testing.B) {
	c := NewTrend(RangeConfig{Range: 60_000})
	for i := 0; b.Loop(); i++ {
		c.Push(int64(i)*1000, noise[i&4095])
		sink = c.Predict(int64(i)*1000, 60)
	}
}

func BenchmarkReach(b *testing.B) {
	r := NewReach(ReachConfig{Bound: 1e6})
	for i := 0; b.Loop(); i++ {
		r.Update(int64(i)*1000, noise[i&4095])
	}
}

// TestNoDrift runs the sliding windows for as many events as CEPHEI_DRIFT_EVENTS says (by default
// 10^6; 10^8 takes a few minutes) and compares them, at the worst places of a revolution, with a
// recomputation from the live values.
func TestNoDrift(t *testing.T) {
	events := 1_000_000
	if s := os.Getenv("CEPHEI_DRIFT_EVENTS"); s != "" {
		n, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		events = int(n)
	}
	const n = 1000
	for _, name := range slices.Sorted(maps.Keys(signals)) {
		signal := signals[name]
		r := rand.New(rand.NewPCG(21, 22))
		w, shape, pairs := NewSlidingMoments(n), NewSlidingShape(n), NewSlidingPairs(n)
		var free Moments
		var sum Sum
		worst := map[string]float64{}
		for i := range events {
			x := signal(r, i)
			if w.ring.Full() {
				free.Leave(w.ring.At(0))
				sum.Leave(w.ring.At(0))
			}
			free.Enter(x)
			sum.Enter(x)
			w.Push(x)
			shape.Push(x)
			pairs.Push(float64(i), x)
			if i < events*9/10 || i%(events/100+7) > 3 && (i <= events-3) {
				continue
			}
			s, mean, varPop := exactMoments(w.ring.AppendTo(nil))
			note := func(what string, got, want float64) {
				worst[what] = max(worst[what], relativeError(got, want))
			}
			// a sum of values of both signs has digits relative to their size only
			size := math.Sqrt(varPop) + math.Abs(mean)
			note("SlidingMoments variance", w.VarPop(), varPop)
			note("SlidingMoments mean", 1+(w.Mean()-mean)/size, 1)
			note("Moments variance", free.VarPop(), varPop)
			note("Moments mean", 1+(free.Mean()-mean)/size, 1)
			note("Sum", sum.Value(), s)
			if pairs.Missing() == 0 { // 1e300 has no square
				note("SlidingPairs variance", pairs.Line().SYY/float64(w.Count()), varPop)
			}
			if got := shape.Shape(); got.M2 == got.M2 {
				note("SlidingShape variance", got.VarPop(), varPop)
			}
		}
		for _, what := range slices.Sorted(maps.Keys(worst)) {
			e := worst[what]
			t.Logf("%-14s %-24s %.1e", name, what, e)
			require.LessOrEqual(t, e, 1e-12, "%s %s", name, what)
		}
	}
}
