package aggregate

import (
	"math/big"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
	"github.com/shopspring/decimal"
)

var avgDef = &Def{
	Name: "avg",
	Doc: "avg(x) is the mean of the values that are not null, avg(distinct x) that of the " +
		"different values; null when there is none. The result is a double, of biginteger and " +
		"bigdecimal a bigdecimal. Integers are summed exactly first. The mean of a window does " +
		"not drift.",
	Examples: []Example{{"Mean duration of the last two requests", `
deploy
create schema Req(path string, ms int);
@name('out') select avg(ms) as mean from Req#length(2);
----
ok

play
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":25}
Req {"path":"/c"}
----
1 out new {"mean":10.0}
2 out new {"mean":17.5}
3 out new {"mean":25.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		f := &c.Args[0].Fn
		switch {
		case f.Type.IsInteger():
			return planOf[intMean, float64](&c, event.Double, f.Int).undone(&c), nil
		case f.Type.Kind == event.KindBigInt, f.Type.Kind == event.KindBigDec:
			return planOf[decimalMean, any](&c, event.BigDec, boxed(f)), nil
		}
		return planOfFigure(&c, event.Double, figureMean), nil
	},
}

// meanOf is the mean by an exact sum, null when there is no value. While a NaN is inside it is NaN.
func meanOf(s *stats.Sum) (float64, bool) {
	n := s.Count() + s.NonFinite()
	if n <= 0 {
		return 0, false
	}
	return s.Value() / float64(n), true
}

// intMean is the mean by an exact sum of integers, which are not rounded before the division.
type intMean struct{ intSum }

// Value implements State.
func (s *intMean) Value() (float64, bool) {
	if s.n <= 0 {
		return 0, false
	}
	return s.float() / float64(s.n), true
}

// decimalMean is the mean by an exact sum of decimals.
type decimalMean struct{ decimalSum }

// meanDigits is how many digits after the point a quotient of decimals keeps.
const meanDigits = 34

// Value implements State.
func (s *decimalMean) Value() (any, bool) {
	if s.n <= 0 {
		return nil, false
	}
	return s.sum.DivRound(decimal.NewFromInt(s.n), meanDigits), true
}

func decimalOfInt(v *big.Int) event.Decimal { return decimal.NewFromBigInt(v, 0) }
