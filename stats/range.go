package stats

import "math"

// SmoothedIncrease is the change from time from to time to, the values at both interpolated
// between their neighbours: Prometheus' smoothed increase (counter) or delta. It looks at the
// sample after to where there is one, so it is for recorded series, not for a stream. The samples
// are in order of time; before the first and after the last the value stands still. NaN without
// any.
//
//	cost      O(samples)
//	source    Prometheus' smoothed selectors; its figures are test vectors
func SmoothedIncrease(samples []Sample, from, to int64, counter bool) float64 {
	if len(samples) == 0 || to <= from {
		return math.NaN()
	}
	last := interpolate(samples, from, counter)
	change := -last
	for _, s := range samples {
		if s.T <= from || s.T >= to {
			continue
		}
		if counter && s.V < last {
			change += last
		}
		last = s.V
	}
	end := interpolate(samples, to, counter)
	if counter && end < last {
		change += last
	}
	return change + end
}

// interpolate gives the value at time t; a counter that drops rises from 0 in between.
func interpolate(samples []Sample, t int64, counter bool) float64 {
	i := 0
	for i < len(samples) && samples[i].T <= t {
		i++
	}
	if i == 0 {
		return samples[0].V
	}
	a := samples[i-1]
	if i == len(samples) || a.T == t {
		return a.V
	}
	b := samples[i]
	if counter && b.V < a.V {
		a.V = 0
	}
	return a.V + float64((b.V-a.V)*sinceTicks(a.T, t))/sinceTicks(a.T, b.T)
}

// DoubleExponentialSmoothing is Prometheus' function of that name: Holt's level after the last
// of the values, with smoothing factor sf and trend factor tf, both in (0, 1); the trend starts as
// the difference of the first two. NaN below two values. HoltWinters is the streaming form.
//
//	cost      O(values)
//	source    Prometheus' double_exponential_smoothing; its figures are test vectors
func DoubleExponentialSmoothing(values []float64, sf, tf float64) float64 {
	if len(values) < 2 || !(sf > 0 && sf < 1 && tf > 0 && tf < 1) {
		return math.NaN()
	}
	level, before := values[0], 0.0
	trend := values[1] - values[0]
	for i, x := range values[1:] {
		if i > 0 {
			trend = float64(tf*(level-before)) + float64((1-tf)*trend)
		}
		before = level
		level = float64(sf*x) + float64((1-sf)*(level+trend))
	}
	return level
}
