package aggregate

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// accessCases are the functions whose result follows from rows, null values included.
var accessCases = []struct {
	name  string
	index int64 // -1: no such argument
	twin  func(vals []any) any
	skip  bool // rows without value do not count
}{
	{"first", -1, func(v []any) any { return nth(v, 0) }, false},
	{"first", 2, func(v []any) any { return nth(v, 2) }, false},
	{"last", -1, func(v []any) any { return nth(v, len(v)-1) }, false},
	{"last", 3, func(v []any) any { return nth(v, len(v)-4) }, false},
	{"nth", 0, func(v []any) any { return nth(v, len(v)-1) }, true},
	{"nth", 2, func(v []any) any { return nth(v, len(v)-3) }, true},
	{"window", -1, func(v []any) any {
		if len(v) == 0 {
			return nil
		}
		return v
	}, false},
}

func TestAccessAgreesWithTwin(t *testing.T) {
	columns := []string{"i", "f", "d", "s", "ok", "bd", "o", "*"}
	for _, c := range accessCases {
		for seed := range testSeeds() {
			column := columns[seed%len(columns)]
			if column == "*" && c.skip {
				continue
			}
			filtered, fifo := seed%3 == 1, seed/2%2 == 0
			h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
				cl := call(c.name, s, fifo, true)
				cl.Star = column == "*"
				if !cl.Star {
					cl.Args = append(cl.Args, Arg{Fn: col(s, column)})
				}
				if c.index >= 0 {
					cl.Args = append(cl.Args, Arg{Fn: constInt(c.index)})
				}
				if filtered {
					f := col(s, "ok")
					cl.Filter = &f
				}
				return defNamed(c.name).Compile(cl)
			})
			h.fifo = fifo
			h.check = func(h *history, g int) {
				h.same(c.twin(rowValues(h.live[g], column, filtered, c.skip)), h.read(g), g)
			}
			h.run(100)
		}
	}
}

// rowValues returns a column's values, or the events for "*", of the rows that count.
func rowValues(rows []*event.Event, column string, filtered, skip bool) []any {
	var vals []any
	for _, ev := range rows {
		var v any = ev
		if column != "*" {
			v = ev.Get(column)
		}
		if filtered && ev.Get("ok") != true || skip && v == nil {
			continue
		}
		vals = append(vals, v)
	}
	return vals
}

func TestWithoutWindow(t *testing.T) {
	twins := map[string]func(v []any) any{
		"first": func(v []any) any { return nth(v, 0) },
		"last":  func(v []any) any { return nth(v, len(v)-1) },
		"nth":   func(v []any) any { return nth(v, len(v)-2) },
		"min":   twinMin, "max": twinMax, "sum": twinSum, "count": twinCount, "avg": twinAvg,
	}
	for name, tw := range twins {
		for seed := range 20 {
			h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
				cl := call(name, s, false, false, col(s, "l"))
				if name == "nth" {
					cl.Args = append(cl.Args, Arg{Fn: constInt(1)})
				}
				return defNamed(name).Compile(cl)
			})
			h.never = true
			h.check = func(h *history, g int) {
				h.same(tw(rowValues(h.ever[g], "l", false, true)), h.read(g), g)
			}
			h.run(60)
		}
	}
}

func TestLeaving(t *testing.T) {
	for seed := range 20 {
		h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
			return defNamed("leaving").Compile(call("leaving", s, true, true))
		})
		h.check = func(h *history, g int) { h.same(h.left[g] > 0, h.read(g), g) }
		h.run(60)
	}
}

// sortCase is a function that orders events, by criteria each of which may descend.
type sortCase struct {
	name string
	by   []string
	desc []bool
}

func TestSortedAgreesWithTwin(t *testing.T) {
	cases := []sortCase{
		{"sorted", []string{"i"}, []bool{false}},
		{"sorted", []string{"d"}, []bool{true}},
		{"sorted", []string{"s", "i"}, []bool{true, false}},
		{"sorted", []string{"bd"}, []bool{false}},
		{"maxby", []string{"d"}, []bool{false}},
		{"minby", []string{"s"}, []bool{false}},
		{"maxby", []string{"s", "i"}, []bool{false, true}},
		{"minby", []string{"i"}, []bool{true}},
	}
	for _, c := range cases {
		for seed := range testSeeds() {
			fifo, filtered := seed%2 == 0, seed%3 == 0
			h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
				cl := call(c.name, s, fifo, true)
				for i, name := range c.by {
					cl.Args = append(cl.Args, Arg{Fn: col(s, name), Desc: c.desc[i]})
				}
				if filtered {
					f := col(s, "ok")
					cl.Filter = &f
				}
				return defNamed(c.name).Compile(cl)
			})
			h.fifo = fifo
			h.check = func(h *history, g int) {
				all := c.sorted(rowValues(h.live[g], "*", filtered, false))
				h.same(c.result(all), h.read(g), g)
			}
			h.run(100)
		}
	}
}

func (c sortCase) compare(a, b any) int {
	for i, name := range c.by {
		o := compareAny(a.(*event.Event).Get(name), b.(*event.Event).Get(name))
		if c.desc[i] {
			o = -o
		}
		if o != 0 {
			return o
		}
	}
	return 0
}

func (c sortCase) sorted(rows []any) []any {
	all := append([]any{}, rows...)
	slices.SortStableFunc(all, c.compare)
	return all
}

func (c sortCase) result(all []any) any {
	switch {
	case c.name == "sorted":
		return all
	case len(all) == 0:
		return nil
	case c.name == "minby":
		return all[0]
	}
	last := all[len(all)-1]
	return all[slices.IndexFunc(all, func(x any) bool { return c.compare(x, last) == 0 })]
}

func TestByEver(t *testing.T) {
	for _, name := range []string{"minbyever", "maxbyever"} {
		for seed := range 50 {
			h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
				return defNamed(name).Compile(call(name, s, false, true, col(s, "i")))
			})
			h.check = func(h *history, g int) {
				var want *event.Event
				for _, ev := range h.ever[g] {
					v, w := ev.Get("i"), any(nil)
					if want != nil {
						w = want.Get("i")
					}
					o := compareAny(v, w)
					if w == nil || name == "minbyever" && o < 0 || name == "maxbyever" && o > 0 {
						want = ev
					}
				}
				got, _ := h.read(g).(*event.Event)
				require.Equal(t, want == nil, got == nil)
				if want != nil {
					require.Equal(t, want.Get("ts"), got.Get("ts"))
				}
			}
			h.run(60)
		}
	}
}

func testSeeds() int {
	if testing.Short() {
		return 30
	}
	return 1000
}

func TestSortedMethods(t *testing.T) {
	s := newRowSchema()
	plan, err := defNamed("sorted").Compile(call("sorted", s, false, true, col(s, "i")))
	require.NoError(t, err)
	c := plan.New()
	c.Grow(2)
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	for i, v := range []any{5, 3, nil, 5, 9} {
		ev := s.NewNull()
		if v != nil {
			ev.SetAny(s.Column("i"), int32(v.(int)))
		}
		ev.SetInt(s.Column("ts"), int64(i))
		env.Ev[0] = ev
		c.Enter(0, env)
	}
	// An event shows as its ts; the order is 2 (null), 1 (3), 0 and 3 (5), 4 (9).
	for _, m := range []struct {
		name        string
		args        []expr.Fn
		want, empty any
	}{
		{"firstEvent", nil, int64(2), nil},
		{"firstEvents", nil, []any{int64(2)}, nil},
		{"firstKey", nil, nil, nil},
		{"lastEvent", nil, int64(4), nil},
		{"lastKey", nil, int32(9), nil},
		{"minBy", nil, int64(2), nil},
		{"maxBy", nil, int64(4), nil},
		{"countEvents", nil, int64(5), int64(0)},
		{"countKeys", nil, int64(4), int64(0)},
		{"floorEvent", []expr.Fn{constInt(6)}, int64(0), nil},
		{"floorEvent", []expr.Fn{constInt(5)}, int64(0), nil},
		{"floorEvents", []expr.Fn{constInt(8)}, []any{int64(0), int64(3)}, nil},
		{"floorKey", []expr.Fn{constInt(4)}, int32(3), nil},
		{"floorKey", []expr.Fn{constInt(1)}, nil, nil},
		{"lowerEvent", []expr.Fn{constInt(5)}, int64(1), nil},
		{"lowerKey", []expr.Fn{constInt(4)}, int32(3), nil},
		{"ceilingEvent", []expr.Fn{constInt(4)}, int64(0), nil},
		{"ceilingKey", []expr.Fn{constInt(9)}, int32(9), nil},
		{"ceilingEvent", []expr.Fn{constInt(10)}, nil, nil},
		{"higherEvents", []expr.Fn{constInt(3)}, []any{int64(0), int64(3)}, nil},
		{"higherKey", []expr.Fn{constInt(9)}, nil, nil},
		{"getEvent", []expr.Fn{constInt(5)}, int64(0), nil},
		{"getEvents", []expr.Fn{constInt(5)}, []any{int64(0), int64(3)}, nil},
		{"getEvents", []expr.Fn{constInt(4)}, nil, nil},
		{"containsKey", []expr.Fn{constInt(5)}, true, false},
		{"containsKey", []expr.Fn{constInt(4)}, false, false},
		{
			"eventsBetween",
			[]expr.Fn{constInt(3), truth(true), constInt(5), truth(true)},
			[]any{int64(1), int64(0), int64(3)},
			[]any{},
		},
		{
			"eventsBetween",
			[]expr.Fn{constInt(3), truth(false), constInt(9), truth(false)},
			[]any{int64(0), int64(3)},
			[]any{},
		},
		{
			"submap",
			[]expr.Fn{constInt(4), truth(true), constInt(9), truth(true)},
			map[string]any{"5": []any{int64(0), int64(3)}, "9": []any{int64(4)}},
			map[string]any{},
		},
	} {
		got, err := plan.(Methods).Method(m.name, m.args)
		require.NoError(t, err)
		require.NotNil(t, got, m.name)
		for g, want := range []any{m.want, m.empty} {
			f := got.Fn(func(*expr.Env) (expr.AggReader, uint32) { return c, uint32(g) })
			require.Equal(t, want, stamps(f.AsAny()(env)), "%s in group %d", m.name, g)
		}
	}
	unknown, err := plan.(Methods).Method("nothing", nil)
	require.NoError(t, err)
	require.Nil(t, unknown)
}

func truth(v bool) expr.Fn {
	return expr.Fn{Type: event.Bool, Const: true, Bool: func(*expr.Env) (bool, bool) { return v, true }}
}

// stamps replaces events by their ts.
func stamps(v any) any {
	switch v := v.(type) {
	case *event.Event:
		return v.Get("ts")
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, stamps(x))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = stamps(x)
		}
		return out
	}
	return v
}
