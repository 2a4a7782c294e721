package workload

// joins look up one side with the other.
func joins() []*Workload {
	return []*Workload{
		{
			ID: "W11", Title: "equi-join of two length windows", Stream: ABStream,
			NKey: 10_000, PerMS: 10, Full: full(1e6, 3e6), Small: small(100e3),
			EPL: "@name('out') select a.id as id, a.val as x, b.val as y " +
				"from A#length(10000) as a, B#length(10000) as b where a.id = b.id",
		},
		{
			ID: "W12", Title: "full outer join", Stream: ABStream,
			NKey: 20_000, PerMS: 10, Full: full(1e6, 3e6), Small: small(100e3),
			EPL: "@name('out') select a.id as aid, b.id as bid, a.val as x, b.val as y " +
				"from A#length(10000) as a full outer join B#length(10000) as b on a.id = b.id",
		},
		{
			ID: "W13", Title: "two correlated subqueries", Stream: MetricLogStream,
			NKey: 1000, PerMS: 10, Full: full(1e6, 3e6), Small: small(100e3),
			EPL: "@name('out') select l.ts as ts, " +
				"(select max(m.value) from Metric#length(10000) as m where m.host = l.host) as mx, " +
				"(select u.value from Metric#unique(host) as u where u.host = l.host) as lastv " +
				"from Log as l",
		},
	}
}
