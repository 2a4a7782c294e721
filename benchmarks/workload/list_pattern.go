package workload

import "fmt"

// patterns watch for sequences, absence and shapes.
func patterns() []*Workload {
	return []*Workload{
		{
			ID: "W14", Title: "answered within 20 s, 10,500 open", Stream: ReqRespStream,
			NKey: 12_000, PerMS: 2, Full: full(400e3, 1.5e6), Small: small(100e3),
			EPL: answered("20 sec"),
			// The window of W14's series is the guard's length in milliseconds.
			Size: 20_000,
		},
		{
			ID: "W15", Title: "deadman: 30 s of silence, 10,000 open", Stream: MetricStream,
			NKey: 10_000, PerMS: 1, Full: full(300e3, 1e6), Small: small(100e3),
			EPL: "@name('out') select a.host as host, a.ts as ts, current_timestamp() as t from pattern " +
				"[every a=Metric -> (timer:interval(30 sec) and not Metric(host=a.host))]",
		},
		metric("W16", "match_recognize: a V for each host", 1000, full(1e6, 3e6), small(100e3),
			"@name('out') select * from Metric match_recognize (partition by host "+
				"measures A.ts as t0, C.ts as t1, A.value as a, last(B.value) as b, C.value as c "+
				"pattern (A B+ C) define B as B.value < prev(B.value), C as C.value > prev(C.value))"),
	}
}

// answered is the request and response pattern with a time limit.
func answered(limit string) string {
	return fmt.Sprintf("@name('out') select a.id as id, a.val as x, b.ts - a.ts as lat from pattern "+
		"[every a=Req -> (b=Resp(id=a.id) where timer:within(%s))]", limit)
}
