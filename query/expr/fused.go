package expr

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// fused makes one function of leaves on the event of one slot. Events of subtypes, whose columns may
// lie elsewhere, take the general way. The forms that filters have most get a function of their own,
// which costs a third of the loop over leaves: see BenchmarkForms.
func fused(leaves []leaf, general BoolFn) func(*Env) bool {
	leaves = slices.Clone(leaves)
	slow := func(e *Env) bool {
		v, ok := general(e)
		return v && ok
	}
	if leaves[0].local > 0 {
		return fusedElement(leaves, slow)
	}
	// Order within a conjunction does not matter to the answer, hence a pair is tried both ways.
	switch len(leaves) {
	case 1:
		if f := fusedOne(&leaves[0], slow); f != nil {
			return f
		}
	case 2:
		if f := fusedTwo(&leaves[0], &leaves[1], slow); f != nil {
			return f
		}
		if f := fusedTwo(&leaves[1], &leaves[0], slow); f != nil {
			return f
		}
	}
	slot, schema := leaves[0].slot, leaves[0].schema
	return func(e *Env) bool {
		ev := e.Ev[slot]
		if ev == nil || ev.Schema() != schema {
			return slow(e)
		}
		return allHold(leaves, ev, e)
	}
}

// fusedElement is fused for the event that a lambda's parameter stands for.
func fusedElement(leaves []leaf, slow func(*Env) bool) func(*Env) bool {
	slot, schema := leaves[0].local-1, leaves[0].schema
	return func(e *Env) bool {
		ev, _ := e.Local[slot].(*event.Event)
		if ev == nil || ev.Schema() != schema {
			return slow(e)
		}
		return allHold(leaves, ev, e)
	}
}

// strIs compares with a constant; the first byte decides most of the time without a call.
func strIs(v, k string) bool {
	return len(v) == len(k) && (len(k) == 0 || v[0] == k[0] && (len(k) == 1 || v == k))
}

// fusedOne has the single conditions.
func fusedOne(l *leaf, slow func(*Env) bool) func(*Env) bool {
	l.slow = slow
	switch l.op {
	case leafStrEq:
		return strEquals(l)
	case leafF64In:
		return floatInside(l)
	case leafI64In:
		return longInside(l)
	case leafI32In:
		return intInside(l)
	case leafMatch:
		return strMatches(l)
	default:
		return nil
	}
}

// fusedTwo has the pairs of a string and a range: both in one leaf, the range's column second.
func fusedTwo(a, b *leaf, slow func(*Env) bool) func(*Env) bool {
	if a.op != leafStrEq {
		return nil
	}
	p := *a
	p.slow, p.d, p.i, p.j, p.f, p.g = slow, b.c, b.i, b.j, b.f, b.g
	switch b.op {
	case leafF64In:
		return strAndFloat(&p)
	case leafI64In:
		return strAndLong(&p)
	case leafI32In:
		return strAndInt(&p)
	}
	return nil
}

// The constructors are not inlined, because a closure in an inlined function has its calls left in.
// The closures keep one pointer, since what a closure keeps is loaded at every call.

//go:noinline
func strEquals(l *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[l.slot]
		if ev == nil || ev.Schema() != l.schema {
			return l.slow(e)
		}
		return strIs(ev.DirectStr(l.c), l.s) && !ev.DirectNull(l.c)
	}
}

//go:noinline
func floatInside(l *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[l.slot]
		if ev == nil || ev.Schema() != l.schema {
			return l.slow(e)
		}
		v := ev.DirectF64(l.c)
		return v >= l.f && v <= l.g && !ev.DirectNull(l.c)
	}
}

//go:noinline
func longInside(l *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[l.slot]
		if ev == nil || ev.Schema() != l.schema {
			return l.slow(e)
		}
		v := ev.DirectI64(l.c)
		return v >= l.i && v <= l.j && !ev.DirectNull(l.c)
	}
}

//go:noinline
func intInside(l *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[l.slot]
		if ev == nil || ev.Schema() != l.schema {
			return l.slow(e)
		}
		v := ev.DirectI32(l.c)
		return v >= l.i && v <= l.j && !ev.DirectNull(l.c)
	}
}

//go:noinline
func strMatches(l *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[l.slot]
		if ev == nil || ev.Schema() != l.schema {
			return l.slow(e)
		}
		return !ev.DirectNull(l.c) && l.match(ev.DirectStr(l.c))
	}
}

//go:noinline
func strAndFloat(p *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[p.slot]
		if ev == nil || ev.Schema() != p.schema {
			return p.slow(e)
		}
		if !strIs(ev.DirectStr(p.c), p.s) {
			return false
		}
		v := ev.DirectF64(p.d)
		return v >= p.f && v <= p.g && !ev.DirectNull(p.c) && !ev.DirectNull(p.d)
	}
}

//go:noinline
func strAndLong(p *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[p.slot]
		if ev == nil || ev.Schema() != p.schema {
			return p.slow(e)
		}
		if !strIs(ev.DirectStr(p.c), p.s) {
			return false
		}
		v := ev.DirectI64(p.d)
		return v >= p.i && v <= p.j && !ev.DirectNull(p.c) && !ev.DirectNull(p.d)
	}
}

//go:noinline
func strAndInt(p *leaf) func(*Env) bool {
	return func(e *Env) bool {
		ev := e.Ev[p.slot]
		if ev == nil || ev.Schema() != p.schema {
			return p.slow(e)
		}
		if !strIs(ev.DirectStr(p.c), p.s) {
			return false
		}
		v := ev.DirectI32(p.d)
		return v >= p.i && v <= p.j && !ev.DirectNull(p.c) && !ev.DirectNull(p.d)
	}
}
