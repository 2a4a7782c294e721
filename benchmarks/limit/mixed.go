package limit

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// kinds is the number of rules of each of W04's five kinds.
const kinds = 20

// mixed is W04: an index on what each kind compares for equality, bit sets of the rules that an
// index entry leads to, and the rest checked after.
type mixed struct {
	base
	timeless
	byProg map[string][]int
	byCode map[int32]uint32
	byHost map[string]uint32
}

func newMixed(b base, _ *workload.Workload) Program {
	p := &mixed{
		base:   b,
		byProg: map[string][]int{},
		byCode: map[int32]uint32{},
		byHost: map[string]uint32{},
	}
	names := workload.Programs()
	for k := range kinds {
		name := names[k%len(names)]
		p.byProg[name] = append(p.byProg[name], k)
		for _, code := range []int{400 + k, 420 + k, 500 + k} {
			p.byCode[int32(code)] |= 1 << k
		}
		for _, host := range []int{k, k + 100, k + 200} {
			p.byHost[fmt.Sprintf("h%07d", host)] |= 1 << k
		}
	}
	return p
}

func (p *mixed) Event(i, ts int64) {
	e := p.src.Log(i, ts)
	host := workload.StringBits(e.Host)
	p.severe(&e, host)
	p.slow(&e, host)
	p.worded(&e, host)
	p.watched(&e, host)
	p.combined(&e)
}

// severe is kind a: a program's messages up to a severity.
func (p *mixed) severe(e *workload.Log, host uint64) {
	if e.Sev > 3 {
		return
	}
	for _, k := range p.byProg[e.Prog] {
		if int(e.Sev) <= k%4 {
			p.sum.Row3(uint64(k), host, uint64(e.Code))
		}
	}
}

// slow is kind b: one of three codes, or a long duration.
func (p *mixed) slow(e *workload.Log, host uint64) {
	codes := p.byCode[e.Code]
	if codes == 0 && e.Dur <= 9500 {
		return
	}
	for k := range kinds {
		if codes>>k&1 != 0 || e.Dur > float64(9500+10*k) {
			p.sum.Row3(uint64(20+k), host, workload.FloatBits(e.Dur))
		}
	}
}

// worded is kind c: a word anywhere in the text.
func (p *mixed) worded(e *workload.Log, host uint64) {
	if e.Sev < 2 || e.Sev > 4 {
		return
	}
	for k, word := range workload.Words() {
		if strings.Contains(e.Msg, word) {
			p.sum.Row3(uint64(40+k), host, uint64(e.Sev))
		}
	}
}

// watched is kind d: one of three hosts, but not its cron.
func (p *mixed) watched(e *workload.Log, host uint64) {
	hosts := p.byHost[e.Host]
	if hosts == 0 || e.Prog == "cron" {
		return
	}
	for k := range kinds {
		if hosts>>k&1 != 0 {
			p.sum.Row3(uint64(60+k), host, uint64(e.TS))
		}
	}
}

// combined is kind e: two conjunctions, either of which is enough.
func (p *mixed) combined(e *workload.Log) {
	failing := e.Prog == "nginx" && e.Code >= 500
	urgent := e.Sev == 0 && e.Code < 200+kinds
	if !failing && !urgent {
		return
	}
	for k := range kinds {
		from := float64(100 * k)
		if failing && e.Dur >= from && e.Dur <= from+400 || urgent && int(e.Code) < 200+k {
			p.sum.Row3(uint64(80+k), uint64(e.Code), workload.FloatBits(e.Dur))
		}
	}
}
