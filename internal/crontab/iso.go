package crontab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The forms of a schedule and their instants, begun at the time b:
//
//	D                 D
//	P                 b+P
//	D/P               D+P
//	Rn/P              b+P, b+2P, ... n times
//	Rn/D/P            D, D+P, ... n times
//	R/D/P             D, D+P, ... for ever

// Duration is a length of calendar time.
type Duration struct {
	Months int
	Days   int
	Ms     int64
}

// Zero tells whether the duration is none.
func (d Duration) Zero() bool { return d == Duration{} }

// Add returns the time n durations after t, with the calendar of the zone. Months are counted from
// t itself, so that the 31st comes back after a short month.
func (d Duration) Add(t int64, n int64, zone *time.Location) int64 {
	if d.Months != 0 || d.Days != 0 {
		t = addDate(time.UnixMilli(t).In(zone), int64(d.Months)*n, int64(d.Days)*n).UnixMilli()
	}
	return t + d.Ms*n
}

// addDate adds months and keeps within the month: 31 January and a month is the end of February.
func addDate(t time.Time, months, days int64) time.Time {
	y, m, d := t.Date()
	total := int64(y)*12 + int64(m) - 1 + months
	y, m = int(total/12), time.Month(total%12+1)
	d = min(d, lastOf(y, m))
	hh, mm, ss := t.Clock()
	return time.Date(y, m, d+int(days), hh, mm, ss, t.Nanosecond(), t.Location())
}

// Forever is the Times of a repetition without end.
const Forever = -1

// Repeat is a repetition: Times instants, Every apart, from Start on. Without Start it counts from
// the time at which it is begun; without Every there is one instant, Start itself.
type Repeat struct {
	Times    int64 // 1 unless written; Forever
	HasStart bool
	Start    int64 // ms
	Every    Duration
	// Counted is set when the number of times was written: then Start is the first instant,
	// otherwise the only one is Start plus Every.
	Counted bool
}

// At returns instant number i, from 0, of the repetition that was begun at the time begun.
func (r *Repeat) At(i, begun int64, zone *time.Location) (ms int64, ok bool) {
	if i < 0 || r.Times != Forever && i >= r.Times {
		return 0, false
	}
	if long := r.Every.longest(); long > 0 && i > farMs/long {
		return 0, false
	}
	switch {
	case !r.HasStart:
		return r.Every.Add(begun, i+1, zone), true
	case r.Every.Zero():
		return r.Start, i == 0
	case !r.Counted:
		return r.Every.Add(r.Start, i+1, zone), true
	}
	return r.Every.Add(r.Start, i, zone), true
}

// Next returns the number and the time of the first instant from number i on that is after the
// given time.
func (r *Repeat) Next(i, begun, after int64, zone *time.Location) (n, ms int64, ok bool) {
	i = r.skip(i, begun, after)
	for ; ; i++ {
		at, ok := r.At(i, begun, zone)
		if !ok {
			return 0, 0, false
		}
		if at > after {
			return i, at, true
		}
	}
}

// farMs is further than any clock goes (30 million years), and far from overflow.
const farMs = 1 << 60

// longest bounds the length of a duration from above, whatever the calendar says.
func (d Duration) longest() int64 {
	const dayMs = 24 * 3_600_000
	return d.Ms + int64(d.Days)*(dayMs+3_600_000) + int64(d.Months)*32*dayMs
}

// skip leaps over instants that are certainly past, so that a start long ago costs nothing.
func (r *Repeat) skip(i, begun, after int64) int64 {
	from := begun
	if r.HasStart {
		from = r.Start
	}
	if long := r.Every.longest(); long > 0 && after > from {
		return max(i, (after-from)/long-2)
	}
	return i
}

// ParseRepeat reads a schedule of ISO 8601: `R3/2026-01-01T00:00:00Z/PT10S`, with the parts that
// are not needed left out.
func ParseRepeat(s string) (*Repeat, error) {
	r := &Repeat{Times: 1}
	parts := strings.Split(s, "/")
	if n, ok := strings.CutPrefix(parts[0], "R"); ok {
		if err := r.times(n); err != nil {
			return nil, err
		}
		parts = parts[1:]
	}
	if len(parts) > 0 && !strings.HasPrefix(parts[0], "P") {
		at, err := ParseDate(parts[0])
		if err != nil {
			return nil, err
		}
		r.HasStart, r.Start = true, at
		parts = parts[1:]
	}
	if len(parts) > 0 {
		d, err := ParseDuration(parts[0])
		if err != nil {
			return nil, err
		}
		r.Every = d
		parts = parts[1:]
	}
	if len(parts) > 0 || !r.HasStart && r.Every.Zero() || r.Counted && r.Every.Zero() {
		return nil, fmt.Errorf("%q is no schedule of ISO 8601", s)
	}
	return r, nil
}

// times reads the number behind R; none means for ever.
func (r *Repeat) times(n string) error {
	r.Counted, r.Times = true, Forever
	if n == "" {
		return nil
	}
	v, err := strconv.ParseInt(n, 10, 32)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is no number of repetitions", n)
	}
	r.Times = v
	return nil
}

var dateForms = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04", "2006-01-02", "20060102T150405Z07:00", "20060102T150405",
}

// ParseDate reads a date and time of ISO 8601; without an offset it is UTC.
func ParseDate(s string) (ms int64, err error) {
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf("%q is no date and time of ISO 8601", s)
}

// unitsOf are the letters of a duration's two halves in their order.
var unitsOf = [2]string{"YMWD", "HMS"}

// maxCount keeps sums of a duration far from overflow.
const maxCount = 1_000_000_000

// ParseDuration reads a duration of ISO 8601 such as P1Y2M10DT2H30M or PT0.5S.
func ParseDuration(s string) (Duration, error) {
	var d Duration
	rest, ok := strings.CutPrefix(s, "P")
	bad := fmt.Errorf("%q is no duration of ISO 8601", s)
	if !ok || rest == "" {
		return d, bad
	}
	half, from := 0, 0
	for rest != "" {
		if rest[0] == 'T' && half == 0 && len(rest) > 1 {
			half, from, rest = 1, 0, rest[1:]
			continue
		}
		n := strings.IndexFunc(rest, func(c rune) bool { return (c < '0' || c > '9') && c != '.' })
		if n <= 0 {
			return d, bad
		}
		v, err := strconv.ParseFloat(rest[:n], 64)
		u := strings.IndexByte(unitsOf[half][from:], rest[n])
		if err != nil || u < 0 || v > maxCount || !d.count(half, from+u, v) {
			return d, bad
		}
		from += u + 1
		rest = rest[n+1:]
	}
	return d, nil
}

// count adds v of a unit; only units of fixed length may be broken.
func (d *Duration) count(half, unit int, v float64) bool {
	n := int64(v)
	if half == 1 {
		d.Ms += int64(float64(v*[]float64{3_600_000, 60_000, 1000}[unit]) + 0.5)
		return true
	}
	switch unit {
	case 0:
		d.Months += int(12 * n)
	case 1:
		d.Months += int(n)
	case 2:
		d.Days += int(7 * n)
	case 3:
		d.Days += int(n)
	}
	return float64(n) == v
}

// String writes the repetition as ISO 8601, for [ParseRepeat] to read.
func (r *Repeat) String() string {
	var parts []string
	switch {
	case r.Counted && r.Times == Forever:
		parts = append(parts, "R")
	case r.Counted:
		parts = append(parts, fmt.Sprintf("R%d", r.Times))
	}
	if r.HasStart {
		parts = append(parts, time.UnixMilli(r.Start).UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	}
	if d := r.Every; !d.Zero() {
		parts = append(parts, fmt.Sprintf("P%dM%dDT%d.%03dS", d.Months, d.Days, d.Ms/1000, d.Ms%1000))
	}
	return strings.Join(parts, "/")
}
