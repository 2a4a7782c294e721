package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/measure"
)

// report is what was measured.
type report struct {
	by      string // "cpu" or "wall"
	mode    string
	systems []string
	entries []*entry
}

func modeOf(o *options) string {
	switch {
	case o.memory:
		return "memory"
	case o.deploy:
		return "deploy"
	case o.latency:
		return "latency"
	default:
		return "speed"
	}
}

// failures counts runs that are void.
func (r *report) failures() int {
	n := 0
	for _, e := range r.entries {
		for _, runs := range e.Runs {
			for _, x := range runs {
				if x.Error != "" {
					n++
				}
			}
		}
	}
	return n
}

// write prints the table of the report's mode, then what is pending or failed.
func (r *report) write(out io.Writer) {
	fmt.Fprintln(out, machine())
	switch r.mode {
	case "memory":
		r.writeMemory(out)
	case "deploy":
		r.writeDeploy(out)
	case "latency":
		r.writeLatency(out)
	default:
		r.writeSpeed(out)
	}
	r.writeProblems(out)
}

// writeProblems lists what has no figure, and why.
func (r *report) writeProblems(out io.Writer) {
	for _, e := range r.entries {
		for _, system := range r.systems {
			for _, x := range e.Runs[system] {
				switch {
				case x.Error != "":
					fmt.Fprintf(out, "FAILED  %s %s: %s\n", e.Workload.ID, system, x.Error)
				case x.Pending != "":
					fmt.Fprintf(out, "pending %s %s: %s\n", e.Workload.ID, system, oneLine(x.Pending))
				}
			}
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeJSON prints all runs.
func (r *report) writeJSON(out io.Writer) error {
	var all []measure.Result
	for _, e := range r.entries {
		for _, system := range r.systems {
			all = append(all, e.Runs[system]...)
		}
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{
		"machine": machine(),
		"go":      runtime.Version(),
		"results": all,
		"ratios":  r.allRatios(),
	})
}

// machine says what ran the benchmarks.
func machine() string {
	return fmt.Sprintf("%s, %d cores, %s/%s, %s",
		cpuModel(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// cpuModel reads the processor's name where the system has it as a file.
func cpuModel() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(info)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(name), ":"))
		}
	}
	return "unknown processor"
}
