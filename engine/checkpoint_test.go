package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
)

// saved returns the checkpoint of an engine with all kinds of state.
func saved(t *testing.T) []byte {
	t.Helper()
	b := newBench(t, func(c *engine.Config) { c.Functions = nil })
	b.deploy(`create schema A(n long, s string); create schema B(n long);
		create context Host partition by s from A; create variable long v = 3`)
	for i, epl := range varied {
		b.deploy(epl, engine.WithName(fmt.Sprint("d", i)), engine.WithParams(map[string]any{"x": 1.5}))
	}
	for i := range 7 {
		b.send("A", fmt.Sprintf(`{"n":%d,"s":"x%d"}`, i, i%3))
		b.send("B", fmt.Sprintf(`{"n":%d}`, i))
		require.NoError(t, b.Advance(int64(i)*700))
	}
	require.Empty(t, b.errs)
	var w bytes.Buffer
	require.NoError(t, b.Checkpoint(&w))
	return w.Bytes()
}

// TestCheckpointTwice: what was restored saves the same bytes again.
func TestCheckpointTwice(t *testing.T) {
	first := saved(t)
	eng, err := engine.Restore(bytes.NewReader(first), engine.Config{PoisonEvents: true})
	require.NoError(t, err)
	var w bytes.Buffer
	require.NoError(t, eng.Checkpoint(&w))
	require.Equal(t, first, w.Bytes())
}

// TestDamagedCheckpoints: every prefix and every changed bit is an error, never a panic.
func TestDamagedCheckpoints(t *testing.T) {
	good := saved(t)
	t.Logf("checkpoint of %d statements: %d bytes", len(varied), len(good))
	restore := func(data []byte, what string, at int) {
		_, err := engine.Restore(bytes.NewReader(data), engine.Config{})
		require.ErrorIs(t, err, event.ErrCorrupt, "%s %d", what, at)
	}
	step := 1 + len(good)/400
	if testing.Short() {
		step *= 8
	}
	for n := 0; n < len(good); n += step {
		restore(good[:n], "prefix", n)
		bad := slices.Clone(good)
		bad[n] ^= 1 << (n % 8)
		restore(bad, "changed byte", n)
	}
	restore(good[:len(good)-1], "prefix", len(good)-1)
	restore(slices.Concat(good[:100], good[101:]), "byte missing", 100)
	restore(slices.Concat(good[:100], []byte{7}, good[100:]), "byte too many", 100)
}

func TestCheckpointOfAnotherVersion(t *testing.T) {
	good := saved(t)
	at := bytes.Index(good, []byte("checkpoint "))
	good[at+len("checkpoint ")] = '9'
	_, err := engine.Restore(bytes.NewReader(good), engine.Config{})
	require.ErrorIs(t, err, event.ErrCorrupt)
	require.ErrorContains(t, err, "version")
	_, err = engine.Restore(bytes.NewReader(nil), engine.Config{})
	require.ErrorIs(t, err, event.ErrCorrupt)
}

type sensor struct {
	Name  string
	Value float64
	Tags  []string
}

func TestCheckpointWithStructs(t *testing.T) {
	b := newBench(t)
	require.NoError(t, engine.Register[sensor](b.Engine))
	b.deploy(`@name('s') select Name, sum(Value) as v, last(Tags) as tags from sensor#length(3) group by Name`)
	require.NoError(t, b.Send(&sensor{"x", 1.5, []string{"a", "b"}}))
	var w bytes.Buffer
	require.NoError(t, b.Checkpoint(&w))

	_, err := engine.Restore(bytes.NewReader(w.Bytes()), engine.Config{})
	require.ErrorContains(t, err, "sensor", "the struct was not registered")

	eng, err := engine.Restore(bytes.NewReader(w.Bytes()), engine.Config{}, engine.Register[sensor])
	require.NoError(t, err)
	s := eng.Deployments()[0].Statement("s")
	s.Listen(b.note)
	b.take()
	require.NoError(t, eng.Send(&sensor{"x", 2, nil}))
	require.Equal(t, []string{`s {"Name":"x","v":3.5,"tags":null}`}, b.take())

	failing := errors.New("not today")
	_, err = engine.Restore(bytes.NewReader(w.Bytes()), engine.Config{}, func(*engine.Engine) error { return failing })
	require.ErrorIs(t, err, failing)
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestCheckpointThatCannotBeWritten(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(n long); select sum(n) from A#keepall`)
	for range 10_000 {
		b.send("A", `{"n":1}`)
	}
	for _, room := range []int{0, 100, 5000} {
		require.ErrorContains(t, b.Checkpoint(&brokenWriter{room}), "disk full")
	}
	_, err := b.Deploy(context.Background(), `select n from A`)
	require.NoError(t, err)
}

// TestCheckpointOfAllTypes: events of all column types come back as they were.
func TestCheckpointOfAllTypes(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema Part(x int, y string);
		create schema Wide(b boolean, i8 byte, i16 short, i32 int, i64 long, f32 float, f64 double, s string,
			c char, big biginteger, dec bigdecimal, d java.util.Date, zone java.time.ZonedDateTime,
			o Object, m java.util.Map, part Part, parts Part[], ints int[], names string[], grid int[][])`)
	d := b.deploy(`@name('s') select * from Wide#keepall`)
	for _, json := range []string{
		`{}`,
		`{"b":true,"i8":-128,"i16":32767,"i32":-2147483648,"i64":9223372036854775807,"f32":1.5,"f64":-0.1,
		"s":"\u0000ünï","c":"ß","big":"123456789012345678901234567890","dec":"0.10","d":"2026-01-02T03:04:05.678Z",
		"zone":"2026-01-02T03:04:05+02:00","o":{"k":[1,2.5,null,{"x":"y"}]},"m":{"a":1,"b":"two"},
		"part":{"x":1,"y":"one"},"parts":[{"x":2},null,{"y":"three"}],"ints":[1,null,3],"names":["a",null],
		"grid":[[1,2],null,[]],"beyond":{"the":["type"]}}`,
	} {
		b.send("Wide", json)
	}
	rows := func(s *engine.Statement) (list []string) {
		for r := range s.Rows() {
			list = append(list, r.String())
		}
		return list
	}
	want := rows(d.Statement("s"))
	require.Len(t, want, 2)
	var w bytes.Buffer
	require.NoError(t, b.Checkpoint(&w))
	eng, err := engine.Restore(&w, engine.Config{})
	require.NoError(t, err)
	require.Equal(t, want, rows(eng.Deployment(d.Name()).Statement("s")))
}
