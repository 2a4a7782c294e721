package window

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// rowSchema is the stream of all tests: k is a key, v a value, ts a time stamp, id tells an event.
func rowSchema() *event.Schema {
	return event.MustSchema("Row", event.Field{Name: "id", Type: event.Long},
		event.Field{Name: "k", Type: event.String}, event.Field{Name: "v", Type: event.Int},
		event.Field{Name: "ts", Type: event.Long}, event.Field{Name: "x", Type: event.Double})
}

// column is the argument that reads a column.
func column(s *event.Schema, name string) Arg {
	c := s.Column(name)
	f := expr.Fn{Type: c.Type, Column: c}
	switch c.Type.Class() {
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) { return e.Ev[0].Int(c) }
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) { return e.Ev[0].Float(c) }
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) { return e.Ev[0].Str(c) }
	default:
		f.Any = func(e *expr.Env) any { return e.Ev[0].Any(c) }
	}
	return Arg{Fn: f, Text: name}
}

// integer is a constant argument.
func integer(v int) Arg {
	return Arg{Text: fmt.Sprint(v), Fn: expr.Fn{
		Type: event.Int, Const: true,
		Int: func(*expr.Env) (int64, bool) { return int64(v), true },
	}}
}

func text(v string) Arg {
	return Arg{Text: "'" + v + "'", Fn: expr.Fn{
		Type: event.String, Const: true,
		Str: func(*expr.Env) (string, bool) { return v, true },
	}}
}

func millisec(n int64) Arg {
	return Arg{Text: fmt.Sprint(n, " msec"), Period: expr.FixedPeriod(n)}
}

// months is a period of n months.
func months(n int) Arg {
	return Arg{Text: fmt.Sprint(n, " months"), Period: &expr.Period{
		Shift: func(_ *expr.Env, t int64, sign int) (int64, bool) {
			return addMonths(time.UnixMilli(t).UTC(), sign*n).UnixMilli(), true
		},
	}}
}

// addMonths goes to the last day of a month that is too short.
func addMonths(t time.Time, n int) time.Time {
	to := t.AddDate(0, n, 0)
	if to.Day() != t.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}

func defOf(name string) *Def {
	for _, d := range Builtin() {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// views is a from-item: a list of windows with their arguments.
type views struct {
	s     *event.Schema
	calls []ChainCall
	opt   ChainOptions
}

// use adds a window. A string argument names a column; `v desc` sorts the other way.
func (v *views) use(name string, args ...any) *views {
	c := Call{Name: name, Schema: v.s, Pos: ast.Pos{Line: 1, Column: 1 + len(v.calls)}}
	for _, a := range args {
		switch a := a.(type) {
		case string:
			col, isDesc := strings.CutSuffix(a, " desc")
			arg := column(v.s, col)
			arg.Desc = isDesc
			c.Args = append(c.Args, arg)
		case int:
			c.Args = append(c.Args, integer(a))
		case Arg:
			c.Args = append(c.Args, a)
		}
	}
	v.calls = append(v.calls, ChainCall{Def: defOf(name), Call: c})
	return v
}

func (v *views) plan(t testing.TB) Plan {
	p, err := Chain(v.calls, v.opt)
	require.NoError(t, err)
	return p
}

// rig runs a window as an engine would, with events that become unusable when nobody holds them.
type rig struct {
	t     testing.TB
	s     *event.Schema
	arena *event.Arena
	plan  Plan
	sched *event.Schedule
	host  *Host
	view  View
	got   []string // what was pushed since the last look
	next  int64    // id
	live  map[int64]*event.Event
	quiet bool
}

func newRig(t testing.TB, build func(v *views)) *rig {
	r := &rig{t: t, s: rowSchema(), arena: &event.Arena{Poison: true}, live: map[int64]*event.Event{}}
	r.arena.Attach(r.s)
	v := &views{s: r.s}
	build(v)
	r.plan = v.plan(t)
	if r.plan.Schema() != r.s {
		r.arena.Attach(r.plan.Schema())
	}
	r.start(event.NewSchedule(0))
	return r
}

func (r *rig) start(s *event.Schedule) {
	r.sched = s
	r.host = &Host{Rt: &expr.Runtime{Schedule: s, Zone: time.UTC}, Slot: s.NewSlot()}
	r.view = r.plan.New(r.host, r)
}

// Push takes what the window pushes.
func (r *rig) Push(d *event.Delta) {
	if r.quiet {
		return
	}
	r.got = append(r.got, "new"+ids(d.New)+" old"+ids(d.Old))
}

func ids(evs []*event.Event) string {
	var b strings.Builder
	for _, ev := range evs {
		fmt.Fprintf(&b, " %v", ev.Get("id"))
	}
	return b.String()
}

// took returns what was pushed since the last call and ends the dispatch.
func (r *rig) took() string {
	s := strings.Join(r.got, "; ")
	r.got = nil
	r.arena.Sweep()
	return s
}

// row makes an event.
func (r *rig) row(k string, v int, ts int64) *event.Event {
	r.next++
	ev := r.s.NewNull()
	ev.SetInt(r.s.Column("id"), r.next)
	if k != "" {
		ev.SetStr(r.s.Column("k"), k)
	}
	ev.SetInt(r.s.Column("v"), int64(v))
	ev.SetInt(r.s.Column("ts"), ts)
	ev.SetFloat(r.s.Column("x"), float64(v)/4)
	r.live[r.next] = ev
	return ev
}

// send sends one event with a key, a value and a time stamp.
func (r *rig) send(k string, v int, ts int64) string {
	r.view.Push(&event.Delta{New: []*event.Event{r.row(k, v, ts)}})
	return r.took()
}

// advance moves the clock.
func (r *rig) advance(to int64) string {
	r.sched.Advance(to)
	return r.took()
}

// delete takes events out, as a named window's on-delete does.
func (r *rig) delete(which ...int64) string {
	d := &event.Delta{}
	for _, id := range which {
		d.Old = append(d.Old, r.live[id])
	}
	r.view.Push(d)
	return r.took()
}

// contents lists the ids of the events inside.
func (r *rig) contents() string {
	var out []*event.Event
	r.view.Each(func(ev *event.Event) bool { out = append(out, ev); return true })
	return strings.TrimSpace(ids(out))
}

// reload saves the window and the clock and goes on with a new one that has loaded them.
func (r *rig) reload() {
	r.t.Helper()
	r.reloadInto(func() { r.start(event.NewSchedule(r.sched.Now())) })
}

// reloadInto is reload with a window that open makes.
func (r *rig) reloadInto(open func()) {
	r.t.Helper()
	var b bytes.Buffer
	e := event.NewEncoder(&b)
	r.view.Save(e)
	require.NoError(r.t, e.Flush())
	old := r.view
	open()
	d := event.NewDecoder(&b, func(name string) *event.Schema {
		if name == r.s.Name() {
			return r.s
		}
		return r.plan.Schema()
	})
	r.view.Load(d)
	require.NoError(r.t, d.Err())
	require.Zero(r.t, b.Len())
	old.Close()
	r.arena.Sweep()
	r.relive()
}

// relive finds the new copies of the events by their ids.
func (r *rig) relive() {
	held(r.view, func(ev *event.Event) {
		if id, ok := ev.Get("id").(int64); ok && ev.Schema() == r.s {
			r.live[id] = ev
		}
	})
}

// held yields the events of a view, those of a batch that was posted included.
func held(v View, f func(*event.Event)) {
	each := func(ev *event.Event) bool { f(ev); return true }
	switch v := v.(type) {
	case series:
		held(v[0], f)
	case *groupWin:
		for g := range v.views {
			held(g, f)
		}
	case *intersect:
		for _, m := range v.views {
			held(m, f)
		}
	case *union:
		v.Each(each)
	default:
		v.Each(each)
	}
}

// sorted puts the ids of each update with the newest first.
func (r *rig) sorted(s string) string {
	parts := strings.Split(s, "; ")
	for i, p := range parts {
		head, tail, _ := strings.Cut(p, " old ")
		f := strings.Fields(tail)
		slices.Sort(f)
		slices.Reverse(f)
		parts[i] = head + " old " + strings.Join(f, " ")
	}
	return strings.Join(parts, "; ")
}
