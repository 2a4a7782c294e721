package main

import (
	"errors"
	"fmt"

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
	r.watch.settled() // what it sees now is what was read
	r.watch.changed = false
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
	if _, err = r.rules.apply(r.eng, r.attach); err != nil {
		return err
	}
	if typ := r.opt.typ; typ != "" && r.eng.Schema(typ) == nil {
		return fmt.Errorf("%s declares no event type '%s'", r.opt.rules, typ)
	}
	return nil
}

func (r *runner) attach(d *engine.Deployment) {
	for _, st := range d.Statements() {
		if r.out.prints(st) {
			st.Listen(func(u engine.Update) { r.out.rows(u, r.clock) })
		}
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
