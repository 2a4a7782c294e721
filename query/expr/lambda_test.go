package expr

import (
	"math/rand"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

var columnName = regexp.MustCompile(`\b[stijlmdefbh]\b`)

// qualified puts x. before each name that stands outside of quotes.
func qualified(text string) string {
	parts := strings.Split(text, "'")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = columnName.ReplaceAllString(parts[i], "x.$0")
	}
	return strings.Join(parts, "'")
}

// TestLambdaConditions compares conditions on the elements of an array, which are fused, with the
// same conditions on each element as an event of its own.
func TestLambdaConditions(t *testing.T) {
	rng := rand.New(rand.NewSource(5))
	s := wide()
	owner := event.MustSchema("Owner", event.Field{Name: "list", Type: event.ArrayOf(event.EventOf(s))},
		event.Field{Name: "n", Type: event.Int})
	one := &Scope{Streams: []Stream{{Schema: s}}}
	sc := &Scope{Streams: []Stream{{Schema: owner}}}
	hits := 0
	for range 1000 {
		terms := []string{drawTerm(rng), drawTerm(rng)}[:1+rng.Intn(2)]
		text := strings.Join(terms, " and ")
		alone, err := CompileFilter(parse(t, text), one)
		require.NoError(t, err, text)
		where := mustCompile(t, "list.where(x => "+qualified(text)+")", sc)
		count := mustCompile(t, "list.countOf(x => "+qualified(text)+" and n = 1)", sc)
		var elems, want []any
		for range 5 {
			ev := wideEvent(rng, s)
			elems = append(elems, ev)
			if alone(&Env{Ev: []*event.Event{ev}}) {
				want = append(want, ev)
			}
		}
		row := owner.NewNull()
		row.SetAny(owner.Column("list"), elems)
		row.SetAny(owner.Column("n"), int32(1))
		env := &Env{Ev: []*event.Event{row}}
		require.ElementsMatch(t, want, where.eval(env), text)
		require.Equal(t, int32(len(want)), count.eval(env), text)
		hits += len(want)
	}
	require.Greater(t, hits, 500)
}
