package engine

import "github.com/cephei-go/cephei/event"

// keep brings the aggregations that are kept up to date. What one row throws does not hinder the
// others: the books are kept by row.
func (q *subquery) keep(d *event.Delta) {
	for _, ev := range d.New {
		q.enter(ev)
	}
	for _, ev := range d.Old {
		q.leave(ev)
	}
}

func (q *subquery) grow(n int) {
	if n <= q.room {
		return
	}
	q.room = max(n, 2*q.room)
	for _, c := range q.aggs {
		c.Grow(q.room)
	}
}

// enter takes a row into the aggregations that are kept. Group 0 is all rows where there is no index;
// else it is empty, and each key has the group after its number.
func (q *subquery) enter(ev *event.Event) {
	defer q.agent.core.guard(q.agent)
	q.env.Ev[q.slot], q.env.IsNew = ev, true
	g := uint32(0)
	if q.index == nil {
		if !q.passes() {
			return
		}
	} else {
		n, _ := q.index.set.Add(q.env)
		for int(n) >= len(q.counts) {
			q.counts = append(q.counts, 0)
		}
		q.counts[n]++
		if q.fifo {
			q.order.push(n)
		}
		g = n + 1
		q.grow(int(g) + 1)
	}
	for _, c := range q.aggs {
		c.Enter(g, q.env)
	}
}

// keyOf returns the number of the key of a row that leaves, looked up only where it is not known
// whose turn it is.
func (q *subquery) keyOf() (uint32, bool) {
	if q.fifo {
		return q.order.pop()
	}
	return q.index.set.Find(q.env)
}

// ring is a queue of numbers.
type ring struct {
	list       []uint32 // its length is a power of two
	head, size int
}

func (r *ring) push(n uint32) {
	if r.size == len(r.list) {
		more := make([]uint32, max(64, 2*len(r.list)))
		k := copy(more, r.list[r.head:])
		copy(more[k:], r.list[:r.head])
		r.list, r.head = more, 0
	}
	r.list[(r.head+r.size)&(len(r.list)-1)] = n
	r.size++
}

func (r *ring) pop() (uint32, bool) {
	if r.size == 0 {
		return 0, false
	}
	n := r.list[r.head]
	r.head = (r.head + 1) & (len(r.list) - 1)
	r.size--
	return n, true
}

func (r *ring) save(enc *event.Encoder) {
	enc.Int(r.size)
	for i := range r.size {
		enc.Int(int(r.list[(r.head+i)&(len(r.list)-1)]))
	}
}

// load reads numbers below limit.
func (r *ring) load(dec *event.Decoder, limit int) {
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		v := dec.Int()
		if v < 0 || v >= limit {
			dec.Fail("key number %d of %d", v, limit)
			return
		}
		r.push(uint32(v))
	}
}

func (q *subquery) leave(ev *event.Event) {
	defer q.agent.core.guard(q.agent)
	q.env.Ev[q.slot], q.env.IsNew = ev, false
	g := uint32(0)
	if q.index == nil {
		if !q.passes() {
			return
		}
	} else {
		n, ok := q.keyOf()
		if !ok {
			return
		}
		g = n + 1
		q.counts[n]--
	}
	for _, c := range q.aggs {
		c.Leave(g, q.env)
	}
	if g > 0 && q.counts[g-1] == 0 {
		for _, c := range q.aggs {
			c.Clear(g)
		}
		q.index.set.Remove(g - 1)
	}
}
