package expr

import (
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
)

// dateReaders lists the methods that read something of a moment.
func dateReaders() []DateMethod {
	return append(getters(), []DateMethod{
		{
			"between", "Whether the moment lies between two others, which may come in either order; the " +
				"ends count unless two more arguments say false. Null if one of them is null.",
			"(5L).between(1L, 5L)", dateBetween,
		},
		{
			"format", "The moment as text: in ISO 8601, or in a pattern of Java's letters.",
			"(0L).format('yyyy/MM/dd HH:mm') = '1970/01/01 00:00'", dateFormat,
		},
		{"get", "A field of the calendar as a number: 'msec', 'sec', 'minutes', 'hour', 'day', 'week', " +
			"'month', 'year'. Of longs and dates months begin at 0.", "(0L).get('year') = 1970", dateGet},
		{
			"toCalendar", "The moment with the time zone of the engine.",
			"(1000L).toCalendar().toMillisec() = 1000", dateToCalendar,
		},
		{"toDate", "The moment as a date.", "(1000L).toDate().toMillisec() = 1000", dateToDate},
		{
			"toMillisec", "The moment in milliseconds since 1970.", "(1000L).toMillisec() = 1000",
			dateToMillisec,
		},
	}...)
}

// getters lists the methods that each read one field.
func getters() []DateMethod {
	var out []DateMethod
	for _, g := range []struct {
		name, doc, example string
		f                  func(t time.Time, old bool) int
	}{
		{"getDayOfMonth", "The day of the month.", "1", func(t time.Time, _ bool) int { return t.Day() }},
		{"getDayOfYear", "The day of the year.", "1", func(t time.Time, _ bool) int { return t.YearDay() }},
		{"getEra", "The era: 1 after Christ, 0 before.", "1", era},
		{"getHourOfDay", "The hour of the day.", "0", func(t time.Time, _ bool) int { return t.Hour() }},
		{
			"getMillisOfSecond", "The millisecond of the second.", "0",
			func(t time.Time, old bool) int { return fieldOf(t, fieldMillis, old) },
		},
		{
			"getMinuteOfHour", "The minute of the hour.", "0",
			func(t time.Time, _ bool) int { return t.Minute() },
		},
		{
			"getMonthOfYear", "The month of the year, of longs and dates from 0.", "0",
			func(t time.Time, old bool) int { return fieldOf(t, fieldMonth, old) },
		},
		{
			"getSecondOfMinute", "The second of the minute.", "0",
			func(t time.Time, _ bool) int { return t.Second() },
		},
		{"getWeekyear", "The week of the year.", "1", weekOf},
		{"getYear", "The year.", "1970", func(t time.Time, _ bool) int { return t.Year() }},
	} {
		out = append(out, DateMethod{
			g.name, g.doc, "(0L)." + g.name + "() = " + g.example,
			func(c *dateCall) (Fn, error) {
				old := oldCalendar(c.fn.Type)
				return c.reads(func(t time.Time) int { return g.f(t, old) }), c.count(0)
			},
		})
	}
	return append(out, DateMethod{
		"getDayOfWeek",
		"The day of the week: of longs and dates a number from Sunday, 1; of others its name.",
		"(0L).getDayOfWeek() = 5", dayOfWeek,
	})
}

// era is 1 after Christ and 0 before, as in Java's old calendar.
func era(t time.Time, _ bool) int {
	if t.Year() > 0 {
		return 1
	}
	return 0
}

// dayOfWeek is a number or a name, according to the calendar of the receiver's type.
func dayOfWeek(c *dateCall) (Fn, error) {
	if oldCalendar(c.fn.Type) {
		return c.reads(func(t time.Time) int { return int(t.Weekday()) + 1 }), c.count(0)
	}
	at := moment(&c.fn)
	return Fn{Type: event.String, Str: func(e *Env) (string, bool) {
		t, ok := at(e)
		return strings.ToUpper(t.Weekday().String()), ok
	}}, c.count(0)
}

// dateGet reads the field that the argument names.
func dateGet(c *dateCall) (Fn, error) {
	if err := c.count(1); err != nil {
		return Fn{}, err
	}
	field, err := c.field(0)
	if err != nil {
		return Fn{}, err
	}
	old := oldCalendar(c.fn.Type)
	return c.reads(func(t time.Time) int { return fieldOf(t, field, old) }), nil
}

// dateToMillisec gives the moment as a long; a date-time without zone is taken in the engine's.
func dateToMillisec(c *dateCall) (Fn, error) {
	return Fn{Type: event.Long, Int: millis(&c.fn)}, c.count(0)
}

// dateToDate gives the moment as a plain date, which is kept in UTC.
func dateToDate(c *dateCall) (Fn, error) {
	at := millis(&c.fn)
	return Fn{Type: event.Date, Any: func(e *Env) any {
		if ms, ok := at(e); ok {
			return time.UnixMilli(ms).UTC()
		}
		return nil
	}}, c.count(0)
}

// dateToCalendar gives the moment with the engine's zone.
func dateToCalendar(c *dateCall) (Fn, error) {
	at := millis(&c.fn)
	return Fn{Type: event.Type{Kind: event.KindCalendar}, Any: func(e *Env) any {
		if ms, ok := at(e); ok {
			return time.UnixMilli(ms).In(e.zone())
		}
		return nil
	}}, c.count(0)
}

// dateFormat writes a moment. A constant pattern is checked here.
func dateFormat(c *dateCall) (Fn, error) {
	at := moment(&c.fn)
	if len(c.args) == 0 {
		return Fn{Type: event.String, Str: func(e *Env) (string, bool) {
			t, ok := at(e)
			return t.Format("2006-01-02T15:04:05.000Z07:00"), ok
		}}, nil
	}
	if err := c.count(1); err != nil {
		return Fn{}, err
	}
	p, err := Compile(c.args[0], c.s)
	if err != nil {
		return Fn{}, err
	}
	if p.Type.Class() != event.ClassStr {
		return Fn{}, typeError(c.args[0].Position(), "a date pattern must be a string, not %s", p.Type)
	}
	if p.Const {
		text, _ := p.Str(&Env{})
		if _, err := parseFields(text); err != nil {
			return Fn{}, argError(c.args[0].Position(), "%v", err)
		}
	}
	pos, pattern := c.pos, p.Str
	return Fn{Type: event.String, Str: func(e *Env) (string, bool) {
		t, ok := at(e)
		p, ok2 := pattern(e)
		if !ok || !ok2 {
			return "", false
		}
		s, err := formatPattern(t, p)
		if err != nil {
			Throw(pos, CodeBadCast, "%v", err)
		}
		return s, true
	}}, nil
}

// dateBetween compares moments; the ends belong to the range unless flags say otherwise.
func dateBetween(c *dateCall) (Fn, error) {
	if len(c.args) != 2 && len(c.args) != 4 {
		return Fn{}, argError(c.pos, "'between' takes 2 or 4 arguments, not %d", len(c.args))
	}
	fns, err := compileAll(c.args, c.s)
	if err != nil {
		return Fn{}, err
	}
	for i := range fns {
		if i < 2 && !isMoment(fns[i].Type) || i >= 2 && fns[i].Type.Kind != event.KindBool {
			return Fn{}, typeError(c.args[i].Position(), "'between' does not take %s as argument %d",
				fns[i].Type, i+1)
		}
	}
	b := &betweenFn{at: millis(&c.fn), from: millis(&fns[0]), to: millis(&fns[1])}
	b.withLow, b.withHigh = always, always
	if len(fns) == 4 {
		b.withLow, b.withHigh = fns[2].Bool, fns[3].Bool
	}
	return Fn{Type: event.Bool, Bool: b.eval}, nil
}

// betweenFn is a compiled between: the moment, the ends, and whether these belong.
type betweenFn struct {
	at, from, to      IntFn
	withLow, withHigh BoolFn
}

// eval is null when anything is; the ends may come in either order.
func (f *betweenFn) eval(e *Env) (bool, bool) {
	t, ok := f.at(e)
	a, okA := f.from(e)
	b, okB := f.to(e)
	low, okLow := f.withLow(e)
	high, okHigh := f.withHigh(e)
	if !ok || !okA || !okB || !okLow || !okHigh {
		return false, false
	}
	if a > b {
		a, b = b, a
	}
	return (t > a || t == a && low) && (t < b || t == b && high), true
}

// always is the flag of an end that belongs to the range.
func always(*Env) (bool, bool) { return true, true }
