package query_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

func newCatalog() *query.Catalog {
	lib := query.NewLibrary(expr.Builtin(), aggregate.Builtin(), window.Builtin())
	return query.NewCatalog(lib)
}

// TestTexts runs the files of testdata: `declare` adds to the catalog, `explain` prints the plan of a
// module, `error` prints what is wrong with it.
func TestTexts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		cat := newCatalog()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			overlay := cat.Overlay()
			plans, err := query.Compile(d.Input, overlay, query.Options{})
			switch d.Cmd {
			case "declare":
				require.NoError(t, err)
				overlay.Commit()
				return "ok\n"
			case "explain":
				require.NoError(t, err)
				return query.ExplainAll(plans)
			case "error":
				require.Error(t, err)
				return err.Error() + "\n"
			}
			d.Fatalf(t, "unknown command %s", d.Cmd)
			return ""
		})
	})
}

func TestAllFindingsOfAModuleComeTogetherAndInOrder(t *testing.T) {
	_, err := query.Compile(`
create schema E(a int);
select b from E;
select a from F;
select sum(a, b, c) from E#nosuch(1);`, newCatalog().Overlay(), query.Options{})
	var qe *query.Error
	require.True(t, errors.As(err, &qe))
	require.Len(t, qe.Findings, 3)
	last := 0
	for _, f := range qe.Findings {
		require.GreaterOrEqual(t, f.Pos.Offset, last)
		last = f.Pos.Offset
		require.NotEmpty(t, f.Code)
		require.True(t, f.Pos.IsValid())
	}
	var one *ast.Error
	require.True(t, errors.As(err, &one), "each finding can be reached")
}

func TestNothingOfARefusedModuleIsDeclared(t *testing.T) {
	cat := newCatalog()
	overlay := cat.Overlay()
	_, err := query.Compile("create schema E(a int); select nope from E", overlay, query.Options{})
	require.Error(t, err)
	require.Nil(t, cat.Schema("E"))
}

func TestCaretOfALongLineShowsItsSurroundings(t *testing.T) {
	text := "create schema E(a int); select a" + strings.Repeat(" + a", 100) + " + nope from E"
	_, err := query.Compile(text, newCatalog().Overlay(), query.Options{})
	require.Error(t, err)
	for line := range strings.Lines(err.Error()) {
		require.Less(t, len(line), 140)
	}
	require.Contains(t, err.Error(), "nope")
}

func TestParametersAreChecked(t *testing.T) {
	cat := newCatalog()
	declare := cat.Overlay()
	_, err := query.Compile("create schema E(a int, s string)", declare, query.Options{})
	require.NoError(t, err)
	declare.Commit()
	for _, c := range []struct {
		text   string
		params map[string]any
		want   string
	}{
		{"select a from E(a = ?:x)", map[string]any{"x": 1}, ""},
		{"select a from E(a = ?)", map[string]any{"1": 1}, ""},
		{"select a from E(a = ?:x)", nil, "no value for parameter 'x'"},
		{"select a from E(a = ?:x:int)", map[string]any{"x": "one"}, "cannot assign"},
		{"select a from E(a = ?:x)", map[string]any{"x": make(chan int)}, "not supported"},
		{"select a from E(s = ?:x)", map[string]any{"x": int64(1) << 40}, "compared"},
	} {
		_, err := query.Compile(c.text, cat.Overlay(), query.Options{Params: c.params})
		if c.want == "" {
			require.NoError(t, err, c.text)
		} else {
			require.ErrorContains(t, err, c.want, c.text)
		}
	}
}
