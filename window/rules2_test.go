package window

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

func TestExtTimedBatchGoesByTheEventsOwnClock(t *testing.T) {
	for _, c := range []struct {
		args []any
		ts   []int64
		want []string
	}{
		{
			[]any{"ts", millisec(10_000)},
			[]int64{3000, 12_999, 13_000, 15_000, 23_000, 90_000, 92_999, 93_000},
			[]string{"", "", "new 1 2 old", "", "new 3 4 old 1 2", "new 5 old 3 4", "", "new 6 7 old 5"},
		},
		{
			[]any{"ts", millisec(10_000), 2000},
			[]int64{5000, 11_999, 12_000, 16_000, 22_000, 25_000},
			[]string{"", "", "new 1 2 old", "", "new 3 4 old 1 2", ""},
		},
		{
			[]any{"ts", millisec(10_000)},
			[]int64{5000, 11_999, 12_000, 16_000, 22_000, 25_000},
			[]string{"", "", "", "new 1 2 3 old", "", "new 4 5 old 1 2 3"},
		},
	} {
		r := newRig(t, func(v *views) { v.use("ext_timed_batch", c.args...) })
		for i, ts := range c.ts {
			require.Equal(t, c.want[i], r.send("", 0, ts), i)
		}
	}
}

func TestTimeLengthBatchWithForceUpdate(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_length_batch", millisec(10_000), 2, text("force_update")) })
	require.Equal(t, "", r.advance(12_000))
	r.send("a", 0, 0)
	require.Equal(t, "new 1 old", r.advance(22_000))
	require.Equal(t, "new old 1", r.advance(32_000))
	r.advance(35_000)
	r.send("b", 0, 0)
	require.Equal(t, "new 2 3 old", r.send("c", 0, 0))
	require.Equal(t, "", r.advance(42_000))
	require.Equal(t, "new old 2 3", r.advance(45_000))
	require.Equal(t, "new old", r.advance(55_000))
}

func TestTimeAccumLetsGoAfterSilence(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_accum", millisec(5000)) })
	r.send("a", 0, 0)
	require.Equal(t, "new old 1", r.advance(5000))
	require.Equal(t, "new 2 old", r.send("b", 0, 0))
	r.advance(9999)
	require.Equal(t, "new 3 old", r.send("c", 0, 0))
	require.Equal(t, "", r.advance(14_998))
	require.Equal(t, "new old 2 3", r.advance(14_999))
}

func TestTimeOrder(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_order", "ts", millisec(10_000)) })
	r.advance(20_000)
	for i, ts := range []int64{18_000, 14_000, 25_000, 16_000} {
		require.Equal(t, fmt.Sprint("new ", i+1, " old"), r.send("", 0, ts))
	}
	require.Equal(t, "2 4 1 3", r.contents())
	require.Equal(t, "new old 2", r.advance(24_000))
	require.Equal(t, "new old 4", r.advance(26_000))
	require.Equal(t, "new old 1", r.advance(28_000))
	require.Equal(t, "", r.advance(34_999))
	require.Equal(t, "new old 3", r.advance(35_000))
	require.Equal(t, "new 5 old 5", r.send("late", 0, 25_000))
	require.Equal(t, "new 6 old", r.send("just", 0, 25_001))
	require.Equal(t, "new 7 old", r.send("same", 0, 25_001))
	require.Equal(t, "6 7", r.contents())
	require.Equal(t, "new old 6 7", r.advance(35_001))
}

func TestTimeToLive(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("timetolive", "ts") })
	r.advance(1000)
	r.send("a", 0, 9000)
	r.send("b", 0, 4000)
	require.Equal(t, "new 3 old 3", r.send("gone", 0, 1000))
	require.Equal(t, "new 4 old 4", r.send("past", 0, 10))
	require.Equal(t, "new 5 old", r.send("next", 0, 1001))
	require.Equal(t, "new old 5", r.advance(1001))
	require.Equal(t, "new old 2", r.advance(4000))
	require.Equal(t, "1", r.contents())
	require.Equal(t, "", r.advance(8999))
	require.Equal(t, "new old 1", r.advance(9000))
}

func TestFirstWindows(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("firstlength", 2) })
	r.send("a", 1, 0)
	r.send("b", 1, 0)
	require.Equal(t, "", r.send("c", 1, 0))
	require.Equal(t, "new old 1", r.delete(1))
	require.Equal(t, "new 4 old", r.send("d", 1, 0))
	r = newRig(t, func(v *views) { v.use("firsttime", millisec(10_000)) })
	r.advance(9999)
	require.Equal(t, "new 1 old", r.send("a", 1, 0))
	r.advance(10_000)
	require.Equal(t, "", r.send("b", 1, 0))
	require.Equal(t, "1", r.contents())
	r = newRig(t, func(v *views) { v.use("firstunique", "k") })
	require.Equal(t, "new 1 old", r.send("ann", 1, 0))
	require.Equal(t, "", r.send("ann", 1, 0))
	require.Equal(t, "new 3 old", r.send("", 1, 0))
	require.Equal(t, "", r.send("", 1, 0))
	require.Equal(t, "new old 3", r.delete(3))
	require.Equal(t, "new 5 old", r.send("", 1, 0))
}

func TestRankTies(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("rank", "k", 2, "v desc") })
	for i, c := range []struct{ k, want string }{
		{"a", "new 1 old"},
		{"b", "new 2 old"},
		{"c", "new 3 old 1"},
		{"a", "new 4 old 2"},
		{"d", "new 5 old 3"},
	} {
		require.Equal(t, c.want, r.send(c.k, 5, 0), i)
	}
	require.Equal(t, "4 5", r.contents())
	require.Equal(t, "new 6 old 6", r.send("e", 4, 0))
	require.Equal(t, "new 7 old 4", r.send("a", 5, 0)) // in the place of the one before
	require.Equal(t, "7 5", r.contents())
	require.Equal(t, "new 8 old 5", r.send("d", 9, 0))
	require.Equal(t, "8 7", r.contents())
}

// local is the expression that reads one of the names expr offers.
func local(slot int) func(e *expr.Env) any {
	return func(e *expr.Env) any { return e.Local[slot] }
}

func condition1(f func(e *expr.Env) bool) Arg {
	return Arg{Fn: expr.Fn{Type: event.Bool, Bool: func(e *expr.Env) (bool, bool) { return f(e), true }}}
}

func TestExprAsksTheOldest(t *testing.T) {
	count := local(localCount)
	r := newRig(t, func(v *views) {
		v.use("expr", condition1(func(e *expr.Env) bool { return count(e).(int32) <= 2 }))
	})
	r.send("a", 1, 0)
	r.send("b", 1, 0)
	require.Equal(t, "new 3 old 1", r.send("c", 1, 0))
	r = newRig(t, func(v *views) { // it may empty itself
		v.use("expr", condition1(func(e *expr.Env) bool { return e.Ev[0].Get("v").(int32) >= 100 }))
	})
	require.Equal(t, "new 1 old 1", r.send("a", 1, 0))
	require.Equal(t, "new 2 old", r.send("b", 200, 0))
	require.Equal(t, "new 3 old", r.send("c", 3, 0))
	r = newRig(t, func(v *views) { // a false answer for the newest lets all go
		v.use("expr", condition1(func(e *expr.Env) bool {
			return e.Local[localNewestEvent].(*event.Event).Get("v").(int32) < 9
		}))
	})
	r.send("a", 1, 0)
	r.send("a", 2, 0)
	require.Equal(t, "new 3 old 1 2 3", r.send("a", 9, 0))
	expired, n := local(localExpired), local(localCount)
	r = newRig(t, func(v *views) {
		v.use("expr", condition1(func(e *expr.Env) bool {
			return n(e).(int32) <= 3 && (expired(e).(int32) == 0 || expired(e).(int32) >= 2)
		}))
	})
	for i, want := range []string{"new 1 old", "new 2 old", "new 3 old", "new 4 old 1 2", "new 5 old"} {
		require.Equal(t, want, r.send("a", 1, 0), i)
	}
}

func TestExprLooksAgainWhenAVariableChanges(t *testing.T) {
	keep := &expr.Variable{Type: event.Int}
	keep.Set(int32(3))
	arg := condition1(func(e *expr.Env) bool { return e.Local[localCount].(int32) <= keep.Get().(int32) })
	r := newRig(t, func(v *views) {
		v.use("expr", arg)
		v.calls[0].Call.Vars = []*expr.Variable{keep}
	})
	for range 3 {
		r.send("a", 1, 0)
	}
	keep.Set(int32(1))
	require.Equal(t, "", r.took())
	require.Equal(t, "new old 1 2", r.advance(1))
	keep.Set(int32(0))
	keep.Set(int32(0))
	r.reload()
	require.Equal(t, "new old 3", r.advance(2))
}

// sumOf is a plain sum as an aggregation, for the tests of expr.
type sumOf struct{ col *event.Column }

func (s sumOf) Type() event.Type      { return event.Long }
func (s sumOf) New() aggregate.Column { return &sumColumn{sumOf: s} }

type sumColumn struct {
	sumOf
	v int64
}

func (s *sumColumn) Bool(uint32) (bool, bool)        { return false, false }
func (s *sumColumn) Int(uint32) (int64, bool)        { return s.v, true }
func (s *sumColumn) Float(uint32) (float64, bool)    { return 0, false }
func (s *sumColumn) Str(uint32) (string, bool)       { return "", false }
func (s *sumColumn) Any(uint32) any                  { return s.v }
func (s *sumColumn) Grow(int)                        {}
func (s *sumColumn) Enter(_ uint32, e *expr.Env)     { v, _ := e.Ev[0].Int(s.col); s.v += v }
func (s *sumColumn) Leave(_ uint32, e *expr.Env)     { v, _ := e.Ev[0].Int(s.col); s.v -= v }
func (s *sumColumn) Clear(uint32)                    { s.v = 0 }
func (s *sumColumn) Save(_ uint32, e *event.Encoder) { e.Int64(s.v) }
func (s *sumColumn) Load(_ uint32, d *event.Decoder) { s.v = d.Int64() }
func (s *sumColumn) Bytes() int                      { return 8 }

// sumAtMost is the window expr(sum(v) <= n).
func sumAtMost(v *views, n int64) {
	v.use("expr", condition1(func(e *expr.Env) bool { s, _ := e.Aggs[0].Int(0); return s <= n }))
	v.calls[len(v.calls)-1].Call.Aggs = []aggregate.Plan{sumOf{v.s.Column("v")}}
}

func TestExprWithAggregation(t *testing.T) {
	r := newRig(t, func(v *views) { sumAtMost(v, 10) })
	for i, c := range []struct {
		v    int
		want string
	}{
		{4, "new 1 old"}, {5, "new 2 old"}, {3, "new 3 old 1"}, {11, "new 4 old 2 3 4"}, {1, "new 5 old"},
	} {
		require.Equal(t, c.want, r.send("", c.v, 0), i)
	}
	r = newRig(t, func(v *views) { v.use("groupwin", "k"); sumAtMost(v, 9) })
	r.send("api", 4, 0)
	r.send("web", 9, 0)
	require.Equal(t, "new 3 old", r.send("api", 5, 0))
	require.Equal(t, "new 4 old 1", r.send("api", 2, 0))
	require.Equal(t, "new 5 old 2", r.send("web", 1, 0))
}

func TestExprBatchByTime(t *testing.T) {
	long := condition1(func(e *expr.Env) bool {
		return e.Local[localNewestTime].(int64)-e.Local[localOldestTime].(int64) >= 5000
	})
	never := Arg{Fn: expr.Fn{
		Type: event.Bool, Const: true,
		Bool: func(*expr.Env) (bool, bool) { return false, true },
	}}
	times := []int64{1000, 3000, 8000, 9000, 14_000, 20_000}
	with := []string{"", "", "new 1 2 3 old", "", "new 4 5 old 1 2 3", ""}
	without := []string{"", "", "new 1 2 old", "new 3 old 1 2", "new 4 old 3", "new 5 old 4"}
	for _, c := range []struct {
		args []any
		want []string
	}{{[]any{long}, with}, {[]any{long, never}, without}} {
		r := newRig(t, func(v *views) { v.use("expr_batch", c.args...) })
		for i, now := range times {
			r.advance(now)
			require.Equal(t, c.want[i], r.send("", 0, 0), i)
		}
	}
}

func TestExprBatchByVariable(t *testing.T) {
	flush := &expr.Variable{Type: event.Bool}
	flush.Set(false)
	arg := condition1(func(*expr.Env) bool { return flush.Get().(bool) })
	r := newRig(t, func(v *views) {
		v.use("expr_batch", arg)
		v.calls[0].Call.Vars = []*expr.Variable{flush}
	})
	r.send("a", 0, 0)
	r.send("b", 0, 0)
	flush.Set(true)
	require.Equal(t, "new 1 2 old", r.advance(1))
	require.Equal(t, "new 3 old 1 2", r.send("c", 0, 0))
	flush.Set(false)
	require.Equal(t, "", r.advance(2))
	r.send("d", 0, 0)
	flush.Set(true)
	require.Equal(t, "new 4 old 3", r.advance(3))
}

// rows collects the rows of a derived-value window.
func rows(r *rig, names ...string) *[]string {
	var got []string
	show := func(evs []*event.Event) string {
		s := ""
		for _, ev := range evs {
			for _, n := range names {
				s += fmt.Sprint(" ", ev.Get(n))
			}
		}
		return s
	}
	r.view.Close()
	r.view = r.plan.New(r.host, event.SinkFunc(func(d *event.Delta) {
		got = append(got, "new"+show(d.New)+" old"+show(d.Old))
	}))
	return &got
}

func TestUni(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 2).use("uni", "v") })
	got := rows(r, "datapoints", "total", "average", "variance", "stddev", "stddevpa")
	r.send("a", 4, 0)
	r.send("b", 8, 0)
	r.send("c", 8, 0)
	require.Equal(t, []string{
		"new 1 4 4 NaN NaN 0 old 0 0 NaN NaN NaN NaN",
		"new 2 12 6 8 2.8284271247461903 2 old 1 4 4 NaN NaN 0",
		"new 2 16 8 0 0 0 old 2 12 6 8 2.8284271247461903 2",
	}, *got)
}

func TestLinest(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 3).use("linest", "ts", "v") })
	var last *event.Event
	r.view.Close()
	r.view = r.plan.New(r.host, event.SinkFunc(func(d *event.Delta) { last = d.New[0].Clone() }))
	for i, c := range []struct {
		x    int64
		y    int
		want []float64 // slope, YIntercept, XAverage, YAverage, n, sumX, sumXSq, sumXY, sumY, sumYSq
	}{
		{1, 10, []float64{math.NaN(), math.NaN(), 1, 10, 1, 1, 1, 10, 10, 100}},
		{1, 20, []float64{math.NaN(), math.NaN(), 1, 15, 2, 2, 2, 30, 30, 500}},
		{3, 30, []float64{7.5, 7.5, 5.0 / 3, 20, 3, 5, 11, 120, 60, 1400}},
		{5, 50, []float64{7.5, 10.833333333333336, 3, 100.0 / 3, 3, 9, 35, 360, 100, 3800}},
	} {
		r.send("", c.y, c.x)
		for k, name := range []string{
			"slope", "YIntercept", "XAverage", "YAverage", "n", "sumX", "sumXSq",
			"sumXY", "sumY", "sumYSq",
		} {
			got, _ := event.ToFloat(last.Get(name))
			if math.IsNaN(c.want[k]) {
				require.True(t, math.IsNaN(got), "%d %s", i, name)
			} else {
				require.InDelta(t, c.want[k], got, 1e-12, "%d %s", i, name)
			}
		}
	}
}

func TestWeightedAverageAndCorrelation(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 2).use("weighted_avg", "v", "ts") })
	got := rows(r, "average")
	for _, c := range [][2]int{{10, 1}, {20, 3}, {30, 0}, {50, 0}} {
		r.send("", c[0], int64(c[1]))
	}
	require.Equal(t, []string{"new 10 old NaN", "new 17.5 old 10", "new 20 old 17.5", "new NaN old 20"}, *got)
	r = newRig(t, func(v *views) { v.use("keepall").use("correl", "v", "ts") })
	for i, c := range [][2]int{{1, 1}, {2, 4}, {3, 7}, {4, 10}} {
		r.send("", c[0], int64(c[1]))
		r.view.Each(func(row *event.Event) bool {
			if v := row.Get("correlation").(float64); i == 0 {
				require.True(t, math.IsNaN(v))
			} else {
				require.InDelta(t, 1, v, 1e-12)
			}
			return true
		})
	}
}

func TestSizePostsWhenItChanges(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 2).use("size", "k") })
	got := rows(r, "size", "k")
	r.send("a", 0, 0)
	r.send("b", 0, 0)
	r.send("c", 0, 0)
	require.Equal(t, []string{"new 1 a old 0 <nil>", "new 2 b old 1 a"}, *got)
	r.view.Each(func(ev *event.Event) bool { require.Equal(t, "c", ev.Get("k")); return true })
}

func TestDerivedRowsBehindGroupwinHaveTheKey(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("length", 2).use("uni", "v") })
	got := rows(r, "k", "total")
	r.send("a", 1, 0)
	r.send("b", 2, 0)
	r.send("a", 4, 0)
	require.Equal(t, []string{"new a 1 old <nil> 0", "new b 2 old <nil> 0", "new a 5 old a 1"}, *got)
	require.NotNil(t, r.plan.Schema().Column("k"))
}

func TestStarAddsAllColumns(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("uni", "v", Arg{Star: true}) })
	for _, n := range []string{"id", "k", "v", "ts", "x", "average"} {
		require.NotNil(t, r.plan.Schema().Column(n), n)
	}
}

func TestPrev(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 3) })
	for range 4 {
		r.send("a", 0, 0)
	}
	p := r.view.(Prever)
	require.Equal(t, "4 3 2", prevs(p, nil))
	require.Nil(t, p.Prev(nil, 3))
	require.EqualValues(t, 2, p.Tail(nil, 0).Get("id"))
	r = newRig(t, func(v *views) { v.use("sort", 3, "v desc") })
	for _, v := range []int{10, 40, 20, 1, 90} {
		r.send("", v, 0)
	}
	require.Equal(t, "5 2 3", prevs(r.view.(Prever), nil))
	require.EqualValues(t, 3, r.view.(Prever).Tail(nil, 0).Get("id"))
}

func prevs(p Prever, ev *event.Event) string {
	var out []*event.Event
	for n := range p.Count(ev) {
		out = append(out, p.Prev(ev, n))
	}
	return ids(out)[1:]
}

func TestPrevInABatchIsRelativeToTheEvent(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("length_batch", 3) })
	seen := 0
	r.view = r.plan.New(r.host, event.SinkFunc(func(d *event.Delta) {
		p := r.view.(Prever)
		for i, ev := range d.New {
			require.Equal(t, 3, p.Count(ev))
			require.Equal(t, ev, p.Prev(ev, 0))
			require.Equal(t, d.New[0], p.Tail(ev, 0))
			require.Equal(t, d.New[1], p.Tail(ev, 1))
			if i > 0 {
				require.Equal(t, d.New[i-1], p.Prev(ev, 1))
			} else {
				require.Nil(t, p.Prev(ev, 1))
			}
			n := 0
			p.All(ev, func(x *event.Event) bool { require.Equal(t, d.New[2-n], x); n++; return true })
			seen++
		}
	}))
	for i := range 12 {
		r.send([]string{"a", "b"}[i%2], 0, 0)
	}
	require.Equal(t, 12, seen)
	ev := r.row("a", 0, 0)
	r.view.Push(&event.Delta{New: []*event.Event{ev}})
	require.Equal(t, -1, r.view.(Prever).Count(ev))
}

func TestPriorIsByArrival(t *testing.T) {
	for _, build := range []func(v *views){
		func(v *views) { v.use("time", millisec(5000)) },
		func(v *views) { v.use("time_batch", millisec(5000)) },
		func(v *views) { v.use("groupwin", "k").use("sort", 2, "v") },
		func(v *views) { v.use("firstunique", "k").use("length", 3) },
		func(v *views) { v.use("unique", "k").use("time_batch", millisec(2000)) },
		func(v *views) { v.use("length", 4).use("unique", "k").opt.Union = true },
		nil,
	} {
		r := &rig{t: t, s: rowSchema(), arena: &event.Arena{Poison: true}, live: map[int64]*event.Event{}}
		r.arena.Attach(r.s)
		v := &views{s: r.s}
		if build != nil {
			build(v)
			r.plan = v.plan(t)
		}
		sched := event.NewSchedule(0)
		h := &Host{Rt: &expr.Runtime{Schedule: sched}}
		var p *Prior
		rowsSeen := 0
		sink := event.SinkFunc(func(d *event.Delta) {
			for _, ev := range append(append([]*event.Event(nil), d.New...), d.Old...) {
				id, _ := ev.Int(r.s.Column("id"))
				for _, n := range []int{0, 1, 3} {
					want := id - int64(n)
					if before := p.At(ev, n); want < 1 {
						require.Nil(t, before)
					} else {
						got, _ := before.Int(r.s.Column("id"))
						require.Equal(t, want, got)
					}
				}
				rowsSeen++
			}
		})
		p = NewPrior(r.plan, []int{3, 1, 0, 1}, h, sink)
		r.sched = sched
		for i := range 2000 {
			d := &event.Delta{}
			for range 1 + i%3 {
				d.New = append(d.New, r.row(fmt.Sprint(i*7%5), i*31%17, 0))
			}
			p.Push(d)
			r.arena.Sweep()
			if i%4 == 0 {
				sched.Advance(sched.Now() + int64(i%13)*100)
				r.arena.Sweep()
			}
			if i%97 == 0 {
				p = reloadPrior(t, r, p, h, sink)
			}
		}
		require.Greater(t, rowsSeen, 0)
		require.Less(t, len(p.index), 1000)
	}
}

func reloadPrior(t *testing.T, r *rig, p *Prior, h *Host, sink event.Sink) *Prior {
	var b bytes.Buffer
	e := event.NewEncoder(&b)
	p.Save(e)
	require.NoError(t, e.Flush())
	d := event.NewDecoder(&b, func(string) *event.Schema { return r.s })
	n := NewPrior(r.plan, p.offsets, &Host{Rt: h.Rt}, sink)
	n.Load(d)
	require.NoError(t, d.Err())
	p.Close()
	r.arena.Sweep()
	return n
}

func TestRefusals(t *testing.T) {
	for i, c := range []struct {
		build func(v *views)
		code  string
	}{
		{func(v *views) { v.use("length", 0) }, codeValue},
		{func(v *views) { v.use("length", -1) }, codeValue},
		{func(v *views) { v.use("length") }, codeArgs},
		{func(v *views) { v.use("length", 1, 2) }, codeArgs},
		{func(v *views) { v.use("length", text("three")) }, codeType},
		{func(v *views) { v.use("length", "x") }, codeType},
		{func(v *views) { v.use("length", "v") }, codeValue},
		{func(v *views) { v.use("keepall", 1) }, codeArgs},
		{func(v *views) { v.use("lastevent", 1) }, codeArgs},
		{func(v *views) { v.use("time") }, codeArgs},
		{func(v *views) { v.use("time", text("10 sec")) }, codeType},
		{func(v *views) { v.use("time", millisec(10), 5) }, codeArgs},
		{func(v *views) { v.use("time", "v") }, codeValue},
		{func(v *views) { v.use("time", 0) }, codeValue},
		{func(v *views) { v.use("ext_timed", millisec(1)) }, codeArgs},
		{func(v *views) { v.use("ext_timed", "k", millisec(1)) }, codeType},
		{func(v *views) { v.use("ext_timed", "ts", text("x")) }, codeType},
		{func(v *views) { v.use("time_batch", millisec(10), text("force")) }, codeValue},
		{func(v *views) { v.use("time_batch", millisec(10), "x") }, codeType},
		{func(v *views) { v.use("time_batch", millisec(10), text("force_update"), 5) }, codeArgs},
		{func(v *views) { v.use("time_batch", millisec(10), 0, text("start_eager"), 4) }, codeArgs},
		{func(v *views) { v.use("time_length_batch", millisec(10), 0) }, codeValue},
		{func(v *views) { v.use("time_length_batch", 5) }, codeArgs},
		{func(v *views) { v.use("sort", "v") }, codeArgs},
		{func(v *views) { v.use("sort", "v", 3) }, codeValue},
		{func(v *views) { v.use("sort", 3, 5) }, codeArgs},
		{func(v *views) { v.use("rank", "k", "v") }, codeArgs},
		{func(v *views) { v.use("rank", 2, "v desc") }, codeArgs},
		{func(v *views) { v.use("rank", "k", "v", "v desc") }, codeArgs},
		{func(v *views) { v.use("rank", "k", 0, "v desc") }, codeValue},
		{func(v *views) { v.use("expr") }, codeArgs},
		{func(v *views) { v.use("expr", "v") }, codeType},
		{func(v *views) { v.use("unique") }, codeArgs},
		{func(v *views) { v.use("groupwin", "k") }, codeCombine},
		{func(v *views) { v.use("groupwin").use("length", 2) }, codeArgs},
		{func(v *views) { v.use("length", 2).use("groupwin", "k") }, codeCombine},
		{func(v *views) { v.use("groupwin", "k").use("groupwin", "v").use("length", 2) }, codeCombine},
		{func(v *views) { v.use("length_batch", 2).use("time_batch", millisec(1)) }, codeCombine},
		{func(v *views) { v.use("uni", "k") }, codeType},
		{func(v *views) { v.use("uni") }, codeArgs},
		{func(v *views) { v.use("correl", "v") }, codeArgs},
		{func(v *views) { v.use("uni", "v").use("length", 2) }, codeCombine},
	} {
		v := &views{s: rowSchema()}
		c.build(v)
		_, err := Chain(v.calls, v.opt)
		var e *ast.Error
		require.ErrorAs(t, err, &e, i)
		require.Equal(t, c.code, e.Code, "%d %v", i, err)
	}
}

func TestReclaimLetsIdleGroupsGo(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("keepall").opt.ReclaimAge = 1000 })
	r.send("a", 0, 0)
	r.advance(900)
	r.send("b", 0, 0)
	r.advance(1500)
	require.Equal(t, "new old 1; new 3 old", r.send("b", 0, 0))
	require.Equal(t, "2 3", r.contents())
}

func TestEmptyGroupsAreForgotten(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("time", millisec(10)) })
	for i := range 10_000 {
		r.send(fmt.Sprint(i), 0, 0)
		r.advance(int64(i))
	}
	require.Less(t, r.view.(*groupWin).groups.Len(), 100)
}
