package decode

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
)

// Forms of times.
const (
	FormAuto = ""    // a number is milliseconds, anything else ISO 8601
	FormMs   = "ms"  // milliseconds since 1970
	FormSec  = "s"   // seconds since 1970, perhaps with a fraction
	FormUs   = "us"  // microseconds since 1970
	FormNs   = "ns"  // nanoseconds since 1970
	FormISO  = "iso" // ISO 8601; without an offset in Zone
)

// units are how many of a form make a millisecond.
var units = map[string]float64{FormAuto: 1, FormMs: 1, FormSec: 0.001, FormUs: 1e3, FormNs: 1e6}

// Times reads the time of an event from one of its values.
type Times struct {
	Field  string
	Form   string
	Layout string // of Go's package time; goes before Form
	Zone   *time.Location
	Year   int // for layouts without a year: that of the first event

	last int64 // the latest time that was read by a layout without a year
}

// NewTimes checks the form.
func NewTimes(field, form, layout string, zone *time.Location) (*Times, error) {
	if _, ok := units[form]; !ok && form != FormISO {
		return nil, fmt.Errorf("unknown time format '%s': want ms, s, us, ns or iso", form)
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Times{Field: field, Form: form, Layout: layout, Zone: zone}, nil
}

// maxMs keeps times within the years that can be calculated with.
const maxMs = 1 << 53

// Read returns the time of an event in milliseconds since 1970.
func (t *Times) Read(values map[string]any) (int64, error) {
	v, ok := values[t.Field]
	if !ok || v == nil {
		return 0, fmt.Errorf("no time: '%s' is missing", t.Field)
	}
	text, ok := textOf(v)
	if !ok {
		return 0, fmt.Errorf("no time: '%s' is neither a number nor a text", t.Field)
	}
	ms, err := t.parse(strings.TrimSpace(text))
	if err != nil {
		return 0, fmt.Errorf("no time: '%s' %w", t.Field, err)
	}
	return ms, nil
}

func textOf(v any) (string, bool) {
	switch v := v.(type) {
	case Text:
		return string(v), true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

var errTimeRange = errors.New("is out of range")

func (t *Times) parse(text string) (int64, error) {
	if t.Layout != "" {
		return t.byLayout(text)
	}
	if unit, ok := units[t.Form]; ok {
		if ms, ok, err := number(text, unit); ok {
			return ms, err
		}
		if t.Form != FormAuto {
			return 0, fmt.Errorf("is no number: '%s'", short(text))
		}
	}
	at, ok := event.ParseTime(text)
	if !ok {
		return 0, fmt.Errorf("is no ISO 8601 time: '%s'", short(text))
	}
	if !hasOffset(text) {
		at = inZone(at, t.Zone)
	}
	return at.UnixMilli(), nil
}

// number reads whole numbers exactly and others as floating point.
func number(text string, unit float64) (ms int64, ok bool, err error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && unit >= 1 {
		ms := n / int64(unit)
		if ms > maxMs || ms < -maxMs {
			return 0, true, errTimeRange
		}
		return ms, true, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false, nil
	}
	const slack = 1e-3 // seconds of today in binary lack up to a quarter of this to the millisecond
	if f = math.Floor(f/unit + slack); math.IsNaN(f) || math.Abs(f) > maxMs {
		return 0, true, errTimeRange
	}
	return int64(f), true, nil
}

// hasOffset tells whether an ISO 8601 time says how far from UTC it is.
func hasOffset(text string) bool {
	const date = len("2006-01-02")
	return len(text) > date && strings.ContainsAny(text[date:], "Zz+-")
}

// inZone returns the moment at which clocks in the zone show what at shows in UTC.
func inZone(at time.Time, zone *time.Location) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(),
		at.Nanosecond(), zone)
}

// How far back a time without a year must lie to be one of the next year, and how far ahead to be a late
// one of the year before.
const (
	dayMs   = 24 * 3600 * 1000
	backMs  = 183 * dayMs
	aheadMs = 330 * dayMs
)

// byLayout reads a time by its layout. Where that has no year, it is Year at first, and the next one
// when the calendar seems to go back by more than half a year. A December soon after a January is late.
func (t *Times) byLayout(text string) (int64, error) {
	at, err := time.ParseInLocation(t.Layout, text, t.Zone)
	if err != nil {
		return 0, fmt.Errorf("does not have the form '%s': '%s'", t.Layout, short(text))
	}
	if at.Year() != 0 {
		return at.UnixMilli(), nil
	}
	ms := at.AddDate(t.Year, 0, 0).UnixMilli()
	switch {
	case t.last == 0:
	case ms < t.last-backMs:
		t.Year++
		ms = at.AddDate(t.Year, 0, 0).UnixMilli()
	case ms > t.last+aheadMs: // late, from the end of the year before
		ms = at.AddDate(t.Year-1, 0, 0).UnixMilli()
	}
	t.last = max(t.last, ms)
	return ms, nil
}
