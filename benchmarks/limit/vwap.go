package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

const (
	vwapLength  = 1000   // trades in a length window
	vwapTimeMs  = 30_000 // length of a time window
	vwapEveryMs = 30_000 // interval of "output last every"
)

// vwap is one statement of W05: the volume-weighted average price of one symbol.
type vwap struct {
	symbol  uint64 // as the checksum folds it
	sumPV   float64
	sumV    float64
	ring    []vwapTrade // the last trades, oldest at next once it is full; length windows only
	next    int
	leftAt  int64 // the clock step at which trades last left; time windows only
	dirty   bool  // "output last" owes a row
	started bool  // the output interval began, with the first trade
}

// vwapTrade is what a window keeps of a trade.
type vwapTrade struct {
	price  float64
	volume int64
}

func (s *vwap) enter(t vwapTrade) {
	s.sumPV += t.price * float64(t.volume)
	s.sumV += float64(t.volume)
}

func (s *vwap) leave(t vwapTrade) {
	s.sumPV -= t.price * float64(t.volume)
	s.sumV -= float64(t.volume)
}

// vwaps is what the forms of W05 share: statements by symbol, and the output of forms c and d.
type vwaps struct {
	base
	bySymbol map[string]*vwap
	last     bool
	due      fifo[vwapDue]
}

type vwapDue struct {
	s    *vwap
	atMs int64
}

func newVWAPs(b base, w *workload.Workload, last bool) vwaps {
	v := vwaps{base: b, bySymbol: make(map[string]*vwap, w.Copies), last: last}
	for k := range w.Copies {
		symbol := w.Params(k)[0].Value.(string)
		v.bySymbol[symbol] = &vwap{symbol: workload.StringBits(symbol)}
	}
	return v
}

// changed delivers a statement's row, or notes that one is owed.
func (v *vwaps) changed(s *vwap) {
	if v.last {
		s.dirty = true
	} else {
		v.row(s)
	}
}

// row delivers the average; of an empty window it is 0/0, not null.
func (v *vwaps) row(s *vwap) { v.sum.Row2(s.symbol, workload.FloatBits(s.sumPV/s.sumV)) }

// begin starts a statement's output interval at its first trade.
func (v *vwaps) begin(s *vwap, ts int64) {
	if v.last && !s.started {
		s.started = true
		v.due.push(vwapDue{s, ts + vwapEveryMs})
	}
}

// output delivers what "output last" owes. All intervals are equally long, so a queue is in order.
func (v *vwaps) output(nowMs int64) {
	for v.due.n > 0 && v.due.front().atMs <= nowMs {
		s := v.due.front().s
		v.due.pop()
		v.due.push(vwapDue{s, nowMs + vwapEveryMs})
		if s.dirty {
			s.dirty = false
			v.row(s)
		}
	}
}

// vwapLengths is W05a and W05d: a ring of the last thousand trades for each statement.
type vwapLengths struct{ vwaps }

func newVWAPLength(b base, w *workload.Workload, last bool) Program {
	return &vwapLengths{newVWAPs(b, w, last)}
}

// Clock delivers what is due.
func (p *vwapLengths) Clock(nowMs int64) { p.output(nowMs) }

// Event lets one trade in and, from a full window, one out: a single change, hence one row.
func (p *vwapLengths) Event(i, ts int64) {
	t := p.src.Trade(i, ts)
	s := p.bySymbol[t.Symbol]
	if s == nil {
		return
	}
	kept := vwapTrade{t.Price, t.Volume}
	if len(s.ring) == vwapLength {
		s.leave(s.ring[s.next])
		s.ring[s.next] = kept
		if s.next++; s.next == vwapLength {
			s.next = 0
		}
	} else {
		s.ring = append(s.ring, kept)
	}
	s.enter(kept)
	p.begin(s, ts)
	p.changed(s)
}

// vwapTimes is W05b and W05c: all windows are equally long, so one queue holds the trades of all.
type vwapTimes struct {
	vwaps
	held    fifo[vwapHeld]
	touched []*vwap
}

type vwapHeld struct {
	s  *vwap
	t  vwapTrade
	ts int64
}

func newVWAPTime(b base, w *workload.Workload, last bool) Program {
	return &vwapTimes{vwaps: newVWAPs(b, w, last)}
}

// Clock expires before it outputs. A statement that lost trades delivers one row for the step.
func (p *vwapTimes) Clock(nowMs int64) {
	p.touched = p.touched[:0]
	for p.held.n > 0 && p.held.front().ts <= nowMs-vwapTimeMs {
		e := p.held.front()
		e.s.leave(e.t)
		if e.s.leftAt != nowMs {
			e.s.leftAt = nowMs
			p.touched = append(p.touched, e.s)
		}
		p.held.pop()
	}
	for _, s := range p.touched {
		p.changed(s)
	}
	p.output(nowMs)
}

// Event lets one trade in.
func (p *vwapTimes) Event(i, ts int64) {
	t := p.src.Trade(i, ts)
	s := p.bySymbol[t.Symbol]
	if s == nil {
		return
	}
	kept := vwapTrade{t.Price, t.Volume}
	p.held.push(vwapHeld{s, kept, ts})
	s.enter(kept)
	p.begin(s, ts)
	p.changed(s)
}
