// Package stats holds the numerics of streams: averages that forget, windows that do not drift,
// forecasts that know the season, rates of counters, quantiles and counts.
//
// It stands alone: float64 goes in, one point at a time, and nothing of the engine is needed.
// Every type works in O(1) or O(window) a point, allocates nothing once it is built, never reads
// the wall clock, and can save and load its state (see [Encoder] and [Decoder]).
//
// # What is here
//
// Forecasts: [HoltWinters] with level, trend and season, by count or by calendar time, and a
// [HoltWintersBank] of several; [GraphiteHoltWinters] and [RRDHoltWinters] answer as those systems
// do. Package stats/fit finds parameters.
//
// Rates: [Derivative] from point to point, [Counter] for counters that reset, [Trend] for gauges,
// [Reach] for the time until a bound is reached.
//
// The last n values: [SlidingMoments], [SlidingShape], [SlidingPairs], [SlidingExtreme],
// [SlidingQuantile], [SlidingHistogram].
//
// Values that enter and leave in any order, for windows that someone else keeps: [Sum], [Moments],
// [Pairs], [Bag], [Histogram]; first in, first out: [Extreme].
//
// Weights that fade: [EWMean], [EWMoments], and [EWM] with all the conventions of pandas.
//
// Keys instead of numbers (frequent ones, distinct ones) are in package stats/sketch, detectors of
// what is out of the ordinary in stats/anomaly.
//
// # Time
//
// Time stamps are int64 ticks of whatever unit the caller counts in. Types that answer "per
// second" take the number of ticks in a second; zero means 1000, that is milliseconds.
//
// # Bad values
//
// NaN and the infinities are never added into a state: a type either ignores them or counts them
// apart, as its comment says. Finite values of any size are accepted; where a square would
// overflow the result saturates instead of turning into an infinity that would never leave.
//
// # Floating point
//
// Products that are added are written float64(a*b) + c, which forbids a fused multiply-add: the
// same input gives the same bits on every machine.
package stats
