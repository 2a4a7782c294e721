package engine_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// equalities are patterns with an equality that the filter index finds ($), and with one that it cannot.
var equalities = []string{
	`every a=A -> b=B(n = $a.n)`,
	`every a=A -> b=B(n = $a.n, s = a.s)`,
	`every a=A -> b=B(s = $a.s, n > a.n)`,
	`every a=A -> b=B(n = $a.n) -> c=A(s = $a.s)`,
	`every a=A -> (b=B(n = $a.n) where timer:within(7))`,
	`every a=A -> (timer:interval(5) and not B(n = $a.n))`,
	`every a=A -> (timer:interval(5) and not A(s = $a.s))`,
	`every a=A -> every b=B(n = $a.n) -> c=B(n = $b.n)`,
	`every a=A -> (b=B(n = $a.n) and c=B(s = $a.s))`,
	`every a=A -> (b=B(n = $a.n) or timer:interval(3))`,
	`every a=A -> [2] b=B(n = $a.n)`,
	`every a=A -> (b=B(n > a.n) until c=A(n = $a.n))`,
	`every-distinct(a.n, 6) a=A -> b=B(s = $a.s)@consume`,
}

// The atoms that wait for a value in the filter index are reached as those that it has to ask.
func TestPatternsAgreeAcrossTheIndex(t *testing.T) {
	for i, text := range equalities {
		rows := 0
		for seed := range int64(20) {
			r := rand.New(rand.NewSource(seed))
			b := newBench(t)
			b.deploy(`create schema A(n int, s string); create schema B(n int, s string)`)
			ways := []string{strings.ReplaceAll(text, "$", ""), strings.ReplaceAll(
				strings.ReplaceAll(text, "s = $a.s", "s || '' = a.s"), "n = $", "n + 0 = ")}
			for w, p := range ways {
				for k, sel := range []string{"*", "a.n as n, a.s as s, current_timestamp() as t"} {
					b.deploy(fmt.Sprintf("@name('w%d%d') select %s from pattern [%s]", w, k, sel, p))
				}
			}
			now := int64(0)
			for range 60 {
				switch k := r.Intn(10); {
				case k == 0:
					now += int64(r.Intn(4000))
					require.NoError(t, b.Advance(now))
				case k == 1 && seed%4 == 0:
					b.reload()
				default:
					n := fmt.Sprint(r.Intn(4))
					if r.Intn(9) == 0 {
						n = "null"
					}
					b.send(string(rune('A'+r.Intn(2))), fmt.Sprintf(`{"n":%s,"s":"%c"}`, n, 'x'+rune(r.Intn(2))))
				}
				var got [2][2][]string
				for _, row := range b.take() {
					w, k := row[1]-'0', row[2]-'0'
					got[w][k] = append(got[w][k], row[3:])
				}
				require.Equal(t, got[1], got[0], "pattern %d seed %d", i, seed)
				require.Len(t, got[0][1], len(got[0][0]))
				rows += len(got[0][0])
			}
			require.Empty(t, b.errs)
		}
		require.NotZero(t, rows, text)
	}
}
