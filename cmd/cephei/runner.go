package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/cephei-go/cephei/connect/decode"
	"github.com/cephei-go/cephei/connect/tail"
	"github.com/cephei-go/cephei/engine"
)

// runner is one run of `cephei run`. Everything happens on one goroutine, but for the reading of
// standard input.
type runner struct {
	*env
	opt     *options
	decoder decode.Decoder
	times   *decode.Times // nil: the machine's clock counts
	rules   *ruleSet
	watch   watched

	eng   *engine.Engine // nil until the time of the first record is known
	clock int64          // the engine's time, in milliseconds

	file   *tail.File    // nil when standard input is read
	chunks <-chan []byte // of standard input
	split  tail.Splitter

	out      *printer
	progress progress
	tally    tally
	saved    int // events at the last checkpoint
	failure  error
}

// tally counts what came in.
type tally struct {
	lines, events, bad, late, errors int
}

func newRunner(e *env, o *options) (*runner, error) {
	r := &runner{env: e, opt: o}
	var err error
	if r.decoder, err = o.decoder(); err != nil {
		return nil, err
	}
	if r.times, err = o.times(); err != nil {
		return nil, err
	}
	r.out = newPrinter(e.stdout, o)
	r.progress = progress{w: e.stderr, on: e.terminal && !o.quiet}
	r.split.Max = o.maxLine
	return r, nil
}

// say writes a line to standard error.
func (r *runner) say(format string, args ...any) {
	r.progress.clear()
	fmt.Fprintf(r.stderr, "cephei: "+format+"\n", args...)
}

// run reads the input to its end, or until the context ends.
func (r *runner) run() error {
	if err := r.firstRules(); err != nil {
		return err
	}
	if err := r.openInput(); err != nil {
		return err
	}
	if err := r.restore(); err != nil {
		return err
	}
	if r.eng == nil && r.times == nil { // with a time column the first record says when it begins
		if err := r.begin(r.now().UnixMilli()); err != nil {
			return err
		}
	}
	if err := r.loop(); err != nil {
		return err
	}
	if r.eng == nil && r.ctx.Err() == nil { // no record, but the rules must still prove themselves
		if err := r.begin(0); err != nil {
			return err
		}
	}
	r.lingering()
	if err := r.finish(); err != nil {
		return err
	}
	return nil
}

// firstRules reads the rules; what is wrong with them ends the run.
func (r *runner) firstRules() error {
	text, err := r.opt.readRules()
	if err != nil {
		return err
	}
	set, err := parseRules(r.ctx, text)
	if err != nil {
		return errors.New(placed(r.opt.rules, err))
	}
	if r.opt.typ == "" && r.opt.typeField == "" {
		if r.opt.typ, err = set.onlyType(); err != nil {
			return err
		}
	}
	r.rules = set
	r.watch = watched{path: r.opt.rules, text: text}
	r.watch.changed() // what it sees now is what was read
	return nil
}

func (r *runner) openInput() (err error) {
	if r.opt.input == "-" {
		r.chunks = pump(r.stdin)
		return nil
	}
	r.file, err = tail.Open(r.opt.input, tail.Options{
		Follow: r.opt.follow, MaxLine: r.opt.maxLine, Note: func(s string) { r.say("%s", s) },
	})
	return err
}

// config is that of the engine.
func (r *runner) config() engine.Config {
	return engine.Config{Start: r.clock, Zone: r.opt.zone, OnError: r.failed}
}

// failed is told of the errors of statements.
func (r *runner) failed(err *engine.StatementError) {
	r.tally.errors++
	if r.tally.errors <= r.opt.showBad {
		r.say("error: %v", err)
	}
}

// begin starts the engine at the given time.
func (r *runner) begin(ms int64) (err error) {
	r.clock = ms
	if r.eng, err = engine.New(r.config()); err != nil {
		return err
	}
	_, err = r.rules.apply(r.eng, r.attach)
	return err
}

func (r *runner) attach(d *engine.Deployment) {
	for _, st := range d.Statements() {
		if r.out.prints(st) {
			st.Listen(func(u engine.Update) { r.out.rows(u, r.clock) })
		}
	}
}

// loop reads until nothing will come any more.
func (r *runner) loop() error {
	for {
		more, err := r.step()
		switch {
		case err != nil:
			return err
		case r.ctx.Err() != nil || r.failure != nil || r.out.err != nil:
			return errors.Join(r.failure, r.out.err)
		case more == tail.Done:
			return nil
		case more == tail.More:
			r.glance()
			continue
		}
		r.out.flush()
		r.rest()
	}
}

// step takes the lines that are there.
func (r *runner) step() (tail.State, error) {
	if r.file != nil {
		r.syncClock()
		state, err := r.file.Read(r.line)
		r.periodic()
		return state, err
	}
	select {
	case chunk, ok := <-r.chunks:
		return r.chunk(chunk, ok), nil
	default:
		return tail.Idle, nil
	}
}

// chunk takes a piece of standard input.
func (r *runner) chunk(chunk []byte, ok bool) tail.State {
	r.syncClock()
	if !ok {
		r.split.Finish(r.line)
		r.chunks = nil
		return tail.Done
	}
	r.split.Write(chunk, r.line)
	r.periodic()
	return tail.More
}

// glance looks at what else happens while there is input, without waiting.
func (r *runner) glance() {
	select {
	case t := <-r.ticks:
		r.tick(t)
	case <-r.reload:
		r.reloadRules(true)
	default:
	}
}

// rest waits until something happens.
func (r *runner) rest() {
	select {
	case <-r.ctx.Done():
	case t := <-r.ticks:
		r.tick(t)
	case <-r.reload:
		r.reloadRules(true)
	case chunk, ok := <-r.chunks:
		if r.chunk(chunk, ok) == tail.Done {
			r.chunks = closed()
		}
	}
	r.out.flush()
}

// closed returns a channel on which the end of the input is seen again.
func closed() <-chan []byte {
	c := make(chan []byte)
	close(c)
	return c
}

// tick is done a few times a second.
func (r *runner) tick(t time.Time) {
	r.syncClock()
	r.reloadRules(false)
	r.out.flush()
	done := 0.0
	if r.file != nil {
		if offset, size := r.file.Progress(); size > 0 {
			done = float64(offset) / float64(size)
		}
	}
	r.progress.show(t, r.tally.events, done)
}

// syncClock moves the engine's clock to the machine's, when that is the one that counts. It never
// moves it back.
func (r *runner) syncClock() {
	if r.eng != nil && r.times == nil {
		if now := r.now().UnixMilli(); now > r.clock {
			r.clock = now
			r.fail(r.eng.Advance(now))
		}
	}
}

// advance moves the clock on to the time of a record, through every time at which a timer is due, so
// that one that sets itself again fires as often as it would have done.
func (r *runner) advance(ms int64) {
	for r.ctx.Err() == nil {
		at, ok := r.eng.NextTimer()
		if !ok || at >= ms {
			break
		}
		r.clock = max(at, r.clock)
		r.fail(r.eng.Advance(r.clock))
	}
	r.clock = ms
	r.fail(r.eng.Advance(ms))
}

// lingering moves the clock on behind the last record.
func (r *runner) lingering() {
	if ms := r.opt.linger.Milliseconds(); r.eng != nil && ms > 0 && r.clock < math.MaxInt64-ms {
		r.advance(r.clock + ms)
	}
}

// fail notes an error that ends the run.
func (r *runner) fail(err error) {
	if r.failure == nil {
		r.failure = err
	}
}

// finish saves what is to be saved, and sums up.
func (r *runner) finish() error {
	r.out.flush()
	err := r.save()
	r.progress.clear()
	if !r.opt.quiet {
		r.summary()
	}
	return errors.Join(err, r.out.err, r.failure)
}

func (r *runner) close() {
	r.out.flush()
	if r.file != nil {
		_ = r.file.Close()
	}
	if r.eng != nil {
		_ = r.eng.Close()
	}
}

// pumpBytes is how much is read from standard input at once.
const pumpBytes = 64 << 10

// pump reads on its own goroutine, since nothing else can end a read that waits. The channel is
// closed at the end of the input.
func pump(in io.Reader) <-chan []byte {
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			buf := make([]byte, pumpBytes)
			n, err := in.Read(buf)
			if n > 0 {
				chunks <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return chunks
}

// watched is a file that is looked at for changes.
type watched struct {
	path string
	text string
	size int64
	mod  time.Time
	gone bool
}

// changed tells whether the file looks different than the last time.
func (w *watched) changed() bool {
	info, err := os.Stat(w.path)
	if err != nil {
		was := w.gone
		w.gone = true
		return !was
	}
	same := !w.gone && info.Size() == w.size && info.ModTime().Equal(w.mod)
	w.gone, w.size, w.mod = false, info.Size(), info.ModTime()
	return !same
}

// reloadRules reads the rules again when they changed, or when asked to. Rules that are wrong change
// nothing.
func (r *runner) reloadRules(asked bool) {
	if !r.watch.changed() && !asked {
		return
	}
	text, err := r.opt.readRules()
	if err != nil {
		r.say("the rules stay as they are: %v", err)
		return
	}
	if text == r.watch.text && !asked {
		return
	}
	r.watch.text = text
	set, err := parseRules(r.ctx, text)
	if err != nil {
		r.say("the rules stay as they are:\n%s", placed(r.opt.rules, err))
		return
	}
	r.rules = set
	if r.eng == nil {
		r.say("%s: read again", r.opt.rules)
		return
	}
	c, err := set.apply(r.eng, r.attach)
	if err != nil {
		r.say("the rules stay as they are:\n%s", placed(r.opt.rules, err))
		return
	}
	r.say("%s: read again: %s", r.opt.rules, c)
}
