package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const joinLength = 10_000

// join is W11 (pairs only) and W12 (also events without a partner).
type join struct {
	base
	timeless
	a, b  *joinSide
	outer bool
}

func newJoin(b base, outer bool) Program {
	return &join{base: b, a: newJoinSide(), b: newJoinSide(), outer: outer}
}

// Event enters one side and looks up the other.
func (p *join) Event(i, _ int64) {
	if i%2 == 0 {
		e := p.src.A(i)
		p.a.add(e.ID, e.Val)
		p.match(e.ID, e.Val, p.b, true)
		return
	}
	e := p.src.B(i)
	p.b.add(e.ID, e.Val)
	p.match(e.ID, e.Val, p.a, false)
}

// match delivers a row for each partner of an event. Partners that leave deliver nothing.
func (p *join) match(id int64, v float64, other *joinSide, isA bool) {
	at, ok := other.head[id]
	if !ok {
		p.alone(id, v, isA)
		return
	}
	for ; at != nobody; at = other.next[at] {
		x, y := workload.FloatBits(v), workload.FloatBits(other.v[at])
		if !isA {
			x, y = y, x
		}
		if p.outer {
			p.sum.Row4(uint64(id), uint64(id), x, y)
		} else {
			p.sum.Row3(uint64(id), x, y)
		}
	}
}

func (p *join) alone(id int64, v float64, isA bool) {
	switch {
	case !p.outer:
	case isA:
		p.sum.Row4(uint64(id), workload.NullBits, workload.FloatBits(v), workload.NullBits)
	default:
		p.sum.Row4(workload.NullBits, uint64(id), workload.NullBits, workload.FloatBits(v))
	}
}

// nobody ends a chain.
const nobody int32 = -1

// joinSide is a length window as columns, with the events of one id chained through next and prev.
type joinSide struct {
	id         []int64
	v          []float64
	next, prev []int32
	head       map[int64]int32 // the youngest event of an id
	pos        int32           // where the next event goes
}

func newJoinSide() *joinSide {
	return &joinSide{
		id:   make([]int64, 0, joinLength),
		v:    make([]float64, joinLength),
		next: make([]int32, joinLength),
		prev: make([]int32, joinLength),
		head: make(map[int64]int32, joinLength),
	}
}

func (s *joinSide) add(id int64, v float64) {
	at := s.pos
	if len(s.id) == joinLength {
		s.unlink(at)
		s.id[at] = id
	} else {
		s.id = append(s.id, id)
	}
	s.v[at], s.prev[at], s.next[at] = v, nobody, nobody
	if head, ok := s.head[id]; ok {
		s.next[at] = head
		s.prev[head] = at
	}
	s.head[id] = at
	if s.pos++; s.pos == joinLength {
		s.pos = 0
	}
}

// unlink takes the oldest event out of its chain.
func (s *joinSide) unlink(at int32) {
	next, prev := s.next[at], s.prev[at]
	switch {
	case prev != nobody:
		s.next[prev] = next
	case next != nobody:
		s.head[s.id[at]] = next
	default:
		delete(s.head, s.id[at])
	}
	if next != nobody {
		s.prev[next] = prev
	}
}
