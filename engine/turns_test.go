package engine_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// ways is two engines with the same statements under a context. In the first one agent serves all
// partitions; in the second, by a limit that no delivery reaches, each partition has its own.
type ways struct {
	t    *testing.T
	turn *bench
	own  *bench
	n    int    // statements so far
	key  string // the column that is the first key
}

func (w *ways) both(do func(b *bench)) {
	do(w.turn)
	do(w.own)
}

// statement deploys one more. Now and then it is one of which each partition has its own in both.
func (w *ways) statement(r *rand.Rand) {
	const limit = " limit 1000"
	text, turn := randomTurns(r, w.n, w.key), ""
	if r.Intn(4) == 0 {
		turn = limit
	}
	name := engine.WithName(fmt.Sprint("d", w.n))
	w.n++
	d := w.turn.deploy(text+turn, name)
	require.Equal(w.t, turn == "", engine.TakesTurns(d.Statements()[0]), text)
	d = w.own.deploy(text+limit, name)
	require.False(w.t, engine.TakesTurns(d.Statements()[0]), text)
}

// randomTurns writes a statement whose operators can serve all partitions.
func randomTurns(r *rand.Rand, n int, key string) string {
	pick := func(of ...string) string { return of[r.Intn(len(of))] }
	source := pick("A", "A(n > 2)", "A("+key+" = context.key1 and n < 9)", "B", "B(m > 1)", "A(context.id < 3)")
	columns := pick("n", "host, n", "context.key1 as key, n + 1 as o", "context.id as id, k",
		"sum(n) as s", "count(*) as c", "host, avg(n) as a, max(n) as m, count(*) as c",
		"context.id as id, min(n) as l, count(k) as c", "n, sum(n) as s", "k, cast(k, long) as b, count(distinct k) as c, max(n) as m")
	having := ""
	if columns == "sum(n) as s" {
		having = pick("", " having sum(n) > 6")
	}
	return fmt.Sprintf("%s @name('s%d') context Host select %s from %s%s%s%s",
		pick("", "", "@Priority(2)", "@Drop"), n, columns, source,
		pick("", "", "#length(1)", "#length(3)", "#length(20)", "#keepall"), pick("", " where n != 4"), having)
}

// TestTurnsAgree goes through random histories of events, partitions that end, statements that come and
// go, and checkpoints.
func TestTurnsAgree(t *testing.T) {
	for seed := range int64(100) {
		r := rand.New(rand.NewSource(seed))
		w := &ways{t: t, turn: newBench(t), own: newBench(t), key: "host"}
		by := []string{"host from A, k from B", "host, k from A", "n from A"}[r.Intn(3)]
		if by == "n from A" {
			w.key = "n"
		}
		hint := []string{"", "@hint('partition_max_count=2')", "@hint('partition_max_age=5')"}[r.Intn(3)]
		w.both(func(b *bench) {
			b.deploy(`create schema A(host string, k string, n long); create schema B(m long) inherits A;` +
				hint + ` create context Host partition by ` + by)
		})
		for range 1 + r.Intn(4) {
			w.statement(r)
		}
		now := int64(0)
		for step := range 120 {
			w.step(r, &now)
			require.Equal(t, w.own.take(), w.turn.take(), "seed %d step %d", seed, step)
			require.Equal(t, len(w.own.errs), len(w.turn.errs), "seed %d step %d", seed, step)
			if step%10 == 0 {
				w.compare(fmt.Sprintf("seed %d step %d", seed, step))
			}
		}
	}
}

// step does one random thing to both.
func (w *ways) step(r *rand.Rand, now *int64) {
	switch r.Intn(24) {
	case 0:
		*now += int64(r.Intn(4000))
		w.both(func(b *bench) { require.NoError(w.t, b.Advance(*now)) })
	case 1:
		w.turn.reload()
	case 2:
		w.both(func(b *bench) { b.reload() })
	case 3:
		if w.n < 6 {
			w.statement(r)
		}
	case 4:
		name := fmt.Sprint("d", r.Intn(w.n))
		w.both(func(b *bench) {
			if b.Deployment(name) != nil {
				require.NoError(w.t, b.Undeploy(name))
			}
		})
	default:
		typ := []string{"A", "A", "B"}[r.Intn(3)]
		ev := fmt.Sprintf(`{"host":%s,"k":%s,"n":%s`, anyKey(r), anyKey(r), anyNumber(r))
		if typ == "B" {
			ev += fmt.Sprintf(`,"m":%d`, r.Intn(4))
		}
		w.both(func(b *bench) { b.send(typ, ev+"}") })
	}
}

func anyKey(r *rand.Rand) string { return []string{`"x"`, `"1"`, `"2"`, `"3"`, "null"}[r.Intn(5)] }

func anyNumber(r *rand.Rand) string {
	if r.Intn(8) == 0 {
		return "null"
	}
	return fmt.Sprint(r.Intn(13) - 1)
}

// compare looks at what the statements hold.
func (w *ways) compare(at string) {
	for _, d := range w.turn.Deployments()[1:] {
		one, other := d.Statements()[0], w.own.Deployment(d.Name()).Statements()[0]
		require.Equal(w.t, rowsOf(other), rowsOf(one), "%s: %s", at, one.Text())
		a, b := one.Counters(), other.Counters()
		require.Equal(w.t, []uint64{b.EventsIn, b.RowsOut, b.Errors, uint64(b.Events)},
			[]uint64{a.EventsIn, a.RowsOut, a.Errors, uint64(a.Events)}, "%s: %s", at, one.Text())
	}
}

func rowsOf(s *engine.Statement) []string {
	var rows []string
	for row := range s.Rows() {
		rows = append(rows, row.String())
	}
	return rows
}

// TestTurnsSeenFromCallbacks: who lists the rows of all partitions while an event is on its way does not
// take the event's own its turn.
func TestTurnsSeenFromCallbacks(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(host string, n long);
		create context Host partition by host from A;
		@name('a') context Host select host, sum(n) as s from A#length(2);
		@name('b') context Host select host, sum(n) as s from A#length(2)`)
	var seen []string
	d.Statement("a").Listen(func(engine.Update) { seen = rowsOf(d.Statement("b")) })
	for i, h := range []string{"x", "y", "x", "x", "y"} {
		b.send("A", fmt.Sprintf(`{"host":%q,"n":%d}`, h, i))
	}
	require.Equal(t, []string{`{"host":"x","s":5}`, `{"host":"y","s":1}`}, seen, "before its own turn")
	rows := slices.DeleteFunc(b.take(), func(row string) bool { return row[0] == 'a' })
	require.Equal(t, []string{
		`b {"host":"x","s":0}`, `b {"host":"y","s":1}`, `b {"host":"x","s":2}`,
		`b {"host":"x","s":5}`, `b {"host":"y","s":5}`,
	}, rows)
}

const inTwo = `create schema A(host string, n long); create schema B(k string) inherits A;
	@hint('%s') create context Host partition by host from A, k from B;
	@name('a') context Host select context.key1 as key, count(*) as c from A%[2]s;
	@name('b') context Host select context.key1 as key, host, count(*) as c from B%[2]s`

// TestTurnOfThePartitionThatEnded: an event that is in two partitions by its type and its supertype, the
// second of which takes the place of the first, is nothing to the first any more.
func TestTurnOfThePartitionThatEnded(t *testing.T) {
	for _, limit := range []string{"", " limit 10"} {
		b := newBench(t)
		b.deploy(fmt.Sprintf(inTwo, "partition_max_count=1", limit))
		b.send("B", `{"host":"x","k":"y"}`)
		b.send("B", `{"host":"x","k":"x"}`)
		require.Equal(t, []string{
			`a {"key":"x","c":1}`, `a {"key":"x","c":2}`, `b {"key":"x","host":"x","c":1}`,
		}, b.take(), limit)
	}
}

// TestKeyOfTheTypeItself: where a context lists a type and its supertype, a statement from the type is in
// the partitions of the type's own key, and the supertype's key is a column like others.
func TestKeyOfTheTypeItself(t *testing.T) {
	for _, limit := range []string{"", " limit 10"} {
		b := newBench(t)
		b.deploy(fmt.Sprintf(inTwo, "", limit))
		b.send("B", `{"host":"x","k":"y"}`)
		b.send("A", `{"host":"y"}`)
		require.Equal(t, []string{
			`a {"key":"x","c":1}`, `b {"key":"y","host":"x","c":1}`, `a {"key":"y","c":1}`,
		}, b.take(), limit)
	}
}
