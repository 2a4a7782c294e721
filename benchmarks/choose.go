package main

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// chosen returns the workloads of a report.
func chosen(o *options) ([]*workload.Workload, error) {
	var all []*workload.Workload
	switch {
	case o.scaling:
		for _, s := range workload.AllSeries() {
			for _, n := range s.Sizes {
				all = append(all, s.At(n))
			}
		}
	case o.memory:
		all = workload.Memory()
	case o.deploy:
		all = workload.Deploys()
	default:
		all = workload.All()
	}
	if o.workloads == "" {
		if o.latency {
			return pick(all, latencyWorkloads)
		}
		return all, nil
	}
	return pick(all, strings.Split(o.workloads, ","))
}

// latencyWorkloads are what -latency measures unless told otherwise: many small windows, one large
// one, and a pattern.
var latencyWorkloads = []string{"W05b", "W06", "W14"}

// pick returns the workloads whose names begin with one of the given ones.
func pick(all []*workload.Workload, names []string) ([]*workload.Workload, error) {
	var picked []*workload.Workload
	found := map[string]bool{}
	for _, w := range all {
		for _, name := range names {
			if strings.HasPrefix(w.ID, name) {
				picked = append(picked, w)
				found[name] = true
				break
			}
		}
	}
	for _, name := range names {
		if !found[name] {
			return nil, fmt.Errorf("no workload begins with %q", name)
		}
	}
	return picked, nil
}

// scaleOf returns how many events a run of the report has.
func scaleOf(o *options, w *workload.Workload) workload.Scale {
	switch {
	case o.latency:
		meas := int64(o.span.Seconds() * float64(o.rate))
		return workload.Scale{Name: "latency", Warm: w.Full.Warm, Meas: meas}
	case o.memory, o.deploy:
		return w.Full
	case o.small && w.Small.Meas > 0:
		return w.Small
	case o.quick:
		return w.Full.Quick()
	default:
		return w.Full
	}
}
