package expr

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// TestNoPanic compiles every expression of all rule tests, and every part of it, against every
// event type of its file, whether that makes sense or not, and evaluates what compiles over events
// with and without values. Nothing but an EvalError may be thrown.
func TestNoPanic(t *testing.T) {
	rng := rand.New(rand.NewSource(11))
	files, err := filepath.Glob("../../testdata/conformance/*/*.epltest")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	compiled, refused, thrown := 0, 0, 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		r, exprs := newRunner(), []ast.Expr{}
		for _, b := range parseBlocks(string(text)) {
			if !strings.HasPrefix(b.directive, "deploy") {
				continue
			}
			m, err := grammar.Parse(strings.Join(b.input, "\n"), grammar.Limits{})
			if err != nil {
				continue
			}
			for _, st := range m.Statements {
				_ = r.statement(st) // for the schemas, variables and expressions
				ast.Inspect(st, func(n ast.Node) bool {
					if e, ok := n.(ast.Expr); ok {
						exprs = append(exprs, e)
					}
					return true
				})
			}
		}
		for _, s := range r.schemas {
			envs := []*Env{{Ev: []*event.Event{nil}}, {Ev: []*event.Event{s.NewNull()}}, {Ev: []*event.Event{randomEvent(rng, s, 3)}}}
			for _, e := range exprs {
				slots := 0
				sc := &Scope{Catalog: r, LocalSlots: &slots, Streams: []Stream{{Name: "e", Schema: s}}}
				fn, err := Compile(e, sc)
				if err != nil {
					require.NotEmpty(t, firstFinding(t, err).Code, "%s", e)
					refused++
					continue
				}
				compiled++
				_, _, err = Decompose(e, sc)
				require.NoError(t, err, "%s", e)
				for _, env := range envs {
					env.Rt, env.Local = r.rt, make([]any, slots)
					if !quiet(e, &fn, env) {
						thrown++
					}
				}
			}
		}
	}
	t.Logf("%d compiled, %d refused, %d thrown", compiled, refused, thrown)
	require.Greater(t, compiled, 5000)
}

// quiet evaluates and checks that the value has the Go type of its kind; false is a thrown error.
func quiet(e ast.Expr, f *Fn, env *Env) (ok bool) {
	defer func() {
		if x := recover(); x != nil {
			if _, thrown := x.(*EvalError); !thrown {
				panic(fmt.Sprintf("%s over %v: %v\n%s", e, env.Ev[0] != nil, x, debug.Stack()))
			}
			ok = false
		}
	}()
	v := f.AsAny()(env)
	if f.Bool != nil {
		if truth, null := f.Truth()(env), v == nil; truth && (null || v != true) || !truth && v == true {
			panic("the filter says otherwise")
		}
	}
	k := f.Type.Kind
	if v != nil && k != event.KindObject && k <= event.KindString && k != event.KindChar && kindOf(v) != k {
		panic(f.Type.String() + " has a value of another kind")
	}
	event.AppendValue(nil, v)
	return true
}

// randomEvent fills all columns with small values.
func randomEvent(rng *rand.Rand, s *event.Schema, depth int) *event.Event {
	ev := s.NewNull()
	for i := range s.Columns() {
		c := &s.Columns()[i]
		ev.SetAny(c, randomValue(rng, c.Type, depth))
	}
	return ev
}

func randomValue(rng *rand.Rand, t event.Type, depth int) any {
	n := int64(rng.Intn(5)) - 1
	switch {
	case depth == 0:
		return nil
	case t.Class() == event.ClassInt:
		return event.BoxInt(t.Kind, n)
	case t.IsNumeric():
		return toKind(n, t.Kind)
	case t.Class() == event.ClassStr:
		return []string{"", "a", "b", "12", "x"}[n+1]
	case t.Kind == event.KindBool:
		return n > 1
	case t.IsDate():
		return toDateValue(n)
	case t.Kind == event.KindMap:
		return map[string]any{"k": int32(1), "team": "ops"}
	case t.Kind == event.KindEvent && t.Schema != nil:
		return randomEvent(rng, t.Schema, depth-1)
	case t.Kind == event.KindArray && t.Elem != nil:
		return []any{randomValue(rng, *t.Elem, depth), nil, randomValue(rng, *t.Elem, depth)}
	case t.Kind == event.KindObject:
		return int32(n)
	}
	return nil
}
