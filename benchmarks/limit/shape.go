package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// shape is W16: for each host a fall of at least one step, then a rise.
type shape struct {
	base
	timeless
	byHost map[string]*valley
}

// valley is the state of one host's match: at most one can be under way, since the earliest start
// wins and any row before a fall is that start.
type valley struct {
	canStart bool // the previous row exists and no match has used it
	falling  bool
	prev     float64
	prevTS   int64
	from     float64 // A, when falling
	fromTS   int64
}

func newShape(b base, _ *workload.Workload) Program {
	return &shape{base: b, byHost: map[string]*valley{}}
}

// Event delivers the match at the first rise.
func (p *shape) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	s := p.byHost[e.Host]
	if s == nil {
		s = &valley{}
		p.byHost[e.Host] = s
	}
	matched := false
	switch {
	case !s.canStart:
	case e.Value < s.prev:
		if !s.falling {
			s.falling, s.from, s.fromTS = true, s.prev, s.prevTS
		}
	case e.Value > s.prev && s.falling:
		matched = true
		p.row(s, &e)
	default:
		s.falling = false
	}
	if matched {
		s.falling = false
	}
	s.canStart, s.prev, s.prevTS = !matched, e.Value, e.TS
}

func (p *shape) row(s *valley, e *workload.Metric) {
	h := workload.Fold(workload.Begin(), uint64(s.fromTS))
	h = workload.Fold(h, uint64(e.TS))
	h = workload.Fold(h, workload.FloatBits(s.from))
	h = workload.Fold(h, workload.FloatBits(s.prev))
	p.sum.Add(workload.Fold(h, workload.FloatBits(e.Value)))
}
