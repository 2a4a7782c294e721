package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

func deployOne(t *testing.T, cfg engine.Config, epl string) (*engine.Engine, *engine.Statement) {
	t.Helper()
	eng, err := engine.New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = eng.Close() })
	dep, err := eng.Deploy(context.Background(), epl)
	require.NoError(t, err)
	st := dep.Statement("out")
	require.NotNil(t, st)
	return eng, st
}

func TestListenAsKinds(t *testing.T) {
	type inner struct {
		Host string
		N    int
	}
	type row struct {
		B     bool
		I     int32
		L     int64
		D     float64
		Whole float64 `cephei:"i2"`
		S     string
		Maybe *int `cephei:"nothing"`
		Gone  string
		At    time.Time
		Took  time.Duration
		Part  inner
		List  []string
		Extra any
		Out   string `cephei:"-"`
	}
	eng, st := deployOne(t, engine.Config{PoisonEvents: true}, `
		create schema Part(host string, n int);
		create schema E(b bool, i int, l long, d double, i2 int, s string, nothing int, gone string,
		  at java.util.Date, took long, part Part, list string[], extra long);
		@name('out') select * from E;`)
	var got []row
	require.NoError(t, engine.ListenAs(st, func(r row) { got = append(got, r) }))
	require.NoError(t, eng.SendJSON("E", []byte(`{"b":true,"i":3,"l":4000000000,"d":1.5,"i2":7,"s":"x",
		"at":"2026-01-02T03:04:05.000Z","took":1500,"part":{"host":"a","n":9},"list":["p","q"],"extra":5}`)))
	when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	require.Equal(t, []row{{
		B: true, I: 3, L: 4000000000, D: 1.5, Whole: 7, S: "x", At: when,
		Took: 1500 * time.Millisecond, Part: inner{"a", 9}, List: []string{"p", "q"}, Extra: int64(5),
	}}, got)
}

func TestListenAsNull(t *testing.T) {
	eng, st := deployOne(t, engine.Config{}, `
		create schema E(n int, m int);
		@name('out') select n, m from E`)
	type row struct{ N, M *int32 }
	var got []row
	require.NoError(t, engine.ListenAs(st, func(r row) { got = append(got, r) }))
	require.NoError(t, eng.SendJSON("E", []byte(`{"m":2}`)))
	require.Len(t, got, 1)
	require.Nil(t, got[0].N)
	require.Equal(t, int32(2), *got[0].M)
}

// TestListenAsRefuses: what cannot hold every value is told at the call.
func TestListenAsRefuses(t *testing.T) {
	_, st := deployOne(t, engine.Config{}, `
		create schema E(i int, l long, d double, s string, S string, list int[]);
		@name('out') select * from E`)
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ Missing int }) {}),
		"no column 'Missing' among i, l, d, s, S, list")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ L int32 }) {}),
		"column 'l': values of type long do not fit into int32")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ D int }) {}), "double do not fit into int")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ I string }) {}), "do not fit into string")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ L uint64 }) {}), "do not fit into uint64")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ I time.Duration }) {}), "do not fit")
	require.ErrorContains(t, engine.ListenAs(st, func(struct{ List []string }) {}), "do not fit into string")
	require.ErrorContains(t, engine.ListenAs(st, func(int) {}), "int is not a struct")
	require.NoError(t, engine.ListenAs(st, func(struct{ S string }) {}), "an exact name goes first")
	require.ErrorContains(t, engine.ListenAs(st, func(struct {
		X int `cephei:"I"`
	}) {
	}), "no column 'I'", "a tag is exact")
}

// TestListenAsSubtype: rows of a subtype may have the columns in another order.
func TestListenAsSubtype(t *testing.T) {
	eng, st := deployOne(t, engine.Config{}, `
		create schema A(a string);
		create schema B(b string);
		create schema AB(c int) inherits A, B;
		@name('out') select * from B`)
	var got []string
	require.NoError(t, engine.ListenAs(st, func(r struct{ B string }) { got = append(got, r.B) }))
	require.NoError(t, eng.SendJSON("AB", []byte(`{"a":"1","b":"2","c":3}`)))
	require.NoError(t, eng.SendJSON("B", []byte(`{"b":"4"}`)))
	require.Equal(t, []string{"2", "4"}, got)
}
