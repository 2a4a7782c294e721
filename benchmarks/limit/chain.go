package limit

import "github.com/cephei-go/cephei/benchmarks/workload"

// chain is W19b: five statements, each fed by the one before. By hand it is one function; the
// filters stay in the order of the statements.
type chain struct {
	base
	timeless
}

func newChain(b base, _ *workload.Workload) Program { return &chain{base: b} }

// Event goes through the chain as far as it gets.
func (p *chain) Event(i, ts int64) {
	e := p.src.Metric(i, ts)
	if e.Value < 256 || e.Service == "svc00" {
		return
	}
	v := e.Value * 2
	z := v + 1
	if v >= 1900 {
		return
	}
	if z += v; z > 1200 {
		p.sum.Row3(workload.StringBits(e.Host), workload.FloatBits(z), uint64(e.TS))
	}
}
