package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// unique is W10a: the last value of each pair of host and service.
type unique struct {
	base
	timeless
	last  map[hostService]float64
	total float64
}

type hostService struct{ host, service string }

func newUnique(b base, _ *workload.Workload) Program {
	return &unique{base: b, last: map[hostService]float64{}}
}

// Event replaces the value of a pair.
func (p *unique) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	k := hostService{e.Host, e.Service}
	p.total += e.Value - p.last[k] // a pair not seen before counts as zero
	p.last[k] = e.Value
	p.sum.Row2(uint64(len(p.last)), workload.FloatBits(p.total))
}
