package driver

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cephei-go/cephei/benchmarks/workload"
	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
)

// cephei is the engine of this repository. Events are structs, copied in by a typed sender: that is
// how a Go program would use it.
type cephei struct {
	engine  *engine.Engine
	w       *workload.Workload
	sum     *workload.Sum
	send    func(i, ts int64) error
	firstNS int64
	failed  error // the first error of a statement

	listeners map[*event.Schema]engine.Listener // by what their rows look like
}

func newCephei(w *workload.Workload, sum *workload.Sum) (Driver, error) {
	c := &cephei{w: w, sum: sum, listeners: make(map[*event.Schema]engine.Listener)}
	eng, err := engine.New(engine.Config{
		Start: workload.T0, OnError: c.note, SingleGoroutine: true,
	})
	if err != nil {
		return nil, err
	}
	c.engine = eng
	c.send, err = senderOf(eng, w)
	return c, err
}

// note keeps the first error of a statement; a run with one is void.
func (c *cephei) note(err *engine.StatementError) {
	if c.failed == nil {
		c.failed = err
	}
}

// Deploy starts the rules. What the engine refuses is pending, in its own words.
func (c *cephei) Deploy() error {
	start := time.Now()
	for k := range c.w.Deployments() {
		if err := c.deploy(k); err != nil {
			return err
		}
		if k == 0 {
			c.firstNS = time.Since(start).Nanoseconds()
		}
	}
	return nil
}

// FirstDeployNS is how long the first deployment took, with everything cold.
func (c *cephei) FirstDeployNS() int64 { return c.firstNS }

func (c *cephei) deploy(k int) error {
	text, options := c.w.EPL, []engine.DeployOption(nil)
	if text == "" {
		text = c.w.Text(k)
	} else if params := c.w.Params(k); params != nil {
		values := make(map[string]any, len(params))
		for _, p := range params {
			values[p.Name] = p.Value
		}
		options = append(options, engine.WithParams(values))
	}
	d, err := c.engine.Deploy(context.Background(), text, options...)
	if err != nil {
		return &PendingError{err}
	}
	for _, s := range d.Statements() {
		if strings.HasPrefix(s.Name(), "out") {
			if err := c.listen(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// listen adds the rows of a statement to the sum. Statements whose rows look alike have one listener, as
// a program with a thousand of them would: what belongs to the program is not to be cold as well.
func (c *cephei) listen(s *engine.Statement) error {
	if f := c.listeners[s.Schema()]; f != nil {
		s.Listen(f)
		return nil
	}
	read, err := newReader(s.Schema(), c.w.Columns)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Name(), err)
	}
	f := func(u engine.Update) {
		for _, row := range u.New {
			read.add(c.sum, row)
		}
	}
	c.listeners[s.Schema()] = f
	s.Listen(f)
	return nil
}

// Advance moves the engine's clock.
func (c *cephei) Advance(nowMs int64) error {
	if err := c.engine.Advance(nowMs); err != nil {
		return err
	}
	return c.failed
}

// Send makes event i and hands it to the engine.
func (c *cephei) Send(i, ts int64) error {
	if err := c.send(i, ts); err != nil {
		return err
	}
	return c.failed
}
