package limit

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// Program is a workload written by hand. The caller moves the clock before it sends an event of a
// later millisecond.
type Program interface {
	Clock(nowMs int64)
	Event(i, ts int64)
}

// base is what every program needs: where events come from and where rows go.
type base struct {
	src workload.Source
	sum *workload.Sum
}

// timeless programs have nothing to do when the clock moves.
type timeless struct{}

// Clock does nothing.
func (timeless) Clock(int64) {}

// New returns the program for a workload; its rows are added to sum.
func New(w *workload.Workload, sum *workload.Sum) (Program, error) {
	b := base{src: workload.NewSource(w), sum: sum}
	if newProgram, ok := programs[family(w)]; ok {
		return newProgram(b, w), nil
	}
	return nil, fmt.Errorf("limit: %s is not written by hand", w.ID)
}

// Has tells whether a workload is written by hand. Those that only hold or only deploy are not:
// there is nothing general in them to compare with.
func Has(w *workload.Workload) bool { return programs[family(w)] != nil }

// family is the workload's own name, or that of its series.
func family(w *workload.Workload) string {
	name, _, _ := strings.Cut(w.ID, "/")
	return name
}

// programs lists the constructors by workload or series.
var programs = map[string]func(base, *workload.Workload) Program{
	"W00":  newBuild,
	"W01":  newProject,
	"W02a": newEquality,
	"W02b": newEquality,
	"W02c": newEquality,
	"W02d": newEquality,
	"W03":  newRanges,
	"W04":  newMixed,
	"W05a": func(b base, w *workload.Workload) Program { return newVWAPLength(b, w, false) },
	"W05b": func(b base, w *workload.Workload) Program { return newVWAPTime(b, w, false) },
	"W05c": func(b base, w *workload.Workload) Program { return newVWAPTime(b, w, true) },
	"W05d": func(b base, w *workload.Workload) Program { return newVWAPLength(b, w, true) },
	"W06":  func(b base, _ *workload.Workload) Program { return newSliding(b, false) },
	"W07":  func(b base, _ *workload.Workload) Program { return newSliding(b, true) },
	"W08":  newTumbling,
	"W09a": func(b base, _ *workload.Workload) Program { return newOrder(b, 1000) },
	"W09b": func(b base, _ *workload.Workload) Program { return newOrder(b, 100_000) },
	"W10a": newUnique,
	"W10b": newLargest,
	"W10c": newRanked,
	"W11":  func(b base, _ *workload.Workload) Program { return newJoin(b, false) },
	"W12":  func(b base, _ *workload.Workload) Program { return newJoin(b, true) },
	"W13":  newSubqueries,
	"W14":  newAnswered,
	"W15":  newDeadman,
	"W16":  newShape,
	"W17":  newPartitions,
	"W18a": func(b base, _ *workload.Workload) Program { return newKeyed(b, false) },
	"W18b": func(b base, _ *workload.Workload) Program { return newKeyed(b, true) },
	"W19a": newLambda,
	"W19b": newChain,
	"X1":   newSumByKey,
	"X2":   newCountByKeys,

	"window":     newSeriesWindow,
	"groups":     newSeriesGroups,
	"statements": newEquality,
	"patterns":   newAnswered,
	"partitions": newPartitions,
}
