package expr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// TestIncremental pins which folds over the window become aggregations, and which must not.
func TestIncremental(t *testing.T) {
	s := event.MustSchema("E", event.Field{Name: "a", Type: event.Int}, event.Field{Name: "b", Type: event.String})
	plain := &Scope{Streams: []Stream{{Schema: s}}}
	alias := &Scope{Streams: []Stream{{Name: "q", Schema: s}, {Name: "o", Schema: s, Slot: 1, Outer: true}}}
	for _, c := range []struct {
		s          *Scope
		text, want string
	}{
		{plain, "window(*).countOf()", "case when count(*) > 0 then cast(count(*), int) end"},
		{
			plain, "window(*).countOf(x => x.a > 1)",
			"case when count(*) > 0 then cast(count(*, filter: E.a > 1), int) end",
		},
		{alias, "window(*).where(x => x.b = 'u').sumOf(y => y.a * 2)", "sum(q.a * 2, filter: q.b = 'u')"},
		{
			alias, "window(*).where(x => x.b = 'u').where(z => z.a in (1, 2)).max(y => y.a)",
			"max(q.a, filter: q.b = 'u' and q.a in (1, 2))",
		},
		{
			plain, "window(*).anyOf(x => x.b like 'a%')",
			"case when count(*) > 0 then count(*, filter: E.b like 'a%') > 0 end",
		},
		{
			plain, "window(*).allOf(x => not (x.a between 1 and 2))",
			"case when count(*) > 0 then count(*, filter: not E.a between 1 and 2) = count(*) end",
		},
		{plain, "window(*).average(x => x.a)", "avg(E.a)"},
		{plain, "window(*).countOf(x => x.a > a)", ""},         // looks at the row
		{plain, "window(*).countOf(x => x.a > lim)", ""},       // may change
		{plain, "window(*).countOf((x, i) => x.a > i)", ""},    // the place changes
		{plain, "window(*).countOf(x => f(x.a))", ""},          // may change
		{plain, "window(*).countOf(x => x.a? > 1)", ""},        // its type is not known
		{plain, "window(*).firstOf(x => x.a > 1)", ""},         // no aggregation
		{plain, "window(*).where(x => x.a > 1)", ""},           // no fold
		{plain, "window(*).take(2).countOf(x => x.a > 1)", ""}, // a part only
		{plain, "window(a).countOf(x => x > 1)", ""},           // values, not events
		{plain, "window(*).orderBy(x => x.a).countOf()", ""},   // not a condition
		{plain, "window(*).sumOf(x => x.vals.countOf())", ""},  // a call
		{plain, "window(*).countOf(x => current_timestamp > 1)", ""},
		{&Scope{Streams: []Stream{{Schema: s}, {Schema: s, Slot: 1}}}, "window(*).countOf()", ""},
	} {
		ch, ok := parse(t, c.text).(*ast.Chain)
		require.True(t, ok, c.text)
		e, ok := Incremental(ch, c.s)
		require.Equal(t, c.want != "", ok, c.text)
		if ok {
			require.Equal(t, c.want, e.String(), c.text)
		}
	}
}
