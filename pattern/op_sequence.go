package pattern

// The pattern `every a=A -> b=B`, each line an attempt, from the event that begins it:
//
//	A1      A2      B1      B2
//	├───────┼───────┤ (A1, B1)
//	        ├───────┤ (A2, B1)
//
// and `a=A -> every b=B`, where one attempt is true again and again:
//
//	A1      A2      B1      B2
//	├───────────────┤ (A1, B1)
//	├───────────────────────┤ (A1, B2)
//
// A sequence `a -> b -> c` starts b with the tags of each a, and c with those of each b: several
// may be under way at once when `every` stands inside. It is true with each c, and ends when
// nothing is left under way. `-[n]>` admits n attempts at what follows it; a further one is not
// begun.

// startSequence begins the first part. Attempts are counted only where an arrow has a limit.
func (n *node) startSequence() {
	if n.step.max != nil {
		n.work().counts = make([]int32, len(n.step.kids))
	}
	n.begun(0, n.begin, false)
}

// begun starts the part at place i.
func (n *node) begun(i int, m *tags, counted bool) {
	if n.x != nil {
		n.x.counts[i]++
	}
	n.in.start(n.step.kids[i], n, m, counted)
}

// sequenceYes carries a match of one part to the next. What the next part waits for is added to the
// filter index now, after the match set of this event was fixed, so it cannot take the same event.
func (n *node) sequenceYes(c *node, m *tags) {
	i := c.step.pos
	if i == len(n.step.kids)-1 {
		last := n.kids == nil
		if last {
			n.quit()
		}
		n.yes(m, last)
		return
	}
	if n.full(i) || !n.in.room(n) {
		if !n.dead && n.kids == nil {
			n.fail(true)
		}
		return
	}
	if n.in.host.Trace != nil {
		n.in.trace(Reached, n.step.kids[i+1], m)
	}
	n.begun(i+1, m, true)
}

// full tells whether the arrow behind part i admits no further attempt.
func (n *node) full(i int) bool {
	if n.step.max == nil || n.step.max[i] == nil {
		return false
	}
	limit, ok := n.step.max[i](n.env(nil))
	return ok && int64(n.x.counts[i+1]) >= limit
}

// sequenceNo ends the sequence when nothing is under way any more: nothing can begin again inside
// it.
func (n *node) sequenceNo() {
	if n.kids == nil {
		n.fail(true)
	}
}
