package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// condition makes a random condition on the columns of A: k and s text, i integer, x double, b boolean.
func condition(rnd *rand.Rand, depth int) string {
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	if depth > 0 && rnd.IntN(4) > 0 {
		parts := make([]string, 2+rnd.IntN(2))
		for n := range parts {
			parts[n] = condition(rnd, depth-1)
		}
		return "(" + strings.Join(parts, pick(" or ", " or ", " and ")) + ")"
	}
	n := func() int { return rnd.IntN(7) }
	text := func() string { return pick("'a'", "'b'", "'ab'", "'cab'") }
	switch rnd.IntN(13) {
	case 0:
		return fmt.Sprintf("i = %d", n())
	case 1:
		return fmt.Sprintf("%d %s i", n(), pick("<", "<=", ">", ">=", "!="))
	case 2:
		return fmt.Sprintf("x %s %d.5", pick("<", "<=", ">", ">="), n())
	case 3:
		return fmt.Sprintf("i between %d and %d", n(), n())
	case 4:
		return fmt.Sprintf("i in (%d, %d, %d)", n(), n(), n())
	case 5:
		return fmt.Sprintf("k in (%s, %s)", text(), text())
	case 6:
		return "k = " + text()
	case 7:
		return "s like '%" + pick("a", "b", "ab", "cab", "abca", "bcab", "cabca", "xa", "bx", "ü", "übc") + "%'"
	case 8:
		return pick("b", "not b", "b = true")
	case 9:
		return pick("k is null", "k is not null", "x is null")
	case 10:
		return "not (k = " + text() + ")"
	case 11:
		return fmt.Sprintf("x in (%d.0, %d.5)", n(), n())
	default:
		return pick("k = s", "i < x", "x = 1.5")
	}
}

// TestFiltersAgreeWithTwin: what a filter lets through by way of the index is what the same condition
// lets through behind a window, where it is asked as it stands. Each event comes once.
func TestFiltersAgreeWithTwin(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	for seed := range rounds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 3))
		b := newBench(t)
		b.deploy(`@public create schema A(k string, s string, i int, x double, b boolean)`)
		empty := engine.HeldBy(b.Engine)
		const rules = 40
		var conds [rules]string
		var got, wanted [rules]int
		var names []string
		for n := range rules {
			conds[n] = condition(rnd, 3)
			d := b.deploy(fmt.Sprintf(`@name('f') select i from A(%s); @name('w') select i from A#length(1) where %[1]s`,
				conds[n]))
			d.Statement("f").Listen(func(u engine.Update) { got[n] += len(u.New) })
			d.Statement("w").Listen(func(u engine.Update) { wanted[n] += len(u.New) })
			names = append(names, d.Name())
		}
		for range 150 {
			b.send("A", randomA(rnd))
			for n := range rules {
				require.Equal(t, wanted[n], got[n], "seed %d: %s", seed, conds[n])
			}
		}
		require.Empty(t, b.errs)
		for _, name := range names {
			require.NoError(t, b.Undeploy(name))
		}
		require.Equal(t, empty, engine.HeldBy(b.Engine))
	}
}

// randomA makes an event whose texts have words in common.
func randomA(rnd *rand.Rand) string {
	text := func() string { return []string{"null", `"a"`, `"b"`, `"ab"`, `"cab"`}[rnd.IntN(5)] }
	x := []string{"null", "0.5", "1.5", "2", "3.5", "6"}[rnd.IntN(6)]
	i := []string{"null", "0", "1", "2", "3", "4", "5", "6"}[rnd.IntN(8)]
	long := func() string {
		return []string{"null", `""`, `"ab"`, `"abcabcab"`, `"xcabx"`, `"bbxabcaü"`, `"aübcab"`, `"bca"`}[rnd.IntN(8)]
	}
	return fmt.Sprintf(`{"k":%s,"s":%s,"i":%s,"x":%s,"b":%s}`, text(), long(), i, x,
		[]string{"null", "true", "false"}[rnd.IntN(3)])
}
