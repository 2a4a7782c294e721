package aggregate

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// The ordered list in blocks agrees with a sorted slice, equal elements in order of arrival.
func TestRankedInBlocks(t *testing.T) {
	type item struct{ key, seq int }
	byKey := func(a, b item) int { return cmp.Compare(a.key, b.key) }
	for seed := range int64(4) {
		r := rand.New(rand.NewSource(seed))
		keys := []int{50, 5000, 1 << 20, 1}[seed]
		var list ranked[item]
		var twin []item
		for seq := range 30_000 {
			// It grows, shrinks to nothing and grows again.
			grow := seq%15_000 < 6000
			if grow && r.Intn(10) > 0 || len(twin) == 0 {
				x := item{r.Intn(keys), seq}
				list.insert(x, byKey)
				i, _ := slices.BinarySearchFunc(twin, x.key+1, func(a item, k int) int { return cmp.Compare(a.key, k) })
				twin = slices.Insert(twin, i, x)
				continue
			}
			i := r.Intn(len(twin))
			x := twin[i]
			got, ok := list.remove(item{key: x.key}, byKey, func(y item) bool { return y.seq == x.seq })
			require.True(t, ok)
			require.Equal(t, x, got)
			twin = slices.Delete(twin, i, i+1)
			if seq%500 == 0 {
				var all []item
				list.each(0, 0, func(y item) bool { all = append(all, y); return true })
				require.Equal(t, twin, all)
				require.Equal(t, len(twin), list.len())
			}
		}
		_, ok := list.remove(item{key: keys + 1}, byKey, nil)
		require.False(t, ok)
	}
}

// Lists from whose middle rows leave agree with a slice, however long they are.
func TestMembersLeaveAnywhere(t *testing.T) {
	s := newRowSchema()
	r := rand.New(rand.NewSource(1))
	var list memberList[int64]
	var twin []*event.Event
	for i := range 20_000 {
		if r.Intn(5) < 3 && i%4000 < 2500 || len(twin) == 0 {
			ev := s.NewNull()
			ev.SetInt(s.Column("l"), int64(i))
			list.enter(ev, slot[int64]{int64(i), true}, false)
			twin = append(twin, ev)
			continue
		}
		k := 0
		switch i % 3 {
		case 0:
			k = r.Intn(len(twin))
		case 1:
			k = len(twin) - 1
		}
		v, ok := list.remove(twin[k])
		require.True(t, ok)
		require.Equal(t, twin[k].Get("l"), v.v)
		twin = slices.Delete(twin, k, k+1)
		require.Equal(t, len(twin), list.len())
		if len(twin) > 0 {
			require.Equal(t, twin[0].Get("l"), list.at(0).v)
			require.Equal(t, twin[len(twin)-1].Get("l"), list.fromEnd(0).v)
		}
		if i%200 == 0 {
			n := 0
			list.each(func(x slot[int64]) bool {
				require.Equal(t, twin[n].Get("l"), x.v)
				n++
				return true
			})
			require.Equal(t, len(twin), n)
		}
	}
}

// driftEvents is how many events the drift test sends: DRIFT_EVENTS=100000000 for the full length.
func driftEvents() int {
	if n, err := strconv.Atoi(os.Getenv("DRIFT_EVENTS")); err == nil {
		return n
	}
	if testing.Short() {
		return 100_000
	}
	return 1_000_000
}

// driftSeries are data that are hard to sum: an offset, a ramp, spikes, many magnitudes.
var driftSeries = map[string]func(r *rand.Rand, i int) float64{
	"noise on 1e9": func(r *rand.Rand, _ int) float64 { return 1e9 + r.Float64() },
	"ramp":         func(r *rand.Rand, i int) float64 { return float64(i)*1e-3 + r.Float64() },
	"spikes": func(r *rand.Rand, i int) float64 {
		switch {
		case i%50_000 == 17:
			return 1e12
		case i%70_000 == 99:
			return math.Inf(1)
		case i%90_000 == 5:
			return math.NaN()
		}
		return r.NormFloat64()
	},
}

// After any number of events a sliding aggregate equals a recomputation from the rows inside.
func TestDoesNotDrift(t *testing.T) {
	names := []string{"sum", "avg", "stddev", "avedev", "median", "min", "max", "count"}
	for _, kind := range []string{"noise on 1e9", "ramp", "spikes"} {
		worst := driftOf(t, kind, names)
		for _, name := range names {
			t.Logf("%-12s %-7s largest relative error %.2g", kind, name, worst[name])
			require.LessOrEqual(t, worst[name], 1e-12, "%s of %s", name, kind)
		}
	}
}

func driftOf(t *testing.T, kind string, names []string) map[string]float64 {
	const window = 1000
	next := driftSeries[kind]
	s := newRowSchema()
	r := rand.New(rand.NewSource(1))
	d := s.Column("d")
	rows := make([]*event.Event, window)
	var cols []Column
	for _, name := range names {
		plan, err := defNamed(name).Compile(call(name, s, true, true, col(s, "d")))
		require.NoError(t, err)
		c := plan.New()
		c.Grow(1)
		cols = append(cols, c)
	}
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	worst := make(map[string]float64)
	n := driftEvents()
	for i := range n {
		ev := rows[i%window]
		if ev == nil {
			ev = s.NewNull()
			rows[i%window] = ev
		} else {
			env.Ev[0] = ev
			for _, c := range cols {
				c.Leave(0, env)
			}
		}
		ev.SetFloat(d, next(r, i))
		env.Ev[0] = ev
		for _, c := range cols {
			c.Enter(0, env)
		}
		if i%(n/50) == 0 {
			compareLive(worst, names, cols, rows[:min(i+1, window)], d)
		}
	}
	compareLive(worst, names, cols, rows, d)
	return worst
}

// compareLive takes the largest relative error against a recomputation in high precision.
func compareLive(worst map[string]float64, names []string, cols []Column, rows []*event.Event, d *event.Column) {
	twins := map[string]twin{
		"sum": twinSum, "avg": twinAvg, "stddev": twinStddev, "avedev": twinAvedev,
		"median": twinMedian, "min": twinMin, "max": twinMax, "count": twinCount,
	}
	var vals []any
	for _, ev := range rows {
		vals = append(vals, ev.Any(d))
	}
	for i, name := range names {
		want := twins[name](vals)
		var got any
		if name == "count" {
			got, _ = cols[i].Int(0)
		} else if v, ok := cols[i].Float(0); ok {
			got = v
		}
		worst[name] = math.Max(worst[name], relativeError(want, got))
	}
}

func relativeError(want, got any) float64 {
	if want == nil || got == nil {
		if want == got {
			return 0
		}
		return math.Inf(1)
	}
	x, _ := event.ToFloat(want)
	y, _ := event.ToFloat(got)
	switch {
	case x == y || x != x && y != y:
		return 0
	case x-x != 0 || y-y != 0:
		return math.Inf(1)
	}
	diff := new(big.Float).Sub(big.NewFloat(x), big.NewFloat(y))
	rel, _ := diff.Quo(diff, big.NewFloat(x)).Float64()
	return math.Abs(rel)
}

// What an event costs must not grow with the window, or only with its logarithm:
// go test -run xxx -bench Scaling ./query/aggregate shows it.
func BenchmarkScaling(b *testing.B) {
	for _, name := range []string{"sum", "stddev", "max", "median", "percentile", "avedev", "window", "sorted", "first"} {
		for _, n := range []int{100, 1000, 10_000, 100_000, 1_000_000} {
			for _, fifo := range []bool{true, false} {
				b.Run(fmt.Sprintf("%s/fifo=%v/%d", name, fifo, n), func(b *testing.B) {
					benchSlide(b, defNamed(name), n, func(c *Call) { c.Source.FIFO = fifo })
				})
			}
		}
	}
}
