package engine

import (
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"slices"
	"time"

	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// Engine runs statements over the events that are sent to it. Make one with [New].
type Engine struct {
	shell shell
	core  *core
	cfg   Config

	deployments []*Deployment // in order of deployment
	byName      map[string]*Deployment
	owners      int // deployments numbered so far
	registered  []registration
	unnamed     int
}

// registration is an event type that the program declared.
type registration struct {
	object *query.Object
}

// New returns an engine without statements.
func New(cfg Config) (*Engine, error) {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	if cfg.SystemClock {
		if cfg.SingleGoroutine {
			return nil, errors.New("Config: SystemClock has a goroutine of its own, SingleGoroutine forbids it")
		}
		cfg.Start = systemNow()
	}
	e := &Engine{cfg: cfg, byName: make(map[string]*Deployment)}
	sched := event.NewSchedule(cfg.Start)
	e.core = &core{
		schedule: sched,
		arena:    &event.Arena{Poison: cfg.PoisonEvents},
		rt:       &expr.Runtime{Schedule: sched, Zone: cfg.Zone},
		cat:      query.NewCatalog(cfg.library()),
		streams:  make(map[*event.Schema]*stream),
		shared:   make(map[string]*sharedWindow),
		fresh:    fresh{maphash.MakeSeed(), make(map[uint64]*agent)},
		contexts: make(map[*query.ContextPlan]*controller),
		stores:   make(map[*query.Store]*Statement),
		outside:  make(map[*query.Store][]*input),
		report:   e.report,
		idle: resultset.Policy{
			MaxAge: cfg.GroupMaxAge.Milliseconds(), MaxCount: cfg.GroupMaxCount,
		},

		maxAttempts: orElse(cfg.PatternMax, 1_000_000),
		maxRows:     cfg.TableMaxRows,
		maxDepth:    orElse(cfg.MaxCascade, 100_000),
		maxInserted: orElse(cfg.MaxInserted, 10_000_000),
	}
	e.core.short.init(e.core.rt)
	sched.Failed = e.timerFailed
	if cfg.Profile {
		e.core.nanos = monotonic
	}
	e.shell.init(e)
	return e, nil
}

// report tells of an error of a statement.
func (e *Engine) report(se *StatementError) {
	if e.cfg.OnError != nil {
		e.shell.callback(func() { e.tell(se) })
		return
	}
	e.log(se)
}

// tell calls OnError. What that throws is logged: it must not end the work in hand.
func (e *Engine) tell(se *StatementError) {
	defer func() {
		if r := recover(); r != nil {
			e.log(se)
			e.log(&StatementError{Statement: "Config.OnError", Panic: r})
		}
	}()
	e.cfg.OnError(se)
}

func (e *Engine) log(se *StatementError) {
	log := e.cfg.Logger
	if log == nil {
		log = slog.Default()
	}
	log.Error("cephei", "statement", se.Statement, "error", se.Error())
}

// timerFailed takes what a timer threw. Whose it was is looked up only then.
func (e *Engine) timerFailed(slot uint64, thrown any) {
	for _, d := range e.deployments {
		for _, s := range d.statements {
			for _, a := range s.agents() {
				if a.slots[0] <= slot && slot <= a.slots[1] {
					e.core.failed(s, thrown)
					return
				}
			}
		}
	}
	e.core.failed(&Statement{name: "timer"}, thrown)
}

// Now returns the engine time in milliseconds since 1970.
func (e *Engine) Now() int64 {
	defer e.shell.enter()()
	return e.core.schedule.Now()
}

// Advance moves the engine time to ms, milliseconds since 1970, and fires all timers that are due by
// then, once, in order of the times they were set for; all of them see the new time. A time before
// the present one is taken as it is, and nothing fires. Called from a listener it is queued.
func (e *Engine) Advance(ms int64) error {
	if e.shell.closed.Load() {
		return ErrClosed
	}
	if !e.shell.lock() {
		e.shell.later(func() error {
			e.advance(ms)
			return nil
		})
		return nil
	}
	defer e.shell.unlock()
	e.advance(ms)
	if e.shell.queued.Load() {
		e.shell.drain()
	}
	return nil
}

// AdvanceStepwise moves the engine time to ms through every time at which a timer is due, so that a
// timer that sets itself again fires as often as it would have done.
func (e *Engine) AdvanceStepwise(ms int64) error {
	return e.shell.do(func() error {
		for {
			at, ok := e.core.schedule.Next()
			if !ok || at > ms {
				break
			}
			e.core.advance(max(at, e.core.schedule.Now()))
		}
		e.advance(ms)
		return nil
	})
}

// advance moves the clock. Before it goes back, windows let go of what is due.
func (e *Engine) advance(ms int64) {
	if ms < e.core.schedule.Now() {
		e.catchUp()
	}
	e.core.advance(ms)
}

func (e *Engine) catchUp() {
	for _, d := range e.deployments {
		for _, s := range d.statements {
			for _, a := range s.agents() {
				if a.direct != nil && a.direct.late != nil {
					a.direct.catchUp()
				}
			}
		}
	}
}

// NextTimer returns the engine time of the earliest timer, and whether there is one.
func (e *Engine) NextTimer() (ms int64, ok bool) {
	defer e.shell.enter()()
	return e.core.schedule.Next()
}

// Close ends all statements and stops the system clock. Later calls return [ErrClosed].
func (e *Engine) Close() error {
	err := e.shell.do(func() error {
		for _, v := range slices.Backward(e.deployments) {
			v.stop()
		}
		e.deployments, e.byName = nil, make(map[string]*Deployment)
		return nil
	})
	e.shell.close()
	return err
}

// Variable returns the value of a variable; nil is null.
func (e *Engine) Variable(name string) (any, error) {
	defer e.shell.enter()()
	v := e.core.cat.Variable(name)
	if v == nil {
		return nil, fmt.Errorf("unknown variable '%s'", name)
	}
	return v.Get(), nil
}

// SetVariables gives several variables their values at once: no statement sees some of them old and
// some new. Values are converted as those of map events; when one does not fit, none is set.
func (e *Engine) SetVariables(values map[string]any) error {
	return e.shell.prepared(func(bool) (func(), error) {
		names := event.SortedKeys(values)
		converted := make([]any, len(names))
		for i, name := range names {
			v := e.core.cat.Variable(name)
			switch {
			case v == nil:
				return nil, fmt.Errorf("unknown variable '%s'", name)
			case v.Constant:
				return nil, fmt.Errorf("variable '%s' is constant", name)
			}
			x, err := event.Convert(values[name], v.Type)
			if err != nil {
				return nil, fmt.Errorf("variable '%s': %w", name, err)
			}
			converted[i] = x
		}
		return func() {
			for i, name := range names {
				e.core.cat.Variable(name).Set(converted[i])
			}
			e.core.flush()
			e.core.settle()
		}, nil
	})
}
