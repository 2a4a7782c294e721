package expr

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

func parse(t *testing.T, text string) ast.Expr {
	t.Helper()
	e, err := grammar.ParseExpr(text, grammar.Limits{})
	require.NoError(t, err, text)
	return e
}

// periodOf parses a period where the grammar allows one: as a method's argument.
func periodOf(t *testing.T, text string) ast.Expr {
	t.Helper()
	ch, ok := parse(t, "x.plus("+text+")").(*ast.Chain)
	require.True(t, ok)
	return ch.Elements[1].Args[0]
}

func TestPeriod(t *testing.T) {
	for text, ms := range map[string]int64{
		"1 min 30 sec": 90_000, "0.5 min": 30_000, "2.3": 2300, "1.5": 1500, "1 week": 604_800_000,
		"1 day 2 hours 3 minutes 4 seconds 5 milliseconds": 93_784_005, "1500 microseconds": 2,
		"1 + 1": 2000, "0.0005": 1,
	} {
		p, err := CompilePeriod(periodOf(t, text), &Scope{})
		require.NoError(t, err, text)
		require.True(t, p.Const, text)
		require.Equal(t, ms, p.Ms, text)
		at, ok := p.Shift(nil, 1000, -1)
		require.True(t, ok)
		require.Equal(t, 1000-ms, at, text)
	}
	for _, text := range []string{"'1 sec'", "true", "x sec"} {
		_, err := CompilePeriod(periodOf(t, text), &Scope{})
		require.Error(t, err, text)
	}
}

// TestCalendarPeriod checks months and years: they stay in the month that they lead to, and follow
// the zone's clock.
func TestCalendarPeriod(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, c := range []struct {
		period, from, to string
		sign             int
	}{
		{"1 month", "2026-01-31T10:00:00+01:00", "2026-02-28T10:00:00+01:00", 1},
		{"1 month", "2026-03-31T10:00:00+02:00", "2026-02-28T10:00:00+01:00", -1},
		{"1 month", "2026-03-15T12:00:00+01:00", "2026-04-15T12:00:00+02:00", 1},
		{"1 year", "2024-02-29T00:00:00+01:00", "2025-02-28T00:00:00+01:00", 1},
		{"1 year 1 month 1 day", "2025-12-31T00:00:00+01:00", "2027-02-01T00:00:00+01:00", 1},
		{"13 months", "2025-12-31T00:00:00+01:00", "2027-01-31T00:00:00+01:00", 1},
	} {
		p, err := CompilePeriod(periodOf(t, c.period), &Scope{})
		require.NoError(t, err)
		require.False(t, p.Const)
		from, err := time.Parse(time.RFC3339, c.from)
		require.NoError(t, err)
		at, ok := p.Shift(&Env{Rt: &Runtime{Zone: berlin}}, from.UnixMilli(), c.sign)
		require.True(t, ok)
		require.Equal(t, c.to, time.UnixMilli(at).In(berlin).Format(time.RFC3339), "%s %s", c.from, c.period)
	}
}

// TestComputedPeriod checks a period of a variable: read each time, null when the variable is.
func TestComputedPeriod(t *testing.T) {
	r := newRunner()
	v := &Variable{Name: "n", Type: event.Int}
	r.variables["n"] = v
	p, err := CompilePeriod(periodOf(t, "n sec 500 msec"), &Scope{Catalog: r})
	require.NoError(t, err)
	require.False(t, p.Const)
	_, ok := p.Shift(&Env{}, 0, 1)
	require.False(t, ok)
	v.Set(int32(3))
	at, ok := p.Shift(&Env{}, 0, 1)
	require.True(t, ok)
	require.Equal(t, int64(3500), at)
}
