package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const lambdaLength = 100

// lambda is W19a: two questions about the last hundred events, kept up to date instead of asked
// anew for each event, as anyone would write it who knows the questions beforehand.
type lambda struct {
	base
	timeless
	ring  []workload.Metric
	next  int
	high  int64 // how many are above 512
	first int64 // how many are of svc00
	sumOf float64
}

func newLambda(b base, _ *workload.Workload) Program {
	return &lambda{base: b, ring: make([]workload.Metric, 0, lambdaLength)}
}

// Event replaces the oldest event.
func (p *lambda) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	if len(p.ring) == lambdaLength {
		p.count(&p.ring[p.next], -1)
		p.ring[p.next] = e
		if p.next++; p.next == lambdaLength {
			p.next = 0
		}
	} else {
		p.ring = append(p.ring, e)
	}
	p.count(&e, +1)
	total := uint64(workload.NullBits) // the sum of nothing is null
	if p.first > 0 {
		total = workload.FloatBits(p.sumOf)
	}
	p.sum.Row3(workload.StringBits(e.Host), uint64(p.high), total)
}

func (p *lambda) count(e *workload.Metric, by int64) {
	if e.Value > 512 {
		p.high += by
	}
	if e.Service == "svc00" {
		p.first += by
		p.sumOf += float64(by) * e.Value
	}
}
