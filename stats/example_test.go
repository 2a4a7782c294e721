package stats_test

import (
	"fmt"
	"math"

	"github.com/cephei-go/cephei/stats"
)

const (
	minute = int64(60_000) // in milliseconds
	hour   = 60 * minute
	day    = 24 * hour
)

// A shop's orders an hour have a daily rhythm. After some days the model knows it, and an hour
// without orders stands out, though zero orders are nothing unusual at night.
func ExampleHoltWinters() {
	orders := func(t int64) float64 {
		return 50 - 50*math.Cos(2*math.Pi*float64(t%day)/float64(day))
	}
	m, err := stats.NewHoltWinters(stats.HoltWintersConfig{
		Season: stats.AdditiveSeason, Slots: 24, Period: day,
		Clip: 3, // an outage is not to be learned
	})
	if err != nil {
		panic(err)
	}
	for t := int64(0); t < 10*day; t += hour {
		x := orders(t)
		if t == 9*day+12*hour {
			x = 0
		}
		r := m.Update(t, x)
		if t > 2*day && math.Abs(r.Aberration) > 5 {
			fmt.Printf("day %d, %d h: %.0f orders, expected %.0f\n",
				t/day, t%day/hour, x, r.Forecast)
		}
	}
	fmt.Printf("tomorrow at noon: %.0f\n", m.AheadTo(10*day+12*hour).Value)
	// Output:
	// day 9, 12 h: 0 orders, expected 100
	// tomorrow at noon: 100
}

// A counter is read every 15 seconds and restarted in between.
func ExampleCounter() {
	c := stats.NewCounter(stats.RangeConfig{Range: 60_000})
	requests := []float64{100, 115, 130, 10, 25, 40}
	for i, v := range requests {
		c.Push(int64(i)*15_000, v)
	}
	fmt.Println(c.AnchoredIncrease(75_000), c.AnchoredRate(75_000), c.Resets(75_000))
	// Output: 55 0.9166666666666666 1
}

// A disk fills by one percent a minute; a clean-up does not fool the estimate for long.
func ExampleReach() {
	r := stats.NewReach(stats.ReachConfig{Bound: 100})
	used := 50.0
	for t := int64(0); t < hour; t += minute {
		used++
		if used > 90 {
			used -= 40
		}
		r.Update(t, used)
	}
	e := r.Estimate(59 * minute)
	fmt.Printf("%.0f %% used, full in %.0f minutes, confidence %.1f\n",
		used, e.Seconds/60, e.Confidence)
	// Output: 70 % used, full in 30 minutes, confidence 0.8
}

// The sum of a window is exact, whatever comes and goes.
func ExampleSum() {
	var s stats.Sum
	for _, v := range []float64{0.1, 0.2, 1e300, 0.3} {
		s.Enter(v)
	}
	s.Leave(1e300)
	s.Leave(0.2)
	fmt.Println(s.Value())
	// Output: 0.4
}

// The last five values, one of them far off, and then gone.
func ExampleSlidingMoments() {
	w := stats.NewSlidingMoments(5)
	for _, v := range []float64{1e12, 3, 4, 5, 6, 7} {
		w.Push(v)
		fmt.Printf("%.6g %.6g\n", w.Mean(), w.StdSample())
	}
	// Output:
	// 1e+12 NaN
	// 5e+11 7.07107e+11
	// 3.33333e+11 5.7735e+11
	// 2.5e+11 5e+11
	// 2e+11 4.47214e+11
	// 5 1.58114
}

// Percentiles of the last thousand latencies, each within one percent.
func ExampleSlidingHistogram() {
	h := stats.NewSlidingHistogram(1000, 0.01)
	for i := range 5000 {
		h.Push(float64(i % 1000))
	}
	for _, q := range []float64{0.5, 0.99} {
		fmt.Printf("p%.0f %.0f\n", 100*q, h.Quantile(q))
	}
	// Output:
	// p50 497
	// p99 995
}

// The weights of an average by time halve every ten seconds, however the points come.
func ExampleEWM() {
	m := stats.NewEWM(stats.EWMConfig{HalfLife: 10_000})
	m.Update(0, 10)
	m.Update(10_000, 20)
	fmt.Printf("%.3f\n", m.Mean()) // (10/2 + 20) / (1/2 + 1)
	// Output: 16.667
}

// Per second, and nothing where the counter was reset.
func ExampleDerivative() {
	d := stats.NewDerivative(stats.DerivativeConfig{NonNegative: true, PerSecond: true})
	for i, v := range []float64{100, 160, 40, 100} {
		fmt.Println(d.Update(int64(i)*minute, v))
	}
	// Output:
	// NaN
	// 1
	// NaN
	// 1
}
