package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const silenceMs = 30_000

// deadman is W15: every sample starts to wait for the next sample of its host.
type deadman struct {
	base
	byHost  map[string]*heart
	waiting fifo[beat] // all wait equally long: a queue is in order
}

// heart is a host; only its last beat still waits, all earlier ones were answered by a later one.
type heart struct {
	name uint64
	last int64 // number of the last beat
}

type beat struct {
	h   *heart
	ts  int64
	seq int64
}

func newDeadman(b base, _ *workload.Workload) Program {
	return &deadman{base: b, byHost: map[string]*heart{}}
}

// Clock tells who has been silent; a sample of the same millisecond comes too late.
func (p *deadman) Clock(nowMs int64) {
	for p.waiting.n > 0 && p.waiting.front().ts <= nowMs-silenceMs {
		if b := p.waiting.front(); b.h.last == b.seq {
			p.sum.Row3(b.h.name, uint64(b.ts), uint64(nowMs))
		}
		p.waiting.pop()
	}
}

// Event ends the wait of the host's beat before, and begins one of its own.
func (p *deadman) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	h := p.byHost[e.Host]
	if h == nil {
		h = &heart{name: workload.StringBits(e.Host)}
		p.byHost[e.Host] = h
	}
	h.last = i
	p.waiting.push(beat{h, ts, i})
}
