package pattern

// The pattern `every (a=A and b=B)`; each side keeps the first event that it saw:
//
//	A1      A2      B1      B2      A3
//	├───────┼───────┤ (A1, B1)
//	                ├───────┼───────┤ (A3, B2)
//
// and `every a=A and b=B`, where only one side goes on:
//
//	A1      A2      B1      B2      A3
//	├───────┼───────┤ (A1, B1), (A2, B1)
//	├───────────────────────────────┤ (A3, B1)
//
// A conjunction is true when all its sides are, in any order and each with its own event; one event
// may make several sides true. A side under `every` goes on: each of its matches is combined with
// all those of the other sides. A side `not x` is true from the start, and makes the whole false
// when it turns.

// gather holds what the sides of a conjunction have matched so far.
type gather struct {
	got [][]*tags // by side
}

// clear lets go of everything that was gathered.
func (g *gather) clear(in *Instance) {
	for i, list := range g.got {
		for _, m := range list {
			in.pool.release(m)
			in.held--
		}
		g.got[i] = nil
	}
}

// gathered returns what a conjunction holds, or nil.
func (n *node) gathered() *gather {
	if n.x == nil {
		return nil
	}
	return n.x.gather
}

// startAnd begins all sides before it looks at any: a side may be true at once while a later one is
// still to say that it is forbidden.
func (n *node) startAnd() {
	n.starting = true
	for _, s := range n.step.kids {
		if n.in.start(s, n, n.begin, false); n.dead {
			return
		}
	}
	n.starting = false
	if n.complete(-1) {
		n.conclude(n.begin, -1)
	}
}

// complete tells whether all sides but one have matched. A `not` that is alive is true.
func (n *node) complete(but int) bool {
	g := n.gathered()
	for i, s := range n.step.kids {
		if i != but && s.op != opNot && (g == nil || len(g.got[i]) == 0) {
			return false
		}
	}
	return true
}

// andYes takes a match of one side. It is kept when another side can still match, since it will be
// combined with that; the last side to wait needs to keep nothing.
func (n *node) andYes(c *node, m *tags) {
	i := c.step.pos
	if c.step.op == opNot {
		return
	}
	if n.starting || !n.complete(i) {
		if !n.gather(i, m) && c.dead {
			n.fail(true)
		}
		return
	}
	kept := !n.waits(i) || n.gather(i, m) // what comes from there will be combined with this too
	if n.dead {
		return
	}
	n.conclude(m, i)
	if !kept && c.dead {
		n.fail(true)
	}
}

// waits tells whether a side other than i can still match.
func (n *node) waits(i int) bool {
	for k := n.kids; k != nil; k = k.next {
		if k.step.pos != i && k.step.op != opNot {
			return true
		}
	}
	return false
}

// gather keeps a match of side i, if there is room. Without room a side that is over is lost, and
// with it the conjunction.
func (n *node) gather(i int, m *tags) bool {
	if !n.in.room(n) {
		return false
	}
	g := n.gathered()
	if g == nil {
		g = &gather{got: make([][]*tags, len(n.step.kids))}
		n.work().gather = g
	}
	g.got[i] = append(g.got[i], m.hold())
	n.in.held++
	return true
}

// conclude tells the combinations of m, a match of side from, with those of the other sides.
func (n *node) conclude(m *tags, from int) {
	results := []*tags{m.hold()}
	if g := n.gathered(); g != nil {
		for i, list := range g.got {
			if i != from && len(list) > 0 {
				results = n.combine(results, list)
			}
		}
	}
	last := !n.waits(-1)
	for i, r := range results {
		over := last && i == len(results)-1
		if !n.dead {
			if over {
				n.quit()
			}
			n.yes(r, over)
		}
		n.in.pool.release(r)
	}
}

// combine joins each of the left with each of the right; left is used up.
func (n *node) combine(left, right []*tags) []*tags {
	out := make([]*tags, 0, len(left)*len(right))
	for _, a := range left {
		for _, b := range right {
			out = append(out, n.in.pool.join(a, b, n.begin))
		}
		n.in.pool.release(a)
	}
	return out
}

// The pattern `every a=A -> (b=B or timer:interval(10 sec))`:
//
//	0s      5s      10s     12s
//	A1      A2              B1
//	├───────────────┤ (A1)
//	        ├───────────────┤ (A2, B1)
//
// Had B1 come at 15 s it would have been too late: the clock is moved before the events of a time.
//
// A disjunction is true with the first side that is, which ends the others; a side under `every`
// leaves them alone. It is false when all sides are.

// startOr begins the sides in the order of the text; one that is true at once ends it before the
// others begin.
func (n *node) startOr() {
	n.starting = true
	for _, s := range n.step.kids {
		if n.in.start(s, n, n.begin, false); n.dead {
			return
		}
	}
	n.starting = false
	n.orNo()
}

// orYes passes a match on. A side that is over has decided, one that goes on leaves the others
// alone.
func (n *node) orYes(m *tags, last bool) {
	if last {
		n.quit()
	}
	n.yes(m, last)
}

// orNo drops a side that can never be true. Sides that were not begun yet still count.
func (n *node) orNo() {
	if n.kids == nil && !n.starting {
		n.fail(true)
	}
}

// The pattern `every a=A -> (timer:interval(10 sec) and not b=B)`:
//
//	0s      5s      7s      10s     15s
//	A1      A2      B1
//	├───────────────╳                 both were waiting, and B1 is forbidden to both
//	        ├───────╳
//
// A negation is true from the start, and false for good when its part has matched to the end.

// startNot is true at once, unless its part is.
func (n *node) startNot() {
	if n.step.filter != nil {
		n.await()
		n.yes(n.begin, false)
		return
	}
	if n.in.start(n.step.kids[0], n, n.begin, false); !n.dead {
		n.yes(n.begin, false)
	}
}

// notYes turns false when the part has matched to the end. A part that goes on, such as an every,
// has not: that is how Esper sees it.
func (n *node) notYes(last bool) {
	if last {
		n.forbidden()
	}
}
