package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// What a row pattern has seen so far is told, and what its limits and its idle partitions cost.
func TestAttemptsOfMatchRecognize(t *testing.T) {
	b := newBench(t)
	d := b.deploy(`create schema V(host string, v long);
		@name('s') @Hint('pattern_max=3,partition_max_count=2') select * from V match_recognize (
		  partition by host measures A.v as a, C.v as c pattern (A B+ C)
		  define B as B.v < prev(B.v), C as C.v > prev(C.v))`)
	require.NoError(t, b.Advance(1000))
	b.send("V", `{"host":"x","v":9}`)
	require.NoError(t, b.Advance(2000))
	b.send("V", `{"host":"x","v":5}`)
	b.send("V", `{"host":"y","v":5}`)
	s := d.Statement("s")
	all := s.Attempts(0)
	require.Len(t, all, 2) // of x the second row begins no better one; of y there is no room for more
	a := all[0]
	require.Equal(t, "B", a.Step)
	require.Equal(t, []string{"B", "C"}, a.Waiting)
	require.Equal(t, 2, a.Rows)
	require.Equal(t, int64(1000), a.Since)
	require.Equal(t, `reached B with A={"host":"x","v":9} B={"host":"x","v":5}, waits for B, C`, a.String())
	require.Len(t, s.Attempts(1), 1)
	c := s.Counters()
	require.Equal(t, 3, c.Attempts)
	require.Equal(t, uint64(1), c.Refused)
	b.send("V", `{"host":"z","v":1}`)
	require.Equal(t, uint64(1), s.Counters().Reclaimed) // x, with its attempts
}

// The engine's limits hold where a statement has none of its own.
func TestLimitsOfMatchRecognizeByConfig(t *testing.T) {
	b := newBench(t, func(c *engine.Config) { c.PatternMax, c.GroupMaxCount = 1, 5 })
	d := b.deploy(`create schema V(host string, v long);
		@name('s') select * from V match_recognize (
		  partition by host measures A.v as a pattern (A B) define B as B.v < A.v);
		@name('e') @Hint('pattern_policy=error') select * from V match_recognize (
		  partition by host measures A.v as a pattern (A B) define B as B.v < A.v);
		@name('k') @Hint('disable_reclaim_group') select * from V match_recognize (
		  partition by host measures A.v as a pattern (A) define A as A.v > prev(A.v))`)
	for _, host := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		b.send("V", `{"host":"`+host+`","v":1}`)
	}
	require.Equal(t, 1, d.Statement("s").Counters().Attempts)
	require.NotZero(t, d.Statement("s").Counters().Refused)
	require.NotEmpty(t, b.errs)
	for _, e := range b.errs {
		require.Equal(t, "e", e.Statement)
	}
	require.Zero(t, d.Statement("k").Counters().Reclaimed)
}
