// Command benchmarks measures Cephei beside hand-written Go and beside other systems, on the same
// events and with the same answers.
//
//	go run ./benchmarks -quick                 a minute's look: Cephei and the limit, once each
//	go run ./benchmarks                        all workloads, three interleaved runs, all peers
//	go run ./benchmarks -w W05,W13 -json       some workloads, for machines
//	go run ./benchmarks -scaling|-memory|-deploy|-latency
//
// Every run is a process of its own. A run whose rows or checksum are wrong is reported as a
// failure and ends the program with status 1; it is never a figure. Workloads that need what the
// engine cannot do yet are listed with the engine's words.
//
// The packages below are the parts: workload (what is measured), limit (by hand), driver (systems
// in this process), peers (systems in others), measure (one run).
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/peers"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// options are the flags.
type options struct {
	workloads string
	systems   string
	peers     string
	runs      int
	quick     bool
	small     bool
	json      bool
	verbose   bool
	profile   string
	timeout   time.Duration
	by        string

	scaling bool
	memory  bool
	deploy  bool
	latency bool
	rate    int64
	span    time.Duration

	spec  string
	child string
	scale string
}

func main() {
	o := parseFlags()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func parseFlags() *options {
	o := &options{}
	text := func(p *string, name, value, usage string) { flag.StringVar(p, name, value, usage) }
	on := func(p *bool, name, usage string) { flag.BoolVar(p, name, false, usage) }
	text(&o.workloads, "w", "", "workloads, or beginnings of their names: W05,W13 (default all)")
	text(&o.systems, "systems", "limit,cephei", "systems to measure; cephei@1 is on one core")
	text(&o.peers, "peers", "all", "peers to measure: all, none, or names")
	text(&o.by, "by", "cpu", "what ratios compare: cpu (with the collector) or wall")
	text(&o.profile, "profile", "", "directory for CPU profiles of the first runs")
	on(&o.quick, "quick", "an eighth of the events; one run and no peers unless asked for")
	on(&o.small, "small", "the small scale: for correctness, not for figures")
	on(&o.json, "json", "print JSON")
	on(&o.verbose, "v", "print each run to standard error as it ends")
	on(&o.scaling, "scaling", "cost against window, groups, statements, patterns, partitions")
	on(&o.memory, "memory", "bytes for each thing held")
	on(&o.deploy, "deploy", "statements deployed each second")
	on(&o.latency, "latency", "latency at a fixed offered load")
	flag.IntVar(&o.runs, "runs", 3, "interleaved runs of each system")
	flag.DurationVar(&o.timeout, "timeout", 10*time.Minute, "longest time for one run")
	flag.Int64Var(&o.rate, "rate", 100_000, "offered load of -latency, in events per second")
	flag.DurationVar(&o.span, "span", time.Minute, "how long -latency measures")
	text(&o.spec, "spec", "", "print a workload as peers read it, and end")
	text(&o.child, "child", "", "internal: measure one run of this system and print it as JSON")
	text(&o.scale, "scale", "", "internal: name,warm,meas of the run")
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if o.quick && !given["runs"] {
		o.runs = 1
	}
	if o.quick && !given["peers"] {
		o.peers = "none"
	}
	return o
}

func run(ctx context.Context, o *options, out io.Writer) error {
	switch {
	case o.child != "":
		return runChild(o, out)
	case o.spec != "":
		return printSpec(o, out)
	}
	list, err := chosen(o)
	if err != nil {
		return err
	}
	contestants, err := contestantsOf(ctx, o)
	if err != nil {
		return err
	}
	c := &contest{options: o, contestants: contestants}
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		c.progress = os.Stderr
	}
	report, err := c.run(ctx, list)
	if err != nil {
		return err
	}
	if o.json {
		err = report.writeJSON(out)
	} else {
		report.write(out)
	}
	if err == nil && report.failures() > 0 {
		err = fmt.Errorf("%d runs gave a wrong answer or failed", report.failures())
	}
	return err
}

// runChild measures one run in this process.
func runChild(o *options, out io.Writer) error {
	w, err := workload.Find(o.workloads)
	if err != nil {
		return err
	}
	job := measure.Job{Workload: w, PerSecond: o.rate, Profile: o.profile}
	name, counts, _ := strings.Cut(o.scale, ",")
	job.Scale.Name = name
	if _, err := fmt.Sscanf(counts, "%d,%d", &job.Scale.Warm, &job.Scale.Meas); err != nil {
		return fmt.Errorf("scale %q: %w", o.scale, err)
	}
	return json.NewEncoder(out).Encode(measure.Run(o.child, job))
}

func printSpec(o *options, out io.Writer) error {
	w, err := workload.Find(o.spec)
	if err != nil {
		return err
	}
	peers.WriteSpec(out, &measure.Job{Workload: w, Scale: scaleOf(o, w)})
	return nil
}

// contestantsOf prepares the systems; a peer that cannot be had is skipped with a line.
func contestantsOf(ctx context.Context, o *options) ([]contestant, error) {
	var list []contestant
	for name := range strings.SplitSeq(o.systems, ",") {
		system, err := newSelf(name)
		if err != nil {
			return nil, err
		}
		list = append(list, system)
	}
	if o.peers == "none" {
		return list, nil
	}
	root, err := peers.Root()
	if err != nil {
		return nil, err
	}
	for _, p := range peers.All(root) {
		if o.peers != "all" && !slices.Contains(strings.Split(o.peers, ","), p.Name()) {
			continue
		}
		if err := p.Prepare(ctx); err != nil {
			fmt.Fprintf(os.Stderr, "skipping %s: %v\n", p.Name(), err)
			continue
		}
		list = append(list, p)
	}
	return list, nil
}
