package workload

import (
	"fmt"
	"strings"
)

// filters are the rules without state: what does it cost to find out which rules want an event?
func filters() []*Workload {
	return []*Workload{
		{
			ID: "W00", Title: "build the event only, no engine", Stream: TradeStream,
			NKey: 1000, PerMS: 10, Full: full(5e6, 20e6), Small: small(200e3),
		},
		{
			ID: "W01", Title: "stateless filter and projection", Stream: TradeStream,
			NKey: 1000, PerMS: 10, Full: full(5e6, 20e6), Small: small(200e3),
			EPL: "@name('out') select symbol, price, price*volume as amount " +
				"from Trade(exch='A' and price>100)",
		},
		equality("W02a", 1, full(5e6, 10e6)),
		equality("W02b", 1000, full(5e6, 10e6)),
		equality("W02c", 10_000, full(3e6, 6e6)),
		equality("W02d", 100_000, full(3e6, 6e6)),
		{
			ID: "W03", Title: "1,000 range statements, up to 5 match", Stream: TradeStream,
			NKey: 1000, PerMS: 10, Full: full(1e6, 4e6), Small: small(100e3),
			EPL: "@name('out') select ?:k:int as k, price, volume " +
				"from Trade(price between ?:lo:double and ?:hi:double)",
			Copies: 1000,
			Bind: func(k int) []Param {
				lo := float64(k) * 0.25
				return []Param{{"k", int32(k)}, {"lo", lo}, {"hi", lo + 1}}
			},
		},
		{
			ID: "W04", Title: "100 mixed filters on log lines", Stream: LogStream,
			NKey: 1000, PerMS: 10, Full: full(500e3, 1e6), Small: small(100e3),
			EPL: mixedFilters(),
		},
	}
}

// equality deploys n statements of which one wants each event; rows are the events themselves.
func equality(id string, n int, scale Scale) *Workload {
	return &Workload{
		ID: id, Title: fmt.Sprintf("%s equality statements, one matches", thousands(n)),
		Stream: TradeStream, NKey: n, PerMS: 10, Full: scale, Small: small(200e3),
		EPL:     "@name('out') select * from Trade(symbol=?:s:string)",
		Copies:  n,
		Bind:    bindSymbol,
		Columns: []string{"symbol", "price"},
		Size:    n,
	}
}

// bindSymbol gives copy k the k-th symbol of the Trade stream.
func bindSymbol(k int) []Param { return []Param{{"s", fmt.Sprintf("S%07d", k)}} }

// mixedFilters are five kinds of filters with twenty constants each. Every kind has a part that an
// index can serve and most have a part that none can.
func mixedFilters() string {
	var b strings.Builder
	rule := func(k int, kind byte, format string, args ...any) {
		fmt.Fprintf(&b, "@name('out%d%c') select %s;\n", k, kind, fmt.Sprintf(format, args...))
	}
	for k := range 20 {
		rule(k, 'a', "%d as q, host, code from Log(sev <= %d and prog = '%s')",
			k, k%4, programs[k%10])
		rule(k, 'b', "%d as q, host, dur from Log(code in (%d,%d,%d) or dur > %d)",
			20+k, 400+k, 420+k, 500+k, 9500+10*k)
		rule(k, 'c', "%d as q, host, sev from Log(msg like '%%%s%%' and sev between 2 and 4)",
			40+k, words[k])
		rule(k, 'd', "%d as q, host, ts from Log(host in ('h%07d','h%07d','h%07d') "+
			"and not (prog = 'cron'))", 60+k, k, k+100, k+200)
		rule(k, 'e', "%d as q, code, dur from Log((prog='nginx' and code >= 500 "+
			"and dur between %d and %d) or (sev = 0 and code < %d))",
			80+k, 100*k, 100*k+400, 200+k)
	}
	return b.String()
}

func full(warm, meas float64) Scale { return Scale{"full", int64(warm), int64(meas)} }
func small(meas float64) Scale      { return Scale{"small", 0, int64(meas)} }

// thousands prints 100000 as 100,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
