package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// buffer is written by the command while the test looks.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// take returns what was written since the last time.
func (b *buffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.b.String()
	b.b.Reset()
	return s
}

// rig is the world of a command under test: a directory, buffers and a clock that stands still until
// the test moves it.
type rig struct {
	t        *testing.T
	dir      string
	out, err buffer
	ticks    chan time.Time
	reload   chan os.Signal
	terminal bool
	stop     context.CancelFunc
	done     chan int

	mu  sync.Mutex
	now time.Time
}

// epoch is where the machine's clock begins in tests.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newRig(t *testing.T) *rig {
	return &rig{
		t: t, dir: t.TempDir(), ticks: make(chan time.Time), reload: make(chan os.Signal),
		done: make(chan int, 1), now: epoch, stop: func() {},
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) env(ctx context.Context, stdin io.Reader) *env {
	return &env{
		ctx: ctx, stdin: stdin, stdout: &r.out, stderr: &r.err, terminal: r.terminal, now: r.clock,
		ticks: r.ticks, reload: r.reload,
	}
}

func (r *rig) path(name string) string { return filepath.Join(r.dir, name) }

func (r *rig) write(name, content string) {
	r.t.Helper()
	require.NoError(r.t, os.MkdirAll(filepath.Dir(r.path(name)), 0o700))
	require.NoError(r.t, os.WriteFile(r.path(name), []byte(content), 0o600))
}

func (r *rig) add(name, content string) {
	r.t.Helper()
	f, err := os.OpenFile(r.path(name), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(r.t, err)
	_, err = f.WriteString(content)
	require.NoError(r.t, err)
	require.NoError(r.t, f.Close())
}

// run carries out a command to its end. Words that name files of the rig get its directory.
func (r *rig) run(stdin string, args ...string) int {
	return run(r.env(context.Background(), strings.NewReader(stdin)), r.args(args))
}

func (r *rig) args(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = a
		_, err := os.Stat(r.path(a))
		if err == nil || strings.HasPrefix(a, "./") {
			out[i] = r.path(a)
		}
	}
	return out
}

// start begins a command that ends when the test says.
func (r *rig) start(stdin io.Reader, args ...string) {
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	e := r.env(ctx, stdin)
	args = r.args(args)
	go func() { r.done <- run(e, args) }()
	r.t.Cleanup(stop)
	r.tick(0)
}

// moreTicks is how many ticks the command must have taken before all is done that the first allowed:
// it takes at most one for each piece of a file, and tests have few of these.
const moreTicks = 8

// tick moves the clock, lets the command look at its files, and returns what it printed, without the
// directory's name.
func (r *rig) tick(d time.Duration) (stdout, stderr string) {
	r.t.Helper()
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
	for range moreTicks {
		r.send()
	}
	return r.clean(r.out.take()), r.clean(r.err.take())
}

func (r *rig) send() {
	r.t.Helper()
	select {
	case r.ticks <- r.clock():
	case code := <-r.done:
		r.t.Fatalf("the command ended with %d: %s", code, r.err.take())
	}
}

func (r *rig) clean(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, r.dir+"/", ""), r.dir, "DIR")
}

// end stops the command as a signal does.
func (r *rig) end() (code int, stdout, stderr string) {
	r.stop()
	code = <-r.done
	return code, r.clean(r.out.take()), r.clean(r.err.take())
}

func (r *rig) read(name string) string {
	text, err := os.ReadFile(r.path(name))
	require.NoError(r.t, err)
	return string(text)
}

// runWith runs a command to its end whose output the test makes; stop is what a signal does.
func (r *rig) runWith(stdout func(stop func()) io.Writer, args []string) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	e := r.env(ctx, nil)
	e.stdout = stdout(stop)
	return run(e, r.args(args))
}
