package expr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// TestAllocations checks that plain typed expressions allocate nothing.
func TestAllocations(t *testing.T) {
	s := wide()
	ev, err := event.FromMap(s, map[string]any{
		"s": "abc", "t": "abd", "i": 5, "j": 7, "l": 1772428205123, "m": 9, "d": 2.5, "e": 1.5, "f": 0.5, "b": true, "h": 3,
	})
	require.NoError(t, err)
	env := &Env{Ev: []*event.Event{ev}, Rt: &Runtime{Schedule: event.NewSchedule(0)}}
	sc := &Scope{Streams: []Stream{{Name: "w", Schema: s}}, Catalog: newRunner()}
	for _, text := range []string{
		"i + j * 2", "d * e + 1", "i / j", "s = 'abc' and d > 1 and l > m", "s < t", "b and not (i > j)",
		"s like 'a%'", "s regexp 'a.*'", "i in (1, 2, 5)", "s in ('a', 'abc')", "d between 1 and 3",
		"case when i > 3 then d else e end", "coalesce(i, j)", "max(i, j, 9)", "w.d", "i is not null",
		"sqrt(d) + abs(i)", "current_timestamp() - l", "l.plus(1 day)", "l.getHourOfDay()", "l.before(m)",
		"l.roundFloor('hour')", "cast(d, int)", "f + h", "i % j", "l & m", "s = t or d = e",
	} {
		f := mustCompile(t, text, sc)
		n := testing.AllocsPerRun(100, func() { run(&f, env) })
		require.Zero(t, n, text)
	}
	f, err := CompileFilter(parse(t, "s = 'abc' and d > 1 and i = 5"), sc)
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(100, func() { f(env) }))
}

// run evaluates in the expression's own form.
func run(f *Fn, env *Env) {
	switch {
	case f.Bool != nil:
		f.Bool(env)
	case f.Int != nil:
		f.Int(env)
	case f.Float != nil:
		f.Float(env)
	case f.Str != nil:
		f.Str(env)
	default:
		f.Any(env)
	}
}
