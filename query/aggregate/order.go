package aggregate

import (
	"cmp"
	"math/big"
	"time"

	"github.com/cephei-go/cephei/event"
)

// compareFloats orders floating point numbers with NaN above everything, as Esper does.
func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	case a == a:
		return -1
	case b == b:
		return 1
	}
	return 0
}

// backwards turns an order around.
func backwards[T any](c compare[T]) compare[T] { return func(a, b T) int { return c(b, a) } }

// The ranks of the sorts of values. No comparison is defined between different ones, but where a
// type is known at run time only, an order that always is one is better than a panic.
const (
	rankNull = iota
	rankBool
	rankNumber
	rankString
	rankTime
	rankArray
	rankOther
)

func rankOf(v any) int {
	switch v.(type) {
	case nil:
		return rankNull
	case bool:
		return rankBool
	case string:
		return rankString
	case time.Time:
		return rankTime
	case []any:
		return rankArray
	}
	if _, ok := event.ToFloat(v); ok {
		return rankNumber
	}
	return rankOther
}

// compareAny orders values of any type; null is least.
func compareAny(a, b any) int {
	ra, rb := rankOf(a), rankOf(b)
	if ra != rb {
		return cmp.Compare(ra, rb)
	}
	switch ra {
	case rankBool:
		return compareBools(a.(bool), b.(bool))
	case rankNumber:
		return compareNumbers(a, b)
	case rankString:
		return cmp.Compare(a.(string), b.(string))
	case rankTime:
		return a.(time.Time).Compare(b.(time.Time))
	case rankArray:
		return compareArrays(a.([]any), b.([]any))
	}
	return 0
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareNumbers(a, b any) int {
	i, iok := event.ToInt(a)
	j, jok := event.ToInt(b)
	if iok && jok {
		return cmp.Compare(i, j)
	}
	if x, ok := a.(*big.Int); ok {
		if y, ok := b.(*big.Int); ok {
			return x.Cmp(y)
		}
	}
	if x, ok := a.(event.Decimal); ok {
		if y, ok := b.(event.Decimal); ok {
			return x.Cmp(y)
		}
	}
	f, _ := event.ToFloat(a)
	g, _ := event.ToFloat(b)
	return compareFloats(f, g)
}

func compareArrays(a, b []any) int {
	for i := range min(len(a), len(b)) {
		if c := compareAny(a[i], b[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}
