package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// The policy of the engine bounds the groups of a statement without a window that says nothing
// itself; what was forgotten begins anew, and is counted.
func TestGroupsAreBoundedByNumberAndAge(t *testing.T) {
	cfg := engine.Config{GroupMaxCount: 3, GroupMaxAge: 10 * time.Second}
	eng, err := engine.New(cfg)
	require.NoError(t, err)
	dep, err := eng.Deploy(context.Background(), `
		create schema E(k string);
		@name('few') select k, count(*) as n from E group by k;
		@Hint('disable_reclaim_group') @name('all') select k, count(*) as n from E group by k;`)
	require.NoError(t, err)
	last := make(map[string]string)
	listen := func(u engine.Update) {
		last[u.Statement.Name()] = u.New[0].String()
	}
	dep.Statement("few").Listen(listen)
	dep.Statement("all").Listen(listen)
	send := func(k string) {
		require.NoError(t, eng.SendJSON("E", fmt.Appendf(nil, `{"k":%q}`, k)))
	}
	for _, k := range []string{"a", "b", "c", "a", "d", "b"} { // d drops b, b drops c
		send(k)
	}
	require.Equal(t, `{"k":"b","n":1}`, last["few"])
	require.Equal(t, `{"k":"b","n":2}`, last["all"])
	send("a")
	require.Equal(t, `{"k":"a","n":3}`, last["few"])
	require.EqualValues(t, 2, dep.Statement("few").Counters().Reclaimed)

	var buf bytes.Buffer
	require.NoError(t, eng.Checkpoint(&buf))
	eng, err = engine.Restore(&buf, cfg)
	require.NoError(t, err)
	dep = eng.Deployments()[0]
	dep.Statement("few").Listen(listen)
	require.NoError(t, eng.Advance(10_000)) // the first look sets the grid
	send("a")
	require.Equal(t, `{"k":"a","n":4}`, last["few"])
	require.NoError(t, eng.Advance(30_000))
	send("b")
	require.Equal(t, `{"k":"b","n":1}`, last["few"], "b was idle for 30 s")
	require.EqualValues(t, 5, dep.Statement("few").Counters().Reclaimed)
}

// TestSilentGroupsAreBounded: of the groups that are kept without rows because their silence after output
// first goes on, the oldest is forgotten when there are too many, and speaks again.
func TestSilentGroupsAreBounded(t *testing.T) {
	for most, want := range map[int]string{0: "abcdef", 3: "abcdefab", 4: "abcdefab", 5: "abcdef"} {
		eng, err := engine.New(engine.Config{GroupMaxCount: most})
		require.NoError(t, err)
		dep, err := eng.Deploy(context.Background(), `
			create schema E(k string);
			@name('out') select k, count(*) as n from E#length(1) group by k output first every 9 events;`)
		require.NoError(t, err)
		said := ""
		dep.Statement("out").Listen(func(u engine.Update) {
			for _, row := range u.New {
				said += fmt.Sprint(row.Get("k"))
			}
		})
		for _, k := range "abcdefab" {
			require.NoError(t, eng.SendJSON("E", fmt.Appendf(nil, `{"k":%q}`, string(k))))
		}
		require.Equal(t, want, said, most)
	}
}
