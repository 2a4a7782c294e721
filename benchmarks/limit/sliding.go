package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const (
	slidingMs  = 60_000
	snapshotMs = 1000
)

// host is one group of W06 and W07.
type host struct {
	name   uint64 // as the checksum folds it
	sum    float64
	n      int64
	top    maxima
	leftAt int64 // the clock step at which values last left
}

// sliding is W06 (a row for each change) and W07 (all rows every second).
type sliding struct {
	base
	byHost   map[string]*host
	order    []*host
	held     fifo[heldValue]
	touched  []*host
	snapshot bool
	nextMs   int64
}

// heldValue is what the window keeps of an event.
type heldValue struct {
	h   *host
	v   float64
	ts  int64
	seq int64
}

func newSliding(b base, snapshot bool) Program {
	return &sliding{
		base: b, byHost: map[string]*host{}, snapshot: snapshot,
		nextMs: workload.T0 + snapshotMs,
	}
}

// Clock lets the old values out, then tells about it.
func (p *sliding) Clock(nowMs int64) {
	p.touched = p.touched[:0]
	for p.held.n > 0 && p.held.front().ts <= nowMs-slidingMs {
		e := p.held.front()
		e.h.sum -= e.v
		e.h.n--
		e.h.top.leave(e.seq)
		if e.h.leftAt != nowMs {
			e.h.leftAt = nowMs
			p.touched = append(p.touched, e.h)
		}
		p.held.pop()
	}
	switch {
	case !p.snapshot:
		for _, h := range p.touched {
			p.row(h)
		}
	case nowMs >= p.nextMs:
		p.nextMs += snapshotMs
		p.rows()
	}
}

// rows delivers every host that has something in the window.
func (p *sliding) rows() {
	for _, h := range p.order {
		if h.n > 0 {
			p.row(h)
		}
	}
}

// row delivers one host; with nothing in the window its average and maximum are null.
func (p *sliding) row(h *host) {
	if h.n == 0 {
		p.sum.Row4(h.name, workload.NullBits, workload.NullBits, 0)
		return
	}
	p.sum.Row4(h.name, workload.FloatBits(h.sum/float64(h.n)), workload.FloatBits(h.top.max()),
		uint64(h.n))
}

// Event lets one value in.
func (p *sliding) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	h := p.byHost[e.Host]
	if h == nil {
		h = &host{name: workload.StringBits(e.Host)}
		p.byHost[e.Host] = h
		p.order = append(p.order, h)
	}
	h.sum += e.Value
	h.n++
	h.top.enter(e.Value, i)
	p.held.push(heldValue{h, e.Value, ts, i})
	if !p.snapshot {
		p.row(h)
	}
}
