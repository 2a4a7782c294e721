package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// namedRules are the statements that change and read the window W.
const namedRules = `create schema Op(op string, k string, to string, v int);
create window W#keepall as (k string, v int, n int);
insert into W select k, v, 0 as n from Op(op = 'insert');
on Op(op = 'merge') as o merge W as w where w.k = o.k
  when matched and w.v > 90 then delete
  when matched then update set n = w.n + 1, v = o.v
  when not matched then insert select o.k as k, o.v as v, 1 as n;
on Op(op = 'update') as o update W as w set n = initial.v + o.v, v = o.v where w.k = o.k and w.v < o.v;
on Op(op = 'rename') as o update W as w set k = o.to where w.k = o.k;
on Op(op = 'below') as o update W as w set n = w.n - 1 where w.v < o.v;
on Op(op = 'delete') as o delete from W as w where w.k = o.k and w.v <= o.v;
on Op(op = 'drop') as o delete from W as w where w.v between o.v and o.v + 10;
@name('found') on Op(op = 'find') as o select w.k as k, w.v as v, w.n as n from W as w where o.k = w.k;
@name('within') on Op(op = 'find') as o select w.k as k, w.v as v, w.n as n from W as w where w.v >= o.v;
@name('sub') select (select sum(v) from W as w where w.k = o.k) as s, (select count(*) from W as w where w.v > o.v - 1000) as c from Op(op = 'find') as o`

// namedVariants are what may stand beside the rules and must not change their answers.
var namedVariants = map[string]string{
	"alone":    ``,
	"consumer": `@name('total') select irstream k, v, n from W`,
	"indexes":  `create index I on W(v btree); create index J on W(k, n)`,
	"watched":  `select (select sum(n) from W) as s from Op(op = 'never')`,
}

// op is one event of the twin's history.
type op struct {
	Op, K, To string
	V         int
}

// namedRow is a row of the twin's window.
type namedRow struct {
	k    string
	v, n int
}

func (r namedRow) String() string { return fmt.Sprintf(`{"k":"%s","v":%d,"n":%d}`, r.k, r.v, r.n) }

// namedTwin keeps the window as a list, in which what changes goes to the end.
type namedTwin struct{ rows []namedRow }

// change lets f say what becomes of each row: nothing, or a row that changed.
func (t *namedTwin) change(match func(namedRow) bool, f func(*namedRow) (stays bool)) (matched int) {
	var rest, changed []namedRow
	for _, r := range t.rows {
		if !match(r) {
			rest = append(rest, r)
			continue
		}
		matched++
		if f(&r) {
			changed = append(changed, r)
		}
	}
	t.rows = append(rest, changed...)
	return matched
}

func (t *namedTwin) take(o op) {
	key := func(r namedRow) bool { return r.k == o.K }
	gone := func(*namedRow) bool { return false }
	switch o.Op {
	case "insert":
		t.rows = append(t.rows, namedRow{o.K, o.V, 0})
	case "merge":
		if t.change(key, func(r *namedRow) bool {
			stays := r.v <= 90
			r.n, r.v = r.n+1, o.V
			return stays
		}) == 0 {
			t.rows = append(t.rows, namedRow{o.K, o.V, 1})
		}
	case "update":
		t.change(func(r namedRow) bool { return key(r) && r.v < o.V }, func(r *namedRow) bool {
			r.n, r.v = r.v+o.V, o.V
			return true
		})
	case "rename":
		t.change(key, func(r *namedRow) bool { r.k = o.To; return true })
	case "below":
		t.change(func(r namedRow) bool { return r.v < o.V }, func(r *namedRow) bool { r.n--; return true })
	case "delete":
		t.change(func(r namedRow) bool { return key(r) && r.v <= o.V }, gone)
	case "drop":
		t.change(func(r namedRow) bool { return r.v >= o.V && r.v <= o.V+10 }, gone)
	}
}

// answers are what the statements tell of a find.
func (t *namedTwin) answers(o op) []string {
	var found, within []string
	sum, some := 0, false
	for _, r := range t.rows {
		if r.k == o.K {
			found, sum, some = append(found, "found "+r.String()), sum+r.v, true
		}
		if r.v >= o.V {
			within = append(within, "within "+r.String())
		}
	}
	s := "null"
	if some {
		s = fmt.Sprint(sum)
	}
	return append(append(found, within...), fmt.Sprintf(`sub {"s":%s,"c":%d}`, s, len(t.rows)))
}

// TestNamedWindowTwin: indexes, updates in place and consumers agree with a list that is looked through.
func TestNamedWindowTwin(t *testing.T) {
	for name, more := range namedVariants {
		for seed := range uint64(12) {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) { namedHistory(t, more, seed) })
		}
	}
}

func namedHistory(t *testing.T, more string, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	b := newBench(t)
	var out []string
	held := make(map[string]int) // what the consumer was told, added up
	listen := func(eng *engine.Engine) {
		for _, d := range eng.Deployments() {
			for _, s := range d.Statements() {
				switch {
				case s.Name() == "total":
					s.Listen(func(u engine.Update) {
						for _, r := range u.New {
							held[r.String()]++
						}
						for _, r := range u.Old {
							held[r.String()]--
						}
					})
				case s.Named():
					s.Listen(func(u engine.Update) {
						for _, r := range u.New {
							out = append(out, s.Name()+" "+r.String())
						}
					})
				}
			}
		}
	}
	eng := b.Engine
	for _, epl := range []string{namedRules, more} { // nobody listens to the changes themselves
		if epl != "" {
			_, err := eng.Deploy(context.Background(), epl)
			require.NoError(t, err)
		}
	}
	listen(eng)
	var twin namedTwin
	ops := strings.Fields("insert insert merge merge merge update update rename below delete drop find find find")
	for i := range 400 {
		o := op{ops[rnd.IntN(len(ops))], string(rune('a' + rnd.IntN(5))), string(rune('a' + rnd.IntN(5))), rnd.IntN(100)}
		require.NoError(t, eng.SendMap("Op", map[string]any{"op": o.Op, "k": o.K, "to": o.To, "v": o.V}))
		twin.take(o)
		if o.Op == "find" {
			want := twin.answers(o)
			slices.Sort(want)
			slices.Sort(out)
			require.Equal(t, want, out, "step %d %v", i, o)
		}
		out = out[:0]
		require.Equal(t, fmt.Sprint(twin.rows), fmt.Sprint(windowRows(t, eng)), "step %d %v", i, o)
		if i%200 == 150 {
			eng = restored(t, eng)
			listen(eng)
		}
	}
	if strings.Contains(more, "total") {
		for _, r := range twin.rows {
			held[r.String()]--
		}
		for r, n := range held {
			require.Zero(t, n, r)
		}
	}
}

func windowRows(t *testing.T, eng *engine.Engine) []string {
	rows, err := eng.Query(context.Background(), "select * from W")
	require.NoError(t, err)
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = r.String()
	}
	return list
}

func restored(t *testing.T, eng *engine.Engine) *engine.Engine {
	var buf bytes.Buffer
	require.NoError(t, eng.Checkpoint(&buf))
	again, err := engine.Restore(&buf, engine.Config{PoisonEvents: true})
	require.NoError(t, err)
	return again
}

// TestNamedWindowLetsGo: statements that are undeployed leave nothing at the windows that they used.
func TestNamedWindowLetsGo(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(k string, n int); create context ByK partition by k from A;
		create window W#keepall as A; insert into W select * from A; context ByK create window P#length(2) as A;
		insert into P select * from A; context ByK select k from A`)
	send := func() {
		for i := range 20 {
			require.NoError(t, b.SendMap("A", map[string]any{"k": string(rune('a' + i%3)), "n": i}))
		}
	}
	send()
	for round := range 3 {
		for i, epl := range []string{
			`on A as a merge W as w where w.k = a.k and w.n = a.n when matched then update set n = w.n + 1`,
			`select (select sum(n) from W) as s, (select n from W as w where w.n = a.n) as m from A as a`,
			`create index J on W(k, n); create index K on W(n btree)`,
			`select irstream * from W(n > 3); select count(*) as c from W as x, W as y where x.n = y.n`,
			`select n from P; select * from pattern [every a=W -> b=W(n = a.n)]`,
			`context ByK on A as a select w.n as n from P as w where w.n = a.n;
			 context ByK select (select sum(n) from P) as s, (select count(*) from W as w where w.k = a.k) as c from A as a`,
		} {
			name := fmt.Sprintf("%d %d", round, i)
			_, err := b.Deploy(context.Background(), epl, engine.WithName(name))
			require.NoError(t, err)
			indexes, users := engine.NamedHold(b.Engine)
			require.NotZero(t, indexes+users, epl)
			send()
			require.NoError(t, b.Undeploy(name))
			indexes, users = engine.NamedHold(b.Engine)
			require.Zero(t, indexes, epl)
			require.Zero(t, users, epl)
		}
		_, err := b.Deploy(context.Background(), `select count(*) as c from W; create unique index I on W(n)`)
		require.ErrorContains(t, err, "unique index 'I'")
		indexes, users := engine.NamedHold(b.Engine)
		require.Zero(t, indexes+users)
	}
}
