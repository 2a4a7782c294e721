package stats

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSumIsExact: whatever the sizes of what enters and leaves, and however often the sum is read, merged or
// saved in between, it is what exact arithmetic gives, rounded once.
func TestSumIsExact(t *testing.T) {
	const digits = 4000
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		spread := []int{1, 30, 80, 900}[seed%4]
		var s Sum
		exact := new(big.Float).SetPrec(digits)
		var live []float64
		for range 600 {
			if n := len(live); n > 0 && r.IntN(3) == 0 {
				k := r.IntN(n)
				s.Leave(live[k])
				exact.Sub(exact, new(big.Float).SetPrec(digits).SetFloat64(live[k]))
				live = append(live[:k], live[k+1:]...)
			} else {
				v := math.Ldexp(r.NormFloat64(), r.IntN(spread)-spread/2)
				s.Enter(v)
				exact.Add(exact, new(big.Float).SetPrec(digits).SetFloat64(v))
				live = append(live, v)
			}
			switch r.IntN(8) {
			case 0:
				var other Sum
				_, err := copyState(&other, &s)
				require.NoError(t, err)
				s = other
			case 1:
				var other Sum
				other.Merge(&s)
				s = other
			case 2, 3, 4:
				want, _ := exact.Float64()
				require.Equal(t, want, s.Value())
			}
		}
	}
}
