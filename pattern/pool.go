package pattern

import "unsafe"

// Pool keeps the nodes and tags that are not in use, for all instances of a statement. The zero
// Pool is ready.
type Pool struct {
	free   *node // linked by next, as those below
	limbo  *node // ended, but perhaps still in the hands of a function that is running
	last   *node // of limbo
	works  *work
	tags   *tags // linked by up
	depth  int   // calls into instances that are running
	Counts Counts
}

// moreNodes makes a chunk of nodes and links them.
func moreNodes() *node {
	c := make([]node, chunk)
	for i := range c {
		if i+1 < chunk {
			c[i].next = &c[i+1]
		}
		c[i].timer.F = &c[i]
	}
	return &c[0]
}

// Counts tells what a pool has handed out and not got back.
type Counts struct {
	Nodes  int // steps under way
	Atoms  int // waiting in the filter index
	Timers int // guards and observers under way
	Tags   int // links of the chains of events that attempts hold
	Works  int // steps that keep something apart
}

// Bytes estimates the memory of what is counted, without the events and the filter index.
func (c Counts) Bytes() int {
	return c.Nodes*int(unsafe.Sizeof(node{})) + c.Works*int(unsafe.Sizeof(work{})) +
		c.Tags*int(unsafe.Sizeof(tags{}))
}

// chunk is how many nodes are made at once.
const chunk = 32

// moreTags makes a chunk: one allocation for many links, side by side.
func (p *Pool) moreTags() *tags {
	c := make([]tags, chunk)
	for i := range c[:chunk-1] {
		c[i].up = &c[i+1]
	}
	return &c[0]
}

// node takes a node for a step out of the pool. Its count of lives goes on.
func (p *Pool) node(s *step) *node {
	n := p.free
	if n == nil {
		n = moreNodes()
	}
	p.free = n.next
	p.Counts.Nodes++
	n.step, n.kids, n.next = s, nil, nil
	n.dead, n.starting, n.told, n.counted = false, false, false, false
	if s.timed {
		p.Counts.Timers++
	}
	return n
}

// work takes a work out of the pool.
func (p *Pool) work() *work {
	x := p.works
	if x == nil {
		x = &work{}
	}
	p.works, x.next = x.next, nil
	p.Counts.Works++
	return x
}

// finished takes a work back.
func (p *Pool) finished(x *work) {
	p.Counts.Works--
	*x = work{next: p.works}
	p.works = x
}

// retire takes a node back once no function that is running can still hold it; until then it can be
// asked for its step and its parent.
func (p *Pool) retire(n *node) {
	p.Counts.Nodes--
	n.gen++
	if n.step.timed {
		p.Counts.Timers--
	}
	if p.limbo == nil {
		p.last = n
	}
	n.next, p.limbo = p.limbo, n
}

// enter and leave bracket every call into an instance. Nodes that end meanwhile keep their memory
// until the outermost call returns, so that its frames can ask whether they are dead.
func (p *Pool) enter() { p.depth++ }

// leave gives back what ended during the call, all at once.
func (p *Pool) leave() {
	if p.depth--; p.depth > 0 || p.limbo == nil {
		return
	}
	p.last.next, p.free = p.free, p.limbo
	p.limbo, p.last = nil, nil
}
