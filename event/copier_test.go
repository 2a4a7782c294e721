package event

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCopierCopiesWhatItHas: a copy has the values and nulls of the columns that were added, of whatever
// form, and keeps the others.
func TestCopierCopiesWhatItHas(t *testing.T) {
	types := []Field{{"b", Bool}, {"i", Int}, {"l", Long}, {"d", Double}, {"s", String}, {"f", Float}, {"o", Object}}
	from := MustSchema("From", types...)
	to := MustSchema("To", types[4], Field{"own", Long}, types[3], types[2], types[6], types[1], types[0], types[5])
	values := []any{true, int32(-3), int64(1) << 40, 2.5, "text", float32(0.5), "any"}
	c := &Copier{}
	for _, f := range types {
		c.Add(to.Column(f.Name), from.Column(f.Name))
		require.Equal(t, f.Name != "f" && f.Name != "o", Moves(to.Column(f.Name), from.Column(f.Name)), f.Name)
	}
	require.False(t, Moves(to.Column("f"), from.Column("d")), "another width")
	for missing := range 1 << len(values) {
		ev := from.NewNull()
		for i, v := range values {
			if missing&(1<<i) == 0 {
				ev.SetAny(&from.Columns()[i], v)
			}
		}
		row := to.NewNull()
		row.SetStr(to.Column("s"), "old")
		row.SetInt(to.Column("own"), 7)
		c.Copy(row, ev)
		for _, f := range types {
			require.Equal(t, ev.Get(f.Name), row.Get(f.Name), fmt.Sprint(f.Name, " ", missing))
		}
		require.EqualValues(t, 7, row.Get("own"), "other columns stay")
	}
}
