package resultset

import (
	"github.com/cephei-go/cephei/event"
)

// queue holds the groups of the rows inside, the oldest first, where rows leave in the order in which
// they came: what leaves need not be looked up then, nor its key be read from memory that has grown
// cold. 4 bytes a row.
type queue struct {
	ring []uint32 // its length is a power of two, or 0
	head uint32
	n    uint32
}

const firstQueue = 8

func (q *queue) push(id uint32) {
	if int(q.n) == len(q.ring) {
		ring := make([]uint32, max(firstQueue, 2*len(q.ring)))
		k := copy(ring, q.ring[q.head:])
		copy(ring[k:], q.ring[:q.head])
		q.ring, q.head = ring, 0
	}
	q.ring[(q.head+q.n)&uint32(len(q.ring)-1)] = id
	q.n++
}

// pop takes the oldest out; there must be one.
func (q *queue) pop() uint32 {
	id := q.ring[q.head]
	q.head = (q.head + 1) & uint32(len(q.ring)-1)
	q.n--
	return id
}

// at returns the group of the i-th row from the oldest.
func (q *queue) at(i int) uint32 { return q.ring[(q.head+uint32(i))&uint32(len(q.ring)-1)] }

func (q *queue) clear() { q.head, q.n = 0, 0 }

func (q *queue) save(e *event.Encoder) {
	e.Int(int(q.n))
	for i := range int(q.n) {
		e.Uint64(uint64(q.at(i)))
	}
}

func (q *queue) load(g *groups, d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		id := d.Uint64()
		if g.set == nil || id >= uint64(g.set.Cap()) || !g.set.Has(uint32(id)) {
			d.Fail("a row of group %d, which there is not", id)
			return
		}
		q.push(uint32(id))
	}
}
