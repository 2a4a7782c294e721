package event

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCopierCopiesWhatItCan: a copy has the values and nulls of the columns that were added; columns of
// other forms are refused.
func TestCopierCopiesWhatItCan(t *testing.T) {
	from := MustSchema("From", Field{"b", Bool}, Field{"i", Int}, Field{"l", Long}, Field{"d", Double},
		Field{"s", String}, Field{"o", Object})
	to := MustSchema("To", Field{"s", String}, Field{"d", Double}, Field{"l", Long}, Field{"i", Int},
		Field{"b", Bool}, Field{"f", Float})
	values := []any{true, int32(-3), int64(1) << 40, 2.5, "text", nil}
	for missing := range 64 {
		ev := from.NewNull()
		for i, v := range values {
			if missing&(1<<i) == 0 {
				ev.SetAny(&from.Columns()[i], v)
			}
		}
		c := &Copier{}
		for _, name := range []string{"b", "i", "l", "d", "s"} {
			require.True(t, c.Add(to.Column(name), from.Column(name)), name)
		}
		require.False(t, c.Add(to.Column("f"), from.Column("d")), "another width")
		require.False(t, c.Add(to.Column("f"), from.Column("o")), "no plain value")
		row := to.NewNull()
		row.SetStr(to.Column("s"), "old")
		row.SetFloat(to.Column("f"), 7)
		c.Copy(row, ev)
		for _, name := range []string{"b", "i", "l", "d", "s"} {
			require.Equal(t, ev.Get(name), row.Get(name), fmt.Sprint(name, " ", missing))
		}
		require.EqualValues(t, 7, row.Get("f"), "other columns stay")
	}
}
