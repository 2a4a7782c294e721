package aggregate

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
)

// seriesCase is a function over points, by the rows' own time or by the engine's.
type seriesCase struct {
	name string
	args []expr.Fn
	// twin works the result out from the finite points in the window, in order of time.
	twin func(pts []point) any
}

func TestWindowedSeriesAgreeWithTwin(t *testing.T) {
	for _, c := range []seriesCase{
		{"counter_increase", nil, twinIncrease},
		{"counter_rate", nil, func(p []point) any {
			inc := twinIncrease(p)
			if inc == nil || p[len(p)-1].t == p[0].t {
				return nil
			}
			return inc.(float64) * 1000 / float64(p[len(p)-1].t-p[0].t)
		}},
		{"predict_linear", []expr.Fn{constFloat(2)}, twinPredict},
	} {
		for seed := range testSeeds() / 2 {
			fifo, stamped := seed%2 == 0, seed/2%2 == 0
			h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
				cl := call(c.name, s, fifo, true, append([]expr.Fn{col(s, "i")}, c.args...)...)
				if stamped {
					cl.Named = map[string]Arg{"time": {Fn: col(s, "ts")}}
				}
				return defNamed(c.name).Compile(cl)
			})
			h.fifo = fifo
			h.check = func(h *history, g int) {
				var pts []point
				for _, ev := range h.live[g] { // they arrive in the order of their time
					if v, ok := event.ToFloat(ev.Get("i")); ok {
						ts, _ := event.ToInt(ev.Get("ts"))
						pts = append(pts, point{ts, v})
					}
				}
				if c.name == "predict_linear" {
					if !fifo || h.cleared(g) {
						return // looks ahead from the newest there was, which the twin cannot know
					}
				}
				sameNumber(h, c.twin(pts), h.read(g), g)
			}
			h.run(80)
		}
	}
}

// cleared tells whether the newest value is none of those in the window.
func (h *history) cleared(g int) bool {
	n := len(h.live[g])
	return n == 0 || h.live[g][n-1].Get("i") == nil
}

// sameNumber allows for the rounding of a twin that is worked out in float64.
func sameNumber(h *history, want, got any, g int) {
	x, ok := want.(float64)
	y, ok2 := got.(float64)
	if ok && ok2 && math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(x)) {
		return
	}
	h.same(want, got, g)
}

func twinIncrease(p []point) any {
	if len(p) < 2 {
		return nil
	}
	inc := 0.0
	for i := 1; i < len(p); i++ {
		if p[i].v < p[i-1].v {
			inc += p[i].v
		} else {
			inc += p[i].v - p[i-1].v
		}
	}
	// A first value below 0 after a drop makes no sense for a counter, but must not differ.
	return inc
}

func twinPredict(p []point) any {
	if len(p) < 2 {
		return nil
	}
	var mx, my, sxx, sxy float64
	for _, q := range p {
		mx += float64(q.t) / 1000
		my += q.v
	}
	n := float64(len(p))
	mx, my = mx/n, my/n
	for _, q := range p {
		d := float64(q.t)/1000 - mx
		sxx += d * d
		sxy += d * (q.v - my)
	}
	return my + sxy/sxx*(float64(p[len(p)-1].t)/1000+2-mx)
}

// The functions that never forget follow their model whatever leaves.
func TestSeriesFollowTheirModel(t *testing.T) {
	half := stats.NewEWM(stats.EWMConfig{HalfLife: 5000})
	hw, err := stats.NewHoltWinters(stats.HoltWintersConfig{
		Trend: stats.LinearTrend, Season: stats.AdditiveSeason, Period: 4000, Slots: 4,
	})
	require.NoError(t, err)
	counter := stats.NewCounter(stats.RangeConfig{Range: 3000})
	reach := stats.NewReach(stats.ReachConfig{Bound: 50})
	var last point
	models := map[string]func(p point) any{
		"ewma": func(p point) any { half.Update(p.t, p.v); return half.Mean() },
		"holt_winters": func(p point) any {
			return hw.Update(p.t, p.v).Forecast
		},
		"counter_rate":  func(p point) any { counter.Push(p.t, p.v); return counter.AnchoredRate(p.t) },
		"time_to_reach": func(p point) any { reach.Update(p.t, p.v); return never(reach.Estimate(p.t).Seconds) },
		"derivative": func(p point) any {
			d := math.NaN()
			if last.t > 0 {
				d = (p.v - last.v) / float64(p.t-last.t) * 1000
			}
			last = p
			return d
		},
	}
	args := map[string][]expr.Fn{
		"ewma": {constFloat(5)}, "holt_winters": {constFloat(4)}, "counter_rate": {constFloat(3)},
		"time_to_reach": {constFloat(50)},
	}
	for name, model := range models {
		s := newRowSchema()
		plan, err := defNamed(name).Compile(call(name, s, true, true, append([]expr.Fn{col(s, "d")}, args[name]...)...))
		require.NoError(t, err)
		c := plan.New()
		c.Grow(1)
		env := &expr.Env{Ev: make([]*event.Event, 1), Rt: &expr.Runtime{Schedule: event.NewSchedule(0)}}
		env.Aggs = []expr.AggReader{c}
		for i := range 60 {
			env.Rt.Schedule.Advance(int64(i+1) * 500)
			ev := s.NewNull()
			v := float64(i%7) + float64(i)/3
			ev.SetFloat(s.Column("d"), v)
			env.Ev[0] = ev
			c.Enter(0, env)
			want := model(point{int64(i+1) * 500, v})
			if want.(float64) != want.(float64) {
				want = nil
			}
			agg := expr.Agg(plan.Type(), 0)
			got := agg.AsAny()(env)
			if ev, ok := got.(*event.Event); ok {
				got = ev.Get("forecast")
				m, err := plan.(Methods).Method("forecast", nil)
				require.NoError(t, err)
				f := m.Fn(func(*expr.Env) (expr.AggReader, uint32) { return c, 0 })
				require.Equal(t, got, f.AsAny()(env))
			}
			require.True(t, alike(want, got), "%s %d: want %v, got %v", name, i, want, got)
			if i > 3 {
				c.Leave(0, env)
			}
		}
	}
}

func TestSketchesAgreeWithTwin(t *testing.T) {
	for seed := range testSeeds() {
		column := []string{"s", "i", "d", "t"}[seed%4]
		name := []string{"topk", "approx_distinct", "percentile"}[seed%3]
		never := seed/12%2 == 0 && name != "percentile"
		if name == "percentile" {
			column = "d"
		}
		h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
			c := call(name, s, true, !never, col(s, column))
			switch name {
			case "topk":
				c.Args = append(c.Args, Arg{Fn: constInt(3)})
			case "percentile":
				c.Args = append(c.Args, Arg{Fn: constFloat(0.7)})
			}
			return defNamed(name).Compile(c)
		})
		h.fifo, h.never = true, never
		h.check = func(h *history, g int) {
			vals := values(h.live[g], column, false, false)
			got := h.read(g)
			switch name {
			case "topk":
				h.same(twinTopK(vals), plainEntries(got), g)
			case "percentile":
				h.same(twinPercentile(vals), got, g)
			default:
				h.same(int64(len(values(h.live[g], column, false, true))), got, g)
			}
		}
		h.run(80)
	}
}

// twinTopK counts with a map and sorts.
func twinTopK(vals []any) any {
	type pair struct {
		v any
		n int64
	}
	var all []pair
	for _, v := range vals {
		f, isFloat := v.(float64)
		if isFloat && f != f {
			continue
		}
		if _, ok := v.(string); !ok {
			if _, ok := event.ToFloat(v); !ok {
				v = keyText(v)
			}
		}
		i := slices.IndexFunc(all, func(p pair) bool { return sameValue(p.v, v) })
		if i < 0 {
			all = append(all, pair{v, 0})
			i = len(all) - 1
		}
		all[i].n++
	}
	slices.SortFunc(all, func(a, b pair) int {
		if a.n != b.n {
			return int(b.n - a.n)
		}
		return compareAny(a.v, b.v)
	})
	out := []any{}
	for _, p := range all[:min(3, len(all))] {
		out = append(out, []any{p.v, p.n})
	}
	return out
}

func plainEntries(v any) any {
	out := []any{}
	for _, x := range v.([]any) {
		ev := x.(*event.Event)
		out = append(out, []any{ev.Get("value"), ev.Get("count")})
	}
	return out
}

func twinPercentile(vals []any) any {
	f := slices.DeleteFunc(floats(vals), math.IsNaN)
	if len(f) == 0 {
		return nil
	}
	slices.Sort(f)
	at := 0.7 * float64(len(f)-1)
	i := int(math.Floor(at + 1e-12))
	h := at - float64(i)
	if h < 1e-12 || i+1 == len(f) || f[i] == f[i+1] {
		return f[i]
	}
	return (1-h)*f[i] + h*f[i+1]
}
