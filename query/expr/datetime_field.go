package expr

import (
	"time"

	"github.com/cephei-go/cephei/event"
)

// dateField is a field of the calendar.
type dateField uint8

const (
	fieldMillis dateField = iota
	fieldSecond
	fieldMinute
	fieldHour
	fieldDay
	fieldMonth
	fieldWeek
	fieldYear
)

var dateFields = map[string]dateField{
	"msec": fieldMillis, "millisecond": fieldMillis, "milliseconds": fieldMillis,
	"sec": fieldSecond, "second": fieldSecond, "seconds": fieldSecond,
	"min": fieldMinute, "minute": fieldMinute, "minutes": fieldMinute,
	"hour": fieldHour, "hours": fieldHour, "day": fieldDay, "days": fieldDay,
	"month": fieldMonth, "months": fieldMonth, "week": fieldWeek, "weeks": fieldWeek,
	"year": fieldYear, "years": fieldYear,
}

// field reads an argument that names a field, a constant string.
func (c *dateCall) field(arg int) (dateField, error) {
	f, err := Compile(c.args[arg], c.s)
	if err != nil {
		return 0, err
	}
	name, ok := constValue(&f).(string)
	if !f.Const || !ok {
		return 0, argError(c.args[arg].Position(),
			"'%s' takes the name of a field of the calendar, such as 'hour'", c.name)
	}
	field, ok := dateFields[name]
	if !ok {
		err := argError(c.args[arg].Position(), "unknown field '%s' of the calendar", name)
		return 0, withSuggestion(err, name, []string{
			"msec", "sec", "minutes", "hour", "day", "week", "month", "year",
		})
	}
	return field, nil
}

// oldCalendar tells whether fields are those of Java's old calendar, in which months begin at 0 and
// the days of the week at Sunday, 1: so for longs and plain dates.
func oldCalendar(t event.Type) bool { return t.Kind == event.KindLong || t.Kind == event.KindDate }

// fieldOf reads a field of a time.
func fieldOf(t time.Time, f dateField, old bool) int {
	switch f {
	case fieldMillis:
		return t.Nanosecond() / int(time.Millisecond)
	case fieldSecond:
		return t.Second()
	case fieldMinute:
		return t.Minute()
	case fieldHour:
		return t.Hour()
	case fieldDay:
		return t.Day()
	case fieldMonth:
		if old {
			return int(t.Month()) - 1
		}
		return int(t.Month())
	case fieldWeek:
		return weekOf(t, old)
	default:
		return t.Year()
	}
}

// weekOf is the week of the year: of the old calendar the weeks begin on Sunday and the first is
// that of January 1, which may begin in December; else weeks count from January 1.
func weekOf(t time.Time, old bool) int {
	if !old {
		return (t.YearDay()-1)/7 + 1
	}
	saturday := t.AddDate(0, 0, int(time.Saturday-t.Weekday()))
	if saturday.Year() > t.Year() {
		return 1
	}
	first := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return (t.YearDay()-1+int(first.Weekday()))/7 + 1
}

// setField changes one field alone. The old calendar lets days beyond the month run over; the new
// one stays within it.
func setField(t time.Time, f dateField, n int, old bool) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	ns := t.Nanosecond()
	switch f {
	case fieldMillis:
		ns = ns%int(time.Millisecond) + n*int(time.Millisecond)
	case fieldSecond:
		s = n
	case fieldMinute:
		mi = n
	case fieldHour:
		h = n
	case fieldDay:
		d = n
	// The day of the week stays.
	case fieldWeek:
		d += 7 * (n - weekOf(t, old))
	case fieldMonth:
		if !old {
			return addMonths(t, n-int(mo))
		}
		mo = time.Month(n + 1)
	default:
		if !old {
			return addMonths(t, 12*(n-y))
		}
		y = n
	}
	return time.Date(y, mo, d, h, mi, s, ns, t.Location())
}

// maxField and minField are the ends of a field's range at a time.
func maxField(t time.Time, f dateField, old bool) int {
	switch f {
	case fieldMillis:
		return 999
	case fieldSecond, fieldMinute:
		return 59
	case fieldHour:
		return 23
	case fieldDay:
		return daysIn(t)
	case fieldMonth:
		if old {
			return 11
		}
		return 12
	case fieldWeek:
		return weekOf(time.Date(t.Year(), 12, 31-7, 0, 0, 0, 0, t.Location()), old) + 1
	default:
		const farYear = 292278993 // what milliseconds in 64 bits hold in full
		return farYear
	}
}

// minField is the beginning of a field's range.
func minField(f dateField, old bool) int {
	switch f {
	case fieldDay, fieldWeek, fieldYear:
		return 1
	case fieldMonth:
		if old {
			return 0
		}
		return 1
	default:
		return 0
	}
}

// floorTo cuts everything below the field off; weeks begin on Sunday.
func floorTo(t time.Time, f dateField) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	switch f {
	case fieldMillis:
		return t.Truncate(time.Millisecond)
	case fieldSecond:
	case fieldMinute:
		s = 0
	case fieldHour:
		mi, s = 0, 0
	case fieldDay:
		h, mi, s = 0, 0, 0
	case fieldWeek:
		h, mi, s = 0, 0, 0
		d -= int(t.Weekday())
	case fieldMonth:
		d, h, mi, s = 1, 0, 0, 0
	default:
		mo, d, h, mi, s = 1, 1, 0, 0, 0
	}
	return time.Date(y, mo, d, h, mi, s, 0, t.Location())
}

// nextOf is the beginning of the next unit after a time that begins one.
func nextOf(t time.Time, f dateField) time.Time {
	switch f {
	case fieldMillis:
		return t
	case fieldSecond:
		return t.Add(time.Second)
	case fieldMinute:
		return t.Add(time.Minute)
	case fieldHour:
		return t.Add(time.Hour)
	case fieldDay:
		return t.AddDate(0, 0, 1)
	case fieldWeek:
		return t.AddDate(0, 0, 7)
	case fieldMonth:
		return t.AddDate(0, 1, 0)
	default:
		return t.AddDate(1, 0, 0)
	}
}

// upperHalf tells whether a time lies in the upper half of its unit, as the next lower field alone
// says.
func upperHalf(t time.Time, f dateField) bool {
	switch f {
	case fieldMillis:
		return false
	case fieldSecond:
		return t.Nanosecond() >= int(500*time.Millisecond)
	case fieldMinute:
		return t.Second() >= 30
	case fieldHour:
		return t.Minute() >= 30
	case fieldDay:
		return t.Hour() >= 12
	case fieldWeek:
		return t.Weekday() > time.Wednesday || t.Weekday() == time.Wednesday && t.Hour() >= 12
	case fieldMonth:
		return t.Day()-1 > (daysIn(t)-1)/2
	default:
		return t.Month() > time.June
	}
}

// fieldFn makes a method that reads a number of the receiver's time.
func (c *dateCall) reads(f func(time.Time) int) Fn {
	at := moment(&c.fn)
	return Fn{Type: event.Int, Int: func(e *Env) (int64, bool) {
		t, ok := at(e)
		if !ok {
			return 0, false
		}
		return int64(f(t)), true
	}}
}

// integer compiles an argument as a whole number.
func (c *dateCall) integer(arg int) (IntFn, error) {
	f, err := Compile(c.args[arg], c.s)
	if err != nil {
		return nil, err
	}
	if !f.Type.IsInteger() {
		return nil, typeError(c.args[arg].Position(), "'%s' takes a whole number, not %s", c.name, f.Type)
	}
	return f.Int, nil
}
