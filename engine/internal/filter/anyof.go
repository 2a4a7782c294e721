package filter

import "github.com/cephei-go/cephei/query/expr"

// Alternative is one of several conditions of which any will do: a key, and what is demanded besides.
type Alternative struct {
	Key  Key
	Test expr.Filter // nil is nothing
}

// group is the entries that stand for one party, one for each of its alternatives. Their numbers
// follow each other, so that those that accept an event lie side by side in the match.
type group struct{ entries []*Entry }

// AddAny puts an entry in under several alternatives. The party is told once of an event, however
// many of them accept it. Each alternative has a test of its own; the entry's is not used.
func (x *Index) AddAny(e *Entry, alts []Alternative) {
	g := &group{}
	x.groups++
	for i := range alts {
		a := e
		if i > 0 {
			a = &Entry{
				Order: e.Order, Env: e.Env, Slot: e.Slot, Tags: e.Tags, Target: e.Target, Owner: e.Owner,
			}
			x.count-- // it is still one party
		}
		a.Test, a.group = alts[i].Test, g
		g.entries = append(g.entries, a)
		x.Add(a, &alts[i].Key)
	}
}

// removeGroup takes out what AddAny put in.
func (x *Index) removeGroup(g *group) {
	x.groups--
	for i, e := range g.entries {
		e.group = nil
		x.Remove(e)
		if i > 0 {
			x.count++
		}
	}
}

// once leaves the first entry of each group, of entries in order.
func once(found []*Entry) []*Entry {
	kept := found[:0]
	var last *group
	for _, e := range found {
		if e.group == nil || e.group != last {
			kept = append(kept, e)
			last = e.group
		}
	}
	clear(found[len(kept):])
	return kept
}
