package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const partitionLength = 10

// partitions is W17: ten values for each host.
type partitions struct {
	base
	timeless
	byHost map[string]*partition
}

type partition struct {
	v    [partitionLength]float64
	n    int
	next int
	sum  float64
}

func newPartitions(b base, _ *workload.Workload) Program {
	return &partitions{base: b, byHost: map[string]*partition{}}
}

// Event looks at all ten values for the maximum: of ten, that is quicker than anything cleverer.
func (p *partitions) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	s := p.byHost[e.Host]
	if s == nil {
		s = &partition{}
		p.byHost[e.Host] = s
	}
	if s.n == partitionLength {
		s.sum -= s.v[s.next]
	} else {
		s.n++
	}
	s.v[s.next] = e.Value
	if s.next++; s.next == partitionLength {
		s.next = 0
	}
	s.sum += e.Value
	top := s.v[0]
	for _, v := range s.v[1:s.n] {
		top = max(top, v)
	}
	p.sum.Row4(workload.StringBits(e.Host), workload.FloatBits(s.sum/float64(s.n)),
		workload.FloatBits(top), uint64(s.n))
}
