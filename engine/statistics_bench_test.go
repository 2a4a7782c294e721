package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/cephei-go/cephei/engine"
)

// benchMetric is what the statistics are computed of.
type benchMetric struct {
	Host  string  `cephei:"host"`
	Value float64 `cephei:"value"`
}

// BenchmarkStatistics measures what a statistic costs an event of one of a thousand series, one state
// each, through the engine: subtract the first line, which is the look-up of the key, the row and the
// listener. BenchmarkStatisticsByHand, which the same pattern runs, is the limit.
func BenchmarkStatistics(b *testing.B) {
	for _, c := range []struct{ name, columns, window string }{
		{"key", "count(*) as x", ""},
		{"ewma", "ewma(value, 5 min) as x", ""},
		{"holt_winters", "holt_winters(value, 24 sec).forecast as x", ""},
		{"derivative", "derivative(value) as x", ""},
		{"avg", "avg(value) as x", ""},
		{"avg_stddev", "avg(value) as x, stddev(value) as y", ""},
		{"window_key", "count(*) as x", "#groupwin(host)#length(10)"},
		{"window_avg_stddev", "avg(value) as x, stddev(value) as y", "#groupwin(host)#length(10)"},
	} {
		b.Run(c.name, func(b *testing.B) { benchStatistic(b, c.columns, c.window) })
	}
}

func benchStatistic(b *testing.B, columns, window string) {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		b.Fatal(err)
	}
	if err := engine.RegisterAs[benchMetric](eng, "Metric"); err != nil {
		b.Fatal(err)
	}
	epl := fmt.Sprintf("@name('out') select host, %s from Metric%s group by host", columns, window)
	dep, err := eng.Deploy(context.Background(), epl)
	if err != nil {
		b.Fatal(err)
	}
	rows := 0
	dep.Statement("out").Listen(func(u engine.Update) { rows += len(u.New) })
	send, err := engine.SenderFor[benchMetric](eng)
	if err != nil {
		b.Fatal(err)
	}
	const series = 1000
	hosts := make([]string, series)
	for i := range hosts {
		hosts[i] = fmt.Sprintf("h%07d", i)
	}
	m := benchMetric{}
	one := func(i int) {
		if i%series == 0 {
			_ = eng.Advance(int64(i/series) * 1000)
		}
		m.Host, m.Value = hosts[i%series], float64(i%97)
		if err := send.Send(&m); err != nil {
			b.Fatal(err)
		}
	}
	const warm = 50 * series
	for i := range warm {
		one(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		one(warm + i)
	}
	if rows == 0 {
		b.Fatal("no rows")
	}
}
