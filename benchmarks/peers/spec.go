package peers

import (
	"fmt"
	"io"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// WriteSpec describes a run in lines of "name value", which a program in any language reads without
// a library. A "bind" line holds the parameters of one deployment; an "epl" line begins a text that
// a line with a single dot ends.
func WriteSpec(out io.Writer, job *measure.Job) {
	w := job.Workload
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	line("id %s", w.ID)
	line("scale %s", job.Scale.Name)
	line("stream %s", w.Stream)
	line("nkey %d", w.NKey)
	line("perms %d", w.PerMS)
	line("warm %d", job.Scale.Warm)
	line("meas %d", job.Scale.Meas)
	line("rate %d", job.PerSecond)
	if w.Columns != nil {
		line("columns %s", strings.Join(w.Columns, " "))
	}
	for k := range w.Copies {
		line("bind %s", binding(w.Params(k)))
	}
	texts := w.Texts
	if w.EPL != "" {
		texts = []string{w.EPL}
	}
	for _, text := range texts {
		line("epl\n%s\n.", strings.TrimSuffix(text, "\n"))
	}
}

// binding prints parameters as "s:string=S0000000 lo:double=0.25".
func binding(params []workload.Param) string {
	var parts []string
	for _, p := range params {
		kind := "string"
		switch p.Value.(type) {
		case int32:
			kind = "int"
		case float64:
			kind = "double"
		}
		parts = append(parts, fmt.Sprintf("%s:%s=%v", p.Name, kind, p.Value))
	}
	return strings.Join(parts, " ")
}
