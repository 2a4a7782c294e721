package aggregate

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cephei-go/cephei/event"
)

// twin works an aggregate out from the values that are not null, in the order of arrival.
type twin func(vals []any) any

var numbers = []string{"b", "i", "l", "f", "d", "bi", "bd"}

// twinCases are the functions of one value whose result follows from the live values.
var twinCases = []struct {
	name     string
	cols     []string
	twin     twin
	distinct bool // distinct is possible
	ever     bool // over all that ever entered
}{
	{"count", []string{"b", "l", "f", "d", "s", "bi", "bd", "t", "ok", "o"}, twinCount, true, false},
	{"countever", []string{"l", "s", "o"}, twinCount, false, true},
	{"sum", numbers, twinSum, true, false},
	{"avg", numbers, twinAvg, true, false},
	{"min", []string{"b", "l", "f", "d", "s", "bi", "bd", "t", "o"}, twinMin, true, false},
	{"max", []string{"b", "l", "f", "d", "s", "bi", "bd", "t", "o"}, twinMax, true, false},
	{"minever", []string{"b", "l", "d", "s", "t"}, twinMin, false, true},
	{"maxever", []string{"b", "l", "d", "s", "t"}, twinMax, false, true},
	{"median", numbers, twinMedian, true, false},
	{"stddev", []string{"b", "i", "d", "bd"}, twinStddev, true, false},
	{"avedev", []string{"b", "i", "d", "bd"}, twinAvedev, true, false},
	{"firstever", []string{"b", "f", "s", "ok", "o"}, func(v []any) any { return nth(v, 0) }, false, true},
	{"lastever", []string{"b", "f", "s", "ok", "o"}, func(v []any) any { return nth(v, len(v)-1) }, false, true},
}

func TestAgreesWithTwin(t *testing.T) {
	seeds := testSeeds()
	for _, c := range twinCases {
		t.Run(c.name, func(t *testing.T) {
			for seed := range seeds {
				column := c.cols[seed%len(c.cols)]
				distinct := c.distinct && seed/len(c.cols)%2 == 1
				filtered, fifo := seed%3 == 1, seed%2 == 0
				h := newHistory(t, int64(seed), func(s *event.Schema) (Plan, error) {
					cl := call(c.name, s, fifo, true, col(s, column))
					cl.Distinct = distinct
					if filtered {
						f := col(s, "ok")
						cl.Filter = &f
					}
					return defNamed(c.name).Compile(cl)
				})
				h.fifo, h.loose = fifo, column == "o"
				h.check = func(h *history, g int) {
					rows := h.live[g]
					if c.ever {
						rows = h.ever[g]
					}
					h.same(c.twin(values(rows, column, filtered, distinct)), h.read(g), g)
				}
				h.run(100)
			}
		})
	}
}

// values returns the values of a column that are not null.
func values(rows []*event.Event, column string, filtered, distinct bool) []any {
	var vals []any
	for _, ev := range rows {
		v := ev.Get(column)
		if v == nil || filtered && ev.Get("ok") != true {
			continue
		}
		if distinct && slices.ContainsFunc(vals, func(x any) bool { return sameValue(x, v) }) {
			continue
		}
		vals = append(vals, v)
	}
	return vals
}

func sameValue(a, b any) bool {
	if fmt.Sprintf("%T", a) != fmt.Sprintf("%T", b) {
		_, aInt := event.ToInt(a)
		_, bInt := event.ToInt(b)
		if !aInt || !bInt {
			return false
		}
	}
	return compareAny(a, b) == 0
}

func nth(v []any, i int) any {
	if i < 0 || i >= len(v) {
		return nil
	}
	return v[i]
}

func twinCount(v []any) any { return int64(len(v)) }

func floats(v []any) []float64 {
	var f []float64
	for _, x := range v {
		y, _ := event.ToFloat(x)
		f = append(f, y)
	}
	return f
}

// exactSum adds in 2000 bits; NaN and infinities as IEEE does.
func exactSum(v []float64) (*big.Float, float64) {
	sum, odd := new(big.Float).SetPrec(2000), 0.0
	for _, x := range v {
		if x-x != 0 {
			odd += x
		} else {
			sum.Add(sum, new(big.Float).SetFloat64(x))
		}
	}
	return sum, odd
}

func round(sum *big.Float, odd float64) float64 {
	if odd != 0 {
		return odd
	}
	f, _ := sum.Float64()
	return f
}

func twinSum(v []any) any {
	if len(v) == 0 {
		return nil
	}
	switch v[0].(type) {
	case *big.Int:
		sum := new(big.Int)
		for _, x := range v {
			sum.Add(sum, x.(*big.Int))
		}
		return sum
	case event.Decimal:
		sum := decimal.Zero
		for _, x := range v {
			sum = sum.Add(x.(event.Decimal))
		}
		return sum
	case float32:
		return float32(round(exactSum(floats(v))))
	case float64:
		return round(exactSum(floats(v)))
	}
	sum := int64(0)
	for _, x := range v {
		i, _ := event.ToInt(x)
		sum += i
	}
	return sum
}

func twinAvg(v []any) any {
	if len(v) == 0 {
		return nil
	}
	n := decimal.NewFromInt(int64(len(v)))
	switch s := twinSum(v).(type) {
	case *big.Int:
		return decimal.NewFromBigInt(s, 0).DivRound(n, 34)
	case event.Decimal:
		return s.DivRound(n, 34)
	}
	return round(exactSum(floats(v))) / float64(len(v))
}

func twinMin(v []any) any {
	if len(v) == 0 {
		return nil
	}
	return slices.MinFunc(v, compareAny)
}

func twinMax(v []any) any {
	if len(v) == 0 {
		return nil
	}
	return slices.MaxFunc(v, compareAny)
}

func twinMedian(v []any) any {
	f := slices.DeleteFunc(floats(v), math.IsNaN)
	slices.Sort(f)
	switch n := len(f); {
	case n == 0:
		return nil
	case n%2 == 1:
		return f[n/2]
	default:
		return f[n/2-1]/2 + f[n/2]/2
	}
}

func twinStddev(v []any) any {
	f := floats(v)
	if len(f) < 2 {
		return nil
	}
	sum, odd := exactSum(f)
	if odd != 0 {
		return math.NaN()
	}
	mean := sum.Quo(sum, big.NewFloat(float64(len(f))))
	sq := new(big.Float).SetPrec(2000)
	for _, x := range f {
		d := new(big.Float).SetPrec(2000).Sub(new(big.Float).SetFloat64(x), mean)
		sq.Add(sq, d.Mul(d, d))
	}
	s, _ := sq.Float64()
	return math.Sqrt(s / float64(len(f)-1))
}

func twinAvedev(v []any) any {
	f := floats(v)
	if len(f) == 0 {
		return nil
	}
	sum, odd := exactSum(f)
	if odd != 0 {
		return math.NaN()
	}
	mean := sum.Quo(sum, big.NewFloat(float64(len(f))))
	dist := new(big.Float).SetPrec(2000)
	for _, x := range f {
		d := new(big.Float).SetPrec(2000).Sub(new(big.Float).SetFloat64(x), mean)
		dist.Add(dist, d.Abs(d))
	}
	s, _ := dist.Float64()
	return s / float64(len(f))
}
