package event

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"
)

// ToInt returns a value of one of the integer kinds as int64.
func ToInt(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case int32:
		return int64(v), true
	case int16:
		return int64(v), true
	case int8:
		return int64(v), true
	case int:
		return int64(v), true
	case uint8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case uint32:
		return int64(v), true
	case uint64:
		return int64(v), true
	case uint:
		return int64(v), true
	}
	return 0, false
}

// ToFloat returns any number as float64, big ones rounded.
func ToFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f, true
	case Decimal:
		f, _ := v.Float64()
		return f, true
	}
	i, ok := ToInt(v)
	return float64(i), ok
}

// ToKind returns a number as the Go type of a numeric kind; fractions are cut off where the kind
// is whole. A value that is no number, nil included, gives nil.
func ToKind(v any, k Kind) any {
	switch k {
	case KindByte, KindShort, KindInt, KindLong:
		i, ok := ToInt(v)
		if !ok {
			f, isFloat := ToFloat(v)
			if !isFloat {
				return nil
			}
			i = int64(f)
		}
		return BoxInt(k, i)
	case KindFloat, KindDouble:
		f, ok := ToFloat(v)
		switch {
		case !ok:
			return nil
		case k == KindFloat:
			return float32(f)
		}
		return f
	case KindBigInt:
		return toBigInt(v)
	case KindBigDec:
		return toDecimal(v)
	}
	return nil
}

func toBigInt(v any) any {
	if i, ok := ToInt(v); ok {
		return big.NewInt(i)
	}
	switch v := v.(type) {
	case *big.Int:
		return v
	case Decimal:
		return v.BigInt()
	}
	f, ok := ToFloat(v)
	if !ok || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	i, _ := big.NewFloat(f).Int(nil)
	return i
}

func toDecimal(v any) any {
	if i, ok := ToInt(v); ok {
		return decimal.NewFromInt(i)
	}
	switch v := v.(type) {
	case Decimal:
		return v
	case *big.Int:
		return decimal.NewFromBigInt(v, 0)
	}
	f, ok := ToFloat(v)
	if !ok || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return decimal.NewFromFloat(f)
}
