package limit

import (
	"sort"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// build is W00: what the generator and the event object cost. It is in every other figure too.
type build struct {
	base
	timeless
	last workload.Trade
}

func newBuild(b base, _ *workload.Workload) Program { return &build{base: b} }

// Event keeps the event, so that the compiler cannot leave out making it.
func (p *build) Event(i, ts int64) { p.last = p.src.Trade(i, ts) }

// project is W01: two comparisons and a product.
type project struct {
	base
	timeless
}

func newProject(b base, _ *workload.Workload) Program { return &project{base: b} }

func (p *project) Event(i, ts int64) {
	t := p.src.Trade(i, ts)
	if t.Exch == "A" && t.Price > 100 {
		p.sum.Row3(workload.StringBits(t.Symbol), workload.FloatBits(t.Price),
			workload.FloatBits(t.Price*float64(t.Volume)))
	}
}

// equality is W02: one map from the constant to the statement, whatever their number.
type equality struct {
	base
	timeless
	statement map[string]int32
	hits      []int64 // a statement at least counts what it sees
}

func newEquality(b base, w *workload.Workload) Program {
	p := &equality{base: b, statement: make(map[string]int32, w.Copies), hits: make([]int64, w.Copies)}
	for k := range w.Copies {
		p.statement[w.Params(k)[0].Value.(string)] = int32(k)
	}
	return p
}

func (p *equality) Event(i, ts int64) {
	t := p.src.Trade(i, ts)
	if k, ok := p.statement[t.Symbol]; ok {
		p.hits[k]++
		p.sum.Row2(workload.StringBits(t.Symbol), workload.FloatBits(t.Price))
	}
}

// ranges is W03: intervals sorted by their lower bound. Walking back from the last that begins in
// time is enough because no interval contains another.
type ranges struct {
	base
	timeless
	lo, hi []float64
}

func newRanges(b base, w *workload.Workload) Program {
	p := &ranges{base: b}
	for k := range w.Copies {
		params := w.Params(k)
		p.lo = append(p.lo, params[1].Value.(float64))
		p.hi = append(p.hi, params[2].Value.(float64))
	}
	return p
}

func (p *ranges) Event(i, ts int64) {
	t := p.src.Trade(i, ts)
	after := sort.Search(len(p.lo), func(k int) bool { return p.lo[k] > t.Price })
	for k := after - 1; k >= 0 && p.hi[k] >= t.Price; k-- {
		p.sum.Row3(uint64(k), workload.FloatBits(t.Price), uint64(t.Volume))
	}
}
