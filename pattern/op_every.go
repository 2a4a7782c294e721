package pattern

// The pattern `every (a=A -> b=B)`: the second A comes while the first attempt waits for a B, and
// is nobody's:
//
//	A1      A2      B1      A3      B2
//	├───────────────┤ (A1, B1)
//	                ├───────────────┤ (A3, B2)
//
// `every x` starts x anew each time x has become true, before it passes the match on, and when x
// turned false for good. An attempt that is true as soon as it starts is ended again, since
// starting it anew would never end.

// startEvery begins the first attempt. If it is over at once there will never be another.
func (n *node) startEvery() {
	if n.step.op == opEvery {
		n.spawn()
	} else {
		d := &distinct{}
		n.work().distinct = d
		if c := n.spawn(); c != nil {
			d.sets = []*keySet{{of: c.seq}}
		}
	}
	n.childless()
}

// spawn starts a fresh attempt and returns it unless it is over already.
func (n *node) spawn() *node {
	more := n.kids != nil
	if more && !n.in.room(n) || n.dead {
		return nil
	}
	n.starting, n.told = true, false
	c := n.in.start(n.step.kids[0], n, n.begin, more)
	n.starting = false
	if n.told {
		c.quit()
	}
	if c.dead {
		return nil
	}
	return c
}

// childless ends an every that has nothing left to wait for.
func (n *node) childless() {
	if !n.dead && n.kids == nil {
		n.fail(false)
	}
}

// everyYes passes a match on after the next attempt was begun: an event that completes a match must
// not be seen by its successor, and what is begun now is not among its hits.
func (n *node) everyYes(c *node, m *tags) {
	if n.starting {
		n.told = true
		return
	}
	fresh := n.step.op != opDistinct || n.isNew(c, m)
	if n.dead {
		return
	}
	if !c.step.sticky {
		if n.respawn(c); n.dead {
			return
		}
	}
	over := n.kids == nil
	switch {
	case !fresh && over:
		n.fail(false)
	case fresh && over:
		n.quit()
		n.yes(m, true)
	case fresh:
		n.yes(m, false)
	}
}

// respawn starts the attempt that follows c, which has matched or failed.
func (n *node) respawn(c *node) {
	x := n.x
	fresh := n.spawn()
	if x != nil && !n.dead {
		x.distinct.pass(n.in, c, fresh)
	}
}

// everyNo begins the attempt that follows one that failed, unless it told that it would fail again.
func (n *node) everyNo(c *node, again bool) {
	if n.starting {
		return
	}
	if again {
		n.respawn(c)
	}
	n.childless()
}
