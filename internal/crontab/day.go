package crontab

import (
	"time"

	"github.com/cephei-go/cephei/query/ast"
)

// day tells whether the date fits the fields day of month and day of week; one of them is `*`.
func (s *Spec) day(y int, m time.Month, d int) bool {
	f, w := &s.fields[day], &s.fields[weekday]
	wd := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Weekday())
	if !f.any {
		return f.has(d) || f.hasSpecial(y, m, d, wd)
	}
	return w.has(wd) || w.hasSpecial(y, m, d, wd)
}

// hasSpecial looks at the days that only the calendar of the month can tell.
func (f *field) hasSpecial(y int, m time.Month, d, wd int) bool {
	last := lastOf(y, m)
	for _, x := range f.special {
		switch x.kind {
		case ast.LastDay:
			if x.n < 0 && d == last || x.n == wd && d > last-7 {
				return true
			}
		case ast.LastWeekday:
			if d == nearest(y, m, last) {
				return true
			}
		case ast.NearWeekday:
			if n := x.n; n < 0 || d == nearest(y, m, min(n, last)) {
				return n >= 0 || wd > 0 && wd < saturday
			}
		}
	}
	return false
}

// lastOf is the last day of a month: day 0 of the next one.
func lastOf(y int, m time.Month) int {
	return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// nearest is the day from Monday to Friday that is nearest to day d and in the same month.
func nearest(y int, m time.Month, d int) int {
	switch time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday:
		if d == 1 {
			return d + 2
		}
		return d - 1
	case time.Sunday:
		if d == lastOf(y, m) {
			return d - 2
		}
		return d + 1
	default:
		return d
	}
}
