package ruletest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSameRow(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`{"a":1}`, `{"a":1.0}`, false}, // an integer is no double
		{`{"a":1.0}`, `{"a":1.0000000001}`, true},
		{`{"a":1.0}`, `{"a":1.00001}`, false},
		{`{"a":0.0}`, `{"a":1e-13}`, true},
		{`{"a":10.0}`, `{"a":1.0E1}`, true},
		{`{"a":9007199254740993}`, `{"a":9007199254740992}`, false}, // more than a double holds
		{`{"a":null}`, `{}`, false},
		{`{"a":"NaN"}`, `{"a":"NaN"}`, true},
		{`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{`{"a":{"x":1,"y":2}}`, `{"a":{"y":2,"x":1}}`, true},
		{`{"a":1}`, `{"a":1} x`, false},
		{`{`, `{`, true},
		{`{`, `[`, false},
	} {
		require.Equal(t, c.same, sameRow(c.a, c.b), "%s and %s", c.a, c.b)
		require.Equal(t, c.same, sameRow(c.b, c.a), "%s and %s", c.b, c.a)
	}
}

func TestSamePlay(t *testing.T) {
	loose := func(string) bool { return false }
	strict := func(st string) bool { return st == "a" }
	want := []string{`1 a new {"x":1}`, `1 a new {"x":2}`, `1 b new {"x":3}`}
	swapped := []string{`1 b new {"x":3}`, `1 a new {"x":2}`, `1 a new {"x":1}`}
	require.True(t, samePlay(want, swapped, loose))
	require.False(t, samePlay(want, swapped, strict))
	require.True(t, samePlay(want, []string{want[2], want[0], want[1]}, strict),
		"the order between statements never counts")
	require.False(t, samePlay(want, want[:2], loose))
	require.False(t, samePlay(want, append(want[:2:2], `1 b old {"x":3}`), loose))
	require.False(t, samePlay(want, append(want[:2:2], `2 b new {"x":3}`), loose))
	require.False(t, samePlay([]string{"3 error"}, nil, loose))
	require.False(t, samePlay([]string{want[0], want[0]}, []string{want[0], want[1]}, loose),
		"a row counts as often as it comes")
}

func TestParseRow(t *testing.T) {
	d, row := parseRow(`12 an old name new {"a":"x new {}"}`)
	require.Equal(t, delivery{"12", "an old name", "new"}, d)
	require.Equal(t, `{"a":"x new {}"}`, row)
	d, row = parseRow("3 error")
	require.Equal(t, delivery{step: "3", stream: "error"}, d)
	require.Empty(t, row)
}
