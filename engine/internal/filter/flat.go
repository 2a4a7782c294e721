package filter

import (
	"cmp"
	"slices"
	"sort"

	"github.com/cephei-go/cephei/event"
)

// flat is the intervals of a tree in order, with what a search reads side by side in memory: a binary
// search finds those that begin in time, and from the last of them back whole stretches are left out
// that end too early.
type flat[K cmp.Ordered] struct {
	nodes []*node[K]
	from  int        // so many of them have no lower bound
	lows  []K        // the lower bounds of the others
	ends  [][]end[K] // where intervals end; in ends[l] the latest of each stretch of flatStep^l
	so    []end[K]   // the latest end of an interval and all before it
	hits  []*node[K] // found last, for the next search to use
}

// flatStep is the length of a stretch, 2^flatBits.
const flatStep = 1 << flatBits

const flatBits = 4

// end is an upper bound.
type end[K cmp.Ordered] struct {
	at    K
	never bool
}

// reaches tells whether the bound may lie above v.
func (e end[K]) reaches(v K) bool { return e.never || e.at >= v }

// latest returns the later of two bounds.
func (e end[K]) latest(o end[K]) end[K] { return end[K]{max(e.at, o.at), e.never || o.never} }

// fill copies a tree.
func (f *flat[K]) fill(root *node[K]) {
	f.gather(root)
	level := make([]end[K], len(f.nodes))
	f.so = make([]end[K], len(f.nodes))
	for i, n := range f.nodes {
		level[i] = end[K]{n.iv.hi, !n.iv.hasHi}
		f.so[i] = level[i]
		if i > 0 {
			f.so[i] = level[i].latest(f.so[i-1])
		}
	}
	for f.ends = append(f.ends, level); len(level) >= flatStep; f.ends = append(f.ends, level) {
		level = stretches(level)
	}
}

// gather takes the nodes in their order.
func (f *flat[K]) gather(n *node[K]) {
	if n == nil {
		return
	}
	f.gather(n.left)
	f.nodes = append(f.nodes, n)
	if n.iv.hasLo {
		f.lows = append(f.lows, n.iv.lo)
	} else {
		f.from++
	}
	f.gather(n.right)
}

// stretches returns the latest end of each whole stretch.
func stretches[K cmp.Ordered](level []end[K]) []end[K] {
	above := make([]end[K], 0, len(level)/flatStep)
	for i := 0; i+flatStep <= len(level); i += flatStep {
		last := level[i]
		for _, e := range level[i+1 : i+flatStep] {
			last = last.latest(e)
		}
		above = append(above, last)
	}
	return above
}

// stab appends the accepting entries of all intervals around v.
func (f *flat[K]) stab(v K, ev *event.Event, out []*Entry) []*Entry {
	f.hits = f.hits[:0]
	i := f.from + sort.Search(len(f.lows), func(k int) bool { return f.lows[k] > v })
	for i > 0 && f.so[i-1].reaches(v) {
		if f.ends[0][i-1].reaches(v) {
			i--
			f.hits = append(f.hits, f.nodes[i])
		} else {
			i -= f.over(i, v)
		}
	}
	for _, n := range slices.Backward(f.hits) { // in the order of the tree
		if n.iv.beginsBy(v) && n.iv.endsAfter(v) {
			out = appendAccepting(out, &n.b, ev)
		}
	}
	return out
}

// over returns how many intervals before the i-th, of which the next does, end before v, as far as one look
// at each kind of stretch tells.
func (f *flat[K]) over(i int, v K) (skip int) {
	skip = 1
	for l := 1; l < len(f.ends) && i&(1<<(flatBits*l)-1) == 0; l++ {
		if f.ends[l][i>>(flatBits*l)-1].reaches(v) {
			break
		}
		skip = 1 << (flatBits * l)
	}
	return skip
}
