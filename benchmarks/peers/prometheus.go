package peers

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// prometheus evaluates W07 as three recording rules (average, maximum and count over 60 s for each
// host) every second, with the rule tester that comes with Prometheus.
//
// The workload is not quite the same, and the comparison is a rough one: Prometheus takes at most
// one sample for each host and second (the last), of a tenth of the hosts (its tester refuses more),
// and evaluates from stored samples. The figure is for one sample. What the tester takes to read
// the same samples without rules is subtracted. Its answer is checked by
// expressions over the last evaluation, against a sum made here.
type prometheus struct{}

// promSeconds is how long the test lasts: the window of 60 s and a few seconds of a full one.
const (
	promSeconds = 70
	promRangeS  = 60
	promHosts   = 1000
)

func newPrometheus() *prometheus { return &prometheus{} }

// Name names the system.
func (p *prometheus) Name() string { return "prometheus" }

// Prepare only looks for the program.
func (p *prometheus) Prepare(context.Context) error {
	return need("install the Debian package prometheus, or a release from prometheus.io", "promtool")
}

// Can is true for the rule that a Prometheus would have.
func (p *prometheus) Can(job *measure.Job) bool {
	return job.Workload.ID == "W07" && job.PerSecond == 0
}

// Run measures the evaluation of the rules on the first events.
func (p *prometheus) Run(ctx context.Context, job *measure.Job) measure.Result {
	few := *job
	few.Scale = workload.Scale{Name: "prometheus", Meas: promSeconds * 1000 * job.Workload.PerMS}
	r := few.Result(p.Name())
	if err := p.measure(ctx, &few, &r); err != nil {
		r.Error = err.Error()
	}
	return r
}

func (p *prometheus) measure(ctx context.Context, job *measure.Job, r *measure.Result) error {
	dir, err := os.MkdirTemp("", "prometheus-peer")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	samples := promSamples(job)
	r.Meas = promCount(samples)
	idle, err := promRun(ctx, dir, "idle", "groups: []\n", promTest(samples, false))
	if err != nil {
		return err
	}
	busy, err := promRun(ctx, dir, "busy", promRules, promTest(samples, true))
	if err != nil {
		return err
	}
	r.WallNS, r.CPUNS = int64(busy.wall-idle.wall), int64(busy.cpu-idle.cpu)
	r.Checked = true
	return nil
}

const promRules = `groups:
- name: w07
  interval: 1s
  rules:
  - {record: a, expr: 'avg_over_time(value[60s])'}
  - {record: m, expr: 'max_over_time(value[60s])'}
  - {record: c, expr: 'count_over_time(value[60s])'}
`

// promSeries is one host's samples by second; ok tells where there is one.
type promSeries struct {
	host string
	v    [promSeconds + 1]float64
	ok   [promSeconds + 1]bool
}

// promCount is the number of samples.
func promCount(all []*promSeries) (n int64) {
	for _, s := range all {
		for _, ok := range s.ok {
			if ok {
				n++
			}
		}
	}
	return n
}

// promSamples puts the events of each second at its end.
func promSamples(job *measure.Job) []*promSeries {
	source := workload.NewSource(job.Workload)
	byHost := map[string]*promSeries{}
	var all []*promSeries
	for i := range job.Scale.Total() {
		ts := job.Workload.TS(i)
		e := source.Metric(i, ts)
		if len(source.Keys) > promHosts && e.Host >= source.Keys[promHosts] {
			continue
		}
		s := byHost[e.Host]
		if s == nil {
			s = &promSeries{host: e.Host}
			byHost[e.Host] = s
			all = append(all, s)
		}
		second := (ts-workload.T0)/1000 + 1
		s.v[second], s.ok[second] = e.Value, true
	}
	return all
}

// promTest writes the samples, and what the rules must have found at the end.
func promTest(all []*promSeries, check bool) string {
	var b strings.Builder
	b.WriteString("rule_files: [rules.yml]\nevaluation_interval: 1s\n")
	b.WriteString("tests:\n- interval: 1s\n  input_series:\n")
	for _, s := range all {
		fmt.Fprintf(&b, "  - series: 'value{host=\"%s\"}'\n    values: '", s.host)
		for second := range s.v {
			if s.ok[second] {
				b.WriteString(strconv.FormatFloat(s.v[second], 'f', -1, 64))
			} else {
				b.WriteByte('_')
			}
			b.WriteByte(' ')
		}
		b.WriteString("'\n")
	}
	b.WriteString("  promql_expr_test:\n")
	if !check {
		promExpect(&b, "count(value)", float64(len(all)))
		return b.String()
	}
	count, top := promAnswer(all)
	promExpect(&b, "sum(c)", count)
	promExpect(&b, "sum(m)", top)
	return b.String()
}

func promExpect(b *strings.Builder, expr string, value float64) {
	fmt.Fprintf(b, "  - expr: %s\n    eval_time: %ds\n    exp_samples: [{labels: '{}', value: %s}]\n",
		expr, promSeconds, strconv.FormatFloat(value, 'f', -1, 64))
}

// promAnswer sums counts and maxima of the last window, which includes both its ends.
func promAnswer(all []*promSeries) (count, top float64) {
	for _, s := range all {
		best, n := 0.0, 0
		for second := promSeconds - promRangeS; second <= promSeconds; second++ {
			if s.ok[second] {
				n++
				best = max(best, s.v[second])
			}
		}
		count += float64(n)
		top += best
	}
	return count, top
}

// promRun runs the tester, which fails when an expectation does.
func promRun(ctx context.Context, dir, name, rules, test string) (t runTime, err error) {
	file := filepath.Join(dir, name+".yml")
	if err := os.WriteFile(filepath.Join(dir, "rules.yml"), []byte(rules), 0o600); err != nil {
		return t, err
	}
	if err := os.WriteFile(file, []byte(test), 0o600); err != nil {
		return t, err
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "promtool", "test", "rules", file)
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err = cmd.Run()
	t.wall = time.Since(start)
	if err != nil {
		return t, fmt.Errorf("promtool: %w: %s", err, oneLine(out.String()))
	}
	t.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return t, nil
}

// oneLine shortens a program's output for a message.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 300)]
}
