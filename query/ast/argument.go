package ast

// The nodes of this file stand only as arguments or crontab fields.

// NamedArg is `name: value` in an argument list, such as `filter: ms > 1`.
type NamedArg struct {
	Pos
	Name  string
	Value Expr
}

// Tuple is `()` or `(a, b)` as the value of a named argument, such as `group_by: (a, b)`.
// A single expression in parentheses is just that expression.
type Tuple struct {
	Pos
	Items []Expr
}

// Ordered is an argument with a direction: `sort(2, price desc)`. An argument without a
// direction is the plain expression.
type Ordered struct {
	Pos
	X    Expr
	Desc bool
}

// Star is `*`: all columns in a select list, all events in `count(*)`, any value in a crontab.
type Star struct {
	Pos
}

// StreamStar is `s.*`: the event of one stream.
type StreamStar struct {
	Pos
	Stream string
}

// CronStep is the crontab field `*/n`.
type CronStep struct {
	Pos
	Every Expr
}

// CronRange is the crontab field `low:high`.
type CronRange struct {
	Pos
	Low, High Expr
}

// CronList is the crontab field `[a, b:c, */d]`.
type CronList struct {
	Pos
	Items []Expr
}

// CronDayKind is a day of the month that depends on the calendar.
type CronDayKind uint8

// The special days of a crontab.
const (
	LastDay     CronDayKind = iota // `last`, or `n last` for the last such weekday
	LastWeekday                    // `lastweekday`: the last day from Monday to Friday
	NearWeekday                    // `n weekday`: the weekday nearest to day n
)

// CronDay is the crontab field `last`, `n last`, `lastweekday` or `n weekday`.
type CronDay struct {
	Pos
	Kind CronDayKind
	N    Expr // or nil
}

// Crontab is a list of crontab fields: minute, hour, day of month, month, day of week, and
// optionally second, time zone, millisecond, microsecond. Pattern observers such as `timer:at`
// hold the same fields as plain arguments.
type Crontab struct {
	Pos
	Fields []Expr
}

func (*NamedArg) expr()   {}
func (*Tuple) expr()      {}
func (*Ordered) expr()    {}
func (*Star) expr()       {}
func (*StreamStar) expr() {}
func (*CronStep) expr()   {}
func (*CronRange) expr()  {}
func (*CronList) expr()   {}
func (*CronDay) expr()    {}
func (*Crontab) expr()    {}
