package workload

// Memory returns the workloads that hold something on purpose; what counts is the heap they hold at
// the end, divided by Size. No answers are recorded for them.
func Memory() []*Workload {
	const (
		events     = 1_000_000
		groups     = 200_000
		statements = 10_000
		partitions = 100_000
		waiting    = 200_000
	)
	return []*Workload{
		holding("keepall", "event held by #keepall", events, events,
			"@name('out') select host, value from Metric#keepall"),
		holding("time", "event held by #time", events, events,
			"@name('out') select host, value from Metric#time(1 hour)"),
		holding("length", "event held by #length", 2*events, events,
			"@name('out') select host, value from Metric#length(1000000)"),
		holding("group", "group with count and average", 15*groups, groups,
			"@name('out') select host, count(*) as c, avg(value) as a from Metric group by host"),
		idle("statement", "idle statement: filter", statements,
			"@name('out') select symbol, price from Trade(symbol=?:s:string)"),
		idle("statement-window", "idle statement: filter, window, group by", statements,
			"@name('out') select symbol, avg(price) as a, count(*) as c "+
				"from Trade(symbol=?:s:string)#time(60 sec) group by symbol"),
		holding("partition", "context partition with a count", 15*partitions, partitions,
			"create context PerHost partition by host from Metric;\n"+
				"@name('out') context PerHost select host, count(*) as c from Metric"),
		holding("partition-window", "context partition with ten events", 15*partitions, partitions,
			partitioned),
		waitingPatterns(waiting),
	}
}

// holding sends so many events that all keys of a group or partition have come (15 times as many
// are enough for all but one in three millions).
func holding(id, title string, events, held int, epl string) *Workload {
	scale := Scale{"memory", int64(events), 0}
	w := metric("memory/"+id, title, min(held, 200_000), scale, Scale{}, epl)
	w.Size = held
	return w
}

func idle(id, title string, n int, epl string) *Workload {
	return &Workload{
		ID: "memory/" + id, Title: title, Stream: TradeStream, NKey: n, PerMS: 10,
		Full: Scale{"memory", 0, 0}, EPL: epl, Copies: n, Bind: bindSymbol, Size: n,
	}
}

// waitingPatterns never end: no query has a negative time. Nine events of ten begin one.
func waitingPatterns(n int) *Workload {
	return &Workload{
		ID: "memory/pattern", Title: "waiting pattern", Stream: MetricQueryStream,
		NKey: n, PerMS: 10, Full: Scale{"memory", int64(n) * 10 / 9, 0},
		EPL: "@name('out') select a.host as host from pattern " +
			"[every a=Metric -> b=Query(host=a.host, ts < 0)]",
		Size: n,
	}
}
