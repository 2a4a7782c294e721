package expr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
)

// try compiles a text in a scope.
func try(t *testing.T, text string, sc *Scope) (Fn, error) {
	t.Helper()
	e, err := grammar.ParseExpr(text, grammar.Limits{})
	require.NoError(t, err, text)
	return Compile(e, sc)
}

func mustCompile(t *testing.T, text string, sc *Scope) Fn {
	t.Helper()
	f, err := try(t, text, sc)
	require.NoError(t, err, text)
	return f
}

// TestNames checks where names are looked for: in inner streams before outer ones, unqualified in
// all, and never silently in one of several.
func TestNames(t *testing.T) {
	a := event.MustSchema("A", event.Field{Name: "id", Type: event.Int}, event.Field{Name: "x", Type: event.Int})
	b := event.MustSchema("B", event.Field{Name: "id", Type: event.Int}, event.Field{Name: "y", Type: event.Int})
	o := event.MustSchema("O", event.Field{Name: "id", Type: event.Int}, event.Field{Name: "z", Type: event.Int})
	env := &Env{}
	for i, s := range []*event.Schema{a, b, o} {
		ev := s.NewNull()
		for j := range s.Columns() {
			ev.SetInt(&s.Columns()[j], int64(10*i+j))
		}
		env.Ev = append(env.Ev, ev)
	}
	sc := &Scope{Streams: []Stream{
		{Name: "a", Schema: a}, {Schema: b, Slot: 1}, {Name: "o", Schema: o, Slot: 2, Outer: true},
	}}
	for text, want := range map[string]int32{
		"x": 1, "y": 11, "z": 21, "a.id": 0, "B.id": 10, "o.id": 20, "o.z + x": 22,
	} {
		f := mustCompile(t, text, sc)
		require.Equal(t, want, f.AsAny()(env), text)
	}
	_, err := try(t, "id", sc)
	require.Equal(t, CodeAmbiguous, firstFinding(t, err).Code)
	_, err = try(t, "A.id", sc) // it has an alias
	require.Equal(t, CodeUnknownProperty, firstFinding(t, err).Code)
	_, err = try(t, "q.id", sc)
	require.Error(t, err)
	inner := &Scope{Streams: sc.Streams[:1:1]}
	inner.Streams = append(inner.Streams, sc.Streams[2])
	f := mustCompile(t, "id", inner)
	require.Equal(t, int32(0), f.AsAny()(env))
	tags := &Scope{Streams: []Stream{{Name: "a", Schema: a, Qualified: true}}}
	_, err = try(t, "x", tags)
	require.Error(t, err)
	require.NotNil(t, mustCompile(t, "a.x", tags).Column)
}

// TestAbsentEvents checks that a stream without event, as in an outer join, is null throughout.
func TestAbsentEvents(t *testing.T) {
	s := wide()
	sc := &Scope{Streams: []Stream{{Name: "w", Schema: s}}}
	env := &Env{Ev: []*event.Event{nil}}
	for i := range s.Columns() {
		f := mustCompile(t, s.Columns()[i].Name, sc)
		require.Nil(t, f.AsAny()(env))
	}
	for _, text := range []string{"s = 'a'", "s = 'a' and d > 1", "b", "w", "i + 1", "s || t", "l.plus(1)"} {
		f := mustCompile(t, text, sc)
		require.Nil(t, f.AsAny()(env), text)
	}
	f := mustCompile(t, "s is null and i is null", sc)
	require.True(t, f.Truth()(env))
}

// TestSecondParents reads events of a subtype whose columns lie elsewhere.
func TestSecondParents(t *testing.T) {
	p := event.MustSchema("P", event.Field{Name: "a", Type: event.String})
	q := event.MustSchema("Q", event.Field{Name: "s", Type: event.String}, event.Field{Name: "d", Type: event.Double})
	sub, err := event.NewSchema("Sub", []event.Field{{Name: "x", Type: event.Int}}, p, q)
	require.NoError(t, err)
	ev, err := event.FromMap(sub, map[string]any{"a": "p", "s": "A", "d": 120.0, "x": 1})
	require.NoError(t, err)
	env := &Env{Ev: []*event.Event{ev}}
	sc := &Scope{Streams: []Stream{{Name: "e", Schema: q}}}
	for text, want := range map[string]any{
		"s": "A", "d": 120.0, "s = 'A' and d > 100": true, "e.s || 'x'": "Ax", "typeof(e)": "Sub",
		"x?": int32(1), "exists(x?)": true, "nothing?": nil,
	} {
		f := mustCompile(t, text, sc)
		require.Equal(t, want, f.AsAny()(env), text)
		if f.Bool != nil {
			require.Equal(t, want, f.Truth()(env), text)
		}
	}
}

// TestTagsThatRepeat reads arrays of events of patterns.
func TestTagsThatRepeat(t *testing.T) {
	s := event.MustSchema("E", event.Field{Name: "id", Type: event.Int})
	sc := &Scope{Streams: []Stream{{Name: "a", Schema: s, Array: true}}}
	env := &Env{Arr: [][]*event.Event{nil}}
	require.Nil(t, mustCompile(t, "a", sc).eval(env))
	for i := range 3 {
		ev := s.NewNull()
		ev.SetInt(&s.Columns()[0], int64(i))
		env.Arr[0] = append(env.Arr[0], ev)
	}
	for text, want := range map[string]any{
		"a[1].id": int32(1), "a[7].id": nil, "a[0].id + a[2].id": int32(2),
		"a.selectFrom(x => x.id)": []any{int32(0), int32(1), int32(2)},
		"a.countOf()":             int32(3), "a.length": int32(3),
		"a.max(x => x.id)": int32(2), "a.where(x => x.id > 0).countOf(x => x.id < 2)": int32(1),
		"a.sumOf(x => x.id)": int32(3), "a.anyOf(x => x.id = 2)": true,
		"a.firstOf(x => x.id > 0).id": int32(1),
	} {
		require.Equal(t, want, mustCompile(t, text, sc).eval(env), text)
	}
	_, err := try(t, "a.id", sc)
	require.Error(t, err)
}

// eval evaluates boxed.
func (f Fn) eval(e *Env) any { return f.AsAny()(e) }
