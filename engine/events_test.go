package engine_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

type reading struct {
	Host   string `cephei:"host"`
	CPU    float64
	N      int32
	hidden int
	Maybe  *int64
}

func TestStructEvents(t *testing.T) {
	b := newBench(t)
	require.NoError(t, engine.Register[reading](b.Engine))
	require.ErrorIs(t, engine.Register[reading](b.Engine), engine.ErrDuplicate)
	require.NoError(t, engine.RegisterAs[reading](b.Engine, "Other"))
	require.Error(t, engine.RegisterAs[int](b.Engine, "Int"), "no struct")
	b.deploy(`@name('s') select host, CPU, N, Maybe from reading#length(2)`)

	one := int64(7)
	r := reading{"a", 1.5, 3, 1, &one}
	require.NoError(t, b.Send(&r))
	s, err := engine.SenderFor[reading](b.Engine)
	require.NoError(t, err)
	r.Maybe = nil
	require.NoError(t, s.Send(&r))
	r.Host = "changed afterwards" // Send copied it
	require.NoError(t, engine.SendShared(s, &reading{"shared", math.Inf(1), -1, 0, nil}))
	require.Equal(t, []string{
		`s {"host":"a","CPU":1.5,"N":3,"Maybe":7}`,
		`s {"host":"a","CPU":1.5,"N":3,"Maybe":null}`,
		`s {"host":"shared","CPU":"Infinity","N":-1,"Maybe":null}`,
	}, b.take())

	require.NoError(t, s.Build(func(r *reading) {
		require.Zero(t, *r, "nothing of an earlier event")
		r.Host, r.CPU = "built", 4
	}))
	require.Equal(t, []string{`s {"host":"built","CPU":4.0,"N":0,"Maybe":null}`}, b.take())

	_, err = engine.SenderFor[struct{ X int }](b.Engine)
	require.ErrorIs(t, err, engine.ErrUnknownType)
	for _, wrong := range []any{nil, r, (*reading)(nil), &struct{ X int }{}, "text", 5} {
		require.ErrorIs(t, b.Send(wrong), engine.ErrUnknownType)
	}
	require.NoError(t, b.SendMap("reading", map[string]any{"host": "m", "CPU": 2, "N": 4.0}))
	require.Equal(t, []string{`s {"host":"m","CPU":2.0,"N":4,"Maybe":null}`}, b.take())
}

// TestJSONEvents: each kind of bad column is an error that names it, or a documented conversion, and
// an event that is refused reaches no statement.
func TestJSONEvents(t *testing.T) {
	huge := strings.Repeat("x", 1<<20)
	for _, c := range []struct{ json, want string }{
		{`{}`, `{"i":null,"l":null,"d":null,"s":null,"b":null,"a":null}`},
		{
			`{"i":1,"l":2,"d":3,"s":"x","b":true,"a":[1,2]}`,
			`{"i":1,"l":2,"d":3.0,"s":"x","b":true,"a":[1,2]}`,
		},
		{
			`{"i":null,"a":null,"extra":{"deep":[1]}}`,
			`{"i":null,"l":null,"d":null,"s":null,"b":null,"a":null}`,
		},
		{`{"d":1e308}`, `{"i":null,"l":null,"d":1e+308,"s":null,"b":null,"a":null}`},
		{`{"s":"` + huge + `"}`, `{"i":null,"l":null,"d":null,"s":"` + huge + `","b":null,"a":null}`},
		{"{\"s\":\"a\xffb\"}", `{"i":null,"l":null,"d":null,"s":"a` + "\ufffd" + `b","b":null,"a":null}`},
		{`{"i":"text"}`, "error 'i'"},
		{`{"i":2147483648}`, "error 'i'"},
		{`{"l":9223372036854775808}`, "error 'l'"},
		{`{"i":1.5}`, "error 'i'"},
		{`{"b":1}`, "error 'b'"},
		{`{"s":5}`, "error 's'"},
		{`{"a":5}`, "error 'a'"},
		{`{"a":[1,"x"]}`, "error 'a'"},
		{`{"d":NaN}`, "error"},
		{`{"d":1e999}`, "error 'd'"},
		{`{"d":{}}`, "error 'd'"},
		{``, "error"},
		{`null`, "error"},
		{`[]`, "error"},
		{`5`, "error"},
		{`{"i":1} {"i":2}`, "error"},
		{`{"i":1`, "error"},
		{strings.Repeat(`{"i":`, 100_000), "error"},
		{strings.Repeat(`[`, 1<<20), "error"},
	} {
		b := newBench(t)
		b.deploy(`create schema A(i int, l long, d double, s string, b boolean, a int[]); @name('s') select * from A`)
		err := b.SendJSON("A", []byte(c.json))
		label := c.json[:min(len(c.json), 60)]
		column, bad := strings.CutPrefix(c.want, "error")
		if bad {
			require.Error(t, err, label)
			require.Contains(t, err.Error(), strings.TrimSpace(column), label)
			require.Less(t, len(err.Error()), 1000, label)
			require.Empty(t, b.take(), label)
		} else {
			require.NoError(t, err, label)
			require.Equal(t, []string{"s " + c.want}, b.take(), label)
		}
		b.send("A", `{}`)
		require.Len(t, b.take(), 1)
	}
}

func TestMapEvents(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(i int, d double, s string, a double[]); @name('s') select * from A`)
	require.NoError(t, b.SendMap("A", nil))
	require.NoError(t, b.SendMap("A", map[string]any{
		"i": uint8(3), "d": math.NaN(), "s": "x", "a": []float64{1, 2}, "extra": make(chan int),
	}))
	require.Equal(t, []string{
		`s {"i":null,"d":null,"s":null,"a":null}`, `s {"i":3,"d":"NaN","s":"x","a":[1.0,2.0]}`,
	}, b.take())
	for name, m := range map[string]map[string]any{
		"text for int": {"i": "3"}, "too large": {"i": int64(1) << 40}, "infinite int": {"i": math.Inf(1)},
		"NaN int": {"i": math.NaN()}, "int for text": {"s": 3}, "func": {"d": func() {}},
		"no array": {"a": 1.0}, "wrong element": {"a": []any{"x"}},
	} {
		require.Error(t, b.SendMap("A", m), name)
	}
	require.ErrorIs(t, b.SendMap("Nothing", nil), engine.ErrUnknownType)
	require.ErrorIs(t, b.SendJSON("Nothing", []byte(`{}`)), engine.ErrUnknownType)
	require.ErrorContains(t, b.SendJSON("Nothing", []byte(`{}`)), "'Nothing'")
	require.Empty(t, b.take())
}

// TestNotANumberLeavesWithItsEvent: NaN and infinity in a window go when their events go.
func TestNotANumberLeavesWithItsEvent(t *testing.T) {
	b := newBench(t)
	b.deploy(`create schema A(d double); @name('s') select sum(d) as s, avg(d) as a, max(d) as m from A#length(2)`)
	for _, d := range []float64{1, math.NaN(), math.Inf(1), math.Inf(-1), 2, 3} {
		require.NoError(t, b.SendMap("A", map[string]any{"d": d}))
	}
	require.Equal(t, `s {"s":5.0,"a":2.5,"m":3.0}`, b.take()[5])
	require.Empty(t, b.errs)
}

// TestTimeGoingBackwards: the clock is taken as it is, nothing fires, and goes on from there.
func TestTimeGoingBackwards(t *testing.T) {
	b := newBench(t, func(c *engine.Config) { c.Start = 10_000 })
	b.deploy(`create schema A(n long); @name('w') select irstream n from A#time(2 sec);
		@name('p') select 1 as one from pattern[timer:interval(3 sec)]`)
	b.send("A", `{"n":1}`)
	require.Equal(t, []string{`w {"n":1}`}, b.take())
	require.NoError(t, b.Advance(5_000))
	require.EqualValues(t, 5_000, b.Now())
	require.Empty(t, b.take())
	at, ok := b.NextTimer()
	require.True(t, ok)
	require.EqualValues(t, 12_000, at)
	require.NoError(t, b.Advance(11_999))
	require.Empty(t, b.take())
	require.NoError(t, b.Advance(13_000))
	require.Equal(t, []string{`w old {"n":1}`, `p {"one":1}`}, b.take())
	require.NoError(t, b.Advance(math.MinInt64))
	require.NoError(t, b.Advance(math.MaxInt64))
	b.send("A", `{"n":2}`)
	require.NoError(t, b.Advance(math.MaxInt64))
}
