package window

import (
	"bytes"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// A queue agrees with a slice, whatever enters and leaves, the same event twice included.
func TestQueueAgreesWithSlice(t *testing.T) {
	s := rowSchema()
	pool := make([]*event.Event, 40)
	for i := range pool {
		pool[i] = s.NewNull()
		pool[i].SetInt(s.Column("id"), int64(i))
	}
	for seed := range int64(300) {
		r := rand.New(rand.NewSource(seed))
		var q timed
		var events []*event.Event
		var times []int64
		now := int64(0)
		for range 400 {
			switch k := r.Intn(10); {
			case k < 5:
				ev := pool[r.Intn(1+r.Intn(len(pool)))]
				now += int64(r.Intn(2))
				q.push(ev, now)
				events, times = append(events, ev), append(times, now)
			case k < 6 && len(events) > 0:
				require.Equal(t, events[0], q.popFirst())
				events, times = events[1:], times[1:]
			case k < 7:
				q.close()
			case k < 8:
				limit := now - int64(r.Intn(20))
				var got []*event.Event
				q.expire(limit, func(ev *event.Event) { got = append(got, ev) })
				n := 0
				for n < len(times) && times[n] <= limit {
					n++
				}
				require.Equal(t, n, len(got))
				events, times = events[n:], times[n:]
			default:
				ev := pool[r.Intn(len(pool))]
				removed := q.remove(ev)
				i := -1
				for k := range events {
					if events[k] == ev {
						i = k
					}
				}
				require.Equal(t, i >= 0, removed)
				// Of an event that is inside twice, which one goes is the queue's own choice.
				if removed {
					events, times = contentsOf(&q)
				}
			}
			gotEvents, gotTimes := contentsOf(&q)
			require.True(t, slices.Equal(events, gotEvents), seed)
			require.True(t, slices.Equal(times, gotTimes), seed)
			require.Equal(t, len(events), q.len())
		}
		q.clear()
	}
}

func contentsOf(q *timed) (events []*event.Event, times []int64) {
	i := q.head
	for p := q.fifo.head; p != q.fifo.tail; p++ {
		for q.runAt(i).end <= p {
			i++
		}
		if ev := q.buf[p&q.mask()]; ev != nil {
			events, times = append(events, ev), append(times, q.runAt(i).at)
		}
	}
	return events, times
}

// What a removal takes out of the middle is the event itself, with its time.
func TestQueueRemovesTheRightOne(t *testing.T) {
	s := rowSchema()
	for seed := range int64(300) {
		r := rand.New(rand.NewSource(seed))
		var q timed
		var events []*event.Event
		var times []int64
		for now := range int64(300) {
			ev := s.NewNull()
			q.push(ev, now/3)
			events, times = append(events, ev), append(times, now/3)
			for r.Intn(3) == 0 && len(events) > 0 {
				i := r.Intn(len(events))
				require.True(t, q.remove(events[i]))
				require.False(t, q.remove(events[i]))
				events, times = slices.Delete(events, i, i+1), slices.Delete(times, i, i+1)
			}
			gotEvents, gotTimes := contentsOf(&q)
			require.True(t, slices.Equal(events, gotEvents))
			require.True(t, slices.Equal(times, gotTimes))
			if len(times) > 0 {
				require.Equal(t, times[0], q.headTime())
				require.Equal(t, times[len(times)-1], q.tailTime())
			}
		}
	}
}

func TestPlacesAgreeWithMap(t *testing.T) {
	s := rowSchema()
	for seed := range int64(50) {
		r := rand.New(rand.NewSource(seed))
		var p places
		m := map[*event.Event]uint64{}
		pool := make([]*event.Event, 1+r.Intn(500))
		for i := range pool {
			pool[i] = s.NewNull()
		}
		for i := range uint64(5000) {
			ev := pool[r.Intn(len(pool))]
			if r.Intn(2) == 0 {
				p.put(ev, i)
				m[ev] = i
			} else {
				p.delete(ev)
				delete(m, ev)
			}
			ev = pool[r.Intn(len(pool))]
			got, ok := p.find(ev)
			want, has := m[ev]
			require.Equal(t, has, ok)
			require.Equal(t, want, got)
			require.Equal(t, len(m), p.n)
		}
	}
}

// A sorted list agrees with a slice that is sorted anew each time.
func TestSortedAgreesWithSlice(t *testing.T) {
	s := rowSchema()
	for seed := range int64(30) {
		r := rand.New(rand.NewSource(seed))
		var l sorted
		var dumb []entry
		span := 1 + r.Intn(2000)
		grow := 6
		for i := range 4000 {
			if i%1000 == 999 {
				grow = 10 - grow // now it grows, now it shrinks
			}
			switch k := r.Intn(10); {
			case k < grow || len(dumb) == 0:
				e := entry{prefix: uint64(r.Intn(span)), seq: int64(i), ev: s.NewNull()}
				l.insert(e)
				at, _ := slices.BinarySearchFunc(dumb, e, func(a, b entry) int { return l.compare(&a, &b) })
				dumb = slices.Insert(dumb, at, e)
			case r.Intn(3) == 0:
				require.Equal(t, dumb[0], l.popFirst())
				dumb = dumb[1:]
			case r.Intn(3) == 0:
				require.Equal(t, dumb[len(dumb)-1], l.popLast())
				dumb = dumb[:len(dumb)-1]
			default:
				at := r.Intn(len(dumb))
				k, i, ok := l.find(entry{prefix: dumb[at].prefix, ev: dumb[at].ev})
				require.True(t, ok)
				require.Equal(t, dumb[at], l.removeAt(k, i))
				dumb = slices.Delete(dumb, at, at+1)
			}
			require.Equal(t, len(dumb), l.n)
			if len(dumb) > 0 {
				at := r.Intn(len(dumb))
				require.Equal(t, dumb[at].ev, l.at(at))
				require.Equal(t, dumb[0], *l.first())
				require.Equal(t, dumb[len(dumb)-1], *l.last())
			}
		}
		var got []entry
		l.each(func(e *entry) bool { got = append(got, *e); return true })
		require.True(t, slices.Equal(dumb, got))
	}
}

func TestOrderOfValues(t *testing.T) {
	inOrder := []float64{math.Inf(-1), -1e300, -2, -1e-300, 0, 1e-300, 1, 2, 1e300, math.Inf(1), math.NaN()}
	for i := range inOrder {
		for j := range inOrder {
			require.Equal(t, i < j, compareFloat(inOrder[i], inOrder[j]) < 0, "%d %d", i, j)
		}
		require.NotZero(t, floatOrder(inOrder[i]), "0 is for null")
	}
	require.Equal(t, floatOrder(0), floatOrder(math.Copysign(0, -1)))
	values := []any{false, true, int32(1), 1.5, int64(2), "a", "b"}
	for i := range values {
		for j := range values {
			require.Equal(t, i < j, compareAny(values[i], values[j]) < 0, "%v %v", values[i], values[j])
		}
	}
}

// dumbStats are the properties of derived-value windows, from the events inside.
func dumbStats(events []*event.Event) map[string]float64 {
	var n, sx, sxx, sy, syy, sxy float64
	for _, ev := range events {
		x, y := ev.Get("x").(float64), float64(ev.Get("v").(int32))
		n, sx, sy = n+1, sx+x, sy+y
		sxx, syy, sxy = sxx+x*x, syy+y*y, sxy+x*y
	}
	mx, my := sx/n, sy/n
	var dxx, dyy, dxy float64
	for _, ev := range events {
		x, y := ev.Get("x").(float64)-mx, float64(ev.Get("v").(int32))-my
		dxx, dyy, dxy = dxx+x*x, dyy+y*y, dxy+x*y
	}
	sample := func(v float64) float64 {
		if n < 2 {
			return math.NaN()
		}
		return v / (n - 1)
	}
	m := map[string]float64{
		"datapoints": n, "total": sx, "average": mx, "variance": sample(dxx), "size": n,
		"stddev": math.Sqrt(sample(dxx)), "stddevpa": math.Sqrt(dxx / n),
		"correlation": dxy / math.Sqrt(dxx*dyy), "slope": dxy / dxx, "YIntercept": my - dxy/dxx*mx,
		"XAverage": mx, "YAverage": my, "XSum": sx, "YSum": sy, "sumX": sx, "sumY": sy,
		"sumXSq": sxx, "sumYSq": syy, "sumXY": sxy, "n": n, "dataPoints": n,
		"XVariance": sample(dxx), "YVariance": sample(dyy),
		"XStandardDeviationPop": math.Sqrt(dxx / n), "YStandardDeviationPop": math.Sqrt(dyy / n),
		"XStandardDeviationSample": math.Sqrt(sample(dxx)), "YStandardDeviationSample": math.Sqrt(sample(dyy)),
	}
	if dxx == 0 || n < 2 {
		m["slope"], m["YIntercept"] = math.NaN(), math.NaN()
	}
	if dxx == 0 || dyy == 0 {
		m["correlation"] = math.NaN()
	}
	return m
}

func TestDerivedValuesAgreeWithRecomputation(t *testing.T) {
	for _, c := range []struct {
		name string
		args []any
	}{{"uni", []any{"x"}}, {"correl", []any{"x", "v"}}, {"linest", []any{"x", "v"}}, {"size", nil}} {
		for seed := range int64(100) {
			r := rand.New(rand.NewSource(seed))
			g := newRig(t, func(v *views) { v.use("time", millisec(50)).use(c.name, c.args...) })
			for range 200 {
				switch k := r.Intn(10); {
				case k < 6:
					g.send("", r.Intn(1+r.Intn(100)), 0)
				case k < 9:
					g.advance(g.sched.Now() + int64(r.Intn(30)))
				default:
					g.reload()
				}
				checkDerived(t, g, fmt.Sprint(c.name, " seed ", seed))
			}
		}
	}
}

func checkDerived(t *testing.T, g *rig, context string) {
	s := g.view.(series)
	var inside []*event.Event
	s[0].Each(func(ev *event.Event) bool { inside = append(inside, ev); return true })
	want := dumbStats(inside)
	s.Each(func(row *event.Event) bool {
		cols := row.Schema().Columns()
		for i := range cols {
			got, _ := event.ToFloat(row.Any(&cols[i]))
			w := want[cols[i].Name]
			if math.IsNaN(w) {
				require.True(t, math.IsNaN(got), "%s %s: %v", context, cols[i].Name, got)
				continue
			}
			require.InDelta(t, w, got, 1e-7*(1+math.Abs(w)), "%s %s", context, cols[i].Name)
		}
		return true
	})
}

// A damaged checkpoint is an error, never a panic, an endless loop or all of the memory.
func TestDamagedStateIsAnError(t *testing.T) {
	pickPairing = func(r *rand.Rand, i int) (func(*views), func() dumb) { return pairings[i].make(r) }
	for i := range pairings {
		for seed := range int64(20) {
			rnd := rand.New(rand.NewSource(seed))
			build, _ := pairings[i].make(rnd)
			g := newRig(t, build)
			for range 30 {
				g.send(fmt.Sprint("k", rnd.Intn(4)), rnd.Intn(10), int64(rnd.Intn(40)))
				g.advance(g.sched.Now() + int64(rnd.Intn(3)))
			}
			var b bytes.Buffer
			e := event.NewEncoder(&b)
			g.view.Save(e)
			require.NoError(t, e.Flush())
			for range 30 {
				data := bytes.Clone(b.Bytes())
				if rnd.Intn(2) == 0 {
					data = data[:rnd.Intn(len(data)+1)]
				} else if len(data) > 0 {
					data[rnd.Intn(len(data))] ^= byte(1 << rnd.Intn(8))
				}
				g.start(event.NewSchedule(g.sched.Now()))
				d := event.NewDecoder(bytes.NewReader(data), func(string) *event.Schema { return g.s })
				g.view.Load(d)
				if d.Err() == nil {
					g.send("k1", 1, 1)
					g.advance(g.sched.Now() + 100)
				}
				g.quiet = true
				g.view.Close()
				g.quiet = false
				g.took()
			}
		}
	}
}
