package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestWindowsKeepColumns: statements whose windows keep some columns of the events answer as those do
// that keep the events, which a condition that names the event as a whole makes them do.
func TestWindowsKeepColumns(t *testing.T) {
	for _, epl := range []string{
		`select irstream k, n from S#length(3) as s where %s`,
		`select rstream n, x from S(n > 1)#time(20 msec) as s where %s and x < 5`,
		`select irstream k from S#ext_timed(ts, 9 msec) as s where %s`,
		`select k, sum(n) as m, count(*) as c from S#length(7) as s where %s group by k`,
		`select irstream k, min(x) as lo, max(n) as hi from S#time(30 msec) as s where %s group by k having count(*) > 1`,
		`select k, n, avg(x) as a, stddev(n) as d, median(n) as m, avedev(x) as v from S#keepall as s where %s`,
		`select k, sum(distinct n) as m from S#length(5) as s where %s group by k order by k desc limit 2`,
		`select k, count(n) as c from S#length(6) as s where %s group by rollup(k, b)`,
		`select k, sum(n) as m from S#time(25 msec) as s where %s group by k output snapshot every 10 msec`,
		`select k, n from S#length(4) as s where %s output last every 7 msec order by n`,
		`select k, n from S#length(4) as s where %s output snapshot every 3 events`,
		`select sum(n, b) as m, sum(n, group_by: k) as g from S#length(5) as s where %s`,
		`context C select k, context.key1 as p, max(n) as m from S#length(3) as s where %s`,
		`select distinct k from S#length(5) as s where %s output every 4 events`,
		`insert into T select k, n from S#length(2) as s where %s`,
		`select irstream n from S#unique(k) as s where %s`,
		`select k, sum(x) as m, count(*) as c, max(n) as hi from S#unique(k, n) as s where %s`,
		`select b, sum(x) as m from S#unique(k, note) as s where %s group by b`,
		`select n, avg(x) as a from S#unique(n %% 3) as s where %s output snapshot every 10 msec`,
	} {
		t.Run(epl, func(t *testing.T) {
			kept, whole := newBench(t), newBench(t)
			setup := `create schema S(k string, n int, x double, b bool, ts long, note string);
				create context C partition by k from S; `
			kept.deploy(setup)
			whole.deploy(setup)
			d := kept.deploy(`@name('o') ` + fmt.Sprintf(epl, "true"))
			whole.deploy(`@name('o') ` + fmt.Sprintf(epl, "typeof(s) = 'S'"))
			if !strings.HasPrefix(epl, "context") {
				require.Contains(t, d.Statements()[0].Explain(), "  keeps ")
			}
			r := rand.New(rand.NewPCG(1, uint64(len(epl))))
			now := int64(0)
			for i := range 400 {
				e := fmt.Sprintf(`{"k":"%c","n":%d,"x":%d,"b":%v,"ts":%d,"note":"n"}`,
					'a'+r.IntN(4), r.IntN(9), r.IntN(30)/3, r.IntN(2) == 0, now+int64(r.IntN(3)))
				if r.IntN(8) == 0 {
					e = fmt.Sprintf(`{"ts":%d,"n":1}`, now)
				}
				kept.send("S", e)
				whole.send("S", e)
				if r.IntN(3) == 0 {
					now += int64(r.IntN(12))
					require.NoError(t, kept.Advance(now))
					require.NoError(t, whole.Advance(now))
				}
				require.Equal(t, whole.take(), kept.take())
				require.Equal(t, whole.listed(), kept.listed())
				if i%50 == 49 {
					kept, whole = kept.restored(), whole.restored()
				}
			}
			require.Equal(t, len(whole.errs), len(kept.errs))
		})
	}
}

// listed returns the contents of the statement o.
func (b *bench) listed() (rows []string) {
	for _, d := range b.Deployments() {
		if s := d.Statement("o"); s != nil {
			for r := range s.Rows() {
				rows = append(rows, r.String())
			}
		}
	}
	return rows
}

// TestContentsWhileAnEventIsOnItsWay: a listener that asks for contents does not end the event for the
// statements that have not had it yet.
func TestContentsWhileAnEventIsOnItsWay(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema S(k string, n int)`)
	first := b.deploy(`@name('first') select k from S#length(2)`).Statement("first")
	seen := 0
	first.Listen(func(engine.Update) {
		for range first.Rows() {
			seen++
		}
	})
	b.deploy(`@name('plain') select k, n from S`)
	b.deploy(`@name('average') select average from S#length(2)#weighted_avg(n, 1)`)
	for i := range 3 {
		b.send("S", fmt.Sprintf(`{"k":"a","n":%d}`, i))
	}
	require.Equal(t, 1+2+2, seen)
	require.Equal(t, []string{
		`first {"k":"a"}`, `plain {"k":"a","n":0}`, `average {"average":0.0}`,
		`first {"k":"a"}`, `plain {"k":"a","n":1}`, `average {"average":0.5}`,
		`first {"k":"a"}`, `plain {"k":"a","n":2}`, `average {"average":1.5}`,
	}, b.take())
	require.Empty(t, b.errs)
}

// TestLastRowOfAnInterval: statements that keep just the event of which they owe a row deliver what
// those do that make each row at once, which a computed column makes them do.
func TestLastRowOfAnInterval(t *testing.T) {
	for _, epl := range []string{
		`select k, n%s as n from S#length(3) output last every 10 msec`,
		`select n%s as n, ?:p as p from S(k='a')#time(15 msec) output last every 10 msec`,
		`select average%s as n from S#length(3)#weighted_avg(x, n) output last every 7 msec`,
		`select average%s as n, k from S#time(12 msec)#uni(x, k) output last every 7 msec`,
		`select average%s as n from S#time(12 msec)#weighted_avg(x, n) output last every 7 msec`,
		`select average%s as n from S(k='a')#time(40 msec)#uni(x) output last every 9 msec`,
		`context C select total%s as n from S#time(12 msec)#uni(x) output last every 7 msec`,
		`select size%s as n from S#time(12 msec)#size output last every 10 msec`,
		`select k, n%s as n from S#sort(3, n) output last every 10 msec`,
		`select k, n%s as n from S#firstunique(n) output last every 10 msec`,
		`select k, n%s as n from S(n = 1)#time_batch(10 msec, 'force_update') output last every 7 msec`,
		`select k, n%s as n from S#time_length_batch(5 msec, 2) output last every 7 msec`,
		`select size%s as n from S#length_batch(3)#size output last every 10 msec`,
		`insert into T select n%s as n from S#keepall output last every 10 msec`,
		`context C select k, n%s as n from S#length(2) output last every 10 msec`,
	} {
		t.Run(epl, func(t *testing.T) {
			late, once := newBench(t), newBench(t)
			setup := `create schema S(k string, n int, x double); create context C partition by k from S; ` +
				`insert into S select 'a' as k, n, 3.0 as x from S(n > 4)#lastevent output last every 11 msec; `
			params := engine.WithParams(map[string]any{"p": "text"})
			late.deploy(setup)
			once.deploy(setup)
			late.deploy(`@name('o') `+fmt.Sprintf(epl, ""), params)
			once.deploy(`@name('o') `+fmt.Sprintf(epl, " + 0"), params)
			r := rand.New(rand.NewPCG(2, uint64(len(epl))))
			now, rows := int64(0), 0
			for i := range 400 {
				e := fmt.Sprintf(`{"k":"%c","n":%d,"x":%d}`, 'a'+r.IntN(3), r.IntN(9), r.IntN(30))
				late.send("S", e)
				once.send("S", e)
				if r.IntN(4) == 0 {
					now += int64(r.IntN(25))
					if r.IntN(20) == 0 {
						now -= 30
					}
					require.NoError(t, late.Advance(now))
					require.NoError(t, once.Advance(now))
				}
				want := once.take()
				rows += len(want)
				require.Equal(t, want, late.take())
				if r.IntN(2) == 0 {
					require.Equal(t, once.listed(), late.listed())
				}
				if i%50 == 49 {
					late, once = late.restored(), once.restored()
				}
			}
			require.NotZero(t, rows)
			require.Empty(t, late.errs)
		})
	}
}

// What has left a window stays out when the clock goes back, also where nobody was told.
func TestClockGoesBackBehindLazyWindow(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema S(n int); @name('o') select total from S#time(12 msec)#uni(n) output last every 7 msec`)
	b.send("S", `{"n":3}`)
	require.NoError(t, b.Advance(13))
	require.NoError(t, b.Advance(5))
	require.Contains(t, fmt.Sprint(b.listed()), `"total":0.0`)
}
