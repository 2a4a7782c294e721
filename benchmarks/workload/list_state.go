package workload

// states are rules whose state has a name or a partition, and chains of rules.
func states() []*Workload {
	return []*Workload{
		metric("W17", "keyed context, 100,000 partitions", 100_000, full(2e6, 4e6), small(300e3),
			partitioned),
		{
			ID: "W18a", Title: "named window: on-merge, on-select", Stream: MetricQueryStream,
			NKey: 10_000, PerMS: 10, Full: full(1.5e6, 4e6), Small: small(100e3),
			EPL: "create window HostState#keepall as (host string, value double, cnt long);\n" +
				"on Metric m merge HostState w where w.host = m.host " +
				"when matched then update set value = m.value, cnt = w.cnt + 1 " +
				"when not matched then insert select m.host as host, m.value as value, 1L as cnt;\n" +
				"@name('out') on Query q select q.ts as ts, w.host as host, w.value as value, w.cnt as cnt " +
				"from HostState w where w.host = q.host",
		},
		{
			ID: "W18b", Title: "table of aggregates by key", Stream: MetricQueryStream,
			NKey: 10_000, PerMS: 10, Full: full(1.5e6, 4e6), Small: small(100e3),
			EPL: "create table Agg(host string primary key, c count(*), s sum(double), a avg(double));\n" +
				"into table Agg select count(*) as c, sum(value) as s, avg(value) as a " +
				"from Metric group by host;\n" +
				"@name('out') select ts, Agg[host].c as c, Agg[host].s as s, Agg[host].a as a from Query",
		},
		metric("W19a", "lambdas over a window's contents", 1000, full(200e3, 500e3), small(20e3),
			"@name('out') select host, window(*).countOf(x => x.value > 512) as c, "+
				"window(*).where(x => x.service = 'svc00').sumOf(x => x.value) as s "+
				"from Metric#length(100)"),
		metric("W19b", "a chain of five statements", 1000, full(2e6, 5e6), small(100e3),
			"insert into C1 select host, service, value, ts from Metric(value >= 256);\n"+
				"insert into C2 select host, service, value*2 as v, ts from C1;\n"+
				"insert into C3 select host, v, v+1 as z, ts from C2(service != 'svc00');\n"+
				"insert into C4 select host, v+z as z, ts from C3(v < 1900);\n"+
				"@name('out') select host, z, ts from C4(z > 1200)"),
	}
}

// partitioned keeps ten events for each host in a context partition of its own.
const partitioned = "create context PerHost partition by host from Metric;\n" +
	"@name('out') context PerHost select host, avg(value) as a, max(value) as m, count(*) as c " +
	"from Metric#length(10)"

// published are two queries that EsperTech gave figures for in 2019.
func published() []*Workload {
	return []*Workload{
		{
			ID: "X1", Title: "EsperTech 2019: sum by key with having", Stream: SampleStream,
			NKey: 1000, PerMS: 10, Full: full(10e6, 20e6), Small: small(200e3),
			EPL: "@name('out') select p0, sum(p1) as s from SampleEvent " +
				"group by p0 having sum(p1) >= 100000000",
		},
		{
			ID: "X2", Title: "EsperTech 2019: count by two keys, 1 M groups", Stream: SampleKeyStream,
			NKey: 1000, PerMS: 10, Full: full(4e6, 4e6), Small: small(200e3),
			EPL: "@name('out') select count(*) as c from SampleKey group by part0, part1",
		},
	}
}
