package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const subqueryLength = 10_000

// subqueries is W13: for each host the maximum among the last ten thousand samples of all hosts,
// and the last sample.
type subqueries struct {
	base
	timeless
	byHost map[string]*hostSamples
	ring   []hostSample
	next   int
}

type hostSamples struct {
	last float64
	top  maxima
}

// hostSample is what the length window keeps: whose sample leaves, and which.
type hostSample struct {
	h   *hostSamples
	seq int64
}

func newSubqueries(b base, _ *workload.Workload) Program {
	return &subqueries{
		base: b, byHost: map[string]*hostSamples{},
		ring: make([]hostSample, 0, subqueryLength),
	}
}

// Event is a sample, or a log line that asks.
func (p *subqueries) Event(i, ts int64) {
	if workload.IsTenth(i) {
		p.ask(p.src.Log(i, ts))
		return
	}
	e := p.src.Metric(i, ts)
	h := p.byHost[e.Host]
	if h == nil {
		h = &hostSamples{}
		p.byHost[e.Host] = h
	}
	p.hold(hostSample{h, i})
	h.top.enter(e.Value, i)
	h.last = e.Value
}

// hold puts a sample into the length window and lets the oldest out.
func (p *subqueries) hold(s hostSample) {
	if len(p.ring) < subqueryLength {
		p.ring = append(p.ring, s)
		return
	}
	old := p.ring[p.next]
	old.h.top.leave(old.seq)
	p.ring[p.next] = s
	if p.next++; p.next == subqueryLength {
		p.next = 0
	}
}

func (p *subqueries) ask(e workload.Log) {
	top, last := uint64(workload.NullBits), uint64(workload.NullBits)
	if h := p.byHost[e.Host]; h != nil {
		last = workload.FloatBits(h.last)
		if h.top.q.n > 0 {
			top = workload.FloatBits(h.top.max())
		}
	}
	p.sum.Row3(uint64(e.TS), top, last)
}
