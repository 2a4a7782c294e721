package crontab

import (
	"errors"
	"strings"
	"time"

	"github.com/cephei-go/cephei/query/ast"
)

// Spec is a checked crontab. It is immutable.
type Spec struct {
	fields  [unitCount]field
	zone    *time.Location // or nil: that of the engine
	grainMs int64          // how fine it counts: a minute, a second or a millisecond
}

// Parse reads crontab fields: minute, hour, day of month, month, day of week, and optionally
// second, time zone, millisecond, microsecond. value tells what the expressions in them are worth;
// nil admits literals only.
func Parse(fields []ast.Expr, value Value) (*Spec, error) {
	if value == nil {
		value = literal
	}
	if len(fields) < 5 || len(fields) > 9 {
		var pos ast.Pos
		if len(fields) > 0 {
			pos = fields[0].Position()
		}
		return nil, ast.Errorf(pos, "crontab", "a crontab has 5 to 9 fields, not %d", len(fields))
	}
	p := &parser{value: value}
	s := &Spec{grainMs: 60_000}
	for i, x := range fields {
		if err := s.place(p, i, x); err != nil {
			return nil, err
		}
	}
	if !s.fields[day].any && !s.fields[weekday].any {
		return nil, errorf(fields[2], "either the day of month or the day of week must be *")
	}
	return s, nil
}

const zonePlace = 6

// place reads the field at place i of the list, where the time zone stands between the seconds and
// the milliseconds.
func (s *Spec) place(p *parser, i int, x ast.Expr) error {
	u := i
	switch {
	case i == zonePlace:
		return s.readZone(p, x)
	case i > zonePlace:
		u = i - 1
	}
	f, err := p.field(x, u)
	if err != nil {
		return err
	}
	s.fields[u] = f
	switch u {
	case second:
		s.grainMs = 1000
	case milli:
		s.grainMs = 1
	}
	return nil
}

// readZone reads the name of a time zone.
func (s *Spec) readZone(p *parser, x ast.Expr) error {
	if _, ok := x.(*ast.Star); ok {
		return nil
	}
	v, err := p.value(x)
	if err != nil {
		return err
	}
	name, ok := v.(string)
	if !ok {
		return errorf(x, "a time zone is a text such as 'Europe/Berlin'")
	}
	if s.zone, err = Zone(name); err != nil {
		return errorf(x, "unknown time zone %q", name)
	}
	return nil
}

// Zone finds a time zone by its name in the database (Europe/Berlin), or as an offset (GMT+2:00).
func Zone(name string) (*time.Location, error) {
	if name == "Local" { // that of the machine: not the same everywhere
		return nil, errNoZone
	}
	offset, isGMT := strings.CutPrefix(name, "GMT")
	if !isGMT || offset == "" || offset == "0" {
		return time.LoadLocation(name)
	}
	if len(offset) > 1 && (len(offset) == 2 || offset[2] == ':') { // +2:00 is +02:00
		offset = offset[:1] + "0" + offset[1:]
	}
	for _, form := range []string{"-07:00", "-0700", "-07"} {
		if t, err := time.Parse(form, offset); err == nil {
			_, secs := t.Zone()
			return time.FixedZone(name, secs), nil
		}
	}
	return nil, errNoZone
}

var errNoZone = errors.New("no such zone")

// What happens on the days on which the clock of a zone is changed, for the crontab (30, 2, *, *,
// *):
//
//	spring   01:30   03:00  03:30   04:00
//	                        └ the 02:30 that does not exist
//	autumn   01:30   02:30  02:30   03:00
//	                 └ the first of two; the second is passed over

// horizon bounds the search: every date there is comes again within it, 29 February too.
const horizonYears = 9

// Next returns the first time after the given one that fits, reading the calendar in the zone
// unless the crontab names one. ok is false when no time ever fits, such as 30 February.
//
// The clock of the zone is followed when it is changed: what falls into the hour left out in
// spring happens one hour later, what falls into the hour lived twice in autumn happens once,
// unless every hour is meant.
func (s *Spec) Next(afterMs int64, zone *time.Location) (ms int64, ok bool) {
	if s.zone != nil {
		zone = s.zone
	}
	if afterMs > farMs || afterMs < -farMs {
		return 0, false
	}
	t := time.UnixMilli(floor(afterMs, s.grainMs) + s.grainMs).In(zone)
	end := t.Year() + horizonYears
	for t.Year() < end {
		next, fits := s.step(t)
		if fits {
			return t.UnixMilli(), true
		}
		t = next
	}
	return 0, false
}

// floor rounds down to a multiple; a zone's offset from UTC is whole minutes today, so that this
// finds the minutes of every zone.
func floor(ms, grain int64) int64 {
	r := ms % grain
	if r < 0 {
		r += grain
	}
	return ms - r
}

// step tells whether t fits; if not, next is the earliest time that may. The coarsest field that
// does not fit decides how far to go.
func (s *Spec) step(t time.Time) (next time.Time, fits bool) {
	y, mo, d := t.Date()
	zone := t.Location()
	switch {
	case !s.fields[month].has(int(mo)):
		return later(t, time.Date(y, mo+1, 1, 0, 0, 0, 0, zone)), false
	case !s.day(y, mo, d):
		return later(t, time.Date(y, mo, d+1, 0, 0, 0, 0, zone)), false
	case !s.hour(t):
		return trunc(t, time.Hour), false
	case !s.fields[minute].has(t.Minute()):
		return trunc(t, time.Minute), false
	case s.grainMs <= 1000 && !s.fields[second].has(t.Second()):
		return trunc(t, time.Second), false
	case s.grainMs == 1 && !s.fields[milli].has(t.Nanosecond()/1e6):
		return t.Add(time.Millisecond), false
	}
	return t, true
}

// later guards against a midnight that does not exist in the zone: time never goes back.
func later(t, u time.Time) time.Time {
	if u.After(t) {
		return u
	}
	return t.Add(time.Hour)
}

// trunc is the beginning of the next hour, minute or second of the zone.
func trunc(t time.Time, d time.Duration) time.Time {
	past := time.Duration(t.Nanosecond())
	if d >= time.Minute {
		past += time.Duration(t.Second()) * time.Second
	}
	if d >= time.Hour {
		past += time.Duration(t.Minute()) * time.Minute
	}
	return t.Add(d - past)
}

// hour minds the two days a year on which the clock of a zone is changed.
func (s *Spec) hour(t time.Time) bool {
	f := &s.fields[hour]
	if f.any {
		return true
	}
	h := t.Hour()
	before := t.Add(-time.Hour)
	switch (h - before.Hour() + 24) % 24 {
	case 0: // lived for the second time
		return false
	case 2: // the hour between was left out
		return f.has(h) || f.has((h+23)%24)
	}
	return f.has(h)
}
