package expr

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// concat is `||`: null if either side is null.
func concat(b *ast.Binary, l, r Fn) (Fn, error) {
	if l.Type.Class() != event.ClassStr || r.Type.Class() != event.ClassStr {
		return Fn{}, typeError(b.Pos, "'||' needs two strings, not %s and %s: cast(x, string) makes one",
			l.Type, r.Type)
	}
	x, y, pos := l.Str, r.Str, b.Pos
	// The right side is not looked at when the left is null.
	return Fn{Type: event.String, Const: allConst(l, r), Str: func(e *Env) (string, bool) {
		a, ok := x(e)
		if !ok {
			return "", false
		}
		c, ok := y(e)
		if !ok {
			return "", false
		}
		if len(a)+len(c) > maxText { // a fold could double a text with each element
			Throw(pos, CodeLimit, "a text of more than %d bytes", maxText)
		}
		return a + c, true
	}}, nil
}

// ToText returns a value as cast to string gives it: numbers as Java writes them.
func ToText(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return floatText(v, 64)
	case float32:
		return floatText(float64(v), 32)
	case *big.Int:
		return v.String()
	case event.Decimal:
		return decimalText(v)
	case time.Time:
		return v.Format("2006-01-02T15:04:05.000Z07:00")
	case *event.Event:
		return v.Schema().Name()
	}
	if i, ok := event.ToInt(v); ok {
		return strconv.FormatInt(i, 10)
	}
	return fmt.Sprint(v)
}

// decimalText keeps trailing zeros, which a decimal's own form leaves out.
func decimalText(d event.Decimal) string {
	if _, ok := toDecimal(d); !ok {
		return d.Coefficient().String() + "E" + strconv.Itoa(int(d.Exponent()))
	}
	return d.StringFixed(max(-d.Exponent(), 0))
}

// floatText writes a number with the fewest digits that name it, with a point always, and with an
// exponent below 0.001 and from ten million on.
func floatText(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	if a := math.Abs(v); a == 0 || a >= 1e-3 && a < 1e7 {
		s := strconv.FormatFloat(v, 'f', -1, bits)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	mant, exp, _ := strings.Cut(strconv.FormatFloat(v, 'E', -1, bits), "E")
	if !strings.Contains(mant, ".") {
		mant += ".0"
	}
	n, _ := strconv.Atoi(exp)
	return mant + "E" + strconv.Itoa(n)
}
