package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// answered is W14: requests wait for their response, but not for long.
type answered struct {
	base
	open    map[int64]openReq
	waiting fifo[waitingReq] // all wait equally long: a queue is in order
	limitMs int64
}

type openReq struct {
	val float64
	ts  int64
}

type waitingReq struct{ id, ts int64 }

func newAnswered(b base, w *workload.Workload) Program {
	return &answered{base: b, open: map[int64]openReq{}, limitMs: int64(w.Size)}
}

// Clock gives up on old requests, before a response of the same millisecond is seen.
func (p *answered) Clock(nowMs int64) {
	for p.waiting.n > 0 && p.waiting.front().ts <= nowMs-p.limitMs {
		delete(p.open, p.waiting.front().id) // answered ones are not there any more
		p.waiting.pop()
	}
}

// Event opens or answers a request. Identifiers of requests are not used twice.
func (p *answered) Event(i, ts int64) {
	if i%2 == 0 {
		e := p.src.Req(i, ts)
		p.open[e.ID] = openReq{e.Val, ts}
		p.waiting.push(waitingReq{e.ID, ts})
		return
	}
	e := p.src.Resp(i, ts)
	if req, ok := p.open[e.ID]; ok {
		delete(p.open, e.ID)
		p.sum.Row3(uint64(e.ID), workload.FloatBits(req.val), uint64(ts-req.ts))
	}
}
