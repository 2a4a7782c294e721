package main

import (
	"errors"
	"fmt"

	"github.com/cephei-go/cephei/connect/decode"
	"github.com/cephei-go/cephei/connect/tail"
)

// errStopped is the end of the run before a record was taken.
var errStopped = errors.New("stopped")

// line takes one line of the input; it tells false when the run ends before it.
func (r *runner) line(l tail.Line) bool {
	if r.ctx.Err() != nil || r.failure != nil {
		return false
	}
	err := r.record(l)
	if errors.Is(err, errStopped) {
		return false
	}
	r.tally.lines++
	if err != nil {
		r.bad(l, err)
	}
	return true
}

// bad counts a line that is no record, and shows the first few of them.
func (r *runner) bad(l tail.Line, err error) {
	r.tally.bad++
	if r.tally.bad > r.opt.showBad {
		return
	}
	const most = 80
	text := string(l.Text)
	if len(text) > most {
		text = text[:most] + "..."
	}
	name := r.opt.input
	if name == "-" {
		name = "standard input"
	}
	r.say("%s:%d: %v: %q", name, l.Number, err, text)
	if r.tally.bad == r.opt.showBad {
		r.say("further bad lines are only counted")
	}
}

var errNoType = errors.New("the record does not tell its type")

// record makes an event of a line and sends it.
func (r *runner) record(l tail.Line) error {
	if l.Long {
		return fmt.Errorf("the line is longer than %d bytes", r.opt.maxLine)
	}
	values, err := r.decoder.Decode(l.Text)
	if err != nil || values == nil {
		return err
	}
	typ, err := r.typeOf(values)
	if err != nil {
		return err
	}
	ms := r.clock
	if r.times != nil {
		if ms, err = r.times.Read(values); err != nil {
			return err
		}
	}
	if r.eng == nil {
		if err := r.begin(ms); err != nil {
			r.fail(err)
			return errStopped
		}
	}
	return r.send(typ, values, ms)
}

// send gives an event to the engine, after the clock came to its time.
func (r *runner) send(typ string, values map[string]any, ms int64) error {
	schema := r.eng.Schema(typ)
	if schema == nil {
		return fmt.Errorf("unknown event type '%s'", typ)
	}
	if err := decode.Fit(values, schema); err != nil {
		return err
	}
	switch {
	case ms > r.clock:
		r.advance(ms)
	case ms < r.clock:
		r.tally.late++
		if r.opt.late == "drop" {
			return nil
		}
	}
	if r.ctx.Err() != nil { // while the clock was moving
		return errStopped
	}
	if err := r.eng.SendMap(typ, values); err != nil {
		return err
	}
	r.tally.events++
	return nil
}

func (r *runner) typeOf(values map[string]any) (string, error) {
	if r.opt.typ != "" {
		return r.opt.typ, nil
	}
	switch v := values[r.opt.typeField].(type) {
	case string:
		return v, nil
	case decode.Text:
		return string(v), nil
	}
	return "", fmt.Errorf("%w: '%s' is missing or no text", errNoType, r.opt.typeField)
}
