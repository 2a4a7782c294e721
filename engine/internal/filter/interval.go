package filter

import (
	"cmp"

	"github.com/cephei-go/cephei/event"
)

// interval is the range of a condition. A bound that is absent is infinite.
type interval[K cmp.Ordered] struct {
	lo, hi         K
	hasLo, hasHi   bool
	loOpen, hiOpen bool
}

// compare orders intervals by where they begin, then by everything else, so that equal ones meet.
func (a *interval[K]) compare(b *interval[K]) int {
	return cmp.Or(
		compareBool(a.hasLo, b.hasLo), cmp.Compare(a.lo, b.lo), compareBool(a.loOpen, b.loOpen),
		compareBool(a.hasHi, b.hasHi), cmp.Compare(a.hi, b.hi), compareBool(a.hiOpen, b.hiOpen),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// beginsBy tells whether v lies above the lower bound.
func (a *interval[K]) beginsBy(v K) bool {
	return !a.hasLo || a.lo < v || a.lo == v && !a.loOpen
}

// endsAfter tells whether v lies below the upper bound.
func (a *interval[K]) endsAfter(v K) bool {
	return !a.hasHi || v < a.hi || v == a.hi && !a.hiOpen
}

// tree is a treap of intervals ordered by lower bound, each node knowing the highest upper bound
// below it: all intervals around a value are found in O(log n + found), and intervals may come
// and go at any time at O(log n). (A btree would have to visit every interval that begins
// before the value.) Seidel and Aragon, Randomized search trees, 1996; the priorities come from a
// counter through a mixing function, so that the shape is the same in every run.
//
// While the intervals stay as they are, values are looked for in a copy of it that lies in few places.
type tree[K cmp.Ordered] struct {
	root  *node[K]
	made  uint64
	count int
	flat  flat[K] // a copy; empty when there is none
	calm  int     // values looked for since the intervals changed last
}

type node[K cmp.Ordered] struct {
	iv          interval[K]
	max         K // highest upper bound in the subtree
	unbounded   bool
	priority    uint64
	left, right *node[K]
	b           bucket
}

// bucket returns the bucket of an interval.
func (t *tree[K]) bucket(iv interval[K]) *bucket {
	for n := t.root; n != nil; {
		switch c := iv.compare(&n.iv); {
		case c == 0:
			return &n.b
		case c < 0:
			n = n.left
		default:
			n = n.right
		}
	}
	t.made++
	n := &node[K]{iv: iv, priority: mix(t.made)}
	n.b.empty = func() {
		t.root = remove(t.root, n)
		t.changed(-1)
	}
	n.update()
	t.root = insert(t.root, n)
	t.changed(1)
	return &n.b
}

func (t *tree[K]) changed(by int) {
	t.count += by
	t.flat, t.calm = flat[K]{}, 0
}

// mix is the finaliser of splitmix64 (Steele, Lea, Flood, 2014).
func mix(z uint64) uint64 {
	z *= 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// update computes the highest upper bound of the subtree from its parts.
func (n *node[K]) update() {
	n.max, n.unbounded = n.iv.hi, !n.iv.hasHi
	for _, c := range [2]*node[K]{n.left, n.right} {
		if c != nil {
			n.max, n.unbounded = max(n.max, c.max), n.unbounded || c.unbounded
		}
	}
}

func insert[K cmp.Ordered](root, n *node[K]) *node[K] {
	if root == nil {
		return n
	}
	if n.priority > root.priority {
		n.left, n.right = split(root, &n.iv)
		n.update()
		return n
	}
	if n.iv.compare(&root.iv) < 0 {
		root.left = insert(root.left, n)
	} else {
		root.right = insert(root.right, n)
	}
	root.update()
	return root
}

// split parts a tree into what lies before an interval and what lies after it.
func split[K cmp.Ordered](root *node[K], iv *interval[K]) (before, after *node[K]) {
	if root == nil {
		return nil, nil
	}
	if iv.compare(&root.iv) < 0 {
		before, root.left = split(root.left, iv)
		root.update()
		return before, root
	}
	root.right, after = split(root.right, iv)
	root.update()
	return root, after
}

func remove[K cmp.Ordered](root, n *node[K]) *node[K] {
	switch {
	case root == nil:
		return nil
	case root == n:
		return join(n.left, n.right)
	case n.iv.compare(&root.iv) < 0:
		root.left = remove(root.left, n)
	default:
		root.right = remove(root.right, n)
	}
	root.update()
	return root
}

func join[K cmp.Ordered](a, b *node[K]) *node[K] {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.priority > b.priority:
		a.right = join(a.right, b)
		a.update()
		return a
	}
	b.left = join(a, b.left)
	b.update()
	return b
}

// stab appends the accepting entries of all intervals around v. The copy is made when as many values have
// been looked for as there are intervals, so that it costs little beside them.
func (t *tree[K]) stab(v K, ev *event.Event, out []*Entry) []*Entry {
	if len(t.flat.nodes) > 0 {
		return t.flat.stab(v, ev, out)
	}
	if t.calm++; t.calm > t.count {
		t.flat.fill(t.root)
	}
	return stab(t.root, v, ev, out)
}

func stab[K cmp.Ordered](n *node[K], v K, ev *event.Event, out []*Entry) []*Entry {
	for n != nil && (n.unbounded || n.max >= v) {
		out = stab(n.left, v, ev, out)
		if !n.iv.beginsBy(v) {
			return out
		}
		if n.iv.endsAfter(v) {
			out = appendAccepting(out, &n.b, ev)
		}
		n = n.right
	}
	return out
}
