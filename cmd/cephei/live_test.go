package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const twoRules = `create schema E(a int, k string);
@name('sum') select k, sum(a) as s from E group by k;
@name('big') select a from E(a > 10);
`

// rowsOf returns the readable rows without their times.
func rowsOf(stdout string) []string {
	var rows []string
	for l := range strings.SplitSeq(strings.TrimSpace(stdout), "\n") {
		if _, row, ok := strings.Cut(l, " "); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

func TestFollowGrowingAndRotated(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.csv", "k,a\nx,1\ny,")
	r.start(nil, "run", "r.epl", "--input", "in.csv", "--follow", "--output", "text")
	out, _ := r.tick(0)
	r.add("in.csv", "2\nx,20\n")
	more, errs := r.tick(time.Second)
	require.Empty(t, errs)
	require.Equal(t, []string{"sum k=y s=2", "sum k=x s=21", "big a=20"}, rowsOf(more), out)
	require.Contains(t, more, "2026-03-01T12:00:01.000Z", "the machine's clock counts")

	require.NoError(t, os.Rename(r.path("in.csv"), r.path("in.csv.1")))
	_, errs = r.tick(0)
	require.Equal(t, "cephei: in.csv is not there: waiting for it\n", errs)
	r.write("in.csv", "k,a\nz,3\n")
	out, errs = r.tick(0)
	require.Equal(t, "cephei: in.csv was replaced: going on with the new file\n", errs)
	require.Equal(t, []string{"sum k=z s=3"}, rowsOf(out), "the header of the new file is no record")

	require.NoError(t, os.Truncate(r.path("in.csv"), 0))
	r.add("in.csv", "k,a\nz,4\n")
	out, errs = r.tick(0)
	require.Equal(t, []string{"sum k=z s=7"}, rowsOf(out), errs)

	code, _, errs := r.end()
	require.Equal(t, exitOK, code)
	require.Equal(t, "5 events\n  sum: 5 rows\n  big: 1 row\n", errs)
}

func TestReloadKeepsTheStateOfTheOthers(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.json", "")
	r.start(nil, "run", "r.epl", "--input", "in.json", "--follow", "--output", "text")
	r.add("in.json", `{"k":"x","a":11}`+"\n")
	out, _ := r.tick(0)
	require.Equal(t, []string{"sum k=x s=11", "big a=11"}, rowsOf(out))

	// another layout is no change; one rule changes, one is new
	r.write("r.epl", strings.Replace(twoRules, "(a > 10)", "(a > 5)", 1)+
		"// a comment\n@name('n') select count(*) as n from E;\n")
	_, errs := r.tick(0)
	require.Equal(t, "cephei: r.epl: read again: 2 begun, 1 ended, 2 kept\n", errs)
	r.add("in.json", `{"k":"x","a":6}`+"\n")
	out, _ = r.tick(0)
	require.Equal(t, []string{"sum k=x s=17", "big a=6", "n n=1"}, rowsOf(out))

	// what uses a changed declaration begins again
	r.write("r.epl", strings.Replace(twoRules, "k string", "k string, more int", 1))
	_, errs = r.tick(0)
	require.Equal(t, "cephei: r.epl: read again: 2 begun, 3 ended, 0 kept, "+
		"1 begun again, since they use what changed\n", errs)
	r.add("in.json", `{"k":"x","a":1,"more":2}`+"\n")
	out, _ = r.tick(0)
	require.Equal(t, []string{"sum k=x s=1"}, rowsOf(out))
	code, _, _ := r.end()
	require.Equal(t, exitOK, code)
}

func TestReloadOfBrokenRules(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.json", `{"k":"x","a":1}`+"\n")
	r.start(nil, "run", "r.epl", "--input", "in.json", "--follow", "--output", "text")
	r.tick(0)
	r.write("r.epl", twoRules+"@name('new') select nosuch from E;\n")
	_, errs := r.tick(0)
	require.Equal(t, `cephei: the rules stay as they are:
r.epl:4:21: unknown property 'nosuch' of E
  @name('new') select nosuch from E;
                      ^
`, errs)
	require.NoError(t, os.Remove(r.path("r.epl")))
	_, errs = r.tick(0)
	require.Equal(t, "cephei: the rules stay as they are: open r.epl: no such file or directory\n", errs)
	_, errs = r.tick(0)
	require.Empty(t, errs, "told once")
	r.add("in.json", `{"k":"x","a":2}`+"\n")
	out, _ := r.tick(0)
	require.Equal(t, []string{"sum k=x s=3"}, rowsOf(out))

	r.write("r.epl", twoRules)
	_, errs = r.tick(0)
	require.Equal(t, "cephei: r.epl: read again: 0 begun, 0 ended, 3 kept\n", errs)
	r.reload <- os.Interrupt // any signal: SIGHUP is what main lets through
	_, errs = r.tick(0)
	require.Equal(t, "cephei: r.epl: read again: 0 begun, 0 ended, 3 kept\n", errs)
}

func TestTimersFireWithoutInput(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", "create schema E(a int);\n@name('n') select count(*) as n from E output snapshot every 10 sec;\n")
	r.write("in.json", `{"a":1}`+"\n"+`{"a":2}`+"\n")
	r.start(nil, "run", "r.epl", "--input", "in.json", "--follow", "--output", "text")
	out, _ := r.tick(10 * time.Second)
	require.Equal(t, "2026-03-01T12:00:10.000Z n n=2\n", out)
	out, _ = r.tick(-5 * time.Second)
	require.Empty(t, out, "the machine's clock was set back: ours stands still")
	out, _ = r.tick(15 * time.Second)
	require.Equal(t, "2026-03-01T12:00:20.000Z n n=2\n", out)
}

// TestStandardInputThatWaits stops while a read waits, and sees the end of the input while nothing
// else happens.
func TestStandardInputThatWaits(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		r := newRig(t)
		r.write("r.epl", twoRules)
		in, feed := io.Pipe()
		r.start(in, "run", "r.epl", "--output", "none")
		_, err := feed.Write([]byte(`{"k":"x","a":1}` + "\n" + `{"k":"x","a":2}`))
		require.NoError(t, err)
		if stopped {
			r.stop()
			require.Equal(t, exitOK, <-r.done)
			continue
		}
		require.NoError(t, feed.Close())
		require.Equal(t, exitOK, <-r.done)
		require.Equal(t, "2 events\n  sum: 2 rows\n  big: 0 rows\n", r.err.take())
	}
}

func TestCheckpoint(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.csv", "k,a\nx,1\nx,2\n")
	args := []string{"run", "r.epl", "--input", "in.csv", "--checkpoint", r.path("state"), "--output", "text"}
	require.Equal(t, exitOK, r.run("", args...), r.err.take())
	require.Equal(t, []string{"sum k=x s=1", "sum k=x s=3"}, rowsOf(r.out.take()))

	r.add("in.csv", "x,40\n")
	r.write("r.epl", strings.Replace(twoRules, "a > 10", "a > 11", 1))
	require.Equal(t, exitOK, r.run("", args...), r.err.take())
	require.Equal(t, []string{"sum k=x s=43", "big a=40"}, rowsOf(r.out.take()),
		"nothing is read twice, and the sum goes on")

	r.err.take()
	r.write("in.csv", "a,k\n7,x\n")
	require.Equal(t, exitOK, r.run("", args...))
	require.Equal(t, []string{"sum k=x s=50"}, rowsOf(r.out.take()))
	require.Contains(t, r.clean(r.err.take()), "in.csv is another file than at the checkpoint")

	saved := r.read("state")
	for name, broken := range map[string]string{
		"cut": saved[:len(saved)/2], "empty": "", "foreign": "no checkpoint\n", "headless": "{}\nrest",
	} {
		r.write("state", broken)
		require.Equal(t, exitFound, r.run("", args...), name)
		require.Contains(t, r.clean(r.err.take()), "cephei: checkpoint state: ", name)
		require.Equal(t, broken, r.read("state"), "it is not written over")
	}
}

// TestCheckpointAtAStop stops a run between two lines that come in one piece: what was not taken is
// taken by the next run.
func TestCheckpointAtAStop(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", "create schema E(a int);\n@name('x') select a from E;\n")
	var lines strings.Builder
	for range 100 {
		lines.WriteString(`{"a":1}` + "\n")
	}
	r.write("in.json", lines.String())
	args := []string{"run", "r.epl", "--input", "in.json", "--checkpoint", r.path("state"), "-q", "--output", "text"}
	total := 0
	for range 10 {
		r.runWith(func(stop func()) io.Writer { return &stopper{after: 3, stop: stop, to: &r.out} }, args)
		n := strings.Count(r.out.take(), "a=1\n")
		total += n
		if n == 0 {
			break
		}
	}
	require.Equal(t, 100, total)
}

// stopper ends the run after some writes.
type stopper struct {
	after int
	stop  func()
	to    io.Writer
}

func (s *stopper) Write(p []byte) (int, error) {
	if s.after--; s.after == 0 {
		s.stop()
	}
	return s.to.Write(p)
}

func TestStopWhileTheClockRuns(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", "create schema E(a int, t long);\n"+
		"@name('x') select current_timestamp() as t from pattern [every timer:interval(1 msec)];\n")
	r.write("in.json", `{"t":0}`+"\n"+`{"t":4000000000000}`+"\n")
	args := []string{"run", "r.epl", "--input", "in.json", "--time-field", "t", "--output", "text", "-q"}
	code := r.runWith(func(stop func()) io.Writer { return &stopper{after: 2, stop: stop, to: io.Discard} }, args)
	require.Equal(t, exitOK, code, "it would take four thousand billion steps")
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestOutputThatCannotBeWritten(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.json", strings.Repeat(`{"k":"x","a":1}`+"\n", 10_000))
	code := r.runWith(func(func()) io.Writer { return broken{} },
		[]string{"run", "r.epl", "--input", "in.json"})
	require.Equal(t, exitFound, code)
	require.Contains(t, r.err.take(), io.ErrClosedPipe.Error())
}

func TestErrorsOfStatementsAreShown(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", "create schema E(a long);\n@name('s') select sum(a) as s from E;\n")
	r.write("in.json", strings.Repeat(`{"a":9223372036854775807}`+"\n", 3))
	code := r.run("", "run", "r.epl", "--input", "in.json", "--show-bad", "1", "--output", "text")
	require.Equal(t, exitOK, code)
	errs := r.err.take()
	require.Equal(t, 1, strings.Count(errs, "cephei: error: statement s: "), errs)
	require.Contains(t, errs, "3 events, 2 errors\n  s: 1 row, 2 errors\n")
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := progress{w: &b, on: true}
	p.show(epoch, 0, 0)
	p.show(epoch.Add(200*time.Millisecond), 100, 0.1)
	require.Empty(t, b.String(), "a short run shows nothing")
	p.show(epoch.Add(1200*time.Millisecond), 1200, 0.5)
	require.Equal(t, "\r\x1b[K1,200 events, 1,000/s, 50 %", b.String())
	b.Reset()
	p.show(epoch.Add(2200*time.Millisecond), 3_001_200, 0)
	require.Equal(t, "\r\x1b[K3,001,200 events, 3,000,000/s", b.String())
	b.Reset()
	p.clear()
	p.clear()
	require.Equal(t, "\r\x1b[K", b.String())
	off := progress{w: &b}
	b.Reset()
	off.show(epoch, 0, 0)
	off.show(epoch.Add(time.Hour), 1, 0)
	require.Empty(t, b.String(), "not for machines")
}

// TestCheckpointEvery leaves a run without an end, as a crash does.
func TestCheckpointEvery(t *testing.T) {
	r := newRig(t)
	r.write("r.epl", twoRules)
	r.write("in.json", strings.Repeat(`{"k":"x","a":1}`+"\n", 5))
	args := []string{"run", "r.epl", "--input", "in.json", "--checkpoint", r.path("state"), "--output", "text"}
	r.start(nil, append(args, "--follow", "--checkpoint-every", "5")...)
	r.tick(0)
	crashed := r.read("state")
	r.add("in.json", `{"k":"x","a":1}`+"\n")
	r.tick(0)
	require.Equal(t, crashed, r.read("state"), "one event is not enough")
	r.end()

	r.write("state", crashed)
	require.Equal(t, exitOK, r.run("", args...))
	require.Equal(t, []string{"sum k=x s=6"}, rowsOf(r.out.take()), "the sixth event is taken again")
}
