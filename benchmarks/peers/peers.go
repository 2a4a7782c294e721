// Package peers starts other systems on the workloads of the benchmarks.
//
// Each peer is optional. What a peer needs (a Java kit, a Debian package) is not needed to build or
// test this repository; without it the peer is skipped with a line that says how to get it. A peer
// that we program runs in a process of its own, on a workload that the harness describes on its
// standard input ([WriteSpec]), and prints a [measure.Result] as JSON; a peer that is a program of
// its own (SEC) gets its rules and lines as that program wants them.
package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/cephei-go/cephei/benchmarks/measure"
)

// Peer is another system.
type Peer interface {
	Name() string
	// Prepare builds what has to be built. Its error says how to get what is missing.
	Prepare(ctx context.Context) error
	// Can tells whether the system can express a workload.
	Can(job *measure.Job) bool
	// Run measures one run.
	Run(ctx context.Context, job *measure.Job) measure.Result
}

// All returns the peers in the order of the report. Root is the directory of the repository.
func All(root string) []Peer {
	return []Peer{
		newEsper(filepath.Join(root, "benchmarks", "peers", "esper")),
		newSEC(),
		newPrometheus(),
	}
}

// Root finds the directory of the repository above the working directory.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "benchmarks", "peers")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("run this inside the repository: benchmarks/peers was not found")
		}
		dir = parent
	}
}

// runJSON starts a program with a specification as its input and reads the result from its output.
func runJSON(
	ctx context.Context, system string, job *measure.Job, name string, args ...string,
) measure.Result {
	var spec, out, problems bytes.Buffer
	WriteSpec(&spec, job)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &spec, &out, &problems
	err := cmd.Run()
	r := job.Result(system)
	switch {
	case ctx.Err() != nil:
		r.Pending = "took too long"
	case err != nil:
		r.Pending = firstLine(problems.String())
		if r.Pending == "" {
			r.Pending = err.Error()
		}
	default:
		if err := json.Unmarshal(lastLine(out.Bytes()), &r); err != nil {
			r.Error = fmt.Sprintf("%s printed no result: %v", system, err)
		}
	}
	return r
}

// firstLine returns the first line of a text that says something.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "SLF4J") {
			return line
		}
	}
	return ""
}

func lastLine(text []byte) []byte {
	text = bytes.TrimSpace(text)
	return text[bytes.LastIndexByte(text, '\n')+1:]
}

// need returns an error with advice when one of the programs is not installed.
func need(advice string, programs ...string) error {
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			return fmt.Errorf("%s is not installed: %s", p, advice)
		}
	}
	return nil
}

// runTime is what a run of a program took.
type runTime struct{ wall, cpu time.Duration }

// build runs a build command in a directory.
func build(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
