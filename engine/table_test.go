package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/query/expr"
)

// tableRules write a table in every way, and read it by key, by index, by scan and from a join. The
// columns are those that tableTwin computes.
const tableRules = `create schema A(k string, v int); create schema Cmd(op string, k string, x int);
create schema Ask(k string, x int);
@name('t') create table T(k string primary key, n count(*), s sum(int), mx max(int), w window(int), note int);
create index ByNote on T(note);
into table T select count(*) as n, sum(v) as s, max(v) as mx, window(v) as w from A#length(5) group by k;
on Cmd(op = 'del') as c delete from T as t where t.k = c.k;
on Cmd(op = 'set') as c merge T as t where t.k = c.k
 when matched then update set note = c.x when not matched then insert select c.k as k, c.x as note;
on Cmd(op = 'all') as c update T as t set note = c.x where t.note < c.x and t.n > 1;
on Cmd(op = 'reset') as c update T as t set t.reset() where t.k = c.k;
@name('key') select T[k].n as n, T[k].s as s, T[k].mx as mx, T[k].w as w, T[k].note as note from Ask;
@name('index') select t.k as k, t.n as n from Ask as a, T as t where t.note = a.x;
@name('scan') select (select count(*) from T where n >= a.x) as c, (select sum(s) from T as t where t.note = a.x) as q
 from Ask as a;
@name('outer') select a.k as k, t.s as s from Ask as a unidirectional left outer join T as t on a.k = t.k;
@name('sel') on Ask as a select t.k as k, t.s as s from T as t where t.note > a.x`

// tableRow is a row of the twin; an event that entered it is taken out of it and of no other.
type tableRow struct {
	k      string
	values []int
	note   int // nullInt is null
}

// tableTwin is the table in the dumbest way.
type tableTwin struct {
	rows   []*tableRow
	window []struct {
		row *tableRow
		v   int
	}
	out []string
}

func (w *tableTwin) find(k string) *tableRow {
	for _, r := range w.rows {
		if r.k == k {
			return r
		}
	}
	return nil
}

func (w *tableTwin) made(k string) *tableRow {
	r := w.find(k)
	if r == nil {
		r = &tableRow{k: k, note: nullInt}
		w.rows = append(w.rows, r)
	}
	return r
}

func (w *tableTwin) enter(k string, v int) {
	r := w.made(k)
	r.values = append(r.values, v)
	w.window = append(w.window, struct {
		row *tableRow
		v   int
	}{r, v})
	if len(w.window) > 5 {
		old := w.window[0]
		w.window = w.window[1:]
		if old.row != nil {
			old.row.values = old.row.values[1:] // the oldest of the group
		}
	}
}

// forget lets what is in the window be of no row.
func (w *tableTwin) forget(r *tableRow) {
	for i := range w.window {
		if w.window[i].row == r {
			w.window[i].row = nil
		}
	}
}

func (w *tableTwin) command(op, k string, x int) {
	switch r := w.find(k); op {
	case "del":
		if r != nil {
			w.forget(r)
			w.rows = slices.DeleteFunc(w.rows, func(y *tableRow) bool { return y == r })
		}
	case "set":
		w.made(k).note = x
	case "all":
		for _, r := range w.rows {
			if r.note != nullInt && r.note < x && len(r.values) > 1 {
				r.note = x
			}
		}
	case "reset":
		if r != nil {
			w.forget(r)
			r.values = nil
		}
	}
}

func null(n int) string {
	if n == nullInt {
		return "null"
	}
	return fmt.Sprint(n)
}

func (r *tableRow) sum() int {
	s := nullInt
	for i, v := range r.values {
		if i == 0 {
			s = 0
		}
		s += v
	}
	return s
}

func (r *tableRow) list() string {
	if len(r.values) == 0 {
		return "null"
	}
	s := "["
	for i, v := range r.values {
		if i > 0 {
			s += ","
		}
		s += fmt.Sprint(v)
	}
	return s + "]"
}

func (r *tableRow) max() int {
	if len(r.values) == 0 {
		return nullInt
	}
	return slices.Max(r.values)
}

func (w *tableTwin) ask(k string, x int) {
	put := func(format string, args ...any) { w.out = append(w.out, fmt.Sprintf(format, args...)) }
	if r := w.find(k); r != nil {
		put(`key {"n":%d,"s":%s,"mx":%s,"w":%s,"note":%s}`, len(r.values), null(r.sum()), null(r.max()), r.list(), null(r.note))
		put(`outer {"k":"%s","s":%s}`, k, null(r.sum()))
	} else {
		put(`key {"n":null,"s":null,"mx":null,"w":null,"note":null}`)
		put(`outer {"k":"%s","s":null}`, k)
	}
	count, total := 0, nullInt
	for _, r := range w.rows {
		if len(r.values) >= x {
			count++
		}
		if r.note == x {
			put(`index {"k":"%s","n":%d}`, r.k, len(r.values))
			if s := r.sum(); s != nullInt {
				total = max(total, 0) + s
			}
		}
		if r.note != nullInt && r.note > x {
			put(`sel {"k":"%s","s":%s}`, r.k, null(r.sum()))
		}
	}
	put(`scan {"c":%d,"q":%s}`, count, null(total))
}

// TestTableAgreesWithTwin sends random events, and saves and restores now and then.
func TestTableAgreesWithTwin(t *testing.T) {
	histories := uint64(200)
	if testing.Short() {
		histories = 20
	}
	for seed := range histories {
		r := rand.New(rand.NewPCG(seed, 5))
		b, w := newBench(t), &tableTwin{}
		b.deploy(tableRules)
		for step := range 60 {
			k, x := string(rune('a'+r.IntN(5))), r.IntN(4)
			b.rows, w.out = nil, nil
			switch r.IntN(8) {
			case 0, 1, 2:
				w.enter(k, x)
				b.send("A", fmt.Sprintf(`{"k":"%s","v":%d}`, k, x))
			case 3, 4:
				op := [...]string{"del", "set", "set", "all", "reset"}[r.IntN(5)]
				w.command(op, k, x)
				b.send("Cmd", fmt.Sprintf(`{"op":"%s","k":"%s","x":%d}`, op, k, x))
				b.rows = nil
			case 5:
				b.restart()
			default:
				w.ask(k, x)
				b.send("Ask", fmt.Sprintf(`{"k":"%s","x":%d}`, k, x))
				slices.Sort(b.rows)
				slices.Sort(w.out)
				require.Equal(t, w.out, b.rows, "seed %d, step %d", seed, step)
			}
		}
		require.Empty(t, b.errs)
	}
}

// TestTableLimit: a row too many is an error of the statement that brings it, and counted nowhere.
func TestTableLimit(t *testing.T) {
	b := newBench(t, func(c *engine.Config) { c.TableMaxRows = 2 })
	b.deploy(`create schema A(k string, v int)`)
	tab := b.deploy(`@name('t') create table T(k string primary key, n count(*), v int)`)
	b.deploy(`into table T select count(*) as n from A(v = 0) group by k; insert into T select k, v from A(v > 0)`)
	for _, k := range []string{"a", "b", "a"} {
		b.send("A", fmt.Sprintf(`{"k":"%s","v":0}`, k))
	}
	require.Empty(t, b.errs)
	b.send("A", `{"k":"c","v":0}`)
	require.Len(t, b.errs, 1)
	b.send("A", `{"k":"b","v":0}`)
	b.send("A", `{"k":"d","v":1}`)
	require.Len(t, b.errs, 2)
	var limit *expr.EvalError
	require.ErrorAs(t, b.errs[0].Err, &limit)
	require.Equal(t, expr.CodeLimit, limit.Code)
	st := tab.Statement("t")
	require.Equal(t, 2, st.Counters().Events)
	require.Positive(t, st.Counters().StateBytes)
	rows, err := b.Query(context.Background(), "select k, n from T order by k")
	require.NoError(t, err)
	require.Equal(t, `[{"k":"a","n":2} {"k":"b","n":2}]`, fmt.Sprint(rows))
}

// TestTablesLeaveNothing: statements that read or feed a table leave neither indexes nor anything else
// with it when they go.
func TestTablesLeaveNothing(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(k string, v int); create table T(k string primary key, n count(*), v int)`)
	before := engine.HeldBy(b.Engine)
	for range 3 {
		d := b.deploy(`into table T select count(*) as n from A#length(2) group by k;
			create index ByV on T(v);
			select T[k].n from A;
			select a.k from A as a, T as t where t.v = a.v;
			select (select k from T as t where t.v = a.v) from A as a;
			on A as a select t.k from T as t where t.v = a.v and t.n > 1;
			on A as a update T as t set v = a.v where t.k = a.k`)
		for i := range 10 {
			b.send("A", fmt.Sprintf(`{"k":"k%d","v":%d}`, i%4, i))
		}
		indexes, feeders := engine.TablesHold(b.Engine)
		require.Equal(t, []int{1, 1}, []int{indexes, feeders}, "all look rows up by the index that is declared")
		require.NoError(t, b.Undeploy(d.Name()))
		require.Equal(t, before, engine.HeldBy(b.Engine))
		indexes, feeders = engine.TablesHold(b.Engine)
		require.Zero(t, indexes+feeders)
	}
	require.Empty(t, b.errs)
}
