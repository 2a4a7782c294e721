package engine_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// subqueryRules have a subquery of each kind; the columns are those that subqueryTwin computes.
const subqueryRules = `create schema A(id int, k string, v int); create schema B(k string, v int);
@name('out') select id,
 (select max(v) from B#length(5) as b where b.k = a.k) as mx,
 (select count(*) from B#length(5) as b where b.k = a.k and b.v > 2) as n,
 (select sum(v) from B#length(6) where v > 3) as s,
 (select v from B#unique(k) as b where b.k = a.k) as lst,
 (select v from B#length(4) as b where b.k = a.k) as one,
 exists (select * from B#length(4) as b where b.k = a.k and b.v > a.v) as ex,
 v in (select v from B#length(3) as b) as isin,
 v not in (select v from B#length(6) as b where b.k = a.k) as notin,
 v > all (select v from B#length(4) as b where b.k = a.k) as gt,
 v <= any (select v from B#length(4)) as le,
 (select count(*) from A#length(3) as x where x.k = a.k) as own,
 (select sum(v) from B#length(7) as b where b.v >= a.v group by k having count(*) > 1) as grp,
 (select v from B#length(5) as b where b.k = a.k).countOf(x => x > 1) as cnt,
 k in (select k from B#length(6) group by k having count(*) > 1) as twice,
 k in (select k from B#length(2)) as kin,
 (select sum(v) from B#unique(v) as b where b.k = a.k) as usum
 from A as a;
@name('flt') select id from A(v in (select v from B#length(3)));
@name('old') select irstream id, (select count(*) from B#length(3) as b where b.k = a.k) as n
 from A#length(2) as a where exists (select * from B#length(5) as b where b.v = a.v)`

// row is an event of the twin; k "" and v nullInt are null.
type row struct {
	id, v int
	k     string
}

const nullInt = -1

// subqueryTwin keeps everything that came and computes each answer anew.
type subqueryTwin struct {
	a, b []row
	out  []string
}

func tail(rows []row, n int) []row { return rows[max(0, len(rows)-n):] }

func where(rows []row, f func(row) bool) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !f(r) })
}

// same tells whether keys are equal; null equals nothing.
func sameKey(k string) func(row) bool { return func(r row) bool { return k != "" && r.k == k } }

func number(n int, ok bool) string {
	if !ok || n == nullInt {
		return "null"
	}
	return fmt.Sprint(n)
}

func numbers(rows []row) (vals []int, nulls bool) {
	for _, r := range rows {
		if r.v == nullInt {
			nulls = true
		} else {
			vals = append(vals, r.v)
		}
	}
	return vals, nulls
}

func single(rows []row) string {
	if len(rows) != 1 {
		return "null"
	}
	return number(rows[0].v, true)
}

func sum(rows []row) string {
	vals, _ := numbers(rows)
	total := 0
	for _, v := range vals {
		total += v
	}
	return number(total, len(vals) > 0)
}

// in is `v in (rows)`: true, false or null.
func in(v int, rows []row) string {
	vals, nulls := numbers(rows)
	switch {
	case len(rows) == 0:
		return "false"
	case v == nullInt:
		return "null"
	case slices.Contains(vals, v):
		return "true"
	case nulls:
		return "null"
	}
	return "false"
}

// keyIn is `k in (rows)`.
func keyIn(k string, rows []row) string {
	null := slices.ContainsFunc(rows, func(r row) bool { return r.k == "" })
	switch {
	case len(rows) == 0:
		return "false"
	case k == "":
		return "null"
	case slices.ContainsFunc(rows, sameKey(k)):
		return "true"
	case null:
		return "null"
	}
	return "false"
}

// twice returns the rows whose key, null too, others have.
func twice(rows []row) []row {
	return where(rows, func(r row) bool {
		return len(where(rows, func(x row) bool { return x.k == r.k })) > 1
	})
}

func not(s string) string {
	return map[string]string{"true": "false", "false": "true", "null": "null"}[s]
}

// greaterThanAll takes the rows in their order: a null row makes it null unless one before says no.
func greaterThanAll(v int, rows []row) string {
	for _, r := range rows {
		if v == nullInt || r.v == nullInt {
			return "null"
		}
		if v <= r.v {
			return "false"
		}
	}
	return "true"
}

func atMostAny(v int, rows []row) string {
	vals, _ := numbers(rows)
	switch {
	case len(rows) == 0:
		return "false"
	case v == nullInt || len(vals) == 0:
		return "null"
	}
	return fmt.Sprint(v <= slices.Max(vals))
}

// lasts returns the last row of each key, the null key among them.
func lasts(rows []row, alike func(x, y row) bool) []row {
	var out []row
	for i, r := range rows {
		if !slices.ContainsFunc(rows[i+1:], func(x row) bool { return alike(x, r) }) {
			out = append(out, r)
		}
	}
	return out
}

func maximum(rows []row) string {
	vals, _ := numbers(rows)
	if len(vals) == 0 {
		return "null"
	}
	return number(slices.Max(vals), true)
}

// groupSum is the sum of the only group of several rows.
func groupSum(rows []row) string {
	groups := make(map[string][]row)
	for _, r := range rows {
		groups[r.k] = append(groups[r.k], r)
	}
	var found []string
	for _, g := range groups {
		if len(g) > 1 {
			found = append(found, sum(g))
		}
	}
	if len(found) != 1 {
		return "null"
	}
	return found[0]
}

func (w *subqueryTwin) arriveB(r row) { w.b = append(w.b, r) }

func (w *subqueryTwin) arriveA(a row) {
	w.a = append(w.a, a)
	same := sameKey(a.k)
	more := func(r row) bool { return a.v != nullInt && r.v != nullInt && r.v > a.v }
	atLeast := func(r row) bool { return a.v != nullInt && r.v != nullInt && r.v >= a.v }
	above := func(n int) func(row) bool { return func(r row) bool { return r.v > n } }
	of := func(n int) []row { return where(tail(w.b, n), same) }
	cnt := "null"
	if rows := of(5); len(rows) > 0 {
		cnt = fmt.Sprint(len(where(rows, above(1))))
	}
	cols := []string{
		"id", fmt.Sprint(a.id), "mx", maximum(of(5)), "n", fmt.Sprint(len(where(of(5), above(2)))),
		"s", sum(where(tail(w.b, 6), above(3))), "lst", single(where(lasts(w.b, func(x, y row) bool { return x.k == y.k }), same)),
		"one", single(of(4)), "ex", fmt.Sprint(len(where(of(4), more)) > 0),
		"isin", in(a.v, tail(w.b, 3)), "notin", not(in(a.v, of(6))),
		"gt", greaterThanAll(a.v, of(4)), "le", atMostAny(a.v, tail(w.b, 4)),
		"own", fmt.Sprint(len(where(tail(w.a, 3), same))),
		"grp", groupSum(where(tail(w.b, 7), atLeast)), "cnt", cnt,
		"twice", keyIn(a.k, twice(tail(w.b, 6))), "kin", keyIn(a.k, tail(w.b, 2)),
		"usum", sum(where(lasts(w.b, func(x, y row) bool { return x.v == y.v }), same)),
	}
	var b strings.Builder
	for i := 0; i < len(cols); i += 2 {
		fmt.Fprintf(&b, ",%q:%s", cols[i], cols[i+1])
	}
	if in(a.v, tail(w.b, 3)) == "true" { // a filter on the event comes first in the index
		w.out = append(w.out, fmt.Sprintf(`flt {"id":%d}`, a.id))
	}
	w.out = append(w.out, "out {"+b.String()[1:]+"}")
	w.old(a)
}

// old is the statement over a window: where and columns are asked again when a row leaves.
func (w *subqueryTwin) old(a row) {
	show := func(mark string, r row) {
		if r.v != nullInt && slices.ContainsFunc(tail(w.b, 5), func(b row) bool { return b.v == r.v }) {
			w.out = append(w.out, fmt.Sprintf(`old %s{"id":%d,"n":%d}`, mark, r.id,
				len(where(tail(w.b, 3), sameKey(r.k)))))
		}
	}
	show("", a)
	if len(w.a) > 2 {
		show("old ", w.a[len(w.a)-3])
	}
}

// TestSubqueriesAgreeWithTwin sends random events to every kind of subquery, and saves and restores
// the engine now and then.
func TestSubqueriesAgreeWithTwin(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for seed := range rounds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		b, w := newBench(t, func(c *engine.Config) { c.Functions = nil }), &subqueryTwin{}
		b.deploy(subqueryRules)
		for i := range 60 {
			r := row{id: i, k: []string{"", "a", "b", "c"}[rnd.IntN(4)], v: rnd.IntN(7) - 1}
			k := cmp.Or(map[string]string{"": "null"}[r.k], fmt.Sprintf("%q", r.k))
			if rnd.IntN(3) == 0 {
				b.send("A", fmt.Sprintf(`{"id":%d,"k":%s,"v":%s}`, i, k, number(r.v, true)))
				w.arriveA(r)
			} else {
				b.send("B", fmt.Sprintf(`{"k":%s,"v":%s}`, k, number(r.v, true)))
				w.arriveB(r)
			}
			if rnd.IntN(20) == 0 {
				b.restart()
			}
			slices.Sort(b.rows) // the order among statements is for other tests
			slices.Sort(w.out)
			require.Equal(t, w.out, b.rows, "seed %d, event %d", seed, i)
			b.rows, w.out = nil, nil
		}
		require.Empty(t, b.errs)
	}
}

// TestSubqueryHasTheEventFirst: whatever it is listened to as, and whoever else listens.
func TestSubqueryHasTheEventFirst(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema Base(id int); create schema Sub(x int) inherits Base;
		create context ById partition by id from Base;
		@name('other') select id from Base;
		@name('up') select (select count(*) from Base) as n from Sub;
		@name('down') select (select count(*) from Sub) as n from Base;
		@name('part') context ById select (select count(*) from Base#keepall) as n from Base;
		@Priority(1) @Drop @name('drop') select id, (select count(*) from Base) as n from Base(id = 3)`)
	b.send("Sub", `{"id":1,"x":1}`)
	require.ElementsMatch(t, []string{
		`other {"id":1}`, `up {"n":1}`, `down {"n":1}`, `part {"n":1}`,
	}, b.take())
	b.send("Base", `{"id":2}`)
	require.Equal(t, []string{`other {"id":2}`, `down {"n":1}`, `part {"n":1}`}, b.take())
	b.send("Base", `{"id":3}`)
	require.Equal(t, []string{`drop {"id":3,"n":3}`}, b.take())
	require.Empty(t, b.errs)
}

// TestSubqueryErrorsStayWithTheirStatement: what throws inside one is the statement's error, and its
// windows go on.
func TestSubqueryErrorsStayWithTheirStatement(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); create schema B(n long);
		@name('sum') select (select sum(boom(n)) from B#length(2)) as s from A;
		@name('key') select (select sum(boom(b.n)) from B#length(2) as b where b.n = a.n) as s from A as a;
		@name('where') select (select count(*) from B#keepall where boom(n) > 0) as c from A;
		@name('asked') select (select count(*) from B#keepall as b where boom(b.n) > a.n) as c from A as a;
		@name('filter') select exists (select * from B(boom(n) > 0)) as x from A`)
	for _, n := range []int{1, -1, 2, 3} {
		b.send("B", fmt.Sprintf(`{"n":%d}`, n))
	}
	require.NotEmpty(t, b.errs)
	before := len(b.errs)
	b.send("A", `{"n":2}`)
	require.Len(t, b.errs, before+1, "only what asks now throws now")
	require.Equal(t, "asked", b.errs[before].Statement)
	rows := b.take()
	require.Len(t, rows, 4)
	require.Contains(t, rows, `where {"c":3}`)
	require.Contains(t, rows, `key {"s":2}`)
	require.Contains(t, rows, `filter {"x":true}`)
}

// restart saves the engine and goes on with a restored one.
func (b *bench) restart() {
	var buf bytes.Buffer
	require.NoError(b.t, b.Checkpoint(&buf))
	next, err := engine.Restore(&buf, engine.Config{PoisonEvents: true})
	require.NoError(b.t, err)
	require.NoError(b.t, b.Close())
	b.Engine = next
	for _, d := range next.Deployments() {
		for _, s := range d.Statements() {
			s.Listen(b.note)
		}
	}
}
