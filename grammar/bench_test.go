package grammar_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/cephei-go/cephei/grammar"
)

// typical are statements as rule files have them, small to large.
var typical = []struct{ name, src string }{
	{"filter", `@name('slow') select host, ms from Req(ms > 500, path like '/api/%')`},
	{"aggregate", `@name('load') select host, avg(cpu) as avgCpu, max(cpu) as maxCpu, count(*) as n
from Metric(kind = 'cpu')#time(5 min) group by host having avg(cpu) > 0.9
output last every 10 sec order by avg(cpu) desc limit 10`},
	{"pattern", `@name('burst') select a.ip as ip, count(*) as n from pattern [every a=Login(ok = false)
-> (b=Login(ok = true, ip = a.ip) and not Logout(ip = a.ip)) where timer:within(30 sec)]#time(10 min)
group by a.ip`},
	{"join", `insert into Alert select c.host as host, c.cpu * 100 as pct, m.used / m.total as mem,
case when c.cpu > 0.9 then 'high' when c.cpu > 0.5 then 'mid' else 'low' end as level
from Cpu#lastevent as c unidirectional left outer join Mem#unique(host) as m on c.host = m.host
where c.cpu between 0.1 and 1 and m.total is not null or c.host in ('a', 'b', 'c')`},
	{"merge", `on Trade as o merge Totals as t where t.sym = o.sym
when matched and o.kind = 'del' then delete
when matched then update set n = t.n + 1, total = t.total + o.price * o.size
when not matched then insert select o.sym as sym, 1 as n, o.price * o.size as total`},
}

// BenchmarkParse measures a parser that has seen the language before.
func BenchmarkParse(b *testing.B) {
	for _, c := range typical {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.src)))
			for b.Loop() {
				if _, err := grammar.ParseStatement(c.src, grammar.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// coldEnv tells a copy of the test binary to time its first parse.
const coldEnv = "EPL_COLD_PARSE"

func TestMain(m *testing.M) {
	if os.Getenv(coldEnv) != "" {
		start := time.Now() //nolint:forbidigo // there is no benchmark in this process to ask
		_, err := grammar.ParseStatement(typical[1].src, grammar.Limits{})
		//nolint:forbidigo // see above
		fmt.Println(time.Since(start).Nanoseconds(), err)
		return
	}
	os.Exit(m.Run())
}

// BenchmarkParseCold measures the first parse of a process, in copies of the test binary: it
// loads the grammar's tables and learns the tokens.
func BenchmarkParseCold(b *testing.B) {
	total := 0
	for b.Loop() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), coldEnv+"=1")
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var ns int
		if _, err := fmt.Sscan(string(out), &ns); err != nil {
			b.Fatal(err)
		}
		total += ns
	}
	b.ReportMetric(float64(total)/float64(b.N), "first-parse-ns")
}

// BenchmarkParseModule measures a rule file of a thousand statements.
func BenchmarkParseModule(b *testing.B) {
	var sb strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&sb, "@name('rule %d') select host, avg(v) as a from Metric(kind = 'k%d', v > %d)"+
			"#time(5 min) group by host having avg(v) > 0.9;\n", i, i, i)
	}
	src := sb.String()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := grammar.Parse(src, grammar.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
