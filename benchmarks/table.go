package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cephei-go/cephei/benchmarks/measure"
)

// newTable prints a header; cells of a line are separated by tabs.
func newTable(out io.Writer, header string) *tabwriter.Writer {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, header)
	return t
}

// writeSpeed prints one line for each workload: the figures of the subject, then each other system
// with its time and the ratio. Figures are medians over the runs; ratios compare pairs.
func (r *report) writeSpeed(out io.Writer) {
	us := r.subject()
	fmt.Fprintf(out, "all figures are for one event of %s, medians over the runs\n", us)
	if len(r.others()) > 0 {
		fmt.Fprintf(out, "ratios are of %s time, median (least-most): %s takes so many times the\n"+
			"limit's, and the others take so many times that of %s\n", r.by, us, us)
	}
	fmt.Fprintln(out)
	var header strings.Builder
	header.WriteString("workload\tns\tevents/s\tCPU ns\tallocs\tbytes\theld MB")
	for _, system := range r.others() {
		fmt.Fprintf(&header, "\t%s CPU ns\tratio", system)
	}
	t := newTable(out, header.String())
	for _, e := range r.entries {
		fmt.Fprintf(t, "%s\t%s", e.Workload.ID, figures(valid(e.Runs[r.subject()])))
		for _, system := range r.others() {
			fmt.Fprintf(t, "\t%s\t%s", cell(valid(e.Runs[system]), "%.1f", cpuNS), r.comparison(e, system))
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush()
	r.writeMeans(out)
}

// figures prints the columns of the subject.
func figures(runs []measure.Result) string {
	wall := func(x *measure.Result) float64 { return x.PerEvent(x.WallNS) }
	return strings.Join([]string{
		cell(runs, "%.1f", wall),
		rate(medianBy(runs, wall)),
		cell(runs, "%.1f", cpuNS),
		cell(runs, "%.3f", func(x *measure.Result) float64 { return x.PerEvent(x.Allocs) }),
		cell(runs, "%.1f", func(x *measure.Result) float64 { return x.PerEvent(x.Bytes) }),
		cell(runs, "%.1f", heldMB),
	}, "\t")
}

// heldMB is at least zero: the difference of two heaps can fall below it by a few kilobytes.
func heldMB(x *measure.Result) float64 { return max(0, float64(x.HeldBytes)/(1<<20)) }

func cpuNS(x *measure.Result) float64 { return x.PerEvent(x.CPUNS) }

func rate(nsPerEvent float64) string {
	if nsPerEvent <= 0 {
		return "-"
	}
	perSecond := 1e9 / nsPerEvent
	if perSecond >= 1e6 {
		return fmt.Sprintf("%.2f M", perSecond/1e6)
	}
	return fmt.Sprintf("%.0f k", perSecond/1e3)
}

// writeMeans prints the geometric mean and the worst of the ratios to each other system.
func (r *report) writeMeans(out io.Writer) {
	for _, system := range r.others() {
		var ratios []float64
		var worst *Ratio
		for _, e := range r.entries {
			x := r.comparison(e, system)
			if x == nil {
				continue
			}
			ratios = append(ratios, x.Median)
			if worst == nil || worseThan(x, worst, system) {
				worst = x
			}
		}
		if len(ratios) > 0 {
			fmt.Fprintf(out, "\n%s / %s: geometric mean %.2f over %d workloads, worst %.2f on %s\n",
				worst.System, worst.Against, geometricMean(ratios), len(ratios), worst.Median, worst.Workload)
		}
	}
	fmt.Fprintln(out)
}

// worseThan: a higher ratio to the limit is worse, a lower ratio of a peer to us is.
func worseThan(a, b *Ratio, system string) bool {
	if system == "limit" {
		return a.Median > b.Median
	}
	return a.Median < b.Median
}

// writeMemory prints the bytes for each thing held.
func (r *report) writeMemory(out io.Writer) {
	t := newTable(out, "\nbytes for each\tcount\t"+strings.Join(r.memorySystems(), "\t"))
	for _, e := range r.entries {
		fmt.Fprintf(t, "%s\t%d", e.Workload.Title, e.Workload.Size)
		for _, system := range r.memorySystems() {
			fmt.Fprintf(t, "\t%s", cell(valid(e.Runs[system]), "%.0f", func(x *measure.Result) float64 {
				return float64(x.HeldBytes) / float64(e.Workload.Size)
			}))
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush()
}

// memorySystems leaves the limit out: its programs keep what their rule needs and nothing general.
func (r *report) memorySystems() []string {
	return slices.DeleteFunc(slices.Clone(r.systems), func(s string) bool { return s == "limit" })
}

// cell prints the median of a figure, or nothing.
func cell(runs []measure.Result, format string, figure func(*measure.Result) float64) string {
	if len(runs) == 0 {
		return "-"
	}
	return fmt.Sprintf(format, medianBy(runs, figure))
}

// writeDeploy prints how long statements take to deploy.
func (r *report) writeDeploy(out io.Writer) {
	t := newTable(out, "\ndeployed\tsystem\tfirst, cold, ms\teach, us\tCPU us\tstatements/s")
	for _, e := range r.entries {
		for _, system := range r.memorySystems() {
			runs := valid(e.Runs[system])
			if len(runs) == 0 {
				continue
			}
			n := float64(e.Workload.Size)
			total := medianBy(runs, func(x *measure.Result) float64 { return float64(x.DeployNS) })
			cpu := medianBy(runs, func(x *measure.Result) float64 { return float64(x.DeployCPUNS) })
			fmt.Fprintf(t, "%s\t%s\t%.2f\t%.1f\t%.1f\t%.0f\n", e.Workload.Title, system,
				medianBy(runs, func(x *measure.Result) float64 { return float64(x.FirstDeployNS) / 1e6 }),
				total/n/1e3, cpu/n/1e3, n*1e9/total)
		}
	}
	_ = t.Flush()
}

// writeLatency prints quantiles of the delay.
func (r *report) writeLatency(out io.Writer) {
	t := newTable(out, "\nworkload\tsystem\toffered/s\tachieved/s\tp50 us\tp99 us\tp99.9 us\tmax us")
	for _, e := range r.entries {
		for _, system := range r.systems {
			for _, x := range valid(e.Runs[system]) {
				if l := x.Latency; l != nil {
					fmt.Fprintf(t, "%s\t%s\t%.0f\t%.0f\t%.2f\t%.2f\t%.2f\t%.1f\n", e.Workload.ID, system,
						l.OfferedPerS, l.AchievedPerS, l.P50US, l.P99US, l.P999US, l.MaxUS)
				}
			}
		}
	}
	_ = t.Flush()
}
