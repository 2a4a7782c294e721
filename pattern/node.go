package pattern

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
	"github.com/cephei-go/cephei/query/expr"
)

// A node is told three things: to start, which may already decide it; to take an event or a time
// (hit, guardDue, observerDue); and to quit. It answers its parent with yes and fail. quit is
// silent and goes down, yes and fail go up; a node that is over quits first and speaks afterwards,
// so that its parent finds it gone. Since a parent may end the speaker, or itself, while it is
// spoken to, whoever goes on after speaking asks whether it is dead.
//
// The stack is never deeper than the pattern, up and down: what is started in answer to a child
// stands beside it, and what is true at once is not started again (every) or in a loop (repeat).

// node is an attempt at one step. It hangs below its parent until it is true or false for good.
//
// A hundred thousand attempts cost the cold memory that each of them touches, so that what an atom with
// a guard needs is in the node, the parts that are met together side by side, and the rest is work.
type node struct {
	waiter await.Waiter // what lets an atom wait; it stands first: see nodeOf
	begin  *tags        // seen before it started
	step   *step
	seq    uint64
	gen    uint32 // counts the lives of this piece of memory
	dead   bool
	// starting is set while a child is started that must not be believed yet; told notes that it
	// spoke.
	starting, told bool
	counted        bool // is in the instance's count of what is held
	in             *Instance
	parent         *node // nil for the root
	kids           *node // the youngest first
	next           *node
	prev           *node
	x              *work       // of the operator, or nil
	timer          event.Timer // of a guard or observer; its F is the node
}

// work is what few attempts need, so that it lies apart.
type work struct {
	cell     Cell    // of a guard or observer that is not steady
	handle   Handle  // of an atom that the filter index has an entry of its own for
	counts   []int32 // of a sequence with limited arrows: attempts behind each
	gather   *gather
	repeat   *repeat
	distinct *distinct
	next     *work // in the pool
}

// work returns what the attempt keeps apart, made if need be.
func (n *node) work() *work {
	if n.x == nil {
		n.x = n.in.pool.work()
	}
	return n.x
}

// cell returns the cell of the attempt's guard or observer.
func (n *node) cell() *Cell {
	c := &n.work().cell
	c.n = n
	return c
}

// start begins an attempt at a step below parent. The attempt may speak to its parent before start
// returns. counted tells that it takes room, which was asked for before.
func (in *Instance) start(s *step, parent *node, begin *tags, counted bool) *node {
	n := in.pool.node(s)
	in.seq++
	n.in, n.parent, n.begin, n.seq = in, parent, begin.hold(), in.seq
	if counted {
		n.counted = true
		in.held++
		in.remember(n)
	}
	in.adopt(n)
	switch s.op {
	case opFilter:
		n.startFilter()
	case opSequence:
		n.startSequence()
	case opAnd:
		n.startAnd()
	case opOr:
		n.startOr()
	case opEvery, opDistinct:
		n.startEvery()
	case opNot:
		n.startNot()
	case opRepeat:
		n.startRepeat()
	case opGuard:
		n.startGuard()
	case opObserver:
		n.startObserver()
	case opAbsent:
		n.startAbsent()
	}
	return n
}

// adopt hangs the node below its parent.
func (in *Instance) adopt(n *node) {
	p := n.parent
	if p == nil {
		in.root = n
		return
	}
	if n.next = p.kids; n.next != nil {
		n.next.prev = n
	}
	p.kids = n
}

// quit ends the attempt and all below it without a word to the parent.
func (n *node) quit() {
	if n.dead {
		return
	}
	n.dead = true
	for n.kids != nil {
		n.kids.quit()
	}
	n.unlink()
	n.letGo()
	in := n.in
	if n.counted {
		in.held--
	}
	in.pool.release(n.begin)
	n.begin = nil
	in.pool.retire(n)
}

// unlink takes the node out of its parent's list. Siblings keep their order, which is that of age.
func (n *node) unlink() {
	p := n.parent
	switch {
	case n.prev != nil:
		n.prev.next = n.next
	case p != nil:
		p.kids = n.next
	default:
		n.in.root = nil
	}
	if n.next != nil {
		n.next.prev = n.prev
	}
	n.prev = nil
	if p != nil && p.step.op == opSequence && p.x != nil {
		p.x.counts[n.step.pos]--
	}
}

// letGo gives back what the operator holds outside the tree.
func (n *node) letGo() {
	if n.step.filter != nil {
		n.withdraw()
	}
	if n.step.timed { // what is due already will not be fired
		n.in.host.Rt.Schedule.Cancel(&n.timer)
	}
	if x := n.x; x != nil {
		switch {
		case x.gather != nil:
			x.gather.clear(n.in)
		case x.repeat != nil:
			x.repeat.clear(n.in)
		case x.distinct != nil:
			x.distinct.clear(n.in)
		}
		n.x = nil
		n.in.pool.finished(x)
	}
}

// yes tells the parent that n is true with the tags m. When last is set, n has quit.
func (n *node) yes(m *tags, last bool) {
	p := n.parent
	if p == nil {
		n.in.found(m)
		return
	}
	if p.dead {
		return
	}
	switch p.step.op {
	case opSequence:
		p.sequenceYes(n, m)
	case opAnd:
		p.andYes(n, m)
	case opOr:
		p.orYes(m, last)
	case opEvery, opDistinct:
		p.everyYes(n, m)
	case opNot:
		p.notYes(last)
	case opRepeat:
		p.repeatYes(n, m)
	case opGuard:
		p.guardYes(m, last)
	default: // filters and observers have no kids
	}
}

// fail ends the attempt as false for good. again is unset when a fresh attempt could not do better.
func (n *node) fail(again bool) {
	if n.dead {
		return
	}
	p := n.parent
	if n.in.host.Trace != nil && (p == nil || p.step.op == opSequence && n.step.pos > 0) {
		n.in.trace(Ended, n.step, n.begin)
	}
	n.quit()
	if p == nil || p.dead {
		return
	}
	switch p.step.op {
	case opSequence:
		p.sequenceNo()
	case opAnd, opRepeat, opGuard:
		p.fail(again)
	case opOr:
		p.orNo()
	case opEvery, opDistinct:
		p.everyNo(n, again)
	default: // opNot: what is forbidden cannot come any more: true for ever
	}
}

// clockEnv is env for the step's guard or observer.
func (n *node) clockEnv(m *tags) *expr.Env {
	if n.step.untagged {
		return &n.in.env
	}
	return n.env(m)
}

// env returns the instance's environment with the tags in it.
func (n *node) env(m *tags) *expr.Env {
	m.load(&n.in.env)
	return &n.in.env
}
