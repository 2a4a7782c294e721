// Package sketch counts keys in bounded memory: the most frequent ones (TopK), the frequency of any
// one (CountMin), how many different ones there are (Distinct). Answers are approximate, with the
// errors that each type states; the same input gives the same answer on every machine.
//
// Panes makes a sliding window of any of them, and of stats.Histogram.
//
// Quantiles that slide exactly are in package stats: Histogram and SlidingHistogram.
package sketch
