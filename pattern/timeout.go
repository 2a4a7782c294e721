package pattern

// What an attempt has seen depends on how far it came. For the pattern
//
//	every (a=A -> b=B -> c=C) where timer:within(10 sec)
//
// and the events A1 B1 within ten seconds, the guard ends one attempt, which waits for C and has
// seen (A1, B1). With every inside the guard there can be many:
//
//	(every a=A -> b=B) where timer:within(10 sec)
//
// has, after A1 and A2, one that has seen A1, one that has seen A2, and the every itself, which
// waits for another A and has seen nothing: that one is not told.

// timeout tells the host of the attempts that the guard n is about to end: each with the tags it
// has seen. An attempt that has seen nothing is no partial match.
func (n *node) timeout() {
	for _, m := range n.seen(nil) {
		if m != nil {
			n.in.host.Timeout(Match{m}, n.since())
		}
		n.in.pool.release(m)
	}
}

// seen appends the tags of each attempt below n; those of one attempt that waits in several places
// are told once.
func (n *node) seen(list []*tags) []*tags {
	switch n.step.op {
	case opFilter, opObserver, opNot, opAbsent:
		return append(list, n.begin.hold())
	case opAnd:
		return append(list, n.seenByAll())
	case opRepeat:
		return append(list, n.seenInRounds())
	default:
	}
	from := len(list)
	for k := n.kids; k != nil; k = k.next {
		list = k.seen(list)
	}
	if n.step.op == opOr { // the sides wait for one attempt: the one that saw most stands for it
		best := from
		for i := from; i < len(list); i++ {
			if (Match{list[i]}).Len() > (Match{list[best]}).Len() {
				best = i
			}
		}
		for i := from; i < len(list); i++ {
			if i != best {
				n.in.pool.release(list[i])
			}
		}
		if best < len(list) {
			list[from] = list[best]
			list = list[:from+1]
		}
	}
	return list
}

// seenByAll joins what the sides of a conjunction have seen.
func (n *node) seenByAll() *tags {
	p := n.in.pool
	m := n.begin.hold()
	add := func(t *tags) {
		joined := p.join(m, t, n.begin)
		p.release(m)
		m = joined
	}
	if g := n.gathered(); g != nil {
		for _, list := range g.got {
			if len(list) > 0 {
				add(list[len(list)-1])
			}
		}
	}
	for k := n.kids; k != nil; k = k.next {
		if k.step.op == opNot {
			continue
		}
		for i, t := range k.seen(nil) {
			if i == 0 {
				add(t)
			}
			p.release(t)
		}
	}
	return m
}

// seenInRounds is what a repeat has collected, as arrays.
func (n *node) seenInRounds() *tags {
	p := n.in.pool
	m := n.begin.hold()
	if n.x == nil {
		return m
	}
	r := n.x.repeat
	for i, list := range r.got {
		if len(list) == 0 {
			continue
		}
		longer := p.withCopy(m, n.step.slots[i], list)
		p.release(m)
		m = longer
	}
	return m
}
