// Package measure runs a workload in this process and takes the figures.
//
// One process measures one workload once: nothing that an earlier run left behind (heap, branch
// predictors, caches of the collector) can help or harm. The harness starts the processes.
package measure

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/cephei-go/cephei/benchmarks/driver"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// Result is what one run measured. Peers in other languages print the same fields as JSON.
type Result struct {
	System   string `json:"system"`
	Workload string `json:"workload"`
	Scale    string `json:"scale"`
	Warm     int64  `json:"warm"`
	Meas     int64  `json:"meas"`

	// Totals of the measured events.
	WallNS   int64 `json:"wall_ns"`
	ThreadNS int64 `json:"thread_ns"` // CPU time of the sending thread
	CPUNS    int64 `json:"cpu_ns"`    // CPU time of the process, which includes the collector
	Allocs   int64 `json:"allocs"`
	Bytes    int64 `json:"bytes"`

	// HeldBytes is the live heap at the end less the live heap before the deployment.
	HeldBytes     int64 `json:"held_bytes"`
	DeployNS      int64 `json:"deploy_ns"`
	DeployCPUNS   int64 `json:"deploy_cpu_ns"` // of the process, compilers and collectors included
	FirstDeployNS int64 `json:"first_deploy_ns"`

	Rows uint64  `json:"rows"`
	Chk  string  `json:"chk"` // 16 hexadecimal digits
	F    float64 `json:"f"`

	// Checked says that the system's answer was checked in another way than by its rows.
	Checked bool `json:"checked,omitempty"`

	Latency *Latency `json:"latency,omitempty"`

	// Pending is why a system cannot run the workload; Error is why a run is void.
	Pending string `json:"pending,omitempty"`
	Error   string `json:"error,omitempty"`
}

// SetSum records an answer.
func (r *Result) SetSum(s *workload.Sum) {
	r.Rows, r.Chk, r.F = s.Rows, fmt.Sprintf("%016x", s.Chk), s.F
}

// Sum returns the answer.
func (r *Result) Sum() workload.Sum {
	s := workload.Sum{Rows: r.Rows, F: r.F}
	_, _ = fmt.Sscanf(r.Chk, "%x", &s.Chk) // an empty checksum is that of no rows
	return s
}

// Valid tells whether the run gave figures.
func (r *Result) Valid() bool { return r.Error == "" && r.Pending == "" }

// Total is the number of events that the answer covers.
func (r *Result) Total() int64 { return r.Warm + r.Meas }

// PerEvent divides a total of the measured events.
func (r *Result) PerEvent(total int64) float64 {
	if r.Meas == 0 {
		return 0
	}
	return float64(total) / float64(r.Meas)
}

// Job is what to run.
type Job struct {
	Workload *workload.Workload
	Scale    workload.Scale
	// PerSecond is the rate at which the measured events are due; 0 means as fast as possible.
	PerSecond int64
	// Profile is the file for a CPU profile of the measured events, or empty.
	Profile string
}

// Result returns a result with nothing measured yet.
func (j *Job) Result(system string) Result {
	return Result{
		System: system, Workload: j.Workload.ID, Scale: j.Scale.Name,
		Warm: j.Scale.Warm, Meas: j.Scale.Meas,
	}
}

// Run measures one workload on one system of package driver. It ties the goroutine to its thread,
// so that the thread's CPU time is that of the workload.
func Run(system string, job Job) Result {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r := job.Result(system)
	var sum workload.Sum
	d, err := driver.New(system, job.Workload, &sum)
	if err == nil {
		err = r.run(d, &job)
	}
	r.SetSum(&sum)
	if p := driver.PendingReason(err); p != "" {
		r.Pending = p
	} else if err != nil {
		r.Error = err.Error()
	}
	return r
}

func (r *Result) run(d driver.Driver, job *Job) error {
	before := liveHeap()
	start, cpu := time.Now(), processNS()
	if err := d.Deploy(); err != nil {
		return err
	}
	r.DeployNS, r.DeployCPUNS = time.Since(start).Nanoseconds(), processNS()-cpu
	if f, ok := d.(interface{ FirstDeployNS() int64 }); ok {
		r.FirstDeployNS = f.FirstDeployNS()
	}
	c := clock{d: d, w: job.Workload, now: workload.T0}
	if err := c.send(0, job.Scale.Warm); err != nil {
		return err
	}
	stop, err := startProfile(job.Profile)
	if err != nil {
		return err
	}
	err = r.timed(&c, job)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	r.HeldBytes = liveHeap() - before
	runtime.KeepAlive(d)
	return nil
}

// timed sends the measured events and takes the differences.
func (r *Result) timed(c *clock, job *Job) error {
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	thread, process := threadNS(), processNS()
	start := time.Now()
	var err error
	if job.PerSecond > 0 {
		r.Latency, err = c.offer(job.Scale, job.PerSecond)
	} else {
		err = c.send(job.Scale.Warm, job.Scale.Total())
	}
	r.WallNS = time.Since(start).Nanoseconds()
	r.ThreadNS, r.CPUNS = threadNS()-thread, processNS()-process
	runtime.ReadMemStats(&m1)
	r.Allocs = int64(m1.Mallocs - m0.Mallocs)
	r.Bytes = int64(m1.TotalAlloc - m0.TotalAlloc)
	return err
}

// clock sends events and moves the time before the first event of each millisecond.
type clock struct {
	d   driver.Driver
	w   *workload.Workload
	now int64
}

func (c *clock) send(from, to int64) error {
	for i := from; i < to; i++ {
		if err := c.one(i); err != nil {
			return err
		}
	}
	return nil
}

func (c *clock) one(i int64) error {
	ts := c.w.TS(i)
	if ts > c.now {
		if err := c.d.Advance(ts); err != nil {
			return fmt.Errorf("advance to %d: %w", ts, err)
		}
		c.now = ts
	}
	if err := c.d.Send(i, ts); err != nil {
		return fmt.Errorf("event %d: %w", i, err)
	}
	return nil
}

// liveHeap forces a collection and returns what survived. The second one ends what the finalisers
// and pools of the first kept alive.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// startProfile begins a CPU profile and returns what ends it.
func startProfile(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}
