package expr

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPlainLikeAgreesWithRunes compares the search for bytes with the walk through runes.
func TestPlainLikeAgreesWithRunes(t *testing.T) {
	rng := rand.New(rand.NewSource(3))
	patternParts := []string{"a", "b", "é", "%", "_", "\\%", "\xff", "\xc3", "日"}
	textParts := []string{"a", "b", "é", "%", "\xff", "\xc3", "\xa9", "日", "\xe6\x97"}
	draw := func(parts []string, n int) string {
		var b strings.Builder
		for range rng.Intn(n) {
			b.WriteString(parts[rng.Intn(len(parts))])
		}
		return b.String()
	}
	plain := 0
	for range 200_000 {
		pattern, text := draw(patternParts, 5), draw(textParts, 7)
		p := parseLike(pattern, '\\')
		require.Equal(t, p.match(text), p.matcher()(text), "%q like %q", text, pattern)
		if _, _, _, ok := p.plain(); ok {
			plain++
		}
	}
	require.Greater(t, plain, 50_000, "the quick way was hardly tried")
}
