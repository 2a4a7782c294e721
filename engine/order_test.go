package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

func TestOrderOfStatements(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); @name('x') select n from A; @name('high') @priority(5) select n from A`)
	b.deploy(`@name('low') @priority(-1) select n from A; @name('y') select n from A(n = 1)`)
	b.deploy(`@name('higher') @priority(9) select n from A(n > 0); @name('z') select n from A(n between 1 and 2)`)
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{
		`higher {"n":1}`, `high {"n":1}`, `x {"n":1}`, `y {"n":1}`, `z {"n":1}`, `low {"n":1}`,
	}, b.take())
}

func TestDrop(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); @name('x') select n from A;
		@name('drop') @drop @priority(1) select n from A(n > 1); @name('top') @priority(2) select n from A`)
	b.send("A", `{"n":1}`)
	b.send("A", `{"n":2}`)
	require.Equal(t, []string{`top {"n":1}`, `x {"n":1}`, `top {"n":2}`, `drop {"n":2}`}, b.take())
}

// TestBreadthFirst: what is inserted waits until the present event has been through all statements.
func TestBreadthFirst(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); create schema B(n long); create schema C(n long);
		@name('a1') insert into B select n from A; @name('b1') insert into C select n from B;
		@name('a2') insert into B select n + 10 as n from A; @name('b2') select n from B;
		@name('c') select n from C; @name('a3') select n from A`)
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{
		`a1 {"n":1}`, `a2 {"n":11}`, `a3 {"n":1}`,
		`b1 {"n":1}`, `b2 {"n":1}`, `b1 {"n":11}`, `b2 {"n":11}`,
		`c {"n":1}`, `c {"n":11}`,
	}, b.take())
}

// TestWhoTakesAnEventIsDecidedFirst: a statement that a variable lets in or out while the event is
// under way is not concerned, nor is an atom that begins to wait.
func TestWhoTakesAnEventIsDecidedFirst(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); create variable long v = 1`)
	b.deploy(`on A set v = n`)
	b.deploy(`@name('is') select n from A(v = 1); @name('p') select a.n as x, b.n as y from pattern[every (a=A -> b=A)]`)
	b.take()
	got := func(json string) []string {
		b.send("A", json)
		var rows []string
		for _, r := range b.take() {
			if r[:4] != "stmt" {
				rows = append(rows, r)
			}
		}
		return rows
	}
	require.Equal(t, []string{`is {"n":5}`}, got(`{"n":5}`))
	require.Equal(t, []string{`p {"x":5,"y":1}`}, got(`{"n":1}`))
	require.Equal(t, []string{`is {"n":2}`}, got(`{"n":2}`))
}

// TestTimersOfOneInstant: by time, then by place of the statement, then by order of setting.
func TestTimersOfOneInstant(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long);
		@name('w') select rstream n from A#time(3 sec);
		@name('p') select a.n as n from pattern[every a=A -> timer:interval(3 sec)];
		@name('late') select 1 as x from pattern[timer:interval(2 sec)]`)
	b.send("A", `{"n":1}`)
	b.send("A", `{"n":2}`)
	require.NoError(t, b.Advance(10_000))
	require.Equal(t, []string{
		`late {"x":1}`, `w {"n":1}`, `w {"n":2}`, `p {"n":1}`, `p {"n":2}`,
	}, b.take())
}

func TestStepwise(t *testing.T) {
	b := newBench(t)
	b.deploy(`@name('t') select current_timestamp() as at from pattern[every timer:interval(1 sec)]`)
	require.NoError(t, b.Advance(3500))
	require.Equal(t, []string{`t {"at":3500}`}, b.take(), "one jump, one firing")
	require.NoError(t, b.AdvanceStepwise(6000))
	require.Equal(t, []string{`t {"at":4500}`, `t {"at":5500}`}, b.take())
	require.EqualValues(t, 6000, b.Now())
}

// TestSupertypes: events of a subtype are events of all its supertypes, whose columns may lie
// elsewhere, and all statements keep their order.
func TestSupertypes(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema P(x int); create schema Q(y string, z double);
		create schema R() inherits P; create schema S(own int) inherits R, Q;
		@name('p') select * from P; @name('s') select * from S; @name('r') select * from R(x > 1);
		@name('q') select y, z from Q(y = 'one'); @name('n') select count(*) as c from Q`)
	b.send("S", `{"x":2,"y":"one","z":2.5,"own":7}`)
	rows := b.take()
	require.ElementsMatch(t, []string{
		`p {"x":2,"y":"one","z":2.5,"own":7}`, `s {"x":2,"y":"one","z":2.5,"own":7}`,
		`r {"x":2,"y":"one","z":2.5,"own":7}`, `q {"y":"one","z":2.5}`, `n {"c":1}`,
	}, rows)
	b.send("R", `{"x":1}`)
	require.Equal(t, []string{`p {"x":1}`}, b.take())
	b.send("Q", `{"y":"two"}`)
	require.Equal(t, []string{`n {"c":2}`}, b.take())
	require.Empty(t, b.errs)
}

// TestSameAgain: the same deployments, events and times give the same rows in the same order.
func TestSameAgain(t *testing.T) {
	run := func() []string {
		b := newBench(t)
		b.deploy(`create schema A(n long, s string); create schema B(n long);
			create context Host partition by s from A`, engine.WithName("base"))
		for _, epl := range varied {
			b.deploy(epl)
		}
		for i := range 40 {
			require.NoError(t, b.SendMap("A", map[string]any{"n": i * 7 % 11, "s": string(rune('a' + i%5))}))
			require.NoError(t, b.SendMap("B", map[string]any{"n": i * 3 % 11}))
			require.NoError(t, b.Advance(int64(i*i*10)))
		}
		return b.take()
	}
	first := run()
	require.Greater(t, len(first), 500)
	require.Equal(t, first, run())
}
