// Package driver lets the benchmarks run a workload on different systems inside the process.
//
// A [Driver] knows one workload on one system. Systems that live in processes of their own (Esper,
// SEC) are started by the harness instead and report the same figures.
package driver

import (
	"errors"
	"fmt"

	"github.com/cephei-go/cephei/benchmarks/limit"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// Driver runs one workload. It is used by one goroutine: Deploy first, then Advance and Send.
type Driver interface {
	// Deploy starts the rules, at time workload.T0.
	Deploy() error
	// Advance moves the clock.
	Advance(nowMs int64) error
	// Send makes event i and hands it to the rules; their rows are summed before it returns.
	Send(i, ts int64) error
}

// Names lists the systems in the order of the report; the first is the yardstick.
func Names() []string { return []string{"limit", "cephei"} }

// New prepares a workload on a system. Rows are added to sum.
func New(system string, w *workload.Workload, sum *workload.Sum) (Driver, error) {
	switch system {
	case "limit":
		return newLimit(w, sum)
	case "cephei":
		return newCephei(w, sum)
	default:
		return nil, fmt.Errorf("no system %q", system)
	}
}

// limitDriver is the hand-written program; there is nothing to deploy.
type limitDriver struct{ program limit.Program }

func newLimit(w *workload.Workload, sum *workload.Sum) (Driver, error) {
	p, err := limit.New(w, sum)
	if err != nil {
		return nil, err
	}
	return limitDriver{p}, nil
}

// Deploy does nothing: a program is ready when it exists.
func (d limitDriver) Deploy() error { return nil }

// Advance tells the program the time.
func (d limitDriver) Advance(nowMs int64) error {
	d.program.Clock(nowMs)
	return nil
}

// Send lets the program make and process event i.
func (d limitDriver) Send(i, ts int64) error {
	d.program.Event(i, ts)
	return nil
}

// PendingError says that a system cannot run a workload yet, in the system's own words.
type PendingError struct{ Reason error }

// Error gives the system's words.
func (e *PendingError) Error() string { return e.Reason.Error() }

// Unwrap gives the system's error.
func (e *PendingError) Unwrap() error { return e.Reason }

// PendingReason returns the words of a PendingError, and nothing of any other error.
func PendingReason(err error) string {
	if p, ok := errors.AsType[*PendingError](err); ok {
		return p.Error()
	}
	return ""
}
