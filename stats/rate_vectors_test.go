package stats

import (
	"math"
	"strings"

	"github.com/stretchr/testify/require"
)

func replayGraphiteDerivative(v *vector) {
	x := v.column("x")
	step := int64(v.float("step"))
	max255 := DerivativeConfig{NonNegative: true, HasMax: true, Max: 255}
	perSecond := DerivativeConfig{NonNegative: true, PerSecond: true, TicksPerSecond: 1}
	perSecond255 := max255
	perSecond255.PerSecond, perSecond255.TicksPerSecond = true, 1
	both := max255
	both.HasMin, both.Min = true, 2
	kinds := map[string]DerivativeConfig{
		"derivative":                        {},
		"nonNegativeDerivative":             {NonNegative: true},
		"nonNegativeDerivative_max255":      max255,
		"nonNegativeDerivative_min0":        {NonNegative: true, HasMin: true},
		"nonNegativeDerivative_max255_min2": both,
		"perSecond":                         perSecond,
		"perSecond_max255":                  perSecond255,
	}
	for name, config := range kinds {
		d := NewDerivative(config)
		want := v.column(name)
		for i, p := range x {
			got := d.Update(int64(i)*step, p)
			if strings.HasPrefix(name, "perSecond") {
				got = math.RoundToEven(got*1e6) / 1e6 // Graphite rounds
			}
			v.compare(name, i, got, want[i])
		}
	}
	var integral Sum
	w := NewSlidingMoments(5)
	for i, p := range x {
		w.Push(p)
		got := math.NaN()
		if finite(p) {
			integral.Enter(p)
			got = integral.Value()
		}
		v.compare("integral", i, got, v.column("integral")[i])
		v.compare("stdev_5", i, w.StdPop(), v.column("stdev_5")[i])
		got = w.StdPop()
		if w.Count() < 3 && i < 5 {
			got = math.NaN() // Graphite's windowTolerance, not a matter of the moments
		}
		v.compare("stdev_5_tol05", i, got, v.column("stdev_5_tol05")[i])
	}
}

// promSeries answers the queries of the Prometheus file from our types, fed up to the instant.
type promSeries struct {
	samples []Sample
	rangeMs int64
	now     int64
	counter *Counter
	trend   *Trend
	values  []float64
}

func (p *promSeries) answer(function string, args []float64) float64 {
	switch function {
	case "rate":
		return p.counter.Rate(p.now)
	case "increase":
		return p.counter.Increase(p.now)
	case "irate":
		return p.counter.IRate(p.now)
	case "increase anchored":
		return p.counter.AnchoredIncrease(p.now)
	case "rate anchored":
		return p.counter.AnchoredRate(p.now)
	case "resets":
		p.counter.Advance(p.now)
		if p.counter.Len() == 0 {
			return math.NaN()
		}
		return float64(p.counter.Resets(p.now))
	case "increase smoothed":
		return SmoothedIncrease(p.samples, p.now-p.rangeMs, p.now, true)
	case "delta smoothed":
		return SmoothedIncrease(p.samples, p.now-p.rangeMs, p.now, false)
	case "delta":
		return p.trend.Delta(p.now)
	case "idelta":
		return p.trend.IDelta(p.now)
	case "deriv":
		return p.trend.Deriv(p.now)
	case "predict_linear":
		return p.trend.Predict(p.now, args[0])
	case "double_exponential_smoothing":
		return DoubleExponentialSmoothing(p.values, args[0], args[1])
	}
	return overTime(function, p.values, args)
}

func overTime(function string, values, args []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	var m Moments
	var sum Sum
	var bag Bag
	lo, hi := NewMinimum(), NewMaximum()
	changes := -1.0
	last := math.NaN()
	for _, x := range values {
		m.Enter(x)
		sum.Enter(x)
		bag.Enter(x)
		lo.Enter(x)
		hi.Enter(x)
		if x != last {
			changes++
		}
		last = x
	}
	switch function {
	case "avg_over_time":
		return sum.Mean()
	case "sum_over_time":
		return sum.Value()
	case "stddev_over_time":
		return m.StdPop()
	case "stdvar_over_time":
		return m.VarPop()
	case "quantile_over_time":
		return bag.Quantile(args[0], Linear)
	case "mad_over_time":
		return bag.MAD()
	case "min_over_time":
		x, _ := lo.Value()
		return x
	case "max_over_time":
		x, _ := hi.Value()
		return x
	case "changes":
		return changes
	}
	return math.Inf(1)
}

func replayPrometheus(v *vector) {
	var samples map[string][]struct{ T, V float64 }
	v.get("samples", &samples)
	var queries []struct {
		Expr   string
		Points []struct {
			T float64
			V number
		}
	}
	v.get("queries", &queries)
	for _, q := range queries {
		function, metric, rangeMs, args := parsePromExpr(v, q.Expr)
		p := promSeries{rangeMs: rangeMs}
		p.counter = NewCounter(RangeConfig{Range: rangeMs})
		p.trend = NewTrend(RangeConfig{Range: rangeMs})
		for _, s := range samples[metric] {
			p.samples = append(p.samples, Sample{int64(1000 * s.T), s.V})
		}
		require.NotEmpty(v.t, p.samples, metric)
		fed := 0
		for i, point := range q.Points {
			p.now = int64(1000 * point.T)
			for fed < len(p.samples) && p.samples[fed].T <= p.now {
				p.counter.Push(p.samples[fed].T, p.samples[fed].V)
				p.trend.Push(p.samples[fed].T, p.samples[fed].V)
				fed++
			}
			p.values = p.values[:0]
			for _, s := range p.samples[:fed] {
				if s.T > p.now-rangeMs {
					p.values = append(p.values, s.V)
				}
			}
			v.compareTo(q.Expr, i, p.answer(function, args), float64(point.V), 1e-2)
		}
	}
}

// parsePromExpr takes apart function(args.., metric[range mode], args..).
func parsePromExpr(v *vector, expr string) (
	function, metric string, rangeMs int64, args []float64,
) {
	function, rest, _ := strings.Cut(strings.TrimSuffix(expr, ")"), "(")
	for part := range strings.SplitSeq(rest, ",") {
		part = strings.TrimSpace(part)
		name, inside, isSelector := strings.Cut(part, "[")
		if !isSelector {
			var x float64
			require.NoError(v.t, jsonNumber(part, &x))
			args = append(args, x)
			continue
		}
		metric = name
		for i, word := range strings.Fields(strings.ReplaceAll(inside, "]", " ")) {
			if i == 0 {
				require.True(v.t, strings.HasSuffix(word, "m"), expr)
				var minutes float64
				require.NoError(v.t, jsonNumber(word[:len(word)-1], &minutes))
				rangeMs = int64(60_000 * minutes)
			} else {
				function += " " + word
			}
		}
	}
	return function, metric, rangeMs, args
}
