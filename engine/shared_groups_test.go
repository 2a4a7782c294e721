package engine_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestExplainShowsSharedGroups, and that sharing ends with the last but one of the statements.
func TestExplainShowsSharedGroups(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(k string, n int)`)
	empty := engine.HeldBy(b.Engine)
	for _, from := range []string{"A#length(2)", "A(n > 0)"} {
		x := b.deploy(`@name('x') select k, sum(n) as s, max(n) as m from ` + from + ` group by k`).Statement("x")
		require.NotContains(t, x.Explain(), "shared")
		for name, what := range map[string]string{
			"y": "k, sum(n) as s from " + from + " group by k",
			"z": "n, sum(n) as s from " + from + " group by n",
			"i": "irstream k, sum(n) as s from " + from + " group by k",
		} {
			b.deploy("@name('"+name+"') select "+what, engine.WithName(name))
		}
		require.Contains(t, x.Explain(), "  shared   groups, sum(n) with y\n")
		b.send("A", `{"k":"a","n":1}`)
		require.NoError(t, b.Undeploy("y"))
		require.NotContains(t, x.Explain(), "shared   groups")
		b.take()
		b.send("A", `{"k":"a","n":2}`)
		require.Contains(t, b.take(), `x {"k":"a","s":3,"m":2}`)
		for _, name := range []string{x.Deployment().Name(), "z", "i"} {
			require.NoError(t, b.Undeploy(name))
		}
		require.Equal(t, empty, engine.HeldBy(b.Engine))
	}
}

// TestSharedGroupsFailApart: what is wrong with one statement's arguments, having or rows is no matter
// of those that share with it, and what they have in common fails for each.
func TestSharedGroupsFailApart(t *testing.T) {
	for _, from := range []string{"A#length(2)", "A"} {
		b := newBench(t)
		b.deploy(`create schema A(k string, n long)`)
		for _, s := range []string{
			"@name('arg') select k, sum(boom(n)) as s, count(*) as c",
			"@name('fine') select k, sum(n) as s, count(*) as c",
			"@name('same') select k, sum(boom(n)) as s",
			"@name('row') select k, boom(sum(n)) as s",
		} {
			b.deploy(s + " from " + from + " group by k")
		}
		b.send("A", `{"k":"a","n":1}`)
		require.Len(t, b.take(), 4)
		b.send("A", `{"k":"a","n":-2}`)
		require.Equal(t, []string{`fine {"k":"a","s":-1,"c":2}`}, b.take())
		require.Len(t, b.errs, 3, from)
		for i, name := range []string{"arg", "same", "row"} {
			require.Equal(t, name, b.errs[i].Statement)
			require.Equal(t, "boom", fmt.Sprint(b.errs[i].Panic))
		}
	}
}

// TestContentsBetweenTurns: a listener of the first statement asks for the contents of those that have
// not had the event yet; they still tell all their rows.
func TestContentsBetweenTurns(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(k string, n int)`)
	one := b.deploy(`@name('one') select k, sum(n) as s from A#keepall group by k`).Statement("one")
	two := b.deploy(`@name('two') select k, sum(n) as s, n > 1 as big from A#keepall group by k, n > 1`).Statement("two")
	three := b.deploy(`@name('three') select k, sum(n) as s from A#keepall group by k`).Statement("three")
	seen := 0
	one.Listen(func(engine.Update) {
		for _, s := range []*engine.Statement{one, two, three} {
			for range s.Rows() {
				seen++
			}
		}
	})
	b.send("A", `{"k":"a","n":1}`)
	b.send("A", `{"k":"b","n":2}`)
	b.send("A", `{"k":"a","n":3}`)
	require.Equal(t, 2+(2+1+2)+(2+2+2), seen) // two, which does not share with one, is a step behind
	require.Equal(t, []string{
		`one {"k":"a","s":1}`, `two {"k":"a","s":1,"big":false}`, `three {"k":"a","s":1}`,
		`one {"k":"b","s":2}`, `two {"k":"b","s":2,"big":true}`, `three {"k":"b","s":2}`,
		`one {"k":"a","s":4}`, `two {"k":"a","s":3,"big":true}`, `three {"k":"a","s":4}`,
	}, b.take())
}

// TestSharedGroupsAgreeWithLonely deploys random statements together, where they share, and each in an
// engine of its own; goes through a random history with statements that leave and engines that are
// saved and restored; and compares what each statement tells.
func TestSharedGroupsAgreeWithLonely(t *testing.T) {
	shared := 0
	for seed := range int64(60) {
		shared += runShared(t, seed)
	}
	require.Greater(t, shared, 30, "statements that shared groups")
}

func runShared(t *testing.T, seed int64) (shared int) {
	r := rand.New(rand.NewSource(seed))
	const schema = "create schema A(k string, j int, n int)"
	pick := func(of ...string) string { return of[r.Intn(len(of))] }
	from := pick("A", "A#length(3)", "A#time(5 sec)", "A#length_batch(3)", "A#unique(j)", "A#sort(3, n)",
		"A#time_batch(4 sec)", "A(n > 2)#keepall", "A(n > 2)")
	var texts []string
	for i := range 4 {
		by := pick("", " group by k", " group by k", " group by k, j")
		cols := pick("", "k, ", "k, j, ") + pick("sum(n) as s", "sum(n) as s, count(*) as c", "max(n) as s, count(*) as c",
			"avg(n) as s, sum(n, filter: j = 1) as f")
		having := pick("", "", " having sum(n) > 4")
		rate := pick("", "", "", " output snapshot every 3 sec", " output last every 2 events", " output every 2 events")
		if from == "A" || from == "A(n > 2)" {
			rate = pick("", " output every 2 events")
		}
		where := pick("", "", " where n > 1")
		texts = append(texts, fmt.Sprintf("@name('s%d') select %s%s from %s%s%s%s%s",
			i, pick("", "", "irstream "), cols, from, where, by, having, rate))
	}
	together, apart := newBench(t), make([]*bench, len(texts))
	together.deploy(schema)
	for i, text := range texts {
		together.deploy(text, engine.WithName(fmt.Sprint("d", i)))
		apart[i] = newBench(t)
		apart[i].deploy(schema)
		apart[i].deploy(text)
	}
	for i := range texts {
		if strings.Contains(together.Deployment(fmt.Sprint("d", i)).Statement(fmt.Sprint("s", i)).Explain(), "shared   groups") {
			shared++
		}
	}
	now, gone := int64(0), -1
	for step := range 60 {
		switch r.Intn(8) {
		case 0:
			now += int64(r.Intn(3000))
			require.NoError(t, together.Advance(now))
			for _, b := range apart {
				require.NoError(t, b.Advance(now))
			}
		case 1:
			together.reload()
		case 2:
			if step > 30 && gone < 0 {
				gone = r.Intn(len(texts))
				require.NoError(t, together.Undeploy(fmt.Sprint("d", gone)))
			}
		default:
			ev := fmt.Sprintf(`{"k":"%s","j":%d,"n":%d}`, pick("a", "b", "c"), r.Intn(3), r.Intn(6))
			together.send("A", ev)
			for _, b := range apart {
				b.send("A", ev)
			}
		}
		rows := together.take()
		for i, b := range apart {
			var got []string
			for _, row := range rows {
				if strings.HasPrefix(row, fmt.Sprintf("s%d ", i)) {
					got = append(got, row)
				}
			}
			if want := b.take(); i != gone {
				require.Equal(t, want, got, "seed %d step %d\n%s", seed, step, strings.Join(texts, "\n"))
			}
		}
	}
	return shared
}

// reload saves the engine and goes on with what is restored.
func (b *bench) reload() {
	b.t.Helper()
	var buf bytes.Buffer
	require.NoError(b.t, b.Checkpoint(&buf))
	e, err := engine.Restore(&buf, engine.Config{
		PoisonEvents: true, OnError: func(e *engine.StatementError) { b.errs = append(b.errs, e) },
	})
	require.NoError(b.t, err)
	require.NoError(b.t, b.Close())
	b.Engine = e
	for _, d := range e.Deployments() {
		for _, s := range d.Statements() {
			s.Listen(b.note)
		}
	}
}
