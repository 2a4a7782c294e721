package pattern

// The dead man's switch is the commonest pattern with a negation, and waits in great numbers:
//
//	every a=Beat -> (timer:interval(30 sec) and not Beat(host = a.host))
//
// `observer and not atom`, in either order, is one node instead of three: the observer's cell and the
// atom's waiter lie in its block. It is true with the observer, and false for good with the atom, as
// the conjunction of both is (op_logical.go). An observer that can be true again is left to that.

// absence makes a conjunction of an observer and the negation of a bare atom one step.
func (b *builder) absence(s *step) {
	if b.general || s.op != opAnd || len(s.kids) != 2 {
		return
	}
	o, not := s.kids[0], s.kids[1]
	if o.op == opNot {
		o, not = not, o
	}
	r, _ := o.observer.(Repeater)
	if o.op != opObserver || not.op != opNot || not.filter == nil || r != nil && r.Repeats() {
		return
	}
	b.plan.steps = b.plan.steps[:s.id+1]
	s.op, s.kids, s.parts = opAbsent, nil, []string{o.text, not.text}
	s.observer = o.observer
	s.filter, s.open, s.level = not.filter, not.open, not.level
}

// startAbsent lets the observer begin. It may be true at once.
func (n *node) startAbsent() {
	v := n.observe()
	if v == Wait {
		n.await()
		return
	}
	n.observed(v)
}

// forbidden ends what an event was not allowed to come for.
func (n *node) forbidden() {
	n.in.because(n.step.parts[len(n.step.parts)-1])
	n.fail(true)
}
