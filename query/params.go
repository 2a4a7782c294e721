package query

import (
	"fmt"
	"math"
	"strconv"

	"github.com/cephei-go/cephei/event"
)

func itoa(i int) string { return strconv.Itoa(i) }

// goType returns the EPL type of a Go value given for a parameter, and refuses types that EPL has
// no form for.
func goType(v any) (event.Type, error) {
	switch v := v.(type) {
	case nil:
		return event.Null, nil
	case bool:
		return event.Bool, nil
	case string:
		return event.String, nil
	case float64:
		return event.Double, nil
	case float32:
		return event.Float, nil
	case int8:
		return event.Byte, nil
	case int16:
		return event.Short, nil
	case int32:
		return event.Int, nil
	case int:
		if v >= math.MinInt32 && v <= math.MaxInt32 {
			return event.Int, nil
		}
		return event.Long, nil
	case int64:
		return event.Long, nil
	case event.Decimal:
		return event.BigDec, nil
	case []any:
		return event.ArrayOf(event.Object), nil
	}
	return event.Type{}, fmt.Errorf("values of Go type %T are not supported", v)
}
