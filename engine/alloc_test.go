package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

type metric struct {
	Host string
	CPU  float64
	N    int64
}

// TestAllocations: in the steady state an event costs no allocation in the engine, listener included.
func TestAllocations(t *testing.T) {
	for _, c := range []struct {
		name, epl string
		most      float64
	}{
		{"filter", `select Host, CPU, N from metric(Host = 'h3')`, 0},
		{"where", `select Host, CPU * 2 as c from metric where N % 2 = 0 and CPU > 0.5`, 0},
		{"length", `select sum(CPU) as s, avg(CPU) as a, count(*) as c from metric#length(100)`, 0},
		{"min max", `select min(CPU) as x, max(CPU) as y from metric#length(100)`, 0},
		{"time", `select sum(CPU) as s from metric#time(10)`, 0},
		{"group by", `select Host, avg(CPU) as a from metric#length(100) group by Host`, 0},
		{"group by, having", `select Host, sum(N) as s from metric group by Host having sum(N) > 100`, 0},
		{"unique", `select Host, CPU from metric#unique(Host)`, 0},
		{"insert into", `insert into Next select Host, CPU from metric; select CPU from Next(CPU > 0.5)`, 0},
		{"pattern", `select a.N as x, b.N as y from pattern[every a=metric(Host = 'h1') -> b=metric(Host = 'h2')]`, 0},
		{"every a->b by key", `select a.N as x from pattern[every a=metric -> b=metric(Host = a.Host)]`, 0},
		{"join", `select a.N as x, b.N as y from metric#length(50) as a, metric#length(7) as b where a.Host = b.Host`, 0},
		{"outer join", `select irstream a.N as x, b.N as y from metric#length(5) as a
			full outer join metric(Host != 'h2')#unique(CPU) as b on a.Host = b.Host`, 0},
		{"subquery", `select (select max(CPU) from metric#length(50) as m where m.Host = x.Host) as m,
			(select N from metric#unique(Host) as m where m.Host = x.Host) as n from metric as x`, 0},
		{"folds", `select window(*).countOf(x => x.CPU > 0.5) as c,
			window(*).where(x => x.Host = 'h2').sumOf(x => x.CPU) as s from metric#length(50)`, 0},
		{"table", `create table T(Host string primary key, c count(*), s sum(double));
			into table T select count(*) as c, sum(CPU) as s from metric#length(20) group by Host;
			select T[Host].c as c, T['h1'].s as s from metric; select t.s as s, c from metric as m, T as t where m.Host = t.Host;
			select (select sum(c) from T where s > 1) as x from metric`, 0},
		{"named window", `create window W#keepall as (Host string, CPU double, N long); create index I on W(N btree);
			on metric as m merge W as w where w.Host = m.Host when matched then update set CPU = m.CPU
			when not matched then insert select Host, CPU, N;
			on metric(N % 2 = 1) as m select w.CPU as c, m.N as n from W as w where w.Host = m.Host`, 0},
		{"named window, told", `create window V#unique(Host) as metric; insert into V select * from metric;
			on metric as m update V as w set CPU = m.CPU + 1 where w.Host = m.Host;
			select Host, sum(CPU) as s from V(CPU > 0.3) group by Host;
			select (select max(CPU) from V) as x, (select N from V as w where w.Host = m.Host) as n from metric as m`, 0},
		{"context", `create context Host partition by Host from metric;
			context Host select Host, sum(N) as s from metric#length(10)`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			eng, err := engine.New(engine.Config{})
			require.NoError(t, err)
			require.NoError(t, engine.Register[metric](eng))
			d, err := eng.Deploy(context.Background(), c.epl)
			require.NoError(t, err)
			rows := 0
			for _, s := range d.Statements() {
				s.Listen(func(u engine.Update) { rows += len(u.New) })
			}
			sender, err := engine.SenderFor[metric](eng)
			require.NoError(t, err)
			hosts := [...]string{"h1", "h2", "h3", "h4", "h5"}
			m, n := &metric{}, int64(0)
			hundred := func() {
				for range 100 {
					n++
					m.Host, m.CPU, m.N = hosts[n%5], float64(n%10)/10, n
					_ = sender.Send(m)
				}
				_ = eng.Advance(n * 10)
			}
			for range 100 {
				hundred()
			}
			if underRace {
				t.Skip("allocations are counted without the race detector")
			}
			per := testing.AllocsPerRun(100, hundred) / 100
			t.Logf("%.2f allocations an event", per)
			require.NotZero(t, rows)
			require.LessOrEqual(t, per, c.most+0.02)
		})
	}
}
