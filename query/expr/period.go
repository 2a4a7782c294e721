package expr

import (
	"math"
	"time"

	"github.com/cephei-go/cephei/query/ast"
)

// Period is a length of time: fixed, or of calendar months, constant or computed.
type Period struct {
	// Const is set when the length is a constant number of milliseconds, Ms.
	Const bool
	Ms    int64
	// Shift returns the time t moved by sign (1 or -1) times the period; ok is false when a part
	// of the period is null. It serves every period, constant ones too.
	Shift func(env *Env, t int64, sign int) (moved int64, ok bool)
}

// FixedPeriod returns the constant period of ms milliseconds.
func FixedPeriod(ms int64) *Period {
	return &Period{Const: true, Ms: ms, Shift: func(_ *Env, t int64, sign int) (int64, bool) {
		return t + int64(sign)*ms, true
	}}
}

// SecondsPeriod returns the period of a number of seconds: what a plain number means where a
// period is expected. Fractions are rounded to the millisecond.
func SecondsPeriod(f Fn) *Period { return scaledPeriod(f, unitMs[ast.Second]) }

// unitMs is the length of the units that have a fixed one.
var unitMs = map[ast.TimeUnit]float64{
	ast.Week: 7 * 24 * 3600e3, ast.Day: 24 * 3600e3, ast.Hour: 3600e3, ast.Minute: 60e3,
	ast.Second: 1e3, ast.Millisecond: 1, ast.Microsecond: 1e-3,
}

var unitMonths = map[ast.TimeUnit]int{ast.Year: 12, ast.Month: 1}

// CompilePeriod compiles a time period, or a number of seconds.
func CompilePeriod(e ast.Expr, s *Scope) (*Period, error) {
	tp, ok := e.(*ast.TimePeriod)
	if !ok {
		f, err := Compile(e, s)
		if err != nil {
			return nil, err
		}
		if !f.Type.IsNumeric() {
			return nil, typeError(e.Position(), "a time period or a number of seconds is expected, not %s",
				f.Type)
		}
		return SecondsPeriod(f), nil
	}
	parts := make([]*Period, len(tp.Parts))
	var errs []error
	for i := range tp.Parts {
		f, err := Compile(tp.Parts[i].Value, s)
		switch {
		case err != nil:
			errs = append(errs, err)
		case !f.Type.IsNumeric():
			errs = append(errs, typeError(tp.Parts[i].Pos, "a time period needs numbers, not %s", f.Type))
		default:
			parts[i] = unitPeriod(f, tp.Parts[i].Unit)
		}
	}
	if err := join(errs); err != nil {
		return nil, err
	}
	return sumPeriod(parts), nil
}

// unitPeriod is a number of units, of fixed length or by the calendar.
func unitPeriod(f Fn, u ast.TimeUnit) *Period {
	if m := unitMonths[u]; m > 0 {
		return monthsPeriod(f, m)
	}
	return scaledPeriod(f, unitMs[u])
}

// scaledPeriod is a number of units of fixed length.
func scaledPeriod(f Fn, ms float64) *Period {
	n := f.AsFloat()
	if f.Const {
		if v, ok := n(&Env{}); ok {
			return FixedPeriod(roundMs(v * ms))
		}
	}
	return &Period{Shift: func(env *Env, t int64, sign int) (int64, bool) {
		v, ok := n(env)
		return t + int64(sign)*roundMs(v*ms), ok
	}}
}

// roundMs rounds to the nearest millisecond, halves up. Beyond what 64 bits hold it stays at the
// end, so that a sum with any sensible time does not wrap.
func roundMs(ms float64) int64 {
	const limit = 1 << 61
	return int64(max(-limit, min(limit, math.Floor(ms+0.5))))
}

// monthsPeriod is a number of calendar months, or of years.
func monthsPeriod(f Fn, months int) *Period {
	n := f.AsFloat()
	return &Period{Shift: func(env *Env, t int64, sign int) (int64, bool) {
		v, ok := n(env)
		if !ok {
			return 0, false
		}
		// A fraction of a month has no length; it is cut off.
		return addMonths(time.UnixMilli(t).In(env.zone()), sign*int(v)*months).UnixMilli(), true
	}}
}

// sumPeriod applies the parts one after the other, the longest first.
func sumPeriod(parts []*Period) *Period {
	var ms int64
	fixed := true
	for _, p := range parts {
		fixed = fixed && p.Const
		ms += p.Ms
	}
	if fixed {
		return FixedPeriod(ms)
	}
	// The order shows: a month and a day after January 30 is the first of March.
	return &Period{Shift: func(env *Env, t int64, sign int) (int64, bool) {
		for _, p := range parts {
			var ok bool
			if t, ok = p.Shift(env, t, sign); !ok {
				return 0, false
			}
		}
		return t, true
	}}
}

// zone is the time zone of calendar arithmetic.
func (e *Env) zone() *time.Location {
	if e == nil || e.Rt == nil || e.Rt.Zone == nil {
		return time.UTC
	}
	return e.Rt.Zone
}

// addMonths moves by months and stays in the month when the day is missing there: one month after
// January 31 is the last of February.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(),
		t.Location())
	return first.AddDate(0, 0, min(d, daysIn(first))-1)
}

// daysIn is the length of the month of a day.
func daysIn(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
