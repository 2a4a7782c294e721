package filter

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
)

// TestNothingIsLeft: when the last entry of a value or range goes, the maps and trees are empty.
func TestNothingIsLeft(t *testing.T) {
	s := event.MustSchema("A",
		event.Field{Name: "d", Type: event.Type{Kind: event.KindDouble}},
		event.Field{Name: "s", Type: event.Type{Kind: event.KindString}})
	d, str := &s.Columns()[0], &s.Columns()[1]
	x := &Index{}
	p := &Party{}
	p.Join(x, str)
	var entries []*Entry
	var waiters []*await.Waiter
	for i := range 1000 {
		v := float64(i % 100)
		for _, k := range []*Key{
			{Op: Equal, Column: d, Values: []any{v, -v, math.NaN()}},
			{Op: Range, Column: d, Low: v, High: v + 5},
			{Op: Range, Column: d, Low: math.NaN()},
			{Op: Equal, Column: str, Values: []any{"x", "y", nil}},
			{Op: Range, Column: str, High: string(rune('a' + i%20))},
		} {
			e := &Entry{}
			x.Add(e, k)
			entries = append(entries, e)
		}
		w := &await.Waiter{}
		p.WaitStr(w, string(rune('a'+i%20)))
		waiters = append(waiters, w)
	}
	require.Equal(t, 6000, x.Len())
	for i := range entries {
		x.Remove(entries[(i*7)%len(entries)])
	}
	for _, e := range entries {
		x.Remove(e)
	}
	for range 2 {
		for _, w := range waiters {
			Leave(w)
		}
	}
	require.Zero(t, x.Len())
	for _, c := range x.columns {
		require.Zero(t, c.floats.used)
		require.Zero(t, c.strs.used)
		require.Zero(t, c.waiters.Len())
		require.Nil(t, c.floatRanges.root)
		require.Nil(t, c.strRanges.root)
		require.Empty(t, c.nulls.entries)
	}
}
