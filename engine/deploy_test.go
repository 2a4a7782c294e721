package engine_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// TestDeployIsAllOrNothing: whatever is wrong with one statement, the module leaves nothing behind,
// and what ran before goes on.
func TestDeployIsAllOrNothing(t *testing.T) {
	for name, bad := range map[string]string{
		"syntax":         `selct n from A`,
		"unknown column": `select nothing from A`,
		"unknown type":   `select * from Nothing`,
		"type twice":     `create schema A(n long)`,
		"variable twice": `create variable int v = 1`,
		"window size":    `select n from A#length(size)`,
		"pattern":        `select * from pattern[timer:interval(boom(minus) sec)]`,
		"every pattern":  `select * from pattern[every timer:interval(boom(minus) sec)]`,
		"no parameter":   `select n from A(n = ?:missing)`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.deploy(`@public create schema A(n long); create variable int v = 1; create variable int size;
				create constant variable long minus = -1`)
			b.deploy(`@name('old') select n from A`)
			before := engine.HeldBy(b.Engine)
			d, err := b.Deploy(context.Background(), `
				create schema Fresh(n long);
				create variable int added = 3;
				create context C partition by n from A;
				select n from A;
				select sum(n) from A#time(10);
				context C select n from A#keepall;
				select * from pattern[every a=A -> timer:interval(10 sec)];
				insert into Other select n from A;
				`+bad, engine.WithName("m"))
			require.Error(t, err)
			require.Nil(t, d)
			require.Equal(t, before, engine.HeldBy(b.Engine))
			require.Nil(t, b.Deployment("m"))
			require.Len(t, b.Deployments(), 2)
			b.send("A", `{"n":1}`)
			require.Equal(t, []string{`old {"n":1}`}, b.take())
			b.deploy(`create schema Fresh(n long); create variable int added = 3; insert into Other select n from A`,
				engine.WithName("m"))
		})
	}
}

func TestDeployReportsEverythingThatIsWrong(t *testing.T) {
	b := newBench(t)
	_, err := b.Deploy(context.Background(), "create schema A(n long);\nselect x from A;\nselect y from A;")
	var qe *query.Error
	require.ErrorAs(t, err, &qe)
	require.Contains(t, err.Error(), "2:8")
	require.Contains(t, err.Error(), "3:8")
}

func TestDeployCancelled(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := b.Deploy(ctx, `create schema A(n long)`)
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, b.Schema("A"))
}

func TestNames(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n long); @name('x') select n from A; select n from A; @name('x') select n from A`)
	require.Equal(t, "deployment-1", d.Name())
	var names []string
	for _, s := range d.Statements() {
		names = append(names, s.Name())
	}
	require.Equal(t, []string{"stmt-1", "x", "stmt-2", "x--1"}, names)
	require.Equal(t, "select n from A", d.Statement("stmt-2").Text())
	require.False(t, d.Statement("stmt-2").Named())
	require.True(t, d.Statement("x").Named())
	require.Nil(t, d.Statement("y"))

	one := b.deploy(`select n from A`, engine.WithName("one"))
	require.Equal(t, "stmt-3", one.Statements()[0].Name(), "unnamed statements are numbered in the engine")
	_, err := b.Deploy(context.Background(), `select n from A`, engine.WithName("one"))
	require.ErrorIs(t, err, engine.ErrDuplicate)
	require.NoError(t, b.Undeploy("one"))
	b.deploy(`select n from A`, engine.WithName("one"))
}

func TestParameters(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long, s string, d double)`)
	params := map[string]any{"s": "x", "least": 2, "f": 1.5}
	b.deploy(`@name('p') select n, ?:f as f from A(s = ?:s, n >= ?:least)`, engine.WithParams(params))
	b.deploy(`@name('q') select n from A(n = ?) where s = ?`, engine.WithParams(map[string]any{"1": 5, "2": "x"}))
	params["s"] = "changed"
	b.send("A", `{"n":1,"s":"x"}`)
	b.send("A", `{"n":5,"s":"x"}`)
	b.send("A", `{"n":5,"s":"changed"}`)
	require.Equal(t, []string{`p {"n":5,"f":1.5}`, `q {"n":5}`}, b.take())

	var saved bytes.Buffer
	require.NoError(t, b.Checkpoint(&saved), "Go's int is a value like any other")
	eng, err := engine.Restore(&saved, engine.Config{})
	require.NoError(t, err)
	require.Len(t, eng.Deployments(), 3)

	for name, params := range map[string]map[string]any{
		"missing": {"s": "x"}, "of a wrong type": {"s": struct{}{}, "least": 2, "f": 1.0},
	} {
		_, err := b.Deploy(context.Background(), `select n, ?:f as f from A(s = ?:s, n >= ?:least)`,
			engine.WithParams(params))
		require.Error(t, err, name)
	}
}

func TestUndeployWhatOthersUse(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long)`, engine.WithName("types"))
	b.deploy(`create variable long v = 1`, engine.WithName("variables"))
	b.deploy(`create expression twice {(x) => x * 2}`, engine.WithName("expressions"))
	b.deploy(`create context C partition by n from A`, engine.WithName("contexts"))
	b.deploy(`insert into B select n from A`, engine.WithName("makes B"))
	user := b.deploy(`context C select twice(n) as m from A(n > v); select n from B; create schema Sub() inherits A`,
		engine.WithName("user"))
	for _, used := range []string{"types", "variables", "expressions", "makes B"} {
		require.ErrorIs(t, b.Undeploy(used), engine.ErrInUse, used)
	}
	var needs []string
	for _, d := range user.Needs() {
		needs = append(needs, d.Name())
	}
	require.Equal(t, []string{"types", "variables", "expressions", "contexts", "makes B"}, needs)
	require.NoError(t, b.Undeploy("user"))
	require.ErrorIs(t, b.Undeploy("types"), engine.ErrInUse)
	for _, name := range []string{"makes B", "contexts", "expressions", "variables", "types"} {
		require.NoError(t, b.Undeploy(name), name)
	}
	require.Zero(t, engine.HeldBy(b.Engine))
	require.ErrorContains(t, b.Undeploy("types"), "no deployment")
	require.ErrorIs(t, b.SendMap("A", nil), engine.ErrUnknownType)
}

func TestUndeployedStatements(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); create context C partition by n from A`)
	d := b.deploy(`create variable long v = 1;
		context C select n from A#keepall;
		select sum(n) as s from A#time(10);
		on A set v = n;
		select * from pattern[every a=A -> timer:interval(1 sec)];
		on A insert into B select n`)
	b.deploy(`context C select n from A`)
	b.send("A", `{"n":1}`)
	b.take()
	require.NoError(t, b.Undeploy(d.Name()))
	b.send("A", `{"n":2}`)
	require.NoError(t, b.Advance(1e6))
	for _, s := range d.Statements() {
		for r := range s.Rows() {
			_ = r.String()
		}
		_, _, _ = s.Counters(), s.Explain(), s.Attempts(0)
	}
	require.Len(t, b.take(), 1)
	require.Empty(t, b.errs)
}

func TestCallsFromListeners(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n long); @name('s') select n from A`)
	var errs []error
	d.Statement("s").Listen(func(engine.Update) {
		_, err := b.Deploy(context.Background(), `select n from A`)
		errs = append(errs, err, b.Undeploy(d.Name()), b.Checkpoint(&bytes.Buffer{}))
	})
	b.send("A", `{"n":1}`)
	require.Len(t, errs, 3)
	for _, err := range errs {
		require.ErrorIs(t, err, engine.ErrInCallback)
	}
	require.Len(t, b.Deployments(), 1)
}

func TestClose(t *testing.T) {
	b := newBench(t, func(c *engine.Config) { c.SystemClock = true })
	d := b.deploy(`create schema A(n long); @name('s') select n from A#time(10)`)
	require.NoError(t, b.Close())
	require.ErrorIs(t, b.Close(), engine.ErrClosed, "twice does no harm")
	_, err := b.Deploy(context.Background(), `create schema B(n long)`)
	require.ErrorIs(t, err, engine.ErrClosed)
	require.ErrorIs(t, b.SendMap("A", nil), engine.ErrClosed)
	require.ErrorIs(t, b.SendJSON("A", nil), engine.ErrClosed)
	require.ErrorIs(t, b.Send(&struct{}{}), engine.ErrClosed)
	require.ErrorIs(t, b.Advance(1), engine.ErrClosed)
	require.ErrorIs(t, b.AdvanceStepwise(1), engine.ErrClosed)
	require.ErrorIs(t, b.Undeploy(d.Name()), engine.ErrClosed)
	require.ErrorIs(t, b.Checkpoint(&bytes.Buffer{}), engine.ErrClosed)
	require.ErrorIs(t, b.SetVariables(nil), engine.ErrClosed)
	require.Zero(t, engine.HeldBy(b.Engine))
	require.Empty(t, b.Deployments())
	for range d.Statement("s").Rows() {
		t.Fail()
	}
}

func TestCloseFromListener(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema A(n long); @name('s') select n from A`)
	d.Statement("s").Listen(func(engine.Update) { _ = b.Close() })
	b.send("A", `{"n":1}`)
	require.ErrorIs(t, b.SendMap("A", nil), engine.ErrClosed)
	require.Zero(t, engine.HeldBy(b.Engine))
}

func TestErrorOfDeploymentTellsTheStatement(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); create variable long minus = -1`)
	_, err := b.Deploy(context.Background(), `@name('bad') select * from pattern[timer:interval(boom(minus))]`)
	var se *engine.StatementError
	if !errors.As(err, &se) {
		t.Fatal(err)
	}
	assert.Equal(t, "bad", se.Statement)
	var ee *expr.EvalError
	assert.False(t, errors.As(err, &ee))
	assert.Equal(t, "boom", se.Panic)
}
