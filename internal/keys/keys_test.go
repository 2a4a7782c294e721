package keys

import (
	"bytes"
	"fmt"
	"math"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var schema = event.MustSchema("Row",
	event.Field{Name: "s", Type: event.String}, event.Field{Name: "i", Type: event.Int},
	event.Field{Name: "f", Type: event.Double}, event.Field{Name: "b", Type: event.Bool},
	event.Field{Name: "a", Type: event.ArrayOf(event.Int)}, event.Field{Name: "o", Type: event.Object},
	event.Field{Name: "t", Type: event.String})

// col is the expression that reads a column of slot 0.
func col(name string) expr.Fn {
	c := schema.Column(name)
	f := expr.FromAny(c.Type, func(e *expr.Env) any { return e.Ev[0].Any(c) })
	if c.Type.Class() == event.ClassStr {
		f.Str = func(e *expr.Env) (string, bool) { return e.Ev[0].Str(c) }
	}
	if c.Type.Class() == event.ClassInt {
		f.Int = func(e *expr.Env) (int64, bool) { return e.Ev[0].Int(c) }
	}
	return f
}

func row(vals map[string]any) *expr.Env {
	ev := schema.NewNull()
	for k, v := range vals {
		ev.SetAny(schema.Column(k), v)
	}
	return &expr.Env{Ev: []*event.Event{ev}}
}

func TestKeysAreEqualWhenTheirValuesAre(t *testing.T) {
	type vals = map[string]any
	for _, c := range []struct {
		cols []string
		x, y vals
		same bool
	}{
		{[]string{"s"}, vals{"s": "x"}, vals{"s": "x"}, true},
		{[]string{"s"}, vals{"s": ""}, vals{}, false},
		{[]string{"s"}, vals{}, vals{}, true},
		{[]string{"i"}, vals{"i": int32(0)}, vals{}, false},
		{[]string{"f"}, vals{"f": 0.0}, vals{"f": math.Copysign(0, -1)}, true},
		{[]string{"f"}, vals{"f": math.NaN()}, vals{"f": math.Float64frombits(0x7ff8000000000123)}, true},
		{[]string{"f"}, vals{"f": math.NaN()}, vals{}, false},
		{[]string{"b"}, vals{"b": false}, vals{}, false},
		{[]string{"b"}, vals{"b": true}, vals{"b": true}, true},
		{[]string{"a"}, vals{"a": []any{int32(1), int32(2)}}, vals{"a": []any{int32(1), int32(2)}}, true},
		{[]string{"a"}, vals{"a": []any{int32(1), int32(2)}}, vals{"a": []any{int32(2), int32(1)}}, false},
		{[]string{"a"}, vals{"a": []any{}}, vals{}, false},
		{[]string{"o"}, vals{"o": int32(7)}, vals{"o": int64(7)}, true},
		{[]string{"o"}, vals{"o": int64(7)}, vals{"o": 7.0}, false},
		{[]string{"o"}, vals{"o": "7"}, vals{"o": 7.0}, false},
		{[]string{"s", "i"}, vals{"s": "a", "i": int32(1)}, vals{"s": "a", "i": int32(1)}, true},
		{[]string{"s", "i"}, vals{"s": "a"}, vals{"s": "a", "i": int32(0)}, false},
		{[]string{"s", "s"}, vals{"s": "ab"}, vals{"s": "a"}, false},
		{[]string{"s", "t"}, vals{"s": "ab", "t": "c"}, vals{"s": "a", "t": "bc"}, false},
		{[]string{"s", "t"}, vals{"s": "ab", "t": "c"}, vals{"s": "ab", "t": "c"}, true},
		{[]string{"s", "t"}, vals{"s": "a"}, vals{"t": "a"}, false},
		{[]string{"s", "t"}, vals{"s": "a", "t": ""}, vals{"s": "a"}, false},
		{[]string{"s", "t"}, vals{"t": "a"}, vals{"t": "a"}, true},
		{[]string{"s", "t"}, vals{}, vals{"s": "", "t": ""}, false},
		{nil, vals{"s": "a"}, vals{}, true},
	} {
		var fns []expr.Fn
		for _, n := range c.cols {
			fns = append(fns, col(n))
		}
		s := NewSet(New(fns...))
		n, added := s.Add(row(c.x))
		require.True(t, added)
		require.Zero(t, n)
		m, ok := s.Find(row(c.y))
		require.Equal(t, c.same, ok, "%v %v %v", c.cols, c.x, c.y)
		if ok {
			require.Equal(t, n, m)
		}
	}
}

// twin keeps keys and numbers in the dumbest way.
type twin struct {
	keys []string
	free []int
}

func (w *twin) find(k string) int {
	for i, x := range w.keys {
		if x == "+"+k {
			return i
		}
	}
	return -1
}

func (w *twin) add(k string) int {
	if i := w.find(k); i >= 0 {
		return i
	}
	if n := len(w.free); n > 0 {
		i := w.free[n-1]
		w.free = w.free[:n-1]
		w.keys[i] = "+" + k
		return i
	}
	w.keys = append(w.keys, "+"+k)
	return len(w.keys) - 1
}

func (w *twin) remove(i int) { w.keys[i] = ""; w.free = append(w.free, i) }

func TestSetAgreesWithTwin(t *testing.T) {
	for _, cols := range [][]string{{"s"}, {"i"}, {"f"}, {"a"}, {"s", "i"}, {"o"}, {"s", "t"}, {"t", "s", "t"}} {
		for seed := range int64(100) {
			runTwin(t, cols, seed)
		}
	}
}

func runTwin(t *testing.T, cols []string, seed int64) {
	r := rand.New(rand.NewSource(seed))
	var fns []expr.Fn
	for _, n := range cols {
		fns = append(fns, col(n))
	}
	key := New(fns...)
	m, w := NewMap[string](key), &twin{}
	span := 1 + r.Intn(60)
	for range 300 {
		k := r.Intn(span)
		vals := map[string]any{"s": fmt.Sprint("k", k/2), "i": int32(k % 2), "f": float64(k), "o": k > 5}
		vals["a"] = []any{int32(k), "x"}
		if k%3 > 0 {
			vals["t"] = fmt.Sprint(k % 5)
		}
		if k%11 == 1 {
			delete(vals, "s")
		}
		if k == 0 {
			vals = nil
		}
		env := row(vals)
		name := string(key.Append(nil, env))
		if r.Intn(3) > 0 {
			v, added := m.Put(env)
			if added {
				*v = name
			}
			require.Equal(t, name, *v)
			n, _ := m.Find(env)
			require.Equal(t, w.find(name) < 0, added)
			require.Equal(t, w.add(name), int(n))
		} else if i := w.find(name); i >= 0 {
			m.Delete(env)
			w.remove(i)
		}
		_, ok := m.Find(env)
		require.Equal(t, w.find(name) >= 0, ok)
		if r.Intn(50) == 0 {
			m = reload(t, m)
		}
		checkOrder(t, m, w)
	}
}

func checkOrder(t *testing.T, m *Map[string], w *twin) {
	var got, want []string
	for n := range m.Each() {
		got = append(got, *m.At(n))
	}
	for _, k := range w.keys {
		if k != "" {
			want = append(want, k[1:])
		}
	}
	require.Equal(t, want, got)
	require.Equal(t, len(want), m.Len())
}

func reload(t *testing.T, m *Map[string]) *Map[string] {
	var b bytes.Buffer
	e := event.NewEncoder(&b)
	m.Save(e)
	require.NoError(t, e.Flush())
	d := event.NewDecoder(&b, nil)
	n := NewMap[string](m.key)
	n.Load(d)
	require.NoError(t, d.Err())
	for i := range n.Each() {
		*n.At(i) = *m.At(i)
	}
	return n
}

func TestLookUpsAllocateNothing(t *testing.T) {
	for _, cols := range [][]string{{"s"}, {"i"}, {"f"}, {"s", "i"}, {"s", "t"}} {
		var fns []expr.Fn
		for _, n := range cols {
			fns = append(fns, col(n))
		}
		s := NewSet(New(fns...))
		env := row(map[string]any{"s": "host", "i": int32(4), "f": 2.5})
		s.Add(env)
		if cols[0] == "f" {
			continue // the test's own reader boxes it
		}
		require.Zero(t, testing.AllocsPerRun(100, func() {
			n, _ := s.Find(env)
			s.Remove(n)
			s.Add(env)
		})-boxes(cols), cols)
	}
}

// boxes is what a new composite key must allocate: its text, unless it is strings alone.
func boxes(cols []string) float64 {
	if len(cols) > 1 && cols[1] == "i" {
		return 1
	}
	return 0
}

func BenchmarkFind(b *testing.B) {
	for _, cols := range [][]string{{"s"}, {"i"}, {"s", "i"}, {"s", "t"}} {
		for _, size := range []int{100, 10_000, 1_000_000} {
			b.Run(fmt.Sprintf("%v/%d", cols, size), func(b *testing.B) {
				var fns []expr.Fn
				for _, n := range cols {
					fns = append(fns, col(n))
				}
				s := NewSet(New(fns...))
				envs := make([]*expr.Env, 0, 1<<14)
				for k := range size {
					env := row(map[string]any{"s": fmt.Sprintf("h%07d", k), "i": int32(k)})
					s.Add(env)
					if k*97%size < cap(envs) && len(envs) < cap(envs) {
						envs = append(envs, env)
					}
				}
				b.ReportAllocs()
				b.ResetTimer()
				for i := range b.N {
					s.Find(envs[i%len(envs)])
				}
			})
		}
	}
}

// A renamed key keeps its number, and other keys find it by expressions of their own.
func TestRenameAndFindBy(t *testing.T) {
	for _, cols := range [][]string{{"s"}, {"i"}, {"f"}, {"s", "i"}, {"s", "t"}} {
		var fns, other []expr.Fn
		for _, n := range cols {
			f := col(n)
			fns = append(fns, f)
			other = append(other, expr.FromAny(f.Type, func(e *expr.Env) any {
				return f.AsAny()(&expr.Env{Ev: e.Ev[1:]})
			}))
		}
		one := map[string]any{"s": "a", "i": int32(1), "f": 1.0}
		two := map[string]any{"s": "b", "i": int32(2), "f": 2.0}
		s := NewSet(New(fns...))
		s.Add(row(nil))
		n, _ := s.Add(row(one))
		require.False(t, s.Rename(n, row(nil)), cols)
		require.True(t, s.Rename(n, row(one)), cols)
		require.True(t, s.Rename(n, row(two)), cols)
		_, ok := s.Find(row(one))
		require.False(t, ok)
		behind := &expr.Env{Ev: append(row(one).Ev, row(two).Ev...)}
		m, ok := s.FindBy(New(other...), behind)
		require.True(t, ok, cols)
		require.Equal(t, n, m)
		require.Equal(t, 2, s.Len())
	}
}
