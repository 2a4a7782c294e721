package event

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// AppendJSON appends the event as a JSON object, its columns in order. Doubles always show a point
// or exponent, integers never, so that types can be told apart; NaN and infinities are the texts
// "NaN", "Infinity" and "-Infinity".
func (e *Event) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	for i := range e.schema.cols {
		if i > 0 {
			b = append(b, ',')
		}
		c := &e.schema.cols[i]
		b = appendText(b, c.Name)
		b = append(b, ':')
		b = AppendValue(b, e.Any(c))
	}
	return append(b, '}')
}

// String returns the event as JSON.
func (e *Event) String() string { return string(e.AppendJSON(nil)) }

// MarshalJSON returns the event as JSON.
func (e *Event) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// AppendValue appends a value as [Event.Any] gives it.
func AppendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendText(b, v)
	case float64:
		return appendFloat(b, v, 64)
	case float32:
		return appendFloat(b, float64(v), 32)
	case *Event:
		return v.AppendJSON(b)
	case []any:
		return appendArray(b, v)
	case map[string]any:
		return appendMap(b, v)
	}
	if i, ok := ToInt(v); ok {
		return strconv.AppendInt(b, i, 10)
	}
	return appendRare(b, v)
}

func appendRare(b []byte, v any) []byte {
	switch v := v.(type) {
	case *big.Int:
		return v.Append(b, 10)
	case Decimal:
		s := v.String()
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return append(b, s...)
	case time.Time:
		return appendTime(b, v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return appendText(b, err.Error())
	}
	return append(b, text...)
}

func appendArray(b []byte, a []any) []byte {
	b = append(b, '[')
	for i, x := range a {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendValue(b, x)
	}
	return append(b, ']')
}

func appendMap(b []byte, m map[string]any) []byte {
	b = append(b, '{')
	for i, k := range SortedKeys(m) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, k)
		b = append(b, ':')
		b = AppendValue(b, m[k])
	}
	return append(b, '}')
}

func appendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(b, `"-Infinity"`...)
	}
	form := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		form = 'e'
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, form, -1, bits)
	if !strings.ContainsAny(string(b[start:]), ".e") {
		b = append(b, ".0"...)
	}
	return b
}

// appendTime writes UTC with milliseconds and Z, other zones with their offset.
func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, "2006-01-02T15:04:05.000Z07:00")
	return append(b, '"')
}

func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ':
			b = append(b, `\u00`...)
			b = append(b, hex[r>>4], hex[r&15])
		default:
			b = append(b, string(r)...)
		}
	}
	return append(b, '"')
}
