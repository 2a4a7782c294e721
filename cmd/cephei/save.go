package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/cephei-go/cephei/connect/tail"
	"github.com/cephei-go/cephei/engine"
)

// saveVersion begins every checkpoint of the command.
const saveVersion = "cephei run 1"

// savedHead is the first line of a checkpoint, in JSON; the engine's checkpoint follows.
type savedHead struct {
	Version string
	Input   string
	At      *tail.Position `json:",omitempty"` // how far the input was read; nil for standard input
	Columns []string       `json:",omitempty"` // of CSV, whose header is not read again
}

// periodic saves when enough events came since the last time. It is called between the pieces of the
// input only, when no line is half taken.
func (r *runner) periodic() {
	if n := r.opt.checkpointEvery; n > 0 && r.tally.events-r.saved >= n {
		r.fail(r.save())
	}
}

// save writes the checkpoint, first under another name, so that there is always a whole one.
func (r *runner) save() error {
	if r.opt.checkpoint == "" || r.eng == nil {
		return nil
	}
	r.saved = r.tally.events
	r.out.flush() // rows that the state presumes must be out
	f, err := os.Create(r.opt.checkpoint + ".new")
	if err != nil {
		return err
	}
	err = r.saveTo(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return os.Rename(r.opt.checkpoint+".new", r.opt.checkpoint)
}

func (r *runner) saveTo(w io.Writer) error {
	head := savedHead{Version: saveVersion, Input: r.opt.input}
	if r.file != nil {
		at := r.file.Position()
		head.At = &at
	}
	if c, ok := r.decoder.(columned); ok {
		head.Columns = c.Names()
	}
	b := bufio.NewWriter(w)
	if err := json.NewEncoder(b).Encode(head); err != nil {
		return err
	}
	if err := r.eng.Checkpoint(b); err != nil {
		return err
	}
	return b.Flush()
}

// columned is a decoder that learns its columns from the input.
type columned interface {
	Names() []string
	Name(columns []string)
}

// restore goes on from the checkpoint, if there is one: with the state of the rules that have not
// changed since, and at the place in the input, if that is still the same file.
func (r *runner) restore() error {
	if r.opt.checkpoint == "" {
		return nil
	}
	f, err := os.Open(r.opt.checkpoint)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := r.restoreFrom(bufio.NewReader(f)); err != nil {
		return fmt.Errorf("checkpoint %s: %w", r.opt.checkpoint, err)
	}
	return nil
}

func (r *runner) restoreFrom(in *bufio.Reader) error {
	line, err := in.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	var head savedHead
	if err := json.Unmarshal(line, &head); err != nil || head.Version != saveVersion {
		return errors.New("this is no checkpoint of cephei run")
	}
	if r.eng, err = engine.Restore(in, r.config()); err != nil {
		r.eng = nil
		return err
	}
	r.clock = r.eng.Now()
	for _, d := range r.eng.Deployments() {
		r.attach(d)
	}
	if _, err := r.rules.apply(r.eng, r.attach); err != nil {
		return err
	}
	r.resume(head)
	return nil
}

// resume finds the place in the input.
func (r *runner) resume(head savedHead) {
	if r.file == nil || head.At == nil || head.Input != r.opt.input {
		return
	}
	if !r.file.Seek(*head.At) {
		r.say("%s is another file than at the checkpoint: reading it from its beginning", r.opt.input)
		return
	}
	if c, ok := r.decoder.(columned); ok && len(head.Columns) > 0 {
		c.Name(head.Columns)
	}
}
