package limit

import (
	"math"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

const batchMs = 10_000

// tumbling is W08: sums that start anew every ten seconds, counted from the first event.
type tumbling struct {
	base
	byService map[string]*batchGroup
	order     []*batchGroup
	nextMs    int64
}

type batchGroup struct {
	name   uint64
	n      int64
	sum    float64
	max    float64
	wasOld bool // had something in the batch before: its end is told
}

func newTumbling(b base, _ *workload.Workload) Program {
	return &tumbling{base: b, byService: map[string]*batchGroup{}}
}

// Clock ends the batch.
func (p *tumbling) Clock(nowMs int64) {
	if p.nextMs == 0 || nowMs < p.nextMs {
		return
	}
	p.nextMs += batchMs
	for _, g := range p.order {
		if g.n > 0 {
			p.sum.Row4(g.name, uint64(g.n), workload.FloatBits(g.sum), workload.FloatBits(g.max))
		} else if g.wasOld {
			p.sum.Row4(g.name, 0, workload.NullBits, workload.NullBits)
		}
		g.wasOld = g.n > 0
		g.n, g.sum, g.max = 0, 0, math.Inf(-1)
	}
}

// Event adds to the batch.
func (p *tumbling) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	if p.nextMs == 0 {
		p.nextMs = ts + batchMs
	}
	g := p.byService[e.Service]
	if g == nil {
		g = &batchGroup{name: workload.StringBits(e.Service), max: math.Inf(-1)}
		p.byService[e.Service] = g
		p.order = append(p.order, g)
	}
	g.n++
	g.sum += e.Value
	g.max = max(g.max, e.Value)
}
