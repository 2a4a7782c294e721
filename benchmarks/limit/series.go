package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// seriesWindow is the series "window": count, sum and maximum of the last values.
type seriesWindow struct {
	base
	timeless
	ring  []float64
	next  int
	total float64
	top   maxima
}

func newSeriesWindow(b base, w *workload.Workload) Program {
	return &seriesWindow{base: b, ring: make([]float64, 0, w.Size)}
}

// Event replaces the oldest value.
func (p *seriesWindow) Event(i, ts int64) {
	v := p.src.Metric(i, ts).Value
	if len(p.ring) == cap(p.ring) {
		p.total -= p.ring[p.next]
		p.top.leave(i - int64(len(p.ring))) // values are numbered by their events
		p.ring[p.next] = v
		if p.next++; p.next == len(p.ring) {
			p.next = 0
		}
	} else {
		p.ring = append(p.ring, v)
	}
	p.total += v
	p.top.enter(v, i)
	p.sum.Row3(uint64(len(p.ring)), workload.FloatBits(p.total), workload.FloatBits(p.top.max()))
}

// seriesGroups is the series "groups": count and average by host, without a window.
type seriesGroups struct {
	base
	timeless
	byHost map[string]*hostState
}

func newSeriesGroups(b base, _ *workload.Workload) Program {
	return &seriesGroups{base: b, byHost: map[string]*hostState{}}
}

// Event counts its group.
func (p *seriesGroups) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	s := p.byHost[e.Host]
	if s == nil {
		s = &hostState{}
		p.byHost[e.Host] = s
	}
	s.n++
	s.sum += e.Value
	p.sum.Row3(workload.StringBits(e.Host), uint64(s.n), workload.FloatBits(s.sum/float64(s.n)))
}
