package workload

import "fmt"

// vwaps are a thousand statements with a small window each: the volume-weighted average price.
// Forms c and d are those that Esper's makers published.
func vwaps() []*Workload {
	const (
		length = "#length(1000)"
		time   = "#time(30 sec)"
		last   = " output last every 30 seconds"
	)
	return []*Workload{
		vwap("W05a", "VWAP, 1,000 statements, length window", length, "", full(2e6, 6e6)),
		vwap("W05b", "VWAP, 1,000 statements, 30 s window", time, "", full(1e6, 4e6)),
		vwap("W05c", "W05b, last row every 30 s", time, last, full(1e6, 6e6)),
		vwap("W05d", "W05a, last row every 30 s", length, last, full(2e6, 8e6)),
	}
}

func vwap(id, title, window, output string, scale Scale) *Workload {
	return &Workload{
		ID: id, Title: title, Stream: TradeStream, NKey: 1000, PerMS: 20,
		Full: scale, Small: small(700e3),
		EPL: "@name('out') select ?:s:string as ticker, average from Trade(symbol=?:s:string)" +
			window + "#weighted_avg(price, volume)" + output,
		Copies: 1000,
		Bind:   bindSymbol,
	}
}

// windows are single statements over one large window.
func windows() []*Workload {
	const perHost = "@name('out') select host, avg(value) as a, max(value) as m, count(*) as c " +
		"from Metric#time(60 sec) group by host"
	const topSums = "@name('out') select count(*) as c, sum(value) as s, min(value) as mn from Metric"
	return []*Workload{
		metric("W06", "group by over 60 s sliding, 10,000 keys", 10_000,
			full(1.5e6, 3e6), small(900e3), perHost),
		metric("W07", "the same, snapshot every second", 10_000,
			full(1.5e6, 3e6), small(900e3), perHost+" output snapshot every 1 sec"),
		metric("W08", "tumbling 10 s, group by service", 10_000,
			full(3e6, 9e6), small(500e3),
			"@name('out') select service, count(*) as c, sum(value) as s, max(value) as m "+
				"from Metric#time_batch(10 sec) group by service"),
		metric("W09a", "min, max, stddev, median over length 1,000", 1000,
			full(500e3, 1.5e6), small(50e3), orderStatistics(1000)),
		metric("W09b", "the same over length 100,000", 1000,
			full(200e3, 200e3), small(120e3), orderStatistics(100_000)),
		metric("W10a", "unique by two columns", 10_000, full(1.5e6, 3e6), small(200e3),
			"@name('out') select count(*) as c, sum(value) as s from Metric#unique(host, service)"),
		metric("W10b", "the 100 largest", 10_000, full(1.5e6, 4e6), small(100e3),
			topSums+"#sort(100, value desc)"),
		metric("W10c", "the 100 largest, one a host", 10_000, full(1.5e6, 4e6), small(100e3),
			topSums+"#rank(host, 100, value desc)"),
	}
}

func orderStatistics(length int) string {
	return fmt.Sprintf("@name('out') select min(value) as mn, max(value) as mx, "+
		"stddev(value) as f_sd, median(value) as md from Metric#length(%d)", length)
}

// metric is a workload of one text on the Metric stream, ten events a millisecond.
func metric(id, title string, nkey int, full, small Scale, epl string) *Workload {
	return &Workload{
		ID: id, Title: title, Stream: MetricStream, NKey: nkey, PerMS: 10,
		Full: full, Small: small, EPL: epl,
	}
}
