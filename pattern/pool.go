package pattern

import (
	"unsafe"

	"github.com/cephei-go/cephei/internal/await"
)

// Pool keeps the nodes and tags that are not in use, for all instances of a statement. The zero
// Pool is ready.
type Pool struct {
	nodes  [blockKinds]freeNodes
	tags   *tags // linked by up
	depth  int   // calls into instances that are running
	ended  bool  // something is in limbo
	Counts Counts
}

// freeNodes are the blocks of one kind that are not in use, linked by node.next.
type freeNodes struct {
	free  *node
	limbo *node // ended, but perhaps still in the hands of a function that is running
	last  *node // of limbo
}

// blockKind says what lies in one piece of memory with a node: what an attempt at a step needs is
// side by side, since a hundred thousand attempts cost the cold memory that each of them touches.
type blockKind uint8

const (
	waits      blockKind = 1 << iota // for an event
	timed                            // has a cell
	blockKinds = iota * 2
)

type waitingNode struct {
	node
	waiter await.Waiter
}

type timedNode struct {
	node
	own Cell
}

type timedWaitingNode struct {
	node
	waiter await.Waiter
	own    Cell
}

// more makes a chunk of blocks and links them.
func (k blockKind) more() *node {
	var list [chunk]*node
	switch k {
	case waits:
		c := make([]waitingNode, chunk)
		for i := range c {
			list[i] = &c[i].node
			list[i].waiter = &c[i].waiter
		}
	case timed:
		c := make([]timedNode, chunk)
		for i := range c {
			list[i] = &c[i].node
			list[i].cell = &c[i].own
		}
	case waits | timed:
		c := make([]timedWaitingNode, chunk)
		for i := range c {
			list[i] = &c[i].node
			list[i].waiter, list[i].cell = &c[i].waiter, &c[i].own
		}
	default:
		c := make([]node, chunk)
		for i := range c {
			list[i] = &c[i]
		}
	}
	for i, n := range list {
		if i+1 < chunk {
			n.next = list[i+1]
		}
		if n.waiter != nil {
			n.waiter.Who = n
		}
		if n.cell != nil {
			n.cell.timer.F = n
		}
	}
	return list[0]
}

// Counts tells what a pool has handed out and not got back.
type Counts struct {
	Nodes  int // steps under way
	Atoms  int // waiting in the filter index
	Timers int // guards and observers under way
	Tags   int // links of the chains of events that attempts hold
}

// Bytes estimates the memory of what is counted, without the events and the filter index.
func (c Counts) Bytes() int {
	return c.Nodes*int(unsafe.Sizeof(node{})) + c.Timers*int(unsafe.Sizeof(Cell{})) +
		c.Atoms*int(unsafe.Sizeof(await.Waiter{})) + c.Tags*int(unsafe.Sizeof(tags{}))
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
	f := &p.nodes[s.block]
	n := f.free
	if n == nil {
		n = s.block.more()
	}
	f.free = n.next
	p.Counts.Nodes++
	n.step, n.kids, n.next, n.x = s, nil, nil, nil
	n.dead, n.starting, n.told, n.counted = false, false, false, false
	if c := n.cell; c != nil {
		p.Counts.Timers++
		c.Count, c.Since, c.State = 0, 0, nil
	}
	return n
}

// retire takes a node back once no function that is running can still hold it; until then it can be
// asked for its step and its parent.
func (p *Pool) retire(n *node) {
	p.Counts.Nodes--
	n.gen++
	if n.cell != nil {
		p.Counts.Timers--
	}
	f := &p.nodes[n.step.block]
	if f.limbo == nil {
		f.last = n
		p.ended = true
	}
	n.next, f.limbo = f.limbo, n
}

// enter and leave bracket every call into an instance. Nodes that end meanwhile keep their memory
// until the outermost call returns, so that its frames can ask whether they are dead.
func (p *Pool) enter() { p.depth++ }

// leave gives back what ended during the call, all at once.
func (p *Pool) leave() {
	if p.depth--; p.depth > 0 || !p.ended {
		return
	}
	p.ended = false
	for i := range p.nodes {
		if f := &p.nodes[i]; f.limbo != nil {
			f.last.next, f.free = f.free, f.limbo
			f.limbo, f.last = nil, nil
		}
	}
}
