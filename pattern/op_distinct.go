package pattern

import (
	"maps"
	"slices"

	"github.com/cephei-go/cephei/query/expr"
)

// The pattern `every-distinct(a.k, 10 sec) a=A`, the letter being k:
//
//	0s      4s      8s      10s     12s
//	x       x       y       x       y
//	(x)     -       (y)     (x)     -
//
// `every-distinct(keys) x` is every, but lets no key pass twice. The keys are those of one line of
// attempts: each attempt goes on with the keys of the one that it replaces. With a period a key is
// forgotten that long after it passed, to the millisecond.

// distinct holds what has passed, for each attempt under way; as a rule there is one.
type distinct struct {
	sets []*keySet
}

type keySet struct {
	of    uint64 // sequence number of the attempt
	seen  map[string]bool
	order []passed // by age
}

type passed struct {
	key   string
	until int64
}

// clear forgets all keys when the operator ends.
func (d *distinct) clear(in *Instance) {
	for _, s := range d.sets {
		in.held -= len(s.order)
	}
	d.sets = nil
}

// set finds the keys of an attempt. There is seldom more than one, so a search will do.
func (d *distinct) set(of uint64) int {
	return slices.IndexFunc(d.sets, func(s *keySet) bool { return s.of == of })
}

// isNew tells whether the key of m has not passed yet, and notes it.
func (n *node) isNew(c *node, m *tags) bool {
	in := n.in
	d := n.x.distinct
	i := d.set(c.seq)
	if i < 0 {
		return true
	}
	s := d.sets[i]
	env := n.env(m)
	in.key = n.step.key.Append(in.key[:0], env)
	s.expire(in, in.host.Rt.Now())
	if s.seen[string(in.key)] {
		return false
	}
	return n.note(s, env)
}

// note keeps the key in in.key. Without room the match is refused.
func (n *node) note(s *keySet, env *expr.Env) bool {
	in := n.in
	key := string(in.key)
	p := passed{key: key}
	if n.step.expiry != nil {
		p.until, _ = n.step.expiry.Shift(env, in.host.Rt.Now(), 1)
	}
	if !in.roomBy(n, s.oldest) {
		return false
	}
	if s.seen == nil {
		s.seen = make(map[string]bool)
	}
	s.seen[key] = true
	s.order = append(s.order, p)
	in.held++
	return true
}

// expire forgets the keys whose time is over.
func (s *keySet) expire(in *Instance, now int64) {
	for len(s.order) > 0 && s.order[0].until != 0 && s.order[0].until <= now {
		s.oldest(in)
	}
}

// oldest forgets one key.
func (s *keySet) oldest(in *Instance) bool {
	if len(s.order) == 0 {
		return false
	}
	delete(s.seen, s.order[0].key)
	s.order[0] = passed{}
	s.order = s.order[1:]
	in.held--
	return true
}

// pass gives the keys of the attempt c to the one that was started after it: c's own, if it is
// over.
func (d *distinct) pass(in *Instance, c, fresh *node) {
	i := d.set(c.seq)
	if i < 0 {
		return
	}
	s := d.sets[i]
	switch {
	case fresh == nil && c.dead:
		in.held -= len(s.order)
		d.sets = slices.Delete(d.sets, i, i+1)
	case fresh == nil:
	case c.dead:
		s.of = fresh.seq
	default:
		d.sets = append(d.sets, s.copyFor(in, fresh))
	}
}

// copyFor copies the keys for a further attempt: the newest ones that there is room for.
func (s *keySet) copyFor(in *Instance, fresh *node) *keySet {
	c := &keySet{of: fresh.seq, seen: maps.Clone(s.seen), order: slices.Clone(s.order)}
	in.held += len(c.order)
	for limit := in.host.Limits.Max; limit > 0 && in.held > limit && c.oldest(in); {
		in.counter.Dropped++
	}
	return c
}
