package peers

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// sec is the Simple Event Correlator, a Perl program for rules on log lines. It runs W04: a hundred
// rules, each a regular expression on the line and, where numbers are compared, a Perl expression
// on what it captured. Rows are lines on its standard output.
//
// It reads text where the other systems get columns, so its figure includes taking lines apart,
// which is what people use it for.
type sec struct{}

// secLines is how many lines are enough for a figure: SEC needs a third of a second for a thousand.
const secLines = 5000

func newSEC() *sec { return &sec{} }

// Name names the system.
func (s *sec) Name() string { return "sec" }

// Prepare only looks for the program.
func (s *sec) Prepare(context.Context) error {
	return need("install the Debian package sec, or take it from simple-evcorr.github.io", "sec")
}

// Can is true for the rules on log lines.
func (s *sec) Can(job *measure.Job) bool {
	return job.Workload.ID == "W04" && job.PerSecond == 0
}

// Run measures SEC on fewer events than asked for. What an empty input takes is subtracted: it is
// the start of Perl and the reading of the rules.
func (s *sec) Run(ctx context.Context, job *measure.Job) measure.Result {
	few := *job
	few.Scale = workload.Scale{Name: "sec", Meas: min(secLines, job.Scale.Total())}
	r := few.Result(s.Name())
	if err := s.measure(ctx, &few, &r); err != nil {
		r.Error = err.Error()
	}
	return r
}

func (s *sec) measure(ctx context.Context, job *measure.Job, r *measure.Result) error {
	dir, err := os.MkdirTemp("", "sec-peer")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	rules := filepath.Join(dir, "rules.conf")
	if err := os.WriteFile(rules, []byte(secRules()), 0o600); err != nil {
		return err
	}
	_, idle, err := secRun(ctx, rules, nil)
	if err != nil {
		return err
	}
	out, busy, err := secRun(ctx, rules, secInput(job))
	if err != nil {
		return err
	}
	r.WallNS, r.CPUNS = int64(busy.wall-idle.wall), int64(busy.cpu-idle.cpu)
	r.ThreadNS, r.DeployNS = r.CPUNS, int64(idle.wall)
	sum, err := secSum(bytes.NewReader(out))
	r.SetSum(&sum)
	return err
}

// secRun starts SEC on some lines. It ends at the end of its input.
func secRun(ctx context.Context, rules string, lines []byte) ([]byte, runTime, error) {
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(ctx, "sec", "--conf="+rules, "--input=-", "--notail", "--debug=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(lines), &out, &problems
	start := time.Now()
	err := cmd.Run()
	taken := runTime{wall: time.Since(start)}
	if err != nil {
		return nil, taken, fmt.Errorf("sec: %w: %s", err, firstLine(problems.String()))
	}
	taken.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return out.Bytes(), taken, nil
}

// secInput prints the events as log lines.
func secInput(job *measure.Job) []byte {
	var b bytes.Buffer
	source := workload.NewSource(job.Workload)
	for i := range job.Scale.Total() {
		e := source.Log(i, job.Workload.TS(i))
		fmt.Fprintf(&b, "%d %s %s sev=%d code=%d dur=%v %s\n",
			e.TS, e.Host, e.Prog, e.Sev, e.Code, e.Dur, e.Msg)
	}
	return b.Bytes()
}

// secRules are the rules of W04; every rule sees every line ("continue").
func secRules() string {
	var b strings.Builder
	rule := func(pattern, condition, action string) {
		fmt.Fprintf(&b, "type=Single\ncontinue=TakeNext\nptype=RegExp\npattern=%s\n", pattern)
		if condition != "" {
			fmt.Fprintf(&b, "context==(%s)\n", condition)
		}
		fmt.Fprintf(&b, "desc=$0\naction=write - %s\n\n", action)
	}
	programs, words := workload.Programs(), workload.Words()
	for k := range 20 {
		rule(fmt.Sprintf(`^\d+ (\S+) %s sev=[0-%d] code=(\d+)`, programs[k%10], k%4), "",
			fmt.Sprintf("%d $1 i$2", k))
		rule(`^\d+ (\S+) \S+ sev=\d code=(\d+) dur=(\S+)`,
			fmt.Sprintf("$2 == %d || $2 == %d || $2 == %d || $3 > %d", 400+k, 420+k, 500+k, 9500+10*k),
			fmt.Sprintf("%d $1 d$3", 20+k))
		rule(fmt.Sprintf(`^\d+ (\S+) \S+ sev=([2-4]) .*%s`, words[k]), "",
			fmt.Sprintf("%d $1 i$2", 40+k))
		rule(fmt.Sprintf(`^(\d+) (h%07d|h%07d|h%07d) (?!cron )`, k, k+100, k+200), "",
			fmt.Sprintf("%d $2 i$1", 60+k))
		rule(`^\d+ \S+ (\S+) sev=(\d) code=(\d+) dur=(\S+)`,
			fmt.Sprintf(`("$1" eq "nginx" && $3 >= 500 && $4 >= %d && $4 <= %d) || ($2 == 0 && $3 < %d)`,
				100*k, 100*k+400, 200+k),
			fmt.Sprintf("%d i$3 d$4", 80+k))
	}
	return b.String()
}

// secSum reads rows: the rule's number, then columns with a letter for their type before numbers.
func secSum(out io.Reader) (workload.Sum, error) {
	var sum workload.Sum
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		columns := strings.Fields(lines.Text())
		if len(columns) != 3 {
			return sum, fmt.Errorf("sec printed %q", lines.Text())
		}
		columns[0] = "i" + columns[0]
		h := workload.Begin()
		for _, column := range columns {
			bits, err := secBits(column)
			if err != nil {
				return sum, fmt.Errorf("sec printed %q: %w", lines.Text(), err)
			}
			h = workload.Fold(h, bits)
		}
		sum.Add(h)
	}
	return sum, lines.Err()
}

func secBits(column string) (uint64, error) {
	switch column[0] {
	case 'i':
		n, err := strconv.ParseInt(column[1:], 10, 64)
		return uint64(n), err
	case 'd':
		v, err := strconv.ParseFloat(column[1:], 64)
		return workload.FloatBits(v), err
	default:
		return workload.StringBits(column), nil
	}
}
