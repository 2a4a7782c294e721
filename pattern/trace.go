package pattern

import "slices"

// LifeKind is a turn in the life of an attempt.
type LifeKind uint8

// The turns.
const (
	Reached LifeKind = iota // a further step is waited for
	Matched                 // the whole pattern was true
	Ended                   // the attempt is over without a match
)

// Life is one turn in the life of an attempt, told to [Host.Trace].
type Life struct {
	Kind   LifeKind
	At     int64  // engine time in milliseconds
	Step   string // what is, or was, waited for
	Match  Match  // the tags seen, valid during the call
	Reason string // why it is over: the guard, the negation, the limit; "" when nothing is known
}

// trace tells a turn. It is called only when somebody listens, so that it costs nothing otherwise.
func (in *Instance) trace(k LifeKind, s *step, m *tags) {
	l := Life{Kind: k, At: in.host.Rt.Now(), Step: s.text, Match: Match{m}}
	if k == Ended {
		l.Reason = in.reason
	}
	in.host.Trace(l)
}

// because notes the reason for what ends next, when somebody listens.
func (in *Instance) because(reason string) {
	if in.host.Trace != nil {
		in.reason = reason
	}
}

// Partial is an attempt under way: why a pattern has not matched yet.
type Partial struct {
	Step    string   // the step that was reached
	Match   Match    // the tags seen, valid during the call
	Waiting []string // what it waits for: filters and observers
	Due     int64    // when its next timer falls due; 0 without one
}

// Partials yields the attempts under way, the oldest first, until yield returns false: those behind
// an arrow, and the pattern as a whole.
func (in *Instance) Partials(yield func(Partial) bool) {
	if in.root == nil {
		return
	}
	nodes := partials(in.root, []*node{in.root})
	slices.SortFunc(nodes, func(a, b *node) int { return int(a.seq) - int(b.seq) })
	for _, n := range nodes {
		p := Partial{Step: n.step.text, Match: Match{n.begin}}
		p.leaves(n)
		slices.Sort(p.Waiting)
		if !yield(p) {
			return
		}
	}
}

// partials gathers the attempts behind an arrow: each stands for one sequence of events that has
// begun.
func partials(n *node, found []*node) []*node {
	for k := n.kids; k != nil; k = k.next {
		if n.step.op == opSequence && k.step.pos > 0 {
			found = append(found, k)
		}
		found = partials(k, found)
	}
	return found
}

// leaves gathers what is waited for below n, short of attempts that are partials of their own.
func (p *Partial) leaves(n *node) {
	switch {
	case n.step.op == opAbsent:
		p.Waiting = append(p.Waiting, n.step.parts...)
	case n.step.filter != nil || n.step.op == opObserver:
		p.Waiting = append(p.Waiting, n.step.text)
	}
	if n.timer.Armed() && (p.Due == 0 || n.timer.At() < p.Due) {
		p.Due = n.timer.At()
	}
	for k := n.kids; k != nil; k = k.next {
		if n.step.op != opSequence || k.step.pos == 0 {
			p.leaves(k)
		}
	}
}
