package await

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTableAgreesWithTwin plays random histories to a table and to a map of slices.
func TestTableAgreesWithTwin(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		texts := seed%2 == 0
		var tab Table
		twin := map[int64][]*Waiter{}
		var in []*Waiter
		value := map[*Waiter]int64{}
		span := int64(1 + rnd.IntN(200))
		for range 1000 {
			v := rnd.Int64N(span)
			if rnd.IntN(100) < 52 {
				w := &Waiter{}
				if texts {
					tab.AddText(w, fmt.Sprint(v))
				} else {
					tab.AddWord(w, v)
				}
				twin[v], in, value[w] = append(twin[v], w), append(in, w), v
				require.True(t, w.In())
			} else if len(in) > 0 {
				i := rnd.IntN(len(in))
				w := in[i]
				in = slices.Delete(in, i, i+1)
				list := twin[value[w]]
				list = slices.DeleteFunc(list, func(x *Waiter) bool { return x == w })
				if twin[value[w]] = list; len(list) == 0 {
					delete(twin, value[w])
				}
				tab.Remove(w)
				tab.Remove(w)
				require.False(t, w.In())
			}
			v = rnd.Int64N(span)
			w := tab.Word(v)
			if texts {
				w = tab.Text(fmt.Sprint(v))
			}
			var got []*Waiter
			for ; w != nil; w = w.Next() {
				got = append(got, w)
			}
			require.Equal(t, len(twin[v]), len(got))
			for i := range got {
				require.Same(t, twin[v][i], got[i])
			}
			require.Equal(t, len(twin), tab.Len())
		}
		for _, w := range in {
			tab.Remove(w)
		}
		require.Zero(t, tab.Len())
		require.LessOrEqual(t, len(tab.slots), least)
	}
}

func TestTableAllocatesNothing(t *testing.T) {
	var tab Table
	ws := make([]Waiter, 1000)
	for i := range ws {
		tab.AddWord(&ws[i], int64(i))
	}
	i := 0
	require.Zero(t, testing.AllocsPerRun(10_000, func() {
		w := &ws[i%1000]
		tab.Remove(w)
		tab.AddWord(w, int64(i))
		i++
	}))
}
