package engine_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

func TestListenersInOrder(t *testing.T) {
	b := newBench(t)
	s := b.deploy(`create schema A(n long); @name('s') select n from A`).Statement("s")
	b.take()
	var calls []string
	for _, name := range []string{"x", "y", "z"} {
		s.Listen(func(u engine.Update) { calls = append(calls, name+fmt.Sprint(u.New[0].Get("n"))) })
	}
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{"x1", "y1", "z1"}, calls)
}

// TestPanicOfAListener: the other listeners, statements and streams go on.
func TestPanicOfAListener(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n long); @name('bad') insert into B select n from A;
		@name('next') select n from A; @name('after') select n from B`)
	bad := d.Statement("bad")
	bad.Listen(func(engine.Update) { panic("listener") })
	bad.Listen(b.note)
	for range 2 {
		b.send("A", `{"n":1}`)
		require.Equal(t, []string{`bad {"n":1}`, `bad {"n":1}`, `next {"n":1}`, `after {"n":1}`}, b.take())
	}
	require.EqualValues(t, 2, bad.Counters().Errors)
	require.Len(t, b.errs, 2)
	require.Equal(t, "bad", b.errs[0].Statement)
	require.Equal(t, "listener", b.errs[0].Panic)
	require.Contains(t, string(b.errs[0].Stack), "TestPanicOfAListener")
	require.EqualError(t, b.errs[0], "statement bad: panic: listener")
}

func TestPanicOfOnError(t *testing.T) {
	b := newBench(t, func(c *engine.Config) {
		c.OnError = func(*engine.StatementError) { panic("handler") }
	})
	b.deploy(`create schema A(n long); @name('bad') select boom(n) as x from A; @name('good') select n from A`)
	b.send("A", `{"n":-1}`)
	require.Equal(t, []string{`good {"n":-1}`}, b.take())
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{`bad {"x":1}`, `good {"n":1}`}, b.take())
}

// TestCallsAreQueued: what a listener sends, and its steps of the clock, come when the event in hand
// and all that follows from it are done, in the order of the calls.
func TestCallsAreQueued(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n long); create schema Z(n long); create variable long v = 0;
		@name('first') insert into B select n from A; @name('second') select n, v from A;
		@name('b') select n from B; @name('z') select n from Z;
		@name('tick') select current_timestamp() as at from pattern[every timer:interval(1 sec)]`)
	reused := []byte(`{"n":11}`)
	values := map[string]any{"n": 12}
	d.Statement("first").Listen(func(u engine.Update) {
		if u.New[0].Get("n") != int64(1) {
			return
		}
		require.NoError(t, b.SendJSON("Z", reused))
		require.NoError(t, b.SendMap("Z", values))
		require.NoError(t, b.Advance(1000))
		require.NoError(t, b.SetVariables(map[string]any{"v": 7}))
		require.NoError(t, b.SendMap("A", map[string]any{"n": 2}))
		copy(reused, `{"n":99}`)
		values["n"] = 99
		b.rows = append(b.rows, "sent")
		require.Zero(t, b.Now())
	})
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{
		`first {"n":1}`, `sent`, `second {"n":1,"v":0}`, `b {"n":1}`,
		`z {"n":11}`, `z {"n":12}`, `tick {"at":1000}`,
		`stmt-3 {"v":7}`, `stmt-3 old {"v":0}`,
		`first {"n":2}`, `second {"n":2,"v":7}`, `b {"n":2}`,
	}, b.take())
	require.Empty(t, b.errs)
}

// TestWrongCallsFromListeners: what is wrong with an event is told where it is sent.
func TestWrongCallsFromListeners(t *testing.T) {
	b := newBench(t)
	s := b.deploy(`create schema A(n long); create variable long v = 0; @name('s') select n from A`).Statement("s")
	var errs []error
	s.Listen(func(engine.Update) {
		errs = append(errs,
			b.SendMap("Nothing", nil), b.SendMap("A", map[string]any{"n": "x"}), b.SendJSON("A", []byte(`{`)),
			b.Send(&struct{ X int }{}), b.SetVariables(map[string]any{"v": "x"}),
			b.SetVariables(map[string]any{"w": 1}))
	})
	b.send("A", `{"n":1}`)
	require.Len(t, errs, 6)
	for i, err := range errs {
		require.Error(t, err, i)
	}
}

func TestListenersComeAndGoWithinACall(t *testing.T) {
	b := newBench(t)
	s := b.deploy(`create schema A(n long); @name('s') select n from A`).Statement("s")
	var calls []string
	var cancelOwn, cancelNext func()
	cancelOwn = s.Listen(func(engine.Update) {
		calls = append(calls, "own")
		cancelOwn()
		cancelNext()
		s.Listen(func(engine.Update) { calls = append(calls, "added") })
	})
	cancelNext = s.Listen(func(engine.Update) { calls = append(calls, "next") })
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{"own", "next"}, calls, "the listeners of an update are fixed when it begins")
	calls = nil
	b.send("A", `{"n":2}`)
	require.Equal(t, []string{"added"}, calls)
	cancelOwn()
	cancelOwn()
}

// TestRowsEndWithTheCall: a row that is kept is found out by PoisonEvents, its clone is good.
func TestRowsEndWithTheCall(t *testing.T) {
	b := newBench(t)
	s := b.deploy(`create schema A(n long, s string); @name('s') select n + 1 as m, s from A`).Statement("s")
	var kept, cloned engine.Row
	s.Listen(func(u engine.Update) { kept, cloned = u.New[0], u.New[0].Clone() })
	b.send("A", `{"n":1,"s":"text"}`)
	require.Equal(t, `{"m":2,"s":"text"}`, cloned.String())
	require.NotEqual(t, `{"m":2,"s":"text"}`, poisoned(kept))
	for range 100 {
		b.send("A", `{"n":5,"s":"other"}`)
	}
}

// poisoned reads a row that may have ended.
func poisoned(r engine.Row) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprint("panic: ", p)
		}
	}()
	return r.String()
}

// TestCallFromDeepWithinAListener: the call is recognised however deep the listener has gone.
func TestCallFromDeepWithinAListener(t *testing.T) {
	b := newBench(t)
	s := b.deploy(`create schema A(n long); @name('s') select n from A`).Statement("s")
	s.Listen(func(u engine.Update) {
		if u.New[0].Get("n") == int64(1) {
			descend(1000, func() { require.NoError(t, b.SendMap("A", map[string]any{"n": 2})) })
		}
	})
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{`s {"n":1}`, `s {"n":2}`}, b.take())
}

//go:noinline
func descend(depth int, f func()) int {
	if depth == 0 {
		f()
		return 0
	}
	return descend(depth-1, f) + 1
}
