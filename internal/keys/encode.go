package keys

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Tags before the parts of an encoded key. What follows a tag has a known length or tells it, so
// that no two different keys have the same bytes.
const (
	tagNull = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat
	tagStr
	tagBig
	tagDec
	tagTime
	tagMap
	tagEvent
	tagArray
	tagOther
)

func encoder(f expr.Fn) func([]byte, *expr.Env) []byte {
	switch f.Type.Class() {
	case event.ClassBool:
		return func(b []byte, env *expr.Env) []byte {
			v, ok := f.Bool(env)
			if !ok {
				return append(b, tagNull)
			}
			return append(b, byte(tagFalse+boolWord(v)))
		}
	case event.ClassInt:
		return func(b []byte, env *expr.Env) []byte {
			v, ok := f.Int(env)
			if !ok {
				return append(b, tagNull)
			}
			return appendWord(b, tagInt, uint64(v))
		}
	case event.ClassFloat:
		return func(b []byte, env *expr.Env) []byte {
			v, ok := f.Float(env)
			if !ok {
				return append(b, tagNull)
			}
			return appendWord(b, tagFloat, canonical(v))
		}
	case event.ClassStr:
		return func(b []byte, env *expr.Env) []byte {
			v, ok := f.Str(env)
			if !ok {
				return append(b, tagNull)
			}
			return appendStr(b, tagStr, v)
		}
	default:
		return func(b []byte, env *expr.Env) []byte { return appendAny(b, f.Any(env)) }
	}
}

func appendWord(b []byte, tag byte, v uint64) []byte {
	return binary.LittleEndian.AppendUint64(append(b, tag), v)
}

func appendStr(b []byte, tag byte, v string) []byte {
	return append(appendLen(b, tag, len(v)), v...)
}

func appendLen(b []byte, tag byte, n int) []byte {
	return binary.AppendUvarint(append(b, tag), uint64(n))
}

func appendAny(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, tagNull)
	case bool:
		return append(b, byte(tagFalse+boolWord(v)))
	case string:
		return appendStr(b, tagStr, v)
	case float64:
		return appendWord(b, tagFloat, canonical(v))
	case float32:
		return appendWord(b, tagFloat, canonical(float64(v)))
	case []any:
		b = appendLen(b, tagArray, len(v))
		for _, x := range v {
			b = appendAny(b, x)
		}
		return b
	}
	if i, ok := event.ToInt(v); ok {
		return appendWord(b, tagInt, uint64(i))
	}
	return appendRare(b, v)
}

func appendRare(b []byte, v any) []byte {
	switch v := v.(type) {
	case *big.Int:
		return appendStr(b, tagBig, v.String())
	case event.Decimal:
		return appendStr(b, tagDec, v.String()) // written without trailing zeros: 1.0 is 1
	case time.Time:
		b = appendWord(b, tagTime, uint64(v.Unix()))
		b = binary.LittleEndian.AppendUint32(b, uint32(v.Nanosecond()))
		return appendStr(b, tagStr, v.Location().String())
	case map[string]any:
		b = appendLen(b, tagMap, len(v))
		for _, k := range event.SortedKeys(v) {
			b = appendAny(appendStr(b, tagStr, k), v[k])
		}
		return b
	case *event.Event:
		b = appendStr(b, tagEvent, v.Schema().Name())
		cols := v.Schema().Columns()
		for i := range cols {
			b = appendAny(b, v.Any(&cols[i]))
		}
		return b
	}
	return appendStr(b, tagOther, fmt.Sprintf("%T %v", v, v))
}

// AppendValue appends the key of a single value, as [Key.Append] does for a row.
func AppendValue(b []byte, v any) []byte { return appendAny(b, v) }
