package expr

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// record is what the three lists of functions and methods have in common.
type record struct {
	name, doc string
	examples  []string
}

func records() map[string][]record {
	lists := map[string][]record{}
	for _, f := range Builtin() {
		lists["functions"] = append(lists["functions"], record{f.Name, f.Doc, f.Examples})
	}
	for _, m := range EnumMethods() {
		lists["enumeration"] = append(lists["enumeration"], record{m.Name, m.Doc, []string{m.Example}})
	}
	for _, m := range DateMethods() {
		lists["dates"] = append(lists["dates"], record{m.Name, m.Doc, []string{m.Example}})
	}
	return lists
}

// TestRecords runs the examples of all records, each of which is a condition that must hold, and
// checks that the lists are sorted and documented.
func TestRecords(t *testing.T) {
	for kind, list := range records() {
		var names []string
		for _, rec := range list {
			names = append(names, rec.name)
			require.NotEmpty(t, rec.doc, rec.name)
			require.NotEmpty(t, rec.examples, rec.name)
			for _, x := range rec.examples {
				require.Contains(t, x, rec.name)
				require.Equal(t, true, evaluate(t, newRunner(), x, nil), "%s: %s", kind, x)
			}
		}
		require.True(t, slices.IsSorted(names), "%s: %v", kind, names)
		require.Equal(t, names, slices.Compact(slices.Clone(names)), kind)
	}
}

// TestRecordsOnNull calls every method on a null receiver, which must give null, never a panic.
func TestRecordsOnNull(t *testing.T) {
	r := newRunner()
	for _, x := range []string{
		"cast(null, long).plus(1 day)", "cast(null, long).getYear()", "cast(null, long).format('yyyy')",
		"cast(null, long).roundHalf('day')", "cast(null, long).withTime(1, 2, 3, 4)",
		"cast(null, long).before(5L)", "cast(null, long).between(1L, 2L)", "cast(null, date).toMillisec()",
		"cast(null, string).length()", "cast(null, string).substring(1)", "cast(null, string).matches('a')",
		"('a').concat(cast(null, string))", "sqrt(cast(null, double))", "pow(2, cast(null, double))",
		"abs(cast(null, int))", "round(cast(null, double), 1)", "max(1, cast(null, int))",
		"coalesce(cast(null, int), null)",
	} {
		require.Nil(t, evaluate(t, r, x, nil), x)
	}
}
