package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// keyed is W18a (the last value by host, in a named window) and W18b (aggregates by host, in a
// table); both are a map. They differ in what a query for an unknown host gets.
type keyed struct {
	base
	timeless
	byHost map[string]*hostState
	table  bool
}

type hostState struct {
	n         int64
	sum, last float64
}

func newKeyed(b base, table bool) Program {
	return &keyed{base: b, byHost: map[string]*hostState{}, table: table}
}

// Event is a sample or a query.
func (p *keyed) Event(i, ts int64) {
	if workload.IsTenth(i) {
		q := p.src.Query(i, ts)
		if p.table {
			p.askTable(q)
		} else {
			p.askWindow(q)
		}
		return
	}
	e := p.src.Metric(i, ts)
	s := p.byHost[e.Host]
	if s == nil {
		s = &hostState{}
		p.byHost[e.Host] = s
	}
	s.n++
	s.sum += e.Value
	s.last = e.Value
}

// askWindow joins with the window: without a row there is no answer.
func (p *keyed) askWindow(q workload.Query) {
	if s := p.byHost[q.Host]; s != nil {
		p.sum.Row4(uint64(q.TS), workload.StringBits(q.Host), workload.FloatBits(s.last), uint64(s.n))
	}
}

// askTable looks up columns: without a row they are null.
func (p *keyed) askTable(q workload.Query) {
	s := p.byHost[q.Host]
	if s == nil {
		p.sum.Row4(uint64(q.TS), workload.NullBits, workload.NullBits, workload.NullBits)
		return
	}
	p.sum.Row4(uint64(q.TS), uint64(s.n), workload.FloatBits(s.sum),
		workload.FloatBits(s.sum/float64(s.n)))
}
