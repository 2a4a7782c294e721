package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Convert returns the value in the Go type that columns of type t have, as [Event.SetAny] wants it.
// It accepts what a map or a decoded JSON object may hold: numbers of any Go type that fit without
// loss, json.Number, text for dates, nested maps for events, slices for arrays. nil stays nil.
func Convert(v any, t Type) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch t.Kind {
	case KindByte, KindShort, KindInt, KindLong:
		return convertInt(v, t)
	case KindFloat, KindDouble:
		return convertFloat(v, t)
	case KindBigInt, KindBigDec:
		return convertBig(v, t)
	case KindString, KindEnum, KindChar:
		return convertText(v, t)
	case KindDate, KindCalendar, KindLocal:
		return convertTime(v, t)
	case KindEvent:
		return convertEvent(v, t)
	case KindArray:
		return convertArray(v, t)
	}
	return convertRest(v, t)
}

func convertRest(v any, t Type) (any, error) {
	switch t.Kind {
	case KindBool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case KindMap:
		if m, ok := v.(map[string]any); ok {
			return Natural(m), nil
		}
	case KindObject:
		return Natural(v), nil
	case KindNull:
		return nil, errAlwaysNull
	}
	return nil, mismatch(v, t)
}

var errAlwaysNull = errors.New("the column is always null")

func convertText(v any, t Type) (any, error) {
	s, ok := v.(string)
	if !ok || t.Kind == KindChar && utf8.RuneCountInString(s) != 1 {
		return nil, mismatch(v, t)
	}
	return validText(s), nil
}

func mismatch(v any, t Type) error {
	const most = 60
	text := fmt.Sprintf("%v", v)
	if len(text) > most {
		text = text[:most] + "..."
	}
	return fmt.Errorf("%T %s is no %s", v, text, t)
}

// validText replaces bytes that are no UTF-8 by the replacement character.
func validText(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

var intRange = map[Kind][2]int64{
	KindByte: {math.MinInt8, math.MaxInt8}, KindShort: {math.MinInt16, math.MaxInt16},
	KindInt: {math.MinInt32, math.MaxInt32}, KindLong: {math.MinInt64, math.MaxInt64},
}

func convertInt(v any, t Type) (any, error) {
	i, ok := ToInt(v)
	switch x := v.(type) {
	case json.Number:
		n, err := x.Int64()
		i, ok = n, err == nil
	case float64:
		i, ok = int64(x), x == math.Trunc(x) && math.Abs(x) <= 1<<53
	case uint64:
		ok = x <= math.MaxInt64
	case uint:
		ok = uint64(x) <= math.MaxInt64
	case time.Time:
		i, ok = x.UnixMilli(), t.Kind == KindLong
	}
	r := intRange[t.Kind]
	if !ok || i < r[0] || i > r[1] {
		return nil, mismatch(v, t)
	}
	return BoxInt(t.Kind, i), nil
}

func convertFloat(v any, t Type) (any, error) {
	f, ok := ToFloat(v)
	switch x := v.(type) {
	case json.Number:
		n, err := x.Float64()
		f, ok = n, err == nil
	case string: // JSON has no other way to write these
		f, ok = namedFloat(x)
	}
	switch {
	case !ok:
		return nil, mismatch(v, t)
	case t.Kind == KindFloat:
		return float32(f), nil
	}
	return f, nil
}

func namedFloat(s string) (float64, bool) {
	switch s {
	case "NaN":
		return math.NaN(), true
	case "Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	return 0, false
}

// maxDigits bounds the text of big numbers: arithmetic on longer ones would take for ever.
const maxDigits = 1000

func convertBig(v any, t Type) (any, error) {
	text := ""
	switch x := v.(type) {
	case json.Number:
		text = x.String()
	case string:
		text = x
	default:
		if r := ToKind(v, t.Kind); r != nil {
			return r, nil
		}
	}
	if text == "" || len(text) > maxDigits {
		return nil, mismatch(v, t)
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() > maxDigits || d.Exponent() < -maxDigits {
		return nil, mismatch(v, t)
	}
	if t.Kind == KindBigInt {
		return d.BigInt(), nil
	}
	return d, nil
}

// timeForms are the texts that are understood as dates, all of them ISO 8601.
var timeForms = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999Z0700", "2006-01-02",
}

// ParseTime reads an ISO 8601 date or date-time; without an offset it is UTC.
func ParseTime(s string) (time.Time, bool) {
	for _, f := range timeForms {
		if t, err := time.Parse(f, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func convertTime(v any, t Type) (any, error) {
	switch x := v.(type) {
	case time.Time:
		return x, nil
	case string:
		if p, ok := ParseTime(x); ok {
			if t.Kind != KindCalendar {
				p = p.UTC()
			}
			return p, nil
		}
	}
	if ms, err := convertInt(v, Long); err == nil {
		return time.UnixMilli(ms.(int64)).UTC(), nil
	}
	return nil, mismatch(v, t)
}

func convertEvent(v any, t Type) (any, error) {
	switch x := v.(type) {
	case *Event:
		if t.Schema == nil || x.schema.Is(t.Schema) {
			return x, nil
		}
	case map[string]any:
		if t.Schema != nil {
			return FromMap(t.Schema, x)
		}
	}
	return nil, mismatch(v, t)
}

func convertArray(v any, t Type) (any, error) {
	elem := Object
	if t.Elem != nil {
		elem = *t.Elem
	}
	list, ok := v.([]any)
	if !ok {
		return convertGoSlice(v, t, elem)
	}
	out := make([]any, len(list))
	for i, x := range list {
		c, err := Convert(x, elem)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		out[i] = c
	}
	return out, nil
}

// Natural returns a value of unknown type in the types that EPL gives it: whole numbers are int,
// long or biginteger, whichever fits first, others double; maps and slices likewise inside.
func Natural(v any) any {
	switch x := v.(type) {
	case json.Number:
		return naturalNumber(x)
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			out[k] = Natural(e)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = Natural(e)
		}
		return out
	case int:
		if x >= math.MinInt32 && x <= math.MaxInt32 {
			return int32(x)
		}
		return int64(x)
	case string:
		return validText(x)
	}
	return v
}

func naturalNumber(n json.Number) any {
	s := n.String()
	if strings.ContainsAny(s, ".eE") {
		f, _ := n.Float64()
		return f
	}
	if i, err := n.Int64(); err == nil {
		if i >= math.MinInt32 && i <= math.MaxInt32 {
			return int32(i)
		}
		return i
	}
	if b, ok := new(big.Int).SetString(s, 10); ok && len(s) <= maxDigits {
		return b
	}
	f, _ := n.Float64()
	return f
}
