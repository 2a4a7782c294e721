package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// varied are statements of every kind that hold something.
var varied = []string{
	`select n from A(n = 3)`,
	`select n from A(n in (1, 2, 3), s = 'x')`,
	`select n from A(n between 2 and 8, s like 'x%')`,
	`select n from A(s is null) where n > 1`,
	`select sum(n) as t from A#length(5) group by s`,
	`select sum(n) as t from A#time(10) output every 3 sec`,
	`select irstream n from A#time_batch(5)`,
	`select n from A#groupwin(s)#time(3) order by n`,
	`select n, prev(1, n) as p from A#keepall`,
	`select n, prior(1, n) as p from A`,
	`select * from pattern[every a=A -> b=A(n = a.n + 1) where timer:within(10 sec)]`,
	`select * from pattern[every (timer:interval(5 sec) and not A(s = 'never'))]`,
	`select * from pattern[every timer:at(*, *, *, *, *)]`,
	`select * from A match_recognize (partition by s measures x.n as n, last(y.n) as m pattern (x y+) ` +
		`interval 5 sec define y as y.n > x.n)`,
	`context Host select count(*) as c from A#time(10)`,
	`context Host select * from pattern[every a=A -> timer:interval(5 sec)]`,
	`select x.n as n from A#time(5) as x, B#length(3) as y where x.n = y.n`,
	`select x.n as n from A#unique(s) as x left outer join B#keepall as y on x.n = y.n`,
	`insert into Made select n from A; select n from Made#time(4)`,
	`create schema Sub(extra int) inherits A; select * from Sub#keepall`,
	`create variable long w = 1; on A set w = n; select w from A#time(2)`,
	`create context Own partition by n from B; context Own select n from B#time(3)`,
	`create expression double {(x) => x * 2}; select double(n) as d from A`,
	`on A insert into Odd select n where n % 2 = 1 insert into Even select n; select n from Odd#length(2)`,
	`select (select max(n) from B#length(3)) as m, exists (select * from B#keepall as b where b.n = a.n) as x from A as a`,
	`select n from A(n in (select n from B#time(5))) where (select sum(n) from B#length(3) as b where b.n = 2) > 1`,
	`select (select max(x.n) from A#time(3) as x where x.s = y.s) as m, (select prior(1, n) from B#length(2)) as p from A as y`,
	`create window W#length(3) as A; insert into W select * from A; on B as b delete from W as w where w.n = b.n;
		create unique index I on W(n, s); create index J on W(n btree)`,
	`create window V#time(5) as (n long, c int); on A as a merge V as w where w.n = a.n when matched then
		update set c = w.c + 1 when not matched then insert select a.n as n, 0 as c; select n from V(c > 0);
		on V select count(*) as c from V; select (select sum(c) from V) as s from V as v, B#length(2) as b where v.n = b.n`,
	`context Host create window P#keepall as A; context Host insert into P select * from A;
		context Host on A as a select w.n as n from P as w where w.n = a.n; select count(*) as c from P`,
	`context Host select (select sum(n) from B) as t, (select count(*) from A#length(4) as x where x.n = y.n) as c from A as y`,
}

// TestLeaksOfDeployments: what is deployed, used and undeployed leaves nothing, whatever it held.
func TestLeaksOfDeployments(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	b := newBench(t)
	b.deploy(`create schema A(n long, s string); create schema B(n long);
		create context Host partition by s from A; @name('stays') select n from A`)
	empty := engine.HeldBy(b.Engine)
	now := int64(0)
	for round := range rounds {
		var names []string
		for k := range 4 {
			epl := varied[(round*7+k*5)%len(varied)]
			d, err := b.Deploy(context.Background(), epl)
			require.NoError(t, err, epl)
			names = append(names, d.Name())
			if k%2 == 0 { // a second one shares what can be shared
				if d, err = b.Deploy(context.Background(), varied[4+round%6]); err == nil {
					names = append(names, d.Name())
				}
			}
		}
		for i := range 6 {
			b.send("A", fmt.Sprintf(`{"n":%d,"s":"x%d"}`, i, i%3))
			b.send("B", fmt.Sprintf(`{"n":%d}`, i))
			now += int64(i%3) * 700
			require.NoError(t, b.Advance(now))
		}
		for _, name := range slices.Backward(names) {
			require.NoError(t, b.Undeploy(name))
		}
		require.Equal(t, empty, engine.HeldBy(b.Engine), "round %d", round)
	}
	require.Empty(t, b.errs)
}

// TestLeaksOfPatterns: instances that have begun and ended, by a match, a guard or a timer, leave
// nothing in the filter index or the schedule.
func TestLeaksOfPatterns(t *testing.T) {
	type event struct{ N int64 }
	instances := int64(1_000_000)
	if testing.Short() {
		instances = 50_000
	}
	b := newBench(t, func(c *engine.Config) { c.PoisonEvents = false })
	require.NoError(t, engine.RegisterAs[event](b.Engine, "A"))
	require.NoError(t, engine.RegisterAs[event2](b.Engine, "B"))
	as, err := engine.SenderFor[event](b.Engine)
	require.NoError(t, err)
	bs, err := engine.SenderFor[event2](b.Engine)
	require.NoError(t, err)
	d, err := b.Deploy(context.Background(), `
		@name('met') select a.N as n from pattern[every a=A -> b=B(N = a.N)];
		@name('late') select a.N as n from pattern[every a=A -> (timer:interval(2 sec) and not B(N = a.N))];
		@name('within') select a.N as n from pattern[every a=A -> (B(N = a.N + 1) where timer:within(1 sec))]`)
	require.NoError(t, err)
	waiting := engine.HeldBy(b.Engine)
	for n := range instances / 3 {
		require.NoError(t, as.Send(&event{n}))
		require.NoError(t, bs.Send(&event2{n}))
		if n%1000 == 999 {
			require.NoError(t, b.Advance(n*10))
		}
	}
	require.NoError(t, b.Advance(instances*10+10_000))
	require.Equal(t, waiting, engine.HeldBy(b.Engine))
	for _, s := range d.Statements() {
		require.LessOrEqual(t, s.Counters().Attempts, 1, s.Name())
	}
	require.EqualValues(t, instances/3, d.Statement("met").Counters().RowsOut)
	require.Zero(t, d.Statement("late").Counters().RowsOut)
	require.NoError(t, b.Undeploy(d.Name()))
	held := engine.HeldBy(b.Engine)
	require.Zero(t, held.Entries+held.Timers)
}

type event2 struct{ N int64 }
