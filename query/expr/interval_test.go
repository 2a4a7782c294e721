package expr

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// TestRelations compares the relations with their definitions in EPL over all pairs of short
// intervals: of intervals longer than a moment exactly one of the thirteen holds.
func TestRelations(t *testing.T) {
	s := event.MustSchema("I", event.Field{Name: "from", Type: event.Long}, event.Field{Name: "to", Type: event.Long})
	s.StartColumn, s.EndColumn = "from", "to"
	sc := &Scope{Streams: []Stream{{Name: "a", Schema: s}, {Name: "b", Schema: s, Slot: 1}}}
	defs := map[string]func(ls, le, rs, re int64) bool{
		"before":       func(_, le, rs, _ int64) bool { return le < rs },
		"after":        func(ls, _, _, re int64) bool { return ls > re },
		"meets":        func(_, le, rs, _ int64) bool { return le == rs },
		"metBy":        func(ls, _, _, re int64) bool { return ls == re },
		"coincides":    func(ls, le, rs, re int64) bool { return ls == rs && le == re },
		"during":       func(ls, le, rs, re int64) bool { return rs < ls && le < re },
		"includes":     func(ls, le, rs, re int64) bool { return ls < rs && re < le },
		"overlaps":     func(ls, le, rs, re int64) bool { return ls < rs && rs < le && le < re },
		"overlappedBy": func(ls, le, rs, re int64) bool { return rs < ls && ls < re && re < le },
		"starts":       func(ls, le, rs, re int64) bool { return ls == rs && le < re },
		"startedBy":    func(ls, le, rs, re int64) bool { return ls == rs && le > re },
		"finishes":     func(ls, le, rs, re int64) bool { return rs < ls && le == re },
		"finishedBy":   func(ls, le, rs, re int64) bool { return ls < rs && le == re },
	}
	fns := map[string]Fn{}
	for name := range defs {
		fns[name] = mustCompile(t, fmt.Sprintf("a.%s(b)", name), sc)
	}
	a, b := s.NewNull(), s.NewNull()
	env := &Env{Ev: []*event.Event{a, b}}
	require.Nil(t, fns["before"].eval(env), "null timestamps")
	set := func(e *event.Event, from, to int64) {
		e.SetInt(s.Column("from"), from)
		e.SetInt(s.Column("to"), to)
	}
	const n = 6
	for i := range int64(n * n * n * n) {
		ls, le, rs, re := i%n, i/n%n, i/n/n%n, i/n/n/n
		if le < ls || re < rs {
			continue
		}
		set(a, ls, le)
		set(b, rs, re)
		hits := 0
		for name, def := range defs {
			got, ok := fns[name].Bool(env)
			require.True(t, ok)
			require.Equal(t, def(ls, le, rs, re), got, "[%d %d] %s [%d %d]", ls, le, name, rs, re)
			if got {
				hits++
			}
		}
		if ls < le && rs < re {
			require.Equal(t, 1, hits, "[%d %d] [%d %d]", ls, le, rs, re)
		}
	}
}

// TestDistances checks the further arguments: both ends of each distance belong.
func TestDistances(t *testing.T) {
	for text, want := range map[string]bool{
		"(10L).before(15L, 5)": true, "(10L).before(15L, 6)": false, "(10L).before(15L, 0, 4)": false,
		"(10L).before(15L, 0, 5)": true, "(15L).after(10L, 5, 5)": true, "(15L).after(10L, 6)": false,
		"(10L).coincides(12L, 2)": true, "(10L).coincides(12L, 1)": false, "(10L).coincides(12L, 2, 1)": false,
		"(10L).meets(12L, 2)": true, "(10L).metby(13L, 2)": false,
		"(10L).before(15L, 5 msec)": true,
	} {
		require.Equal(t, want, evaluate(t, newRunner(), text, nil), text)
	}
	for _, text := range []string{"(1L).meets(2L, 1, 2)", "(1L).before()", "(1L).before('x')", "(1L).during(2L, 1, 2, 3)"} {
		_, err := try(t, text, &Scope{Catalog: newRunner()})
		require.Error(t, err, text)
	}
}
