package picture

import "math"

// maxDrawn is how many points a line has at most: more than a screen has columns.
const maxDrawn = 6000

// thinned returns points that look the same when drawn: of each stretch the one with the least
// and the one with the greatest value, in order, with the widest band of the stretch.
func thinned(points []Expectation) []Expectation {
	if len(points) <= maxDrawn {
		return points
	}
	size := (2*len(points) + maxDrawn - 1) / maxDrawn
	var out []Expectation
	for len(points) > 0 {
		n := min(size, len(points))
		out = append(out, extremes(points[:n])...)
		points = points[n:]
	}
	return out
}

func extremes(stretch []Expectation) []Expectation {
	low, high := 0, 0
	lower, upper := math.Inf(1), math.Inf(-1)
	for i := range stretch {
		e := &stretch[i]
		if e.Value < stretch[low].Value || math.IsNaN(stretch[low].Value) {
			low = i
		}
		if e.Value > stretch[high].Value || math.IsNaN(stretch[high].Value) {
			high = i
		}
		if e.Ready {
			lower, upper = min(lower, e.Lower), max(upper, e.Upper)
		}
	}
	a, b := stretch[min(low, high)], stretch[max(low, high)]
	if a.Ready && b.Ready {
		a.Lower, a.Upper, b.Lower, b.Upper = lower, upper, lower, upper
	}
	if low == high {
		return []Expectation{a}
	}
	return []Expectation{a, b}
}

// runs cuts points into stretches in which all have a band.
func runs(points []Expectation) [][]Expectation {
	var (
		list [][]Expectation
		run  []Expectation
	)
	for _, e := range points {
		if e.Ready && !math.IsNaN(e.Lower) && !math.IsNaN(e.Upper) {
			run = append(run, e)
			continue
		}
		if len(run) > 1 {
			list = append(list, run)
		}
		run = nil
	}
	if len(run) > 1 {
		list = append(list, run)
	}
	return list
}
