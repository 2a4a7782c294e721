package expr

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// TestFuncOf registers functions of many signatures and calls them.
func TestFuncOf(t *testing.T) {
	r := newRunner()
	add := func(name string, fn any) {
		f, err := FuncOf(name, fn)
		require.NoError(t, err)
		r.functions[name] = f
	}
	add("half", func(x float64) float64 { return x / 2 })
	add("hypo", func(x, y float64) float64 { return x + y })
	add("up", strings.ToUpper)
	add("loud", func(s string) bool { return s == strings.ToUpper(s) })
	add("has", strings.Contains)
	add("bump", func(x int64) int64 { return x + 1 })
	add("small", func(x int32) int { return int(x) })
	add("cat", func(sep string, parts ...string) string { return strings.Join(parts, sep) })
	add("isnil", func(x any) bool { return x == nil })
	add("opt", func(x *int64) int64 {
		if x == nil {
			return -1
		}
		return *x
	})
	add("fails", func(x int64) (int64, error) {
		if x < 0 {
			return 0, errors.New("negative")
		}
		return x, nil
	})
	add("list", func(n int64) []int { return make([]int, n) })
	add("total", func(xs []float64) float64 {
		sum := 0.0
		for _, x := range xs {
			sum += x
		}
		return sum
	})
	add("day", func(at time.Time) int { return at.Day() })
	add("typ", func(e *event.Event) string { return e.Schema().Name() })
	add("raw", func() any { return []int32{1, 2} })
	add("none", func() any { return nil })

	require.NoError(t, r.deploy("create schema E(o Object, i int, s string)"))
	ev, err := event.FromMap(r.schemas["E"], map[string]any{"o": 4.0})
	require.NoError(t, err)
	for text, want := range map[string]any{
		"half(3)": 1.5, "hypo(1, 2L)": 3.0, "up('a')": "A", "loud('A')": true, "has('abc', 'b')": true,
		"bump(1)": int64(2), "small(7)": int64(7), "cat('-', 'a', 'b')": "a-b", "cat('-')": "",
		"isnil(i)": true, "isnil(1)": false, "opt(null)": int64(-1), "opt(5)": int64(5),
		"fails(2)": int64(2), "list(2)": []any{int64(0), int64(0)}, "total({1, 2.5})": 3.5,
		"day(cast('2026-03-02', date))": int64(2), "half(o)": 2.0, "bump(i)": nil, "up(s)": nil,
		"raw()": []any{int32(1), int32(2)}, "none()": nil, "half(o) + 1": 3.0, "total({1, null})": nil,
	} {
		require.Equal(t, want, evaluate(t, r, text, ev), text)
	}
	require.PanicsWithError(t, "1:1: function 'fails': negative", func() { evaluate(t, r, "fails(-1)", ev) })

	sc := &Scope{Catalog: r, Streams: []Stream{{Name: "e", Schema: r.schemas["E"]}}}
	require.Equal(t, "E", mustCompile(t, "typ(e)", sc).eval(&Env{Ev: []*event.Event{ev}}))
	for _, text := range []string{"half('a')", "half()", "half(1, 2)", "cat()", "has('a')", "bump(1.5)"} {
		_, err := try(t, text, sc)
		require.Error(t, err, text)
	}
	for _, fn := range []any{
		nil, 1, func() {}, func(chan int) int { return 0 }, func() (int, int) { return 0, 0 },
		func(error) int { return 0 }, func() chan int { return nil },
	} {
		_, err := FuncOf("x", fn)
		require.Error(t, err)
	}
}
