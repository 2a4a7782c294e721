package filter

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFlatFindsWhatTheTreeFinds: the copy of a tree finds the same entries in the same order as the tree
// and as a look at every interval, with open, absent and equal bounds, and is renewed after a change.
func TestFlatFindsWhatTheTreeFinds(t *testing.T) {
	for seed := range int64(15) {
		r := rand.New(rand.NewSource(seed))
		compareFlat(t, r, func() float64 { return float64(r.Intn(50)) / 2 })
		compareFlat(t, r, func() string { return string(rune('a' + r.Intn(20))) })
	}
}

func compareFlat[K cmp.Ordered](t *testing.T, r *rand.Rand, value func() K) {
	var tr tree[K]
	all := map[*Entry]interval[K]{}
	wide := r.Intn(3) > 0
	add := func() {
		iv := interval[K]{
			lo: value(), hi: value(), hasLo: r.Intn(8) > 0, hasHi: r.Intn(8) > 0,
			loOpen: r.Intn(2) == 0, hiOpen: r.Intn(2) == 0,
		}
		if iv.lo > iv.hi && wide {
			iv.lo, iv.hi = iv.hi, iv.lo
		}
		if !iv.hasLo {
			var zero K
			iv.lo, iv.loOpen = zero, false
		}
		if !iv.hasHi {
			var zero K
			iv.hi, iv.hiOpen = zero, false
		}
		e := &Entry{Seq: uint64(len(all))}
		all[e] = iv
		e.homes = e.one[:0]
		e.put(tr.bucket(iv))
	}
	for range r.Intn(400) {
		add()
	}
	for round := range 3 {
		for range tr.count + 20 {
			v := value()
			byTree := stab(tr.root, v, nil, nil)
			require.Equal(t, byTree, tr.stab(v, nil, nil))
			var naive []*Entry
			for e, iv := range all {
				if iv.beginsBy(v) && iv.endsAfter(v) {
					naive = append(naive, e)
				}
			}
			require.Len(t, byTree, len(naive))
			require.Equal(t, ids(naive), ids(byTree))
		}
		require.Len(t, tr.flat.nodes, tr.count)
		switch round {
		case 0:
			add()
		case 1:
			var x Index
			for e := range all {
				x.Remove(e)
				delete(all, e)
				break
			}
		}
	}
}

func ids(entries []*Entry) []uint64 {
	list := make([]uint64, len(entries))
	for i, e := range entries {
		list[i] = e.Seq
	}
	slices.Sort(list)
	return list
}
