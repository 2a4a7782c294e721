package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

const hosts = `create schema A(host string, n long);
	@hint('%s') create context Host partition by host from A;
	@name('s') context Host select context.key1 as host, sum(n) as s from A#time(1 hour);
	@name('p') context Host select a.n as n from pattern[every a=A -> timer:interval(5 sec)]`

func TestPartitionMaxAge(t *testing.T) {
	b := newBench(t)
	b.deploy(fmt.Sprintf(hosts, "partition_max_age=60"))
	b.send("A", `{"host":"x","n":1}`)
	require.NoError(t, b.Advance(30_000))
	b.send("A", `{"host":"y","n":2}`)
	b.take()
	require.NoError(t, b.Advance(59_999))
	b.send("A", `{"host":"y","n":3}`)
	require.Equal(t, []string{`p {"n":2}`, `s {"host":"y","s":5}`}, b.take())
	live, _ := engine.PartitionsOf(b.Engine)
	require.Equal(t, 2, live)
	require.NoError(t, b.Advance(60_000))
	b.send("A", `{"host":"y","n":1}`)
	live, reclaimed := engine.PartitionsOf(b.Engine)
	require.Equal(t, 1, live)
	require.EqualValues(t, 1, reclaimed)
	b.take()
	b.send("A", `{"host":"x","n":7}`)
	require.Equal(t, []string{`s {"host":"x","s":7}`}, b.take(), "begun anew")
}

func TestPartitionMaxCount(t *testing.T) {
	b := newBench(t)
	b.deploy(fmt.Sprintf(hosts, "partition_max_count=2"))
	for _, h := range []string{"x", "y", "x", "z"} { // y is idle for longest
		b.send("A", fmt.Sprintf(`{"host":%q,"n":1}`, h))
	}
	live, reclaimed := engine.PartitionsOf(b.Engine)
	require.Equal(t, 2, live)
	require.EqualValues(t, 1, reclaimed)
	b.take()
	b.send("A", `{"host":"x","n":1}`)
	b.send("A", `{"host":"y","n":1}`)
	require.Equal(t, []string{`s {"host":"x","s":3}`, `s {"host":"y","s":1}`}, b.take())
	require.NoError(t, b.Advance(5000))
	require.Equal(t, []string{`p {"n":1}`, `p {"n":1}`, `p {"n":1}`, `p {"n":1}`}, b.take(),
		"of the two partitions that live")
	for i := range 10_000 {
		b.send("A", fmt.Sprintf(`{"host":"h%d","n":1}`, i))
	}
	held := engine.HeldBy(b.Engine)
	require.LessOrEqual(t, held.Timers, 2*3, "those that were reclaimed hold nothing")
	require.Empty(t, b.errs)
}

// TestPartitionsRestored: the partitions go on after a checkpoint, in the same order of idleness.
func TestPartitionsRestored(t *testing.T) {
	b := newBench(t)
	b.deploy(fmt.Sprintf(hosts, "partition_max_count=3"), engine.WithName("d"))
	for i, h := range []string{"x", "y", "z", "x"} {
		b.send("A", fmt.Sprintf(`{"host":%q,"n":%d}`, h, i))
	}
	var w bytes.Buffer
	require.NoError(t, b.Checkpoint(&w))
	eng, err := engine.Restore(&w, engine.Config{PoisonEvents: true})
	require.NoError(t, err)
	for _, s := range eng.Deployment("d").Statements() {
		s.Listen(b.note)
	}
	play := func(e *engine.Engine) []string {
		b.take()
		for _, h := range []string{"w", "x", "z", "y"} {
			require.NoError(t, e.SendMap("A", map[string]any{"host": h, "n": 100}))
		}
		require.NoError(t, e.Advance(5000))
		return b.take()
	}
	want := play(b.Engine)
	require.Equal(t, `s {"host":"x","s":103}`, want[1])
	require.Equal(t, want, play(eng))
	live, reclaimed := engine.PartitionsOf(eng)
	require.Equal(t, 3, live)
	require.EqualValues(t, 2, reclaimed)
}

// TestPartitionMemory prints what a partition costs.
func TestPartitionMemory(t *testing.T) {
	const partitions = 10_000
	for name, epl := range map[string]string{
		"filter":  `context Host select n from A`,
		"sum":     `context Host select sum(n) as s from A`,
		"length":  `context Host select sum(n) as s from A#length(10)`,
		"pattern": `context Host select a.n as n from pattern[every a=A -> b=A(n = a.n + 1)]`,
	} {
		eng, err := engine.New(engine.Config{})
		require.NoError(t, err)
		_, err = eng.Deploy(context.Background(),
			`create schema A(host string, n long); create context Host partition by host from A;`+epl)
		require.NoError(t, err)
		before := heap()
		for i := range partitions {
			require.NoError(t, eng.SendMap("A", map[string]any{"host": fmt.Sprint("host-", i), "n": i}))
		}
		live, _ := engine.PartitionsOf(eng)
		require.Equal(t, partitions, live)
		per := (heap() - before) / partitions
		t.Logf("%-8s %5d bytes a partition", name, per)
		require.Less(t, per, int64(16384))
		runtime.KeepAlive(eng)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
