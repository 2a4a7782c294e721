package expr

import (
	"slices"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// DateMethod is the record of a date-time method: of long values, taken as milliseconds, and of the
// date types.
type DateMethod struct {
	Name    string
	Doc     string // one paragraph for the manual
	Example string // an expression with its value; it is run as a test

	compile func(c *dateCall) (Fn, error)
}

// DateMethods returns the records of the date-time methods, sorted by name.
func DateMethods() []DateMethod {
	list := slices.Concat(dateReaders(), dateWriters(), intervalMethods())
	slices.SortFunc(list, func(a, b DateMethod) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// dateMethod returns the record of that name, or nil. The list is made anew, since a package-level
// one would refer to itself through the functions that compile arguments.
func dateMethod(name string) *DateMethod {
	list := DateMethods()
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// dateNames lists the names, for suggestions.
func dateNames() []string {
	var out []string
	for _, m := range DateMethods() {
		out = append(out, m.Name)
	}
	return out
}

// isMoment tells whether date-time methods are defined on a type.
func isMoment(t event.Type) bool { return t.Kind == event.KindLong || t.IsDate() }

// timeFn gives a moment in the zone in which its fields are read.
type timeFn func(*Env) (time.Time, bool)

// dateCall is a call of a date-time method while it is compiled.
type dateCall struct {
	pos  ast.Pos
	name string
	fn   Fn // the receiver
	args []ast.Expr
	s    *Scope
}

// compileDateMethod compiles a date-time method or an interval relation; ok is false when there is
// neither of the name.
func compileDateMethod(v *value, el *ast.ChainElement, s *Scope) (Fn, bool, error) {
	name := el.Name
	if isRelation(name) {
		f, err := compileRelation(v, el, s)
		return f, true, err
	}
	m := dateMethod(name)
	if m == nil || !isMoment(v.fn.Type) {
		return Fn{}, false, nil
	}
	f, err := m.compile(&dateCall{pos: el.Pos, name: name, fn: v.fn, args: el.Args, s: s})
	return f, true, err
}

// count checks the number of arguments.
func (c *dateCall) count(n int) error {
	if len(c.args) != n {
		return argError(c.pos, "'%s' takes %d %s, not %d", c.name, n, plural(n, "argument"), len(c.args))
	}
	return nil
}

// moment returns a long or date expression as a time: longs and plain dates in the engine's zone,
// others in their own.
func moment(f *Fn) timeFn {
	if f.Type.Kind == event.KindLong {
		ms := f.Int
		return func(e *Env) (time.Time, bool) {
			v, ok := ms(e)
			return time.UnixMilli(v).In(e.zone()), ok
		}
	}
	box, plain := f.AsAny(), f.Type.Kind == event.KindDate
	return func(e *Env) (time.Time, bool) {
		// Plain dates are kept in UTC and shown in the zone of the engine; others carry their
		// own.
		t, ok := asTime(box(e))
		if plain && ok {
			t = t.In(e.zone())
		}
		return t, ok
	}
}

// momentAs makes an expression of the same type as the receiver from a time.
func momentAs(t event.Type, f timeFn) Fn {
	if t.Kind == event.KindLong {
		return Fn{Type: t, Int: func(e *Env) (int64, bool) {
			v, ok := f(e)
			return v.UnixMilli(), ok
		}}
	}
	plain := t.Kind == event.KindDate
	return Fn{Type: t, Any: func(e *Env) any {
		v, ok := f(e)
		switch {
		case !ok:
			return nil
		case plain:
			return v.UTC()
		}
		return v
	}}
}

// millis returns a moment as milliseconds.
func millis(f *Fn) IntFn {
	if f.Type.Kind == event.KindLong {
		return f.Int
	}
	at, local := moment(f), f.Type.Kind == event.KindLocal
	return func(e *Env) (int64, bool) {
		t, ok := at(e)
		if local {
			t = inZone(t, e.zone())
		}
		return t.UnixMilli(), ok
	}
}

// inZone keeps what the clock shows and changes the zone.
func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// withZone returns an Env whose calendar is that of a zone.
func (e *Env) withZone(zone *time.Location) *Env {
	if e.zone() == zone {
		return e
	}
	in, rt := *e, Runtime{}
	if e.Rt != nil {
		rt = *e.Rt
	}
	rt.Zone = zone
	in.Rt = &rt
	return &in
}
