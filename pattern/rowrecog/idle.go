package rowrecog

// A partition that looks back with prev keeps the rows before the next one for ever, and an attempt
// that waits for a row which never comes keeps its rows: keys that fall silent would fill the memory.
// Idle says when such a partition is forgotten. The next row of its key is its first again.

// Idle bounds how long and how many partitions are kept. The zero Idle keeps all.
type Idle struct {
	MaxAge   int64 // ms without a row after which a partition is forgotten; 0 is never
	MaxCount int   // how many are kept: then the one that was idle longest goes; 0 is no limit
}

// idling is the partitions by the time of their last row, the longest idle first. It is kept only
// where there is a policy.
type idling struct {
	first, last *partition
	turns       uint64 // partitions moved so far
}

// touch notes that the partition has a row.
func (m *Matcher) touch(p *partition) {
	if m.host.Idle == (Idle{}) {
		return
	}
	p.last = m.host.Rt.Now()
	m.idle.toEnd(p)
	// A partition that cannot go, since rows of it are in a window or its interval runs, is passed over;
	// how many are looked at for one row is bounded.
	for tries := 0; m.host.Idle.MaxCount > 0 && m.parts.Len() > m.host.Idle.MaxCount && tries < 8; tries++ {
		if m.idle.first == p {
			return
		}
		m.forget(m.idle.first)
	}
}

// expire forgets the partitions that have been silent for too long.
func (m *Matcher) expire() {
	age, now := m.host.Idle.MaxAge, m.host.Rt.Now()
	for age > 0 && m.idle.first != nil && now-m.idle.first.last >= age {
		m.forget(m.idle.first)
	}
}

// forget ends the attempts of an idle partition and lets go of it. One with rows in a window or with
// an interval that runs stays, and is looked at again when it is as old once more.
func (m *Matcher) forget(p *partition) {
	if len(p.recall) > 0 || len(p.dues) > 0 {
		p.last = m.host.Rt.Now()
		m.idle.toEnd(p)
		return
	}
	m.counter.Reclaimed++
	m.drop(p, func(uint64) bool { return true })
	for i, b := range p.before {
		b.Drop()
		p.before[i] = nil
	}
	p.before = p.before[:0]
	m.prune(p)
}

// toEnd makes p the last one, whether it is in the list or not.
func (l *idling) toEnd(p *partition) {
	l.turns++
	p.turn = l.turns
	if l.last == p {
		return
	}
	l.remove(p)
	if p.prev = l.last; l.last != nil {
		l.last.next = p
	} else {
		l.first = p
	}
	l.last = p
}

// number makes the turns those of a list that was just made, as loading does.
func (l *idling) number() {
	l.turns = 0
	for p := l.first; p != nil; p = p.next {
		l.turns++
		p.turn = l.turns
	}
}

// remove takes p out. One that is not in stays so.
func (l *idling) remove(p *partition) {
	switch {
	case p.prev != nil:
		p.prev.next = p.next
	case l.first == p:
		l.first = p.next
	}
	switch {
	case p.next != nil:
		p.next.prev = p.prev
	case l.last == p:
		l.last = p.prev
	}
	p.prev, p.next = nil, nil
}
