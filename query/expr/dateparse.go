package expr

import (
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// castFormatted reads dates of a given format: as a date, or as long milliseconds.
func castFormatted(c *ast.Cast, x Fn, t event.Type, format *Fn) (Fn, error) {
	if x.Type.Class() != event.ClassStr && x.Type.Kind != event.KindObject {
		return Fn{}, typeError(c.Pos, "a date is read from a string, not from %s", x.Type)
	}
	if !t.IsDate() && t.Kind != event.KindLong {
		return Fn{}, typeError(c.Pos, "a date format goes with a date type or long, not with %s", t)
	}
	// What is known at run time only is null unless it is a string.
	text, form, pos := x.AsStr(), format.Str, c.Pos
	return FromAny(t, func(e *Env) any {
		v, ok := text(e)
		f, ok2 := form(e)
		if !ok || !ok2 {
			return nil
		}
		return parseDate(pos, v, f, t, e.zone())
	}), nil
}

// parseDate reads a text as a date type or as long, or throws.
func parseDate(pos ast.Pos, text, format string, t event.Type, zone *time.Location) any {
	if zone == nil {
		zone = time.UTC
	}
	var at time.Time
	var err error
	if format == "iso" {
		at, err = parseISO(text, zone)
	} else {
		at, err = parsePattern(text, format, zone)
	}
	if err != nil {
		Throw(pos, CodeBadCast, "'%s' is no date of the form '%s': %v", text, format, err)
	}
	switch t.Kind {
	case event.KindLong:
		return at.UnixMilli()
	case event.KindDate:
		return at.UTC()
	case event.KindLocal:
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(),
			at.Nanosecond(), time.UTC)
	default:
		return at
	}
}

// toDateValue takes a date as it is, and an integer as milliseconds.
func toDateValue(v any) any {
	if t, ok := asTime(v); ok {
		return t
	}
	if ms, ok := event.ToInt(v); ok {
		return time.UnixMilli(ms).UTC()
	}
	return nil
}

var isoLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02", "2006-01-02 15:04:05.999999999",
}

// parseISO reads a date and time of ISO 8601; without an offset it is of the zone.
func parseISO(text string, zone *time.Location) (time.Time, error) {
	var first error
	for _, layout := range isoLayouts {
		t, err := time.ParseInLocation(layout, text, zone)
		if err == nil {
			return t, nil
		}
		if first == nil {
			first = err
		}
	}
	return time.Time{}, first
}
