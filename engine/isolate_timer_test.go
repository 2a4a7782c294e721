package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestTimersThatThrow: what one statement's timer throws is its own error; the other timers of the
// instant fire, and the statement itself goes on.
func TestTimersThatThrow(t *testing.T) {
	for name, epl := range map[string]string{
		"rows that leave": `select rstream boom(n - 5) as x from A#time(3 sec)`,
		"batch":           `select boom(n - 5) as x from A#time_batch(3 sec)`,
		"totals":          `select irstream sum(boom(n - 5)) as x from A#time_batch(3 sec)`,
		"pattern":         `select boom(a.n - 5) as x from pattern[every a=A -> timer:interval(3 sec)]`,
		"next atom":       `select a.n as x from pattern[every a=A -> timer:interval(3 sec) -> timer:interval(boom(a.n - 5))]`,
		"output":          `select boom(n - 5) as x from A output every 3 sec`,
		"snapshot":        `select boom(n - 5) as x from A#keepall output snapshot every 3 sec`,
		"expiry":          `select n from A#expr(boom(n - 5) >= 0 and oldest_timestamp > newest_timestamp - 3)`,
		"partition": `create context C partition by n from A;
			context C select boom(a.n - 5) as x from pattern[every a=A -> timer:interval(3 sec)]`,
		"shared": `@name('one') select rstream n from A#time(3 sec); select rstream boom(n - 5) as x from A#time(3 sec)`,
		"join":   `select boom(a.n - 5) as x from A#time_batch(3 sec) as a, A#keepall as b where a.n = b.n`,
		"match":  `select * from A match_recognize (measures boom(x.n - 5) as x pattern (x y*) interval 3 sec define y as y.n < 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.deploy(`create schema A(n long); @name('before') select rstream n from A#time(3 sec)`)
			bad, err := b.Deploy(context.Background(), epl)
			require.NoError(t, err)
			b.deploy(`@name('after') select a.n as n from pattern[every a=A -> timer:interval(3 sec)]`)
			want := []string{`before {"n":4}`, `before {"n":6}`, `after {"n":4}`, `after {"n":6}`}
			for round := range 3 {
				b.send("A", `{"n":4}`)
				b.send("A", `{"n":6}`)
				b.take()
				require.NotPanics(t, func() { require.NoError(t, b.Advance(int64(round+1)*3000)) })
				require.Equal(t, want, b.take(), "round %d", round)
			}
			require.NotEmpty(t, b.errs)
			errors := uint64(0)
			for _, s := range bad.Statements() {
				errors += s.Counters().Errors
			}
			require.EqualValues(t, len(b.errs), errors, "%v", b.errs[0])
			require.NoError(t, b.Undeploy(bad.Name()))
			require.NoError(t, b.Advance(20_000))
			require.Zero(t, engine.HeldBy(b.Engine).Timers)
		})
	}
}

// TestWindowsGoOnAfterErrors: a window goes on after an error of the statement above it.
func TestWindowsGoOnAfterErrors(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); @name('s') select irstream boom(n) as x from A#time(3 sec)`)
	b.send("A", `{"n":1}`)
	b.send("A", `{"n":-1}`)
	require.NoError(t, b.Advance(1000))
	b.send("A", `{"n":2}`)
	require.NoError(t, b.Advance(3000))
	require.NoError(t, b.Advance(4000))
	rows := b.take()
	require.Equal(t, []string{`s {"x":1}`, `s {"x":2}`, `s old {"x":1}`, `s old {"x":2}`}, rows)
	require.Zero(t, engine.HeldBy(b.Engine).Timers)
	b.send("A", `{"n":3}`)
	require.Equal(t, []string{`s {"x":3}`}, b.take())
}
