package pattern

import "unsafe"

// Pool keeps the nodes and tags that are not in use, for all instances of a statement. The zero
// Pool is ready.
type Pool struct {
	nodes  *node // linked by next
	limbo  *node // ended, but perhaps still in the hands of a function that is running
	last   *node // of limbo
	tags   *tags // linked by up
	cells  []*Cell
	depth  int // calls into instances that are running
	Counts Counts
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

// node takes a node out of the pool. Its count of lives goes on.
func (p *Pool) node() *node {
	n := p.nodes
	if n == nil {
		c := make([]node, chunk)
		for i := range c[:chunk-1] {
			c[i].next = &c[i+1]
		}
		n = &c[0]
	}
	p.nodes = n.next
	p.Counts.Nodes++
	gen := n.gen
	*n = node{gen: gen}
	return n
}

// retire takes a node back once no function that is running can still hold it.
func (p *Pool) retire(n *node) {
	p.Counts.Nodes--
	n.gen++
	if p.limbo == nil {
		p.last = n
	}
	n.next, p.limbo = p.limbo, n
}

// cell takes the state of a guard or observer out of the pool.
func (p *Pool) cell() *Cell {
	p.Counts.Timers++
	if len(p.cells) == 0 {
		c := make([]Cell, chunk)
		for i := range c {
			p.cells = append(p.cells, &c[i])
		}
	}
	c := p.cells[len(p.cells)-1]
	p.cells = p.cells[:len(p.cells)-1]
	return c
}

// freeCell takes it back. Its timer was cancelled or has fired, so nobody else knows it.
func (p *Pool) freeCell(c *Cell) {
	p.Counts.Timers--
	*c = Cell{}
	p.cells = append(p.cells, c)
}

// enter and leave bracket every call into an instance. Nodes that end meanwhile keep their memory
// until the outermost call returns, so that its frames can ask whether they are dead.
func (p *Pool) enter() { p.depth++ }

// leave gives back what ended during the call, all at once.
func (p *Pool) leave() {
	if p.depth--; p.depth > 0 || p.limbo == nil {
		return
	}
	p.last.next, p.nodes = p.nodes, p.limbo
	p.limbo, p.last = nil, nil
}
