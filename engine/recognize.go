package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern/rowrecog"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// recognizer makes the rows of a match_recognize clause.
type recognizer struct {
	m    *rowrecog.Matcher
	plan *query.MatchPlan
	env  *expr.Env
	out  event.Sink
	d    event.Delta

	short *shortRows // nil where there is none
}

func newRecognizer(a *agent, p *query.Input, out event.Sink) *recognizer {
	r := &recognizer{plan: p.Match, out: out, short: newShortRows(a)}
	n := p.Match.Plan.Slots()
	r.env = &expr.Env{
		Ev: make([]*event.Event, n), Arr: make([][]*event.Event, n),
		Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
	}
	a.core.arena.AttachOnce(p.Match.Schema)
	r.m = p.Match.Plan.New(&rowrecog.Host{
		Rt: a.core.rt, Slot: a.core.schedule.NewSlot(), State: a.env.State, Windowed: p.Window != nil || p.Store != nil,
		Locals: len(a.env.Local), Limits: rowLimits(a.core, p.Match), Idle: rowIdle(a.core, p.Match),
		Failed: func(err error) { a.core.warn(a.st, err) },
	}, r.found)
	return r
}

// rowLimits returns a statement's own limits, or the engine's.
func rowLimits(c *core, p *query.MatchPlan) rowrecog.Limits {
	if p.Limits.Max > 0 {
		return p.Limits
	}
	return rowrecog.Limits{Max: c.maxAttempts, Policy: p.Limits.Policy}
}

// rowIdle returns when idle partitions are forgotten: as the statement says, or the engine.
func rowIdle(c *core, p *query.MatchPlan) rowrecog.Idle {
	if p.Idle != (rowrecog.Idle{}) || p.Keep {
		return p.Idle
	}
	return rowrecog.Idle{MaxAge: c.idle.MaxAge, MaxCount: c.idle.MaxCount}
}

// Push takes the rows to match.
func (r *recognizer) Push(d *event.Delta) { r.m.Push(d) }

func (r *recognizer) found(matches []rowrecog.Match) {
	if r.short != nil {
		r.short.recognized(r, matches)
		return
	}
	r.d.New = r.d.New[:0]
	for _, m := range matches {
		r.d.New = append(r.d.New, r.row(m))
	}
	r.out.Push(&r.d)
}

func (r *recognizer) row(m rowrecog.Match) *event.Event {
	m.Load(r.env)
	row := r.plan.Schema.New()
	for _, w := range r.plan.Columns {
		w(r.env, row)
	}
	return row
}

// each yields the matches among what the window holds now.
func (r *recognizer) each(held func(func(*event.Event) bool), yield func(*event.Event) bool) {
	var rows []*event.Event
	held(func(ev *event.Event) bool {
		rows = append(rows, ev)
		return true
	})
	var found []*event.Event
	r.m.Each(slices.Values(rows), func(m rowrecog.Match) bool {
		found = append(found, r.row(m))
		return true
	})
	for _, row := range found {
		if !yield(row) {
			return
		}
	}
}
