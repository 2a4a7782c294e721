package event

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRowsThatLookAlikeShareASchema(t *testing.T) {
	var r RowSchemas
	get := func(name string, fields ...Field) *Schema {
		s, err := r.Get(name, fields)
		require.NoError(t, err)
		return s
	}
	a := get("row", Field{"a", Int}, Field{"b", String})
	require.Same(t, a, get("row", Field{"a", Int}, Field{"b", String}))
	inner1, inner2 := MustSchema("E", Field{"x", Int}), MustSchema("E", Field{"x", Int})
	different := []*Schema{
		a,
		get("other", Field{"a", Int}, Field{"b", String}),
		get("row", Field{"b", String}, Field{"a", Int}),
		get("row", Field{"a", Long}, Field{"b", String}),
		get("row", Field{"a", ArrayOf(Int)}, Field{"b", String}),
		get("row", Field{"a", EventOf(inner1)}),
		get("row", Field{"a", EventOf(inner2)}),
		get("row", Field{"a", ArrayOf(EventOf(inner1))}),
	}
	for i := range different {
		for j := range i {
			require.NotSame(t, different[i], different[j])
		}
	}
	_, err := r.Get("row", []Field{{"a", Int}, {"a", Int}})
	require.Error(t, err)
	none := (*RowSchemas)(nil)
	s, err := none.Get("row", []Field{{"a", Int}})
	require.NoError(t, err)
	require.NotNil(t, s)
}

func TestUnusedRowSchemasAreForgotten(t *testing.T) {
	var r RowSchemas
	for i := range 100 * purgeMin {
		_, err := r.Get("row", []Field{{fmt.Sprint("c", i), Int}})
		require.NoError(t, err)
		if i%purgeMin == 0 {
			runtime.GC()
		}
	}
	require.Less(t, len(r.byShape), 10*purgeMin)
}
