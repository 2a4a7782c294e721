package workload

import (
	_ "embed"
	"fmt"
	"strings"
)

// The recorded answers, one line for each workload and scale. They are what Esper 9 and the
// hand-written programs both gave.
//
//go:embed expected.tsv
var expectedTSV string

// Expected returns the recorded answer of a workload at a scale, if there is one. Only the full and
// the small scale have one.
func (w *Workload) Expected(scale Scale) (Sum, bool) {
	for line := range strings.Lines(expectedTSV) {
		var id, name string
		var warm, meas int64
		var sum Sum
		n, _ := fmt.Sscanf(line, "%s %s %d %d %d %x %g",
			&id, &name, &warm, &meas, &sum.Rows, &sum.Chk, &sum.F)
		if n == 7 && id == w.ID && name == scale.Name && warm == scale.Warm && meas == scale.Meas {
			return sum, true
		}
	}
	return Sum{}, false
}
