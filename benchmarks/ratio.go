package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/cephei-go/cephei/benchmarks/measure"
)

// subject is the system that the others are compared with: Cephei, unless it was left out.
func (r *report) subject() string {
	if slices.Contains(r.systems, "cephei") {
		return "cephei"
	}
	return r.systems[0]
}

// others are all systems but the subject.
func (r *report) others() []string {
	return slices.DeleteFunc(slices.Clone(r.systems), func(s string) bool { return s == r.subject() })
}

// Ratio compares two systems on one workload: the median of the pairs and its spread.
type Ratio struct {
	Workload string  `json:"workload"`
	System   string  `json:"system"`
	Against  string  `json:"against"`
	Median   float64 `json:"median"`
	Min      float64 `json:"min"`
	Max      float64 `json:"max"`
}

// String prints the ratio with its spread, if there is one.
func (r *Ratio) String() string {
	if r == nil {
		return "-"
	}
	if r.Min == r.Max {
		return fmt.Sprintf("%.2f", r.Median)
	}
	return fmt.Sprintf("%.2f (%.2f-%.2f)", r.Median, r.Min, r.Max)
}

// cost is what a run took for each event, in nanoseconds.
func (r *report) cost(x *measure.Result) float64 {
	if r.by == "cpu" && x.CPUNS > 0 {
		return x.PerEvent(x.CPUNS)
	}
	return x.PerEvent(x.WallNS)
}

// ratio divides the cost of one system by that of another, pair by pair, in the order in which the
// runs took turns. It is nil when one of them has no figure.
func (r *report) ratio(e *entry, system, against string) *Ratio {
	a, b := valid(e.Runs[system]), valid(e.Runs[against])
	n := min(len(a), len(b))
	if n == 0 {
		return nil
	}
	var pairs []float64
	for k := range n {
		if cost := r.cost(&b[k]); cost > 0 {
			pairs = append(pairs, r.cost(&a[k])/cost)
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	slices.Sort(pairs)
	return &Ratio{
		Workload: e.Workload.ID, System: system, Against: against,
		Median: medianOf(pairs), Min: pairs[0], Max: pairs[len(pairs)-1],
	}
}

// comparison returns the ratio as the report prints it: how much dearer than the limit, how much
// cheaper than a peer.
func (r *report) comparison(e *entry, other string) *Ratio {
	if other == "limit" {
		return r.ratio(e, r.subject(), other)
	}
	return r.ratio(e, other, r.subject())
}

func (r *report) allRatios() []*Ratio {
	var all []*Ratio
	for _, e := range r.entries {
		for _, system := range r.others() {
			if x := r.comparison(e, system); x != nil {
				all = append(all, x)
			}
		}
	}
	return all
}

// valid returns the runs that are figures.
func valid(runs []measure.Result) (ok []measure.Result) {
	for _, x := range runs {
		if x.Valid() {
			ok = append(ok, x)
		}
	}
	return ok
}

// medianOf takes sorted values.
func medianOf(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// medianBy is the median of a figure over runs; 0 without runs.
func medianBy(runs []measure.Result, figure func(*measure.Result) float64) float64 {
	var values []float64
	for k := range runs {
		values = append(values, figure(&runs[k]))
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return medianOf(values)
}

// geometricMean is what ratios are averaged by: it does not matter which way round they are.
func geometricMean(ratios []float64) float64 {
	var sum float64
	for _, x := range ratios {
		sum += math.Log(x)
	}
	return math.Exp(sum / float64(len(ratios)))
}
