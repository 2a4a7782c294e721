package pattern

import "github.com/cephei-go/cephei/query/expr"

// Cell is the state of one guard or observer: a timer and a few words. Plans work on cells instead
// of having states of their own, so that a hundred thousand of them cost little and are saved
// alike. Count, Since and State are for the plan to use; State must be a value that
// [event.Encoder.Value] can write.
type Cell struct {
	n     *node // the attempt that it belongs to, which has the timer
	Count int64
	Since int64
	State any
}

// Rt returns what the expressions of the engine share: the clock and the time zone.
func (c *Cell) Rt() *expr.Runtime { return c.n.in.host.Rt }

// Now returns the engine time in milliseconds.
func (c *Cell) Now() int64 { return c.n.in.host.Rt.Now() }

// WakeAt asks for Fire at the time ms, instead of what was asked for before.
func (c *Cell) WakeAt(ms int64) { c.n.wakeAt(ms) }

// wakeAt sets the timer of the attempt.
func (n *node) wakeAt(ms int64) {
	n.timer.Slot = n.in.host.Slot
	n.in.host.Rt.Schedule.Set(&n.timer, ms)
}

// since is when the guard or observer of the attempt began.
func (n *node) since() int64 {
	if n.step.steady {
		return n.timer.At() - n.step.lasts
	}
	return n.x.cell.Since
}

// Fire is called by the schedule.
func (n *node) Fire(now int64) {
	in := n.in
	in.pool.enter()
	defer in.pool.leave()
	if n.step.guard != nil {
		n.guardDue(now)
	} else {
		n.observerDue(now)
	}
	in.deliver()
}

// Verdict is what a guard says.
type Verdict uint8

// The verdicts.
const (
	Pass Verdict = iota // the match passes; the part goes on
	Drop                // the match is dropped; the part goes on
	End                 // the part is over
)

// GuardPlan is a checked guard: immutable, shared by all attempts. The state of an attempt is in
// its [Cell].
type GuardPlan interface {
	// Start begins to guard a part; env holds the tags before it.
	Start(c *Cell, env *expr.Env) Verdict
	// Inspect judges a match of the part; env holds its tags.
	Inspect(c *Cell, env *expr.Env) Verdict
	// Fire is called at the time asked for with [Cell.WakeAt].
	Fire(c *Cell, now int64) Verdict
}

// Observed is what an observer says.
type Observed uint8

// What an observer can say.
const (
	Wait        Observed = iota // not yet
	True                        // it is true now, and over
	TrueAndMore                 // it is true now, and will be again: [Cell.WakeAt] was called
	Never                       // it will never be true
)

// ObserverPlan is a checked observer: immutable, shared by all attempts. The state of an attempt is
// in its [Cell].
type ObserverPlan interface {
	// Start begins to observe; env holds the tags before it.
	Start(c *Cell, env *expr.Env) Observed
	// Fire is called at the time asked for with [Cell.WakeAt].
	Fire(c *Cell, now int64) Observed
}

// steady is a guard or observer of which each attempt lasts equally long and remembers nothing: the
// timer is set when it begins, and when it fires a guard ends and an observer is true. Those need no
// cell, since they wait in great numbers.
type steady interface {
	// steady returns how long, and whether it is so.
	steady() (ms int64, ok bool)
}

// Untagged is a guard or observer that may not look at the tags: then env shows none.
type Untagged interface {
	Untagged() bool
}

// Repeater is an observer that can be true several times: under every it is not started anew.
type Repeater interface {
	Repeats() bool
}
