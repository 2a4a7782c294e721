package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// sumByKey is X1: sums without a window; they grow without end.
type sumByKey struct {
	base
	timeless
	sums map[string]*int64
}

const sumByKeyMin = 100_000_000

func newSumByKey(b base, _ *workload.Workload) Program {
	return &sumByKey{base: b, sums: map[string]*int64{}}
}

// Event delivers a row once the key's sum is high enough.
func (p *sumByKey) Event(i, _ int64) {
	e := p.src.SampleEvent(i)
	s := p.sums[e.P0]
	if s == nil {
		s = new(int64)
		p.sums[e.P0] = s
	}
	*s += e.P1
	if *s >= sumByKeyMin {
		p.sum.Row2(workload.StringBits(e.P0), uint64(*s))
	}
}

// countByKeys is X2: up to a million groups.
type countByKeys struct {
	base
	timeless
	counts map[workload.SampleKey]*int64
}

func newCountByKeys(b base, _ *workload.Workload) Program {
	return &countByKeys{base: b, counts: map[workload.SampleKey]*int64{}}
}

// Event counts its group.
func (p *countByKeys) Event(i, _ int64) {
	k := p.src.SampleKey(i)
	n := p.counts[k]
	if n == nil {
		n = new(int64)
		p.counts[k] = n
	}
	*n++
	p.sum.Row1(uint64(*n))
}
