package sketch_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/sketch"
)

// copyState moves a state through the encoder that the engine uses.
func copyState(t *testing.T, to, from stats.State) {
	t.Helper()
	var buf bytes.Buffer
	e := event.NewEncoder(&buf)
	from.Save(e)
	require.NoError(t, e.Flush())
	require.NoError(t, to.Load(event.NewDecoder(&buf, nil)))
	require.Zero(t, buf.Len())
}

func zipf(seed uint64) func() string {
	z := rand.NewZipf(rand.New(rand.NewPCG(seed, 1)), 1.1, 1, 50_000)
	return func() string { return fmt.Sprintf("/page/%05d/index", z.Uint64()) }
}

// countAll is the dumb twin: a plain map.
func countAll(keys []string) (counts map[string]uint64, order []string) {
	counts = map[string]uint64{}
	for _, k := range keys {
		counts[k]++
	}
	for k := range counts {
		order = append(order, k)
	}
	sort.Slice(order, func(i, j int) bool {
		if counts[order[i]] != counts[order[j]] {
			return counts[order[i]] > counts[order[j]]
		}
		return order[i] < order[j]
	})
	return counts, order
}

func draw(n int, next func() string) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = next()
	}
	return keys
}

func TestTopKBounds(t *testing.T) {
	keys := draw(200_000, zipf(1))
	counts, order := countAll(keys)
	top := sketch.NewTopK(500)
	loaded := sketch.NewTopK(500)
	for i, k := range keys {
		top.Add(k)
		if i == 100_000 {
			copyState(t, loaded, top)
		}
		if i > 100_000 {
			loaded.Add(k)
		}
	}
	require.Equal(t, top.Top(500), loaded.Top(500), "a saved sketch goes on the same")
	for i, e := range top.Top(10) {
		require.Equal(t, order[i], e.Key)
	}
	for _, e := range top.Top(500) {
		require.GreaterOrEqual(t, e.Count, counts[e.Key])
		require.LessOrEqual(t, e.Count-e.Error, counts[e.Key])
	}
	for _, k := range order {
		if counts[k] <= uint64(len(keys)/500) {
			break
		}
		count, err := top.Count(k)
		require.Less(t, err, count, "every frequent key has a counter: %s", k)
	}
}

func TestTopKMergeBounds(t *testing.T) {
	a, b := draw(50_000, zipf(2)), draw(70_000, zipf(3))
	counts, _ := countAll(append(append([]string{}, a...), b...))
	x, y := sketch.NewTopK(300), sketch.NewTopK(300)
	for _, k := range a {
		x.Add(k)
	}
	for _, k := range b {
		y.Add(k)
	}
	require.NoError(t, x.Merge(y))
	require.EqualValues(t, 120_000, x.Total())
	for _, e := range x.Top(300) {
		require.GreaterOrEqual(t, e.Count, counts[e.Key])
		require.LessOrEqual(t, e.Count-e.Error, counts[e.Key])
	}
	require.Error(t, x.Merge(x))
}

func TestCountMin(t *testing.T) {
	keys := draw(100_000, zipf(4))
	counts, order := countAll(keys)
	c := sketch.NewCountMin(4096, 4)
	for _, k := range keys {
		c.Enter(k, 1)
	}
	tooHigh := 0
	for _, k := range order {
		got := uint64(c.Count(k))
		require.GreaterOrEqual(t, got, counts[k])
		if float64(got-counts[k]) > math.E/4096*float64(len(keys)) {
			tooHigh++
		}
	}
	require.LessOrEqual(t, float64(tooHigh), math.Exp(-4)*float64(len(order)))
	loaded := sketch.NewCountMin(4096, 4)
	copyState(t, loaded, c)
	for _, k := range keys {
		loaded.Leave(k, 1)
	}
	require.Zero(t, loaded.Total())
	require.Zero(t, loaded.Count(order[0]))
	require.NoError(t, loaded.Merge(c))
	require.Equal(t, c.Count(order[3]), loaded.Count(order[3]))
	require.Error(t, c.Merge(sketch.NewCountMin(64, 4)))
}

func TestDistinct(t *testing.T) {
	for _, n := range []int{0, 1, 100, 5_000, 300_000} {
		d, half := sketch.NewDistinct(14), sketch.NewDistinct(14)
		for i := range n {
			d.Add(fmt.Sprintf("client-%d", i))
			if i%2 == 0 {
				half.Add(fmt.Sprintf("client-%d", i))
			}
			d.Add("client-0")
		}
		require.InDelta(t, n, d.Count(), 0.03*float64(n)+0.5)
		copied := sketch.NewDistinct(14)
		copyState(t, copied, half)
		require.Equal(t, half.Count(), copied.Count())
		require.NoError(t, copied.Merge(d))
		require.Equal(t, d.Count(), copied.Count(), "a union with its own half")
	}
	require.Error(t, sketch.NewDistinct(14).Merge(sketch.NewDistinct(12)))
}

func TestPanesForgets(t *testing.T) {
	p := sketch.NewPanes(6, 10_000, func() *sketch.Distinct { return sketch.NewDistinct(0) })
	for i := range 600 {
		p.At(int64(i) * 1000).Add(fmt.Sprint(i))
		if i%97 == 0 {
			q := sketch.NewPanes(6, 10_000, func() *sketch.Distinct { return sketch.NewDistinct(0) })
			copyState(t, q, p)
			p = q
		}
		whole := i%10 + 1 + 50 // the newest pane, and five full ones
		require.InDelta(t, min(whole, i+1), p.Union().Count(), 1.1)
	}
	p.Advance(10_000_000)
	require.Zero(t, p.Union().Count())
	p.At(5).Add("late")
	require.EqualValues(t, 1, p.Union().Count())
}

func TestPanesOfHistograms(t *testing.T) {
	p := sketch.NewPanes(3, 100, func() *stats.Histogram { return stats.NewHistogram(0.01) })
	for i := range 1000 {
		p.At(int64(i)).Enter(float64(i))
	}
	require.InEpsilon(t, 850, p.Union().Quantile(0.5), 0.011)
}

// TestHashSpreads counts collisions of the low bits: they should be those of random numbers.
func TestHashSpreads(t *testing.T) {
	seen := map[uint64]bool{}
	for i := range 1 << 16 {
		seen[sketch.Hash(fmt.Sprintf("host-%d.example", i))&(1<<20-1)] = true
		seen[sketch.HashBits(uint64(i))&(1<<20-1)|1<<40] = true
	}
	want := 2 * float64(1<<20) * (1 - math.Exp(-1.0/16))
	require.InDelta(t, want, len(seen), 500)
	require.NotEqual(t, sketch.Hash("a"), sketch.Hash("a\x00"))
}

func TestSketchesAllocateNothing(t *testing.T) {
	keys := draw(10_000, zipf(5))
	top, c, d := sketch.NewTopK(100), sketch.NewCountMin(1024, 4), sketch.NewDistinct(10)
	for _, k := range keys {
		top.Add(k)
		d.Add(k)
	}
	i := 0
	require.Zero(t, testing.AllocsPerRun(2000, func() {
		c.Enter(keys[i], 1)
		d.Add(keys[i])
		top.Add(keys[i])
		i = (i + 1) % len(keys)
	}))
}

func BenchmarkTopK1000(b *testing.B) { // by hand, on an AMD EPYC: 115 to 127 ns
	keys := draw(1<<16, zipf(6))
	top := sketch.NewTopK(1000)
	for i := 0; b.Loop(); i++ {
		top.Add(keys[i&(1<<16-1)])
	}
}

func BenchmarkCountMin(b *testing.B) { // by hand, on an AMD EPYC: 10.4 ns
	keys := draw(1<<16, zipf(6))
	c := sketch.NewCountMin(4096, 4)
	for i := 0; b.Loop(); i++ {
		c.Enter(keys[i&(1<<16-1)], 1)
	}
}

func BenchmarkDistinct(b *testing.B) { // by hand, on an AMD EPYC: 23 ns
	keys := draw(1<<16, zipf(6))
	d := sketch.NewDistinct(14)
	for i := 0; b.Loop(); i++ {
		d.Add(keys[i&(1<<16-1)])
	}
}

func ExampleTopK() {
	top := sketch.NewTopK(100)
	for _, path := range []string{"/", "/login", "/", "/cart", "/", "/login"} {
		top.Add(path)
	}
	for _, e := range top.Top(2) {
		fmt.Println(e.Key, e.Count)
	}
	// Output:
	// / 3
	// /login 2
}

func ExamplePanes() {
	// The number of different clients of the last hour, in steps of five minutes.
	clients := sketch.NewPanes(12, 5*60_000, func() *sketch.Distinct { return sketch.NewDistinct(14) })
	for minute := range 180 {
		clients.At(int64(minute) * 60_000).Add(fmt.Sprintf("10.0.0.%d", minute%90))
	}
	fmt.Println(clients.Union().Count())
	// Output: 60
}

// TestDamagedStates cuts and changes saved sketches: an error or another sketch, never a panic.
func TestDamagedStates(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	newOnes := []func() stats.State{
		func() stats.State { return sketch.NewTopK(50) },
		func() stats.State { return sketch.NewCountMin(64, 3) },
		func() stats.State { return sketch.NewDistinct(8) },
		func() stats.State {
			return sketch.NewPanes(3, 10, func() *sketch.Distinct { return sketch.NewDistinct(8) })
		},
	}
	add := func(s stats.State, key string, at int) {
		switch s := s.(type) {
		case *sketch.TopK:
			s.Add(key)
			s.Top(3)
		case *sketch.CountMin:
			s.Enter(key, 1)
			s.Count(key)
		case *sketch.Distinct:
			s.Add(key)
			s.Count()
		case *sketch.Panes[*sketch.Distinct]:
			s.At(int64(at)).Add(key)
			s.Union().Count()
		}
	}
	for _, newOne := range newOnes {
		whole := newOne()
		for i := range 2000 {
			add(whole, fmt.Sprint(i%300), i/100)
		}
		var buf bytes.Buffer
		e := event.NewEncoder(&buf)
		whole.Save(e)
		require.NoError(t, e.Flush())
		for range 1000 {
			bad := append([]byte(nil), buf.Bytes()[:1+r.IntN(buf.Len())]...)
			for range r.IntN(4) {
				bad[r.IntN(len(bad))] = byte(r.Uint32())
			}
			damaged := newOne()
			if damaged.Load(event.NewDecoder(bytes.NewReader(bad), nil)) != nil {
				continue
			}
			for i := range 20 {
				add(damaged, fmt.Sprint(i), i)
			}
		}
	}
}
