package engine_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestJoinKeysAreEqualAsInExpressions: rows meet by their keys where the same condition, asked of each
// pair, holds.
func TestJoinKeysAreEqualAsInExpressions(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(x double, n int, f float, k string); create schema B(x double, n long, f float, k string)`)
	got, wanted := map[string]int{}, map[string]int{}
	for i, cond := range []string{
		"a.x = b.x", "a.n = b.n", "a.f = b.x", "b.f = a.f", "a.n = b.x", "a.x = b.x and b.n = a.n", "a.k = b.k and b.x = a.f",
	} {
		d := b.deploy(fmt.Sprintf(`@name('key%d') select a.k as p, b.k as q from A#keepall as a, B#keepall as b where %s;
			@name('pair%[1]d') select a.k as p, b.k as q from A#keepall as a, B#keepall as b
			where (%[2]s) = true`, i, cond))
		for s, m := range map[*engine.Statement]map[string]int{d.Statements()[0]: got, d.Statements()[1]: wanted} {
			s.Listen(func(u engine.Update) {
				for _, r := range u.New {
					m[cond+r.String()]++
				}
			})
		}
	}
	floats := []any{nil, 0.0, math.Copysign(0, -1), 7.0, 7.5, math.NaN(), math.Inf(1)}
	for i, x := range floats {
		for k, n := range []any{nil, 0, 7} {
			row := map[string]any{"k": fmt.Sprint(i, k), "x": x, "n": n}
			if x, ok := x.(float64); ok {
				row["f"] = float32(x)
			}
			require.NoError(t, b.SendMap("A", row))
			require.NoError(t, b.SendMap("B", row))
		}
	}
	require.NotEmpty(t, wanted)
	require.Equal(t, wanted, got)
	require.Empty(t, b.errs)
}

// TestJoinGoesOnAfterAnError: a condition that throws loses tuples of that event; the rows have come
// and gone all the same, and so have the others in the end.
func TestJoinGoesOnAfterAnError(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(id int, n long); create schema B(id int, n long);
		@name('s') select a.id as p, b.id as q from A#length(2) as a, B#length(2) as b where boom(b.n) + a.n > 0;
		@name('c') select count(*) as c from A#length(2) as a, B#length(2) as b where a.n = b.n and boom(a.n) >= 0`)
	empty := engine.HeldBy(b.Engine).Entries
	for i, n := range []int{1, 1, -1, 1, 1} {
		b.send("B", fmt.Sprintf(`{"id":%d,"n":%d}`, i, n))
		b.send("A", fmt.Sprintf(`{"id":%d,"n":%d}`, i, n))
	}
	require.NotEmpty(t, b.errs)
	b.errs = nil
	b.take()
	b.send("A", `{"id":9,"n":1}`)
	require.Equal(t, []string{`s {"p":9,"q":3}`, `s {"p":9,"q":4}`, `c {"c":4}`}, b.take())
	require.Empty(t, b.errs)
	require.Equal(t, empty, engine.HeldBy(b.Engine).Entries)
}

// TestUnidirectionalJoinHasNoContents: there is nothing to list between events.
func TestUnidirectionalJoinHasNoContents(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n int); create schema B(n int);
		@name('uni') select a.n as n from A as a unidirectional, B#keepall as b where a.n = b.n;
		@name('both') select a.n as n from A#keepall as a, B#keepall as b where a.n = b.n`)
	b.send("B", `{"n":1}`)
	b.send("A", `{"n":1}`)
	require.ErrorIs(t, d.Statement("uni").Listable(), engine.ErrNoContents)
	require.NoError(t, d.Statement("both").Listable())
	for range d.Statement("uni").Rows() {
		t.Fatal("a row")
	}
	rows := 0
	for range d.Statement("both").Rows() {
		rows++
	}
	require.Equal(t, 1, rows)
}
