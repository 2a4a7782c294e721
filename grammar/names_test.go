package grammar

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// TestReservedWords holds the printer's list of keywords and the grammar's together: a word is
// reserved exactly if it cannot be read as a name.
func TestReservedWords(t *testing.T) {
	for _, k := range keywords() {
		words := []string{k.text}
		if gen.EPLLexerYEARS <= k.typ && k.typ <= gen.EPLLexerMICROSECONDS {
			words = []string{k.text, strings.TrimSuffix(k.text, "s")}
		}
		for _, word := range words {
			require.True(t, ast.IsKeyword(word), word)
			_, err := ParseStatement("insert into X("+word+") select 1", Limits{})
			if isFunctionKeyword(k.typ) {
				require.NoError(t, err, word) // a name without a bracket behind it
				require.True(t, ast.IsReserved(word), word)
				continue
			}
			require.Equal(t, err != nil, ast.IsReserved(word), word)
		}
	}
	for _, unit := range []string{"sec", "min", "msec", "usec"} {
		require.True(t, ast.IsKeyword(unit) && !ast.IsReserved(unit), unit)
	}
	require.False(t, ast.IsKeyword("host"))
}

func isFunctionKeyword(typ int) bool {
	return gen.EPLLexerCAST <= typ && typ <= gen.EPLLexerTYPEOF
}

// TestTypeWords checks that the printer quotes the words that cannot name an event type.
func TestTypeWords(t *testing.T) {
	for _, k := range keywords() {
		if strings.Contains(k.text, "-") {
			continue
		}
		src := "select * from `" + k.text + "`#time(`" + k.text + "` sec) as `" + k.text +
			"`, pattern [`" + k.text + "`=A -> `" + k.text + "`] output every `" + k.text + "` sec"
		n, err := ParseStatement(src, Limits{})
		require.NoError(t, err, src)
		again, err := ParseStatement(n.String(), Limits{})
		require.NoError(t, err, n)
		require.True(t, ast.Equal(n, again), n)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"selct", "select", 1}, {"form", "from", 1}, {"abc", "abc", 0}, {"oder", "order", 1}, {"ab", "ba", 1}} {
		require.Equal(t, c.want, distance(c.a, c.b), c)
	}
	require.Equal(t, "variant", nearest("variants", schemaKinds))
	require.Empty(t, nearest("zzz", schemaKinds))
}
