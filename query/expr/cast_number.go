package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// narrowInt keeps the bits that the kind has.
func narrowInt(v int64, k event.Kind) int64 {
	switch k {
	case event.KindByte:
		return int64(int8(v))
	case event.KindShort:
		return int64(int16(v))
	case event.KindInt:
		return int64(int32(v))
	default:
		return v
	}
}

// floatToInt cuts toward zero and stays within an int, or within a long; NaN is zero. Smaller kinds
// keep the lower bits of the int.
func floatToInt(v float64, k event.Kind) int64 {
	lo, hi := int64(math.MinInt32), int64(math.MaxInt32)
	if k == event.KindLong {
		lo, hi = math.MinInt64, math.MaxInt64
	}
	switch {
	case v != v:
		return 0
	// The conversion of Go is undefined out of range, that of Java is not: it stops at the ends.
	case v <= float64(lo):
		return narrowInt(lo, k)
	case v >= float64(hi):
		return narrowInt(hi, k)
	}
	return narrowInt(int64(v), k)
}

// toNarrow returns any number as an integer of the kind, in an int64.
func toNarrow(v any, k event.Kind) any {
	switch x := v.(type) {
	case *big.Int:
		low := new(big.Int).And(x, new(big.Int).SetUint64(math.MaxUint64))
		return narrowInt(int64(low.Uint64()), k)
	case event.Decimal:
		if d, ok := toDecimal(x); ok {
			return toNarrow(d.BigInt(), k)
		}
		return nil
	case float32:
		return floatToInt(float64(x), k)
	case float64:
		return floatToInt(x, k)
	}
	if i, ok := event.ToInt(v); ok {
		return narrowInt(i, k)
	}
	return nil
}

// toKind returns any number as the Go type of the kind; what is no number gives nil.
func toKind(v any, k event.Kind) any {
	switch k {
	case event.KindFloat:
		if f, ok := event.ToFloat(v); ok {
			return float32(f)
		}
	case event.KindDouble:
		if f, ok := event.ToFloat(v); ok {
			return f
		}
	case event.KindBigInt:
		if d, ok := toDecimal(v); ok {
			return d.BigInt()
		}
	case event.KindBigDec:
		if d, ok := toDecimal(v); ok {
			return d
		}
	default:
		if n, ok := toNarrow(v, k).(int64); ok {
			return event.BoxInt(k, n)
		}
	}
	return nil
}

var intBits = map[event.Kind]int{
	event.KindByte: 8, event.KindShort: 16, event.KindInt: 32, event.KindLong: 64,
}

// parseAs reads a number or boolean from a text, or throws.
func parseAs(pos ast.Pos, v any, t event.Type) any {
	s, _ := v.(string)
	switch {
	case t.IsInteger():
		n := s
		if t.Kind == event.KindLong {
			n = strings.TrimRight(n, "lL")
		}
		if i, err := strconv.ParseInt(n, 10, intBits[t.Kind]); err == nil {
			return event.BoxInt(t.Kind, i)
		}
	case t.Kind == event.KindBool:
		if strings.EqualFold(s, "true") || strings.EqualFold(s, "false") {
			return strings.EqualFold(s, "true")
		}
	case t.Kind == event.KindBigInt:
		if b, ok := new(big.Int).SetString(s, 10); ok {
			return b
		}
	case t.Kind == event.KindBigDec:
		if d, err := decimal.NewFromString(s); err == nil {
			if d, ok := toDecimal(d); ok {
				return d
			}
		}
	default:
		if f, ok := parseFloat(s); ok {
			return toKind(f, t.Kind)
		}
	}
	Throw(pos, CodeBadCast, "'%s' is not a value of type %s", s, t)
	return nil
}

// parseFloat reads a number with an optional suffix; what only Go takes for a number is refused.
func parseFloat(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	switch s {
	case "NaN":
		return math.NaN(), true
	case "Infinity", "+Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	if strings.ContainsAny(s, "_xXiInNpP") {
		return 0, false
	}
	s = strings.TrimRight(s, "fFdD")
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0)
}
