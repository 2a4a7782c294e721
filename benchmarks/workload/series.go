package workload

import (
	"fmt"
	"math"
)

// A Series is one rule at many sizes: it shows how the cost of an event grows with what the engine
// holds. Its answers are not recorded; the hand-written programs give them.
type Series struct {
	Name  string
	Title string // what the size counts
	Sizes []int
	At    func(size int) *Workload
}

// AllSeries returns the series in the order of the report.
func AllSeries() []*Series {
	return []*Series{
		{"window", "events in a length window", powers(1, 6), windowSeries},
		{"groups", "groups of one statement", powers(1, 6), groupSeries},
		{"statements", "equality statements on one stream", powers(1, 5), statementSeries},
		{"patterns", "open pattern instances, about", powers(1, 5), patternSeries},
		{"partitions", "context partitions", powers(1, 5), partitionSeries},
	}
}

// FindSeries returns the series with a name, or nil.
func FindSeries(name string) *Series {
	for _, s := range AllSeries() {
		if s.Name == name {
			return s
		}
	}
	return nil
}

func windowSeries(n int) *Workload {
	w := metric("", "", 1000, seriesScale(n, 1e6), Scale{}, fmt.Sprintf(
		"@name('out') select count(*) as c, sum(value) as s, max(value) as m from Metric#length(%d)", n))
	return named(w, "window", n)
}

func groupSeries(n int) *Workload {
	w := metric("", "", n, seriesScale(n, 1e6), Scale{},
		"@name('out') select host, count(*) as c, avg(value) as a from Metric group by host")
	return named(w, "groups", n)
}

func statementSeries(n int) *Workload {
	return named(equality("", n, seriesScale(n, 2e6)), "statements", n)
}

func patternSeries(n int) *Workload {
	// One request a millisecond lives for twice n ms, or until it is answered. As in W14, the
	// responses draw from 1.2 n recent requests: about n are open at any time.
	w := &Workload{
		Stream: ReqRespStream, NKey: max(1, n*12/10), PerMS: 2,
		Full: seriesScale(4*n, 5e5), EPL: answered(fmt.Sprintf("%d msec", 2*n)),
	}
	w = named(w, "patterns", n)
	w.Size = 2 * n
	return w
}

func partitionSeries(n int) *Workload {
	return named(metric("", "", n, seriesScale(n, 1e6), Scale{}, partitioned), "partitions", n)
}

// seriesScale warms up until everything that a size counts exists (keys are drawn at random, so
// that takes a few rounds), then measures.
func seriesScale(n int, meas float64) Scale {
	return Scale{"series", int64(math.Max(1e5, 4*float64(n))), int64(meas)}
}

func named(w *Workload, series string, n int) *Workload {
	w.ID, w.Size = fmt.Sprintf("%s/%d", series, n), n
	w.Title = fmt.Sprintf("%s, %s", series, thousands(n))
	return w
}

// powers returns 10^from ... 10^to.
func powers(from, to int) (sizes []int) {
	for e, n := 0, 1; e <= to; e, n = e+1, n*10 {
		if e >= from {
			sizes = append(sizes, n)
		}
	}
	return sizes
}
