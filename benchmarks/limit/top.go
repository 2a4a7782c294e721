package limit

import (
	"slices"
	"sort"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

const topSize = 100

// largest is W10b: the hundred largest values so far, in a heap with the smallest of them on top.
type largest struct {
	base
	timeless
	heap  []float64
	total float64
}

func newLargest(b base, _ *workload.Workload) Program { return &largest{base: b} }

// Event delivers a row even when the value is too small to stay.
func (p *largest) Event(i, ts int64) {
	v := p.src.Metric(i, ts).Value
	switch {
	case len(p.heap) < topSize:
		p.heap = append(p.heap, v)
		p.total += v
		p.up(len(p.heap) - 1)
	case v > p.heap[0]:
		p.total += v - p.heap[0]
		p.heap[0] = v
		p.down()
	}
	p.sum.Row3(uint64(len(p.heap)), workload.FloatBits(p.total), workload.FloatBits(p.heap[0]))
}

func (p *largest) up(k int) {
	for k > 0 && p.heap[k] < p.heap[(k-1)/2] {
		p.heap[k], p.heap[(k-1)/2] = p.heap[(k-1)/2], p.heap[k]
		k = (k - 1) / 2
	}
}

func (p *largest) down() {
	for k := 0; ; {
		child := 2*k + 1
		if child >= len(p.heap) {
			return
		}
		if child+1 < len(p.heap) && p.heap[child+1] < p.heap[child] {
			child++
		}
		if p.heap[k] <= p.heap[child] {
			return
		}
		p.heap[k], p.heap[child] = p.heap[child], p.heap[k]
		k = child
	}
}

// ranked is W10c: the hundred largest last values, one for each host.
type ranked struct {
	base
	timeless
	byHost map[string]float64
	sorted []rank // by value; among equal values the oldest first, for it leaves first
	total  float64
}

type rank struct {
	host string
	v    float64
}

func newRanked(b base, _ *workload.Workload) Program {
	return &ranked{base: b, byHost: map[string]float64{}, sorted: make([]rank, 0, topSize+1)}
}

// Event replaces the value of a host that is in, and lets others in while there is room for them.
func (p *ranked) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	old, in := p.byHost[e.Host]
	switch {
	case in && old == e.Value: // an equal value keeps its place
	case in:
		p.remove(e.Host, old)
		p.insert(e.Host, e.Value)
	case len(p.sorted) < topSize:
		p.insert(e.Host, e.Value)
	case e.Value >= p.sorted[0].v:
		p.insert(e.Host, e.Value)
		p.removeAt(0)
	}
	p.sum.Row3(uint64(len(p.sorted)), workload.FloatBits(p.total), workload.FloatBits(p.sorted[0].v))
}

func (p *ranked) insert(host string, v float64) {
	pos := sort.Search(len(p.sorted), func(k int) bool { return p.sorted[k].v > v })
	p.sorted = slices.Insert(p.sorted, pos, rank{host, v})
	p.total += v
	p.byHost[host] = v
}

func (p *ranked) remove(host string, v float64) {
	pos := sort.Search(len(p.sorted), func(k int) bool { return p.sorted[k].v >= v })
	for p.sorted[pos].host != host {
		pos++
	}
	p.removeAt(pos)
}

func (p *ranked) removeAt(pos int) {
	gone := p.sorted[pos]
	p.sorted = slices.Delete(p.sorted, pos, pos+1)
	p.total -= gone.v
	delete(p.byHost, gone.host)
}
