package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/driver"
	"github.com/cephei-go/cephei/benchmarks/limit"
	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// contestant is a system that can be measured.
type contestant interface {
	Name() string
	Can(job *measure.Job) bool
	Run(ctx context.Context, job *measure.Job) measure.Result
}

// self is a system of package driver, run by this program in another process.
type self struct {
	system string
	cores  string // how many the process may use; all if empty
}

// newSelf reads "cephei" or, for one core, "cephei@1".
func newSelf(name string) (self, error) {
	system, cores, _ := strings.Cut(name, "@")
	if !slices.Contains(driver.Names(), system) {
		return self{}, fmt.Errorf("no system %q; there are %s", name, strings.Join(driver.Names(), ", "))
	}
	if n, err := strconv.Atoi(cores); cores != "" && (err != nil || n < 1) {
		return self{}, fmt.Errorf("%q: the number of cores must be at least 1", name)
	}
	return self{system, cores}, nil
}

// Name names the system as newSelf reads it.
func (s self) Name() string {
	if s.cores == "" {
		return s.system
	}
	return s.system + "@" + s.cores
}

// Can leaves out what is not written by hand. Otherwise a driver says itself what it cannot do yet.
func (s self) Can(job *measure.Job) bool {
	return s.system != "limit" || limit.Has(job.Workload)
}

// Run starts this program again.
func (s self) Run(ctx context.Context, job *measure.Job) measure.Result {
	r := job.Result(s.Name())
	program, err := os.Executable()
	if err != nil {
		r.Error = err.Error()
		return r
	}
	// The child is this very program: what is measured is what was built, flags and all.
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "-child", s.system, "-w", job.Workload.ID,
		"-scale", fmt.Sprintf("%s,%d,%d", job.Scale.Name, job.Scale.Warm, job.Scale.Meas),
		"-rate", fmt.Sprint(job.PerSecond), "-profile", job.Profile)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if s.cores != "" {
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+s.cores)
	}
	switch err := cmd.Run(); {
	case ctx.Err() != nil:
		r.Error = "took too long"
	case err != nil:
		r.Error = strings.TrimSpace(fmt.Sprintf("%v: %s", err, firstLines(problems.String(), 3)))
	default:
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			r.Error = err.Error()
		}
		r.System = s.Name()
	}
	return r
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "; ")
}

// contest runs systems against each other.
type contest struct {
	options     *options
	contestants []contestant
	progress    io.Writer // nil when nobody watches
}

// entry is what a report holds of one workload: the runs of each system, in order.
type entry struct {
	Workload *workload.Workload
	Runs     map[string][]measure.Result
}

// run measures all workloads. Systems take turns (A B A B), so that whatever else the machine does
// for a while hits all of them.
func (c *contest) run(ctx context.Context, list []*workload.Workload) (*report, error) {
	rep := &report{by: c.options.by, mode: modeOf(c.options)}
	for _, x := range c.contestants {
		rep.systems = append(rep.systems, x.Name())
	}
	for _, w := range list {
		e := &entry{Workload: w, Runs: map[string][]measure.Result{}}
		for n := range c.options.runs {
			for _, x := range c.contestants {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				c.one(ctx, e, x, n)
			}
		}
		rep.entries = append(rep.entries, e)
	}
	c.tell("")
	return rep, nil
}

// tell shows on one line what is going on.
func (c *contest) tell(format string, args ...any) {
	if c.progress != nil {
		_, _ = fmt.Fprintf(c.progress, "\r\033[K"+format, args...)
	}
}

// one measures one run of one system, unless the system cannot or has failed on this workload.
func (c *contest) one(ctx context.Context, e *entry, x contestant, n int) {
	job := measure.Job{Workload: e.Workload, Scale: scaleOf(c.options, e.Workload)}
	if c.options.latency {
		job.PerSecond = c.options.rate
	}
	if c.options.profile != "" && n == 0 {
		job.Profile = filepath.Join(c.options.profile,
			strings.ReplaceAll(e.Workload.ID, "/", "-")+"-"+x.Name()+".pprof")
	}
	before := e.Runs[x.Name()]
	if !x.Can(&job) || len(before) > 0 && !before[0].Valid() {
		return // what failed once will not be a figure the next time: do not spend minutes on it
	}
	c.tell("%s %s, run %d of %d", e.Workload.ID, x.Name(), n+1, c.options.runs)
	ctx, cancel := context.WithTimeout(ctx, c.options.timeout)
	defer cancel()
	r := x.Run(ctx, &job)
	c.check(e, &r)
	if c.options.verbose {
		_ = json.NewEncoder(os.Stderr).Encode(r) // a report that takes an hour may not be waited for
	}
	e.Runs[x.Name()] = append(before, r)
}

// check makes a result with a wrong answer an error. Where no answer is recorded, that of the first
// system that ran the same events counts.
func (c *contest) check(e *entry, r *measure.Result) {
	if !r.Valid() || r.Checked {
		return
	}
	scale := workload.Scale{Name: r.Scale, Warm: r.Warm, Meas: r.Meas}
	want, known := e.Workload.Expected(scale)
	if !known {
		want, known = c.peerAnswer(e, r)
	}
	got := r.Sum()
	if known && !got.Equal(&want) {
		r.Error = fmt.Sprintf("wrong answer: %d rows, checksum %016x, f %g; want %d, %016x, %g",
			got.Rows, got.Chk, got.F, want.Rows, want.Chk, want.F)
	}
}

// peerAnswer is the answer of the first system that ran as many events. Two systems that share a
// mistake would both pass: that is why the two recorded scales exist.
func (c *contest) peerAnswer(e *entry, r *measure.Result) (workload.Sum, bool) {
	for _, x := range c.contestants {
		for _, other := range e.Runs[x.Name()] {
			if other.Valid() && !other.Checked && other.Total() == r.Total() {
				return other.Sum(), true
			}
		}
	}
	return workload.Sum{}, false
}
