package window

import (
	"math"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// period is a length of time that is taken once, when a window is made.
type period struct {
	p      *expr.Period
	schema *event.Schema
	pos    ast.Pos
	name   string
}

// period checks that argument i is a time period or a number of seconds, above zero.
func (c *Call) period(i int) (period, error) {
	a := &c.Args[i]
	p := period{p: a.Period, schema: c.Schema, pos: a.Pos, name: c.Name}
	if p.p == nil {
		if err := c.plain(i, "the time period"); err != nil {
			return p, err
		}
		if !a.Fn.Type.IsNumeric() {
			return p, c.errorf(i, codeType, "a time period is needed, such as 10 seconds, not %s", a.Fn.Type)
		}
		p.p = expr.SecondsPeriod(a.Fn)
	}
	env := probe(c.Schema, nil)
	at, null, known := attempt(func() (int64, bool) { return p.p.Shift(env, 0, 1) })
	if known && null {
		return p, c.errorf(i, codeValue, "the time period must be constant or a variable with a value")
	}
	if known && at <= 0 {
		return p, c.errorf(i, codeValue, "the time period must be longer than 0")
	}
	return p, nil
}

// span is the value of a period: a number of milliseconds, or a length that hangs on the calendar.
type span struct {
	ms  int64
	cal *expr.Period // nil for a fixed length
	env *expr.Env
}

// of takes the period for a new window.
func (p *period) of(h *Host) span {
	if p.p.Const {
		return span{ms: p.p.Ms}
	}
	s := span{cal: p.p, env: probe(p.schema, h)}
	ms, ok := p.p.Shift(s.env, 0, 1)
	if !ok || ms <= 0 {
		expr.Throw(p.pos, codeValue, "%s: the time period must be longer than 0", p.name)
	}
	s.ms = ms
	// Months and years have different lengths at different times. A period that is equally long
	// from each month's first day of a leap year and the one after has none of them.
	for m := range 24 {
		t := time.Date(2000, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		if to, _ := p.p.Shift(s.env, t, 1); to-t != ms {
			return s
		}
	}
	return span{ms: ms}
}

// after returns the time one span after t.
func (s *span) after(t int64) int64 {
	if s.cal != nil {
		to, _ := s.cal.Shift(s.env, t, 1)
		return to
	}
	return saturate(t, s.ms)
}

// longestClip bounds by how much a month can be shorter than another.
const longestClip = 4 * 24 * 60 * 60 * 1000

// leaves returns when an event of time t leaves a window that reaches one span back: the first time
// whose span before is t or later. That is t + span but for the ends of months: a month after January
// 31 is February 28, yet a month before that is January 28. Such an event leaves with the first
// moment of March.
func (s *span) leaves(t int64) int64 {
	to := s.after(t)
	if s.cal == nil {
		return to
	}
	inside := func(now int64) bool {
		back, _ := s.cal.Shift(s.env, now, -1)
		return back < t
	}
	if !inside(to) {
		return to
	}
	high := to + longestClip
	for to+1 < high {
		if mid := to + (high-to)/2; !inside(mid) {
			high = mid
		} else {
			to = mid
		}
	}
	return high
}

// saturate is t + d with the largest time instead of an overflow; d is positive.
func saturate(t, d int64) int64 {
	if t > math.MaxInt64-d {
		return math.MaxInt64
	}
	return t + d
}

// maxSteps bounds the walk along a calendar grid; a thousand years of months are within it.
const maxSteps = 20_000

// grid returns the border of the grid through ref that follows t, and the one before it, which is
// at or before t.
func (s *span) grid(ref, t int64) (next, last int64) {
	if s.cal == nil {
		return s.fixedGrid(ref, t)
	}
	// Going back gives the same borders as going forth would, but for the ends of months.
	steps := 0
	for ; ref > t && steps < maxSteps; steps++ {
		ref, _ = s.cal.Shift(s.env, ref, -1)
	}
	for ; steps < maxSteps; steps++ {
		to := s.after(ref)
		if to > t || to <= ref {
			return max(to, t+1), ref
		}
		ref = to
	}
	return s.fixedGrid(ref, t) // so far away that the calendar does not matter
}

func (s *span) fixedGrid(ref, t int64) (next, last int64) {
	into := (t - ref) % s.ms
	if into < 0 {
		into += s.ms
	}
	return saturate(t-into, s.ms), t - into
}
