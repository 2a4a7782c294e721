package expr

import (
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// dateWriters lists the methods that give another moment, of the type of the receiver.
func dateWriters() []DateMethod {
	return []DateMethod{
		{
			"minus", "The moment earlier by a time period or by milliseconds.",
			"(1000L).minus(1 sec) = 0", func(c *dateCall) (Fn, error) { return dateShift(c, -1) },
		},
		{
			"plus", "The moment later by a time period or by milliseconds.",
			"(0L).plus(1 day) = 86400000", func(c *dateCall) (Fn, error) { return dateShift(c, 1) },
		},
		{
			"roundCeiling", "The beginning of the next unit of a field of the calendar.",
			"(1L).roundCeiling('sec') = 1000", rounding(func(t time.Time, f dateField) time.Time {
				return nextOf(floorTo(t, f), f)
			}),
		},
		{
			"roundFloor", "The beginning of the unit of a field of the calendar.",
			"(1999L).roundFloor('sec') = 1000", rounding(floorTo),
		},
		{
			"roundHalf", "The nearer beginning of a unit of a field of the calendar, halves up.",
			"(1500L).roundHalf('sec') = 2000", rounding(func(t time.Time, f dateField) time.Time {
				if upperHalf(t, f) {
					return nextOf(floorTo(t, f), f)
				}
				return floorTo(t, f)
			}),
		},
		{
			"set", "The moment with one field of the calendar changed.",
			"(0L).set('sec', 5) = 5000", dateSet,
		},
		{
			"withDate", "The moment on another day: year, month (of longs and dates from 0), day.",
			"(5L).withDate(1970, 0, 2) = 86400005", dateWithDate,
		},
		{
			"withMax", "The moment with one field of the calendar at its end.",
			"(0L).withMax('sec') = 59000", extremeField(true),
		},
		{
			"withMin", "The moment with one field of the calendar at its beginning.",
			"(1001L).withMin('sec') = 1", extremeField(false),
		},
		{
			"withTime", "The moment at another time of its day: hour, minute, second, millisecond.",
			"(0L).withTime(0, 1, 2, 3) = 62003", dateWithTime,
		},
	}
}

// maps makes an expression of the receiver's type that changes the time.
func (c *dateCall) maps(f func(e *Env, t time.Time) (time.Time, bool)) Fn {
	at := moment(&c.fn)
	return momentAs(c.fn.Type, func(e *Env) (time.Time, bool) {
		t, ok := at(e)
		if !ok {
			return t, false
		}
		return f(e, t)
	})
}

// dateShift is plus and minus. A plain number counts milliseconds.
func dateShift(c *dateCall, sign int) (Fn, error) {
	if err := c.count(1); err != nil {
		return Fn{}, err
	}
	p, err := distance(c.args[0], c.s)
	if err != nil {
		return Fn{}, err
	}
	// A long needs no calendar unless the period does, and that has the zone itself.
	if c.fn.Type.Kind == event.KindLong {
		ms := c.fn.Int
		return Fn{Type: event.Long, Int: func(e *Env) (int64, bool) {
			t, ok := ms(e)
			if !ok {
				return 0, false
			}
			return p.Shift(e, t, sign)
		}}, nil
	}
	return c.maps(func(e *Env, t time.Time) (time.Time, bool) {
		// A month later is a month of the moment's own calendar; what is below the millisecond is
		// kept.
		ms, ok := p.Shift(e.withZone(t.Location()), t.UnixMilli(), sign)
		return time.UnixMilli(ms).Add(time.Duration(t.Nanosecond() % int(time.Millisecond))).
			In(t.Location()), ok
	}), nil
}

// distance compiles a time period or a number of milliseconds.
func distance(e ast.Expr, s *Scope) (*Period, error) {
	if _, ok := e.(*ast.TimePeriod); ok {
		return CompilePeriod(e, s)
	}
	f, err := Compile(e, s)
	if err != nil {
		return nil, err
	}
	if !f.Type.IsNumeric() {
		return nil, typeError(e.Position(), "a time period or a number of milliseconds is expected, not %s",
			f.Type)
	}
	return scaledPeriod(f, 1), nil
}

// rounding makes a method that changes a time by one field of the calendar.
func rounding(f func(time.Time, dateField) time.Time) func(*dateCall) (Fn, error) {
	return func(c *dateCall) (Fn, error) {
		if err := c.count(1); err != nil {
			return Fn{}, err
		}
		field, err := c.field(0)
		if err != nil {
			return Fn{}, err
		}
		return c.maps(func(_ *Env, t time.Time) (time.Time, bool) { return f(t, field), true }), nil
	}
}

// extremeField makes withMax and withMin: only the one field changes, those below it stay.
func extremeField(greatest bool) func(*dateCall) (Fn, error) {
	return func(c *dateCall) (Fn, error) {
		old := oldCalendar(c.fn.Type)
		return rounding(func(t time.Time, f dateField) time.Time {
			n := minField(f, old)
			if greatest {
				n = maxField(t, f, old)
			}
			return setField(t, f, n, old)
		})(c)
	}
}

// dateSet changes one field to a number; a null number gives null.
func dateSet(c *dateCall) (Fn, error) {
	if err := c.count(2); err != nil {
		return Fn{}, err
	}
	field, err := c.field(0)
	if err != nil {
		return Fn{}, err
	}
	n, err := c.integer(1)
	if err != nil {
		return Fn{}, err
	}
	old := oldCalendar(c.fn.Type)
	return c.maps(func(e *Env, t time.Time) (time.Time, bool) {
		v, ok := n(e)
		return setField(t, field, bounded(v), old), ok
	}), nil
}

// bounded keeps a field's value in a range in which dates can be computed.
func bounded(v int64) int {
	const limit = 1 << 28
	return int(max(-limit, min(limit, v)))
}

// integers compiles all arguments as whole numbers; there must be n.
func (c *dateCall) integers(n int) ([]IntFn, error) {
	if err := c.count(n); err != nil {
		return nil, err
	}
	out := make([]IntFn, n)
	for i := range out {
		f, err := c.integer(i)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

// orElse is a number, or what the moment has already where that is null.
func orElse(e *Env, f IntFn, present int) int {
	if v, ok := f(e); ok {
		return bounded(v)
	}
	return present
}

// dateWithTime changes the time of the day; parts that are null stay as they are.
func dateWithTime(c *dateCall) (Fn, error) {
	p, err := c.integers(4)
	if err != nil {
		return Fn{}, err
	}
	return c.maps(func(e *Env, t time.Time) (time.Time, bool) {
		y, mo, d := t.Date()
		ms := t.Nanosecond() / int(time.Millisecond)
		return time.Date(y, mo, d, orElse(e, p[0], t.Hour()), orElse(e, p[1], t.Minute()),
			orElse(e, p[2], t.Second()), orElse(e, p[3], ms)*int(time.Millisecond), t.Location()), true
	}), nil
}

// dateWithDate changes the day; parts that are null stay as they are.
func dateWithDate(c *dateCall) (Fn, error) {
	p, err := c.integers(3)
	if err != nil {
		return Fn{}, err
	}
	from := 1
	if oldCalendar(c.fn.Type) {
		from = 0
	}
	return c.maps(func(e *Env, t time.Time) (time.Time, bool) {
		y, mo, d := t.Date()
		h, mi, s := t.Clock()
		month := orElse(e, p[1], int(mo)-1+from) - from + 1
		return time.Date(orElse(e, p[0], y), time.Month(month), orElse(e, p[2], d), h, mi, s,
			t.Nanosecond(), t.Location()), true
	}), nil
}
