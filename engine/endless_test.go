package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestStatementsThatFeedThemselves: the loop is cut, reported once an event, and nothing else stops.
func TestStatementsThatFeedThemselves(t *testing.T) {
	var errs []error
	eng, err := engine.New(engine.Config{
		MaxCascade: 10, MaxInserted: 1000,
		OnError: func(e *engine.StatementError) { errs = append(errs, e) },
	})
	require.NoError(t, err)
	dep, err := eng.Deploy(context.Background(), `create schema A(n int);
@name('loop') insert into A select n + 1 as n from A;
@name('seen') select n from A;`)
	require.NoError(t, err)
	var seen []any
	dep.Statement("seen").Listen(func(u engine.Update) { seen = append(seen, u.New[0].Get("n")) })

	require.NoError(t, eng.SendMap("A", map[string]any{"n": 0}))
	require.Len(t, seen, 11, "the event and ten generations")
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], engine.ErrEndless)

	_, err = eng.Deploy(context.Background(), `insert into A select n + 1 as n from A`)
	require.NoError(t, err)
	seen = nil
	require.NoError(t, eng.SendMap("A", map[string]any{"n": 0}))
	require.Len(t, seen, 1001, "two that double each generation are bounded by number")
	require.Len(t, errs, 2)
}
