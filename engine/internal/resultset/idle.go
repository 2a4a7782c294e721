package resultset

import (
	"github.com/cephei-go/cephei/event"
)

// Policy says when groups that rows never leave are forgotten: else every key that ever came would
// be kept. The zero value forgets none.
type Policy struct {
	MaxAge   int64 // ms without a row after which a group is forgotten; 0 is never
	Every    int64 // ms between two looks, which rows cause; 0 is MaxAge
	MaxCount int   // groups kept at most: the one that was idle longest goes; 0 is any number
}

func (p Policy) none() bool { return p.MaxAge <= 0 && p.MaxCount <= 0 }

// idle keeps the groups in the order of their last rows, as a doubly linked list in slices by group
// number. Noting a row and finding the longest idle group cost O(1).
type idle struct {
	policy    Policy
	next      []int32 // 1 + the group that had a row after it; 0 is none
	prev      []int32
	seen      []int64 // time of the group's last row
	first     int32   // 1 + the group that is idle longest
	last      int32
	len       int
	look      int64 // when ages are looked at next; 0 is not set
	reclaimed uint64
}

// note puts a group at the end of the list.
func (l *idle) note(id uint32, now int64) {
	for int(id) >= len(l.next) {
		l.next, l.prev, l.seen = append(l.next, 0), append(l.prev, 0), append(l.seen, 0)
	}
	l.seen[id] = now
	at := int32(id) + 1
	if l.last == at {
		return
	}
	l.unlink(id)
	l.prev[id] = l.last
	if l.last != 0 {
		l.next[l.last-1] = at
	} else {
		l.first = at
	}
	l.last = at
	l.len++
}

// unlink takes a group out, if it is in.
func (l *idle) unlink(id uint32) {
	at := int32(id) + 1
	if int(id) >= len(l.next) || l.first != at && l.prev[id] == 0 {
		return
	}
	before, after := l.prev[id], l.next[id]
	if before != 0 {
		l.next[before-1] = after
	} else {
		l.first = after
	}
	if after != 0 {
		l.prev[after-1] = before
	} else {
		l.last = before
	}
	l.prev[id], l.next[id] = 0, 0
	l.len--
}

// reclaim forgets the groups that have been idle for too long. It is called before the groups of an
// update are looked up.
func (g *groups) reclaim(now int64) {
	l := g.idle
	if l.policy.MaxAge <= 0 {
		return
	}
	every := l.policy.Every
	if every <= 0 {
		every = l.policy.MaxAge
	}
	if l.look == 0 {
		l.look = now + every
	}
	if now < l.look {
		return
	}
	l.look = now + every
	for l.first != 0 && now-l.seen[l.first-1] > l.policy.MaxAge {
		g.reclaimFirst()
	}
}

// trim forgets the longest idle groups beyond the number that is kept. It is called after an update.
func (g *groups) trim() {
	for l := g.idle; l.policy.MaxCount > 0 && l.len > l.policy.MaxCount; {
		g.reclaimFirst()
	}
}

func (g *groups) reclaimFirst() {
	id := uint32(g.idle.first - 1)
	g.idle.unlink(id)
	g.idle.reclaimed++
	g.unnote(id)
	g.forget(id)
}

// unnote takes a group out of those that the end of the interval makes rows of.
func (g *groups) unnote(id uint32) {
	if int(id) >= len(g.noteAt) || g.noteAt[id] == 0 {
		return
	}
	at := int(g.noteAt[id] - 1)
	g.noted[at].dropRow()
	last := len(g.noted) - 1
	g.noted[at], g.noted[last] = g.noted[last], note{}
	if at != last {
		g.noteAt[g.noted[at].id] = int32(at + 1)
	}
	g.noted = g.noted[:last]
	g.noteAt[id] = 0
}

// beginIdle makes the groups of the statement subject to the policy, where rows never leave.
func (s *Set) beginIdle(p Policy) {
	if p.none() || s.plan.Windowed {
		return
	}
	for _, g := range s.grouped() {
		if g.set != nil {
			g.idle, s.reclaims = &idle{policy: p}, true
		}
	}
}

// tick forgets what was idle for too long, before rows are added.
func (s *Set) tick() {
	for _, g := range s.grouped() {
		if g.idle != nil {
			g.reclaim(s.env.Rt.Now())
		}
	}
}

// tock notes the groups of the rows that were added, and keeps the number of groups in bounds.
func (s *Set) tock(entered []*event.Event) {
	for _, g := range s.grouped() {
		if g.idle == nil {
			continue
		}
		for i := 0; i < len(entered); i += s.width {
			s.load(entered, i)
			g.idle.note(g.of(s.env), s.env.Rt.Now())
		}
		g.trim()
	}
}

// Reclaimed returns how many groups were forgotten since they were idle.
func (s *Set) Reclaimed() uint64 {
	var n uint64
	for _, g := range s.grouped() {
		if g.idle != nil {
			n += g.idle.reclaimed
		}
	}
	return n
}

func (l *idle) save(e *event.Encoder) {
	e.Int64(l.look)
	e.Uint64(l.reclaimed)
	e.Int(l.len)
	for at := l.first; at != 0; at = l.next[at-1] {
		e.Uint64(uint64(at - 1))
		e.Int64(l.seen[at-1])
	}
}

func (g *groups) loadIdle(d *event.Decoder) {
	g.idle.look, g.idle.reclaimed = d.Int64(), d.Uint64()
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		id, seen := uint32(d.Uint64()), d.Int64()
		if d.Err() == nil && !g.set.Has(id) {
			d.Fail("idle group %d is none", id)
			return
		}
		g.idle.note(id, seen)
	}
}
