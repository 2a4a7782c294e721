package crontab

import (
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// What can stand in a field, and what it means:
//
//	*            any value
//	5            that value
//	5:9          from 5 to 9
//	*/10         the multiples of 10
//	[1, 5:7]     any of these
//	last         day of month: the last one; day of week: Saturday
//	5 last       day of week: the last Friday of the month
//	lastweekday  day of month: the last one from Monday to Friday
//	15 weekday   day of month: the one from Monday to Friday that is nearest to the 15th

// unit is what one field of a crontab counts, with the values that it may have.
type unit struct {
	name   string
	lo, hi int
}

// The fields in their order, without the time zone that stands at place 6 of the list.
const (
	minute = iota
	hour
	day
	month
	weekday
	second
	milli
	micro
	unitCount
)

var units = [unitCount]unit{
	minute:  {"minute", 0, 59},
	hour:    {"hour", 0, 23},
	day:     {"day of month", 1, 31},
	month:   {"month", 1, 12},
	weekday: {"day of week", 0, 6},
	second:  {"second", 0, 59},
	milli:   {"millisecond", 0, 999},
	micro:   {"microsecond", 0, 999},
}

const saturday = 6

// special is a day that only the calendar of the month can tell.
type special struct {
	kind ast.CronDayKind
	n    int // -1 when not written
}

// field holds the values of one unit.
type field struct {
	any     bool   // `*`
	set     []bool // by value; nil when any
	special []special
}

// has tells whether a value fits.
func (f *field) has(v int) bool { return f.any || f.set != nil && f.set[v] }

// add lets the values from one to another fit.
func (f *field) add(u unit, from, to, step int) {
	if f.set == nil {
		f.set = make([]bool, u.hi+1)
	}
	for v := from; v <= to; v += step {
		f.set[v] = true
	}
}

// Value tells the value of an expression inside a crontab: a number or the name of a zone.
type Value func(ast.Expr) (any, error)

// parser reads the fields; values are asked from the caller, since they may be variables.
type parser struct {
	value Value
}

// field reads one field. A list without items would never fit and is refused.
func (p *parser) field(x ast.Expr, u int) (field, error) {
	var f field
	err := p.item(&f, x, u)
	if err == nil && !f.any && f.set == nil && f.special == nil {
		err = errorf(x, "the field %s is empty", units[u].name)
	}
	return f, err
}

// errorf returns a finding at the place of an expression.
func errorf(x ast.Expr, format string, args ...any) error {
	return ast.Errorf(x.Position(), "crontab", format, args...)
}

// item adds what one part of a field stands for.
func (p *parser) item(f *field, x ast.Expr, u int) error {
	switch x := x.(type) {
	case *ast.Star:
		f.any = true
		return nil
	case *ast.CronList:
		for _, part := range x.Items {
			if err := p.item(f, part, u); err != nil {
				return err
			}
		}
		return nil
	case *ast.CronStep:
		return p.step(f, x, u)
	case *ast.CronRange:
		return p.span(f, x, u)
	case *ast.CronDay:
		return p.day(f, x, u)
	}
	n, err := p.number(x)
	if err != nil {
		return err
	}
	if err := within(x, n, units[u]); err != nil {
		return err
	}
	f.add(units[u], n, n, 1)
	return nil
}

// step is `*/n`: the multiples of n, counted from 0 also where a unit begins with 1.
func (p *parser) step(f *field, x *ast.CronStep, u int) error {
	n, err := p.number(x.Every)
	if err != nil {
		return err
	}
	if n < 1 {
		return errorf(x, "a step must be positive")
	}
	from := (units[u].lo + n - 1) / n * n
	if from > units[u].hi {
		return errorf(x, "no %s is a multiple of %d", units[u].name, n)
	}
	f.add(units[u], from, units[u].hi, n)
	return nil
}

// span is `a:b`, both included. One that runs backwards is more likely a slip than a wish.
func (p *parser) span(f *field, x *ast.CronRange, u int) error {
	lo, err := p.number(x.Low)
	if err != nil {
		return err
	}
	hi, err := p.number(x.High)
	if err != nil {
		return err
	}
	if err := within(x.Low, lo, units[u]); err != nil {
		return err
	}
	if err := within(x.High, hi, units[u]); err != nil {
		return err
	}
	if lo > hi {
		return errorf(x, "the range %d:%d is upside down", lo, hi)
	}
	f.add(units[u], lo, hi, 1)
	return nil
}

// day is a day of the calendar. `last` by itself is the last day of the month, and as a day of the
// week Saturday.
func (p *parser) day(f *field, x *ast.CronDay, u int) error {
	n := -1
	if x.N != nil {
		var err error
		if n, err = p.number(x.N); err != nil {
			return err
		}
		if err := within(x.N, n, units[u]); err != nil {
			return err
		}
	}
	switch {
	case u == weekday && x.Kind == ast.LastDay && n < 0: // the last day of the week
		f.add(units[u], saturday, saturday, 1)
		return nil
	case u == weekday && x.Kind == ast.LastDay,
		u == day && (x.Kind != ast.LastDay || n < 0):
		f.special = append(f.special, special{x.Kind, n})
		return nil
	}
	return errorf(x, "%s cannot stand for the %s", x, units[u].name)
}

// number evaluates a whole number that fits a field.
func (p *parser) number(x ast.Expr) (int, error) {
	v, err := p.value(x)
	if err != nil {
		return 0, err
	}
	switch v.(type) {
	case int8, int16, int32, int64:
		n, _ := event.ToInt(v)
		return int(max(min(n, 1<<20), -1<<20)), nil
	}
	return 0, errorf(x, "a whole number is expected, not %v", v)
}

// within checks that a value can occur at all: minute 60 would never fit.
func within(x ast.Expr, n int, u unit) error {
	if n < u.lo || n > u.hi {
		return errorf(x, "%s %d is out of range", u.name, n)
	}
	return nil
}

// literal is the Value of plain literals, for crontabs without variables.
func literal(x ast.Expr) (any, error) {
	if l, ok := x.(*ast.Literal); ok {
		switch l.Kind {
		case ast.Int, ast.Long:
			return l.Int, nil
		case ast.String:
			return l.Text, nil
		default:
		}
	}
	return nil, fmt.Errorf("%w", errorf(x, "a constant is expected"))
}

// Leaves returns the expressions inside crontab fields, whose values Parse will ask for.
func Leaves(fields []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for _, x := range fields {
		switch x := x.(type) {
		case *ast.Star:
		case *ast.CronList:
			out = append(out, Leaves(x.Items)...)
		case *ast.CronStep:
			out = append(out, x.Every)
		case *ast.CronRange:
			out = append(out, x.Low, x.High)
		case *ast.CronDay:
			if x.N != nil {
				out = append(out, x.N)
			}
		default:
			out = append(out, x)
		}
	}
	return out
}
