package window

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/big"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// criteria are the sort keys of sort and rank, each with its direction. Null sorts before every
// value.
type criteria struct {
	list []criterion
}

type criterion struct {
	fn      expr.Fn
	desc    bool
	prefix  func(env *expr.Env) uint64
	compare func(env *expr.Env, a, b *event.Event) int
}

// criteria reads the arguments from i on.
func (c *Call) criteria(from int) (*criteria, error) {
	k := &criteria{}
	for i := from; i < len(c.Args); i++ {
		a := &c.Args[i]
		if a.Star || a.Period != nil {
			return nil, c.errorf(i, codeArgs, "a sort criterion must be an expression")
		}
		if err := c.variable(i, "a sort criterion"); err != nil {
			return nil, err
		}
		k.list = append(k.list, newCriterion(a.Fn, a.Desc))
	}
	return k, nil
}

// exact tells that a prefix says all about a key, but for the prefixes 0 and the highest.
func (k *criteria) exact() bool {
	if len(k.list) > 1 {
		return false
	}
	switch k.list[0].fn.Type.Class() {
	case event.ClassInt, event.ClassFloat, event.ClassBool:
		return true
	default:
		return false
	}
}

// prefix returns as much of an event's first key as fits 64 bits, in order of the key.
func (k *criteria) prefix(env *expr.Env) uint64 {
	c := &k.list[0]
	p := c.prefix(env)
	if c.desc {
		return ^p
	}
	return p
}

// tie compares all keys of two events.
func (k *criteria) tie(env *expr.Env, a, b *event.Event) int {
	for i := range k.list {
		c := &k.list[i]
		d := c.compare(env, a, b)
		if d == 0 {
			continue
		}
		if c.desc {
			return -d
		}
		return d
	}
	return 0
}

func newCriterion(f expr.Fn, desc bool) criterion {
	c := criterion{fn: f, desc: desc}
	switch f.Type.Class() {
	case event.ClassInt:
		c.compare = compareBy(f.Int, cmp.Compare[int64])
		c.prefix = prefixBy(f.Int, func(v int64) uint64 { return uint64(v) ^ 1<<63 })
	case event.ClassFloat:
		c.compare = compareBy(f.Float, compareFloat)
		c.prefix = prefixBy(f.Float, floatOrder)
	case event.ClassBool:
		c.compare = compareBy(f.Bool, compareBool)
		c.prefix = prefixBy(f.Bool, func(v bool) uint64 {
			if v {
				return 2
			}
			return 1
		})
	case event.ClassStr:
		c.compare = compareBy(f.Str, cmp.Compare[string])
		c.prefix = prefixBy(f.Str, stringOrder)
	default:
		value := func(env *expr.Env) (any, bool) { v := f.Any(env); return v, v != nil }
		c.compare = compareBy(value, compareAny)
		c.prefix = func(*expr.Env) uint64 { return 0 }
	}
	return c
}

func prefixBy[T any](f func(*expr.Env) (T, bool), order func(T) uint64) func(*expr.Env) uint64 {
	return func(env *expr.Env) uint64 {
		v, ok := f(env)
		if !ok {
			return 0
		}
		return order(v)
	}
}

func compareBy[T any](
	f func(*expr.Env) (T, bool), compare func(x, y T) int,
) func(env *expr.Env, a, b *event.Event) int {
	return func(env *expr.Env, a, b *event.Event) int {
		env.Ev[0] = a
		x, okX := f(env)
		env.Ev[0] = b
		y, okY := f(env)
		if !okX || !okY {
			return compareBool(okX, okY)
		}
		return compare(x, y)
	}
}

// floatOrder maps floats to numbers of the same order; NaN, which is the highest, is one value, and
// so is zero.
func floatOrder(v float64) uint64 {
	if v == 0 {
		v = 0
	}
	if v != v {
		v = math.NaN()
	}
	b := math.Float64bits(v)
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

func compareFloat(x, y float64) int { return cmp.Compare(floatOrder(x), floatOrder(y)) }

func stringOrder(v string) uint64 {
	var b [8]byte
	copy(b[:], v)
	return binary.BigEndian.Uint64(b[:])
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// compareAny compares values whose type is known at run time only. Values of different sorts have
// an order too, so that a window never holds them in two places.
func compareAny(x, y any) int {
	if d := cmp.Compare(sortOf(x), sortOf(y)); d != 0 {
		return d
	}
	switch x := x.(type) {
	case bool:
		return compareBool(x, y.(bool))
	case string:
		return cmp.Compare(x, y.(string))
	case time.Time:
		return x.Compare(y.(time.Time))
	}
	return compareNumbers(x, y)
}

func sortOf(v any) int {
	switch v.(type) {
	case bool:
		return 0
	case string:
		return 2
	case time.Time:
		return 3
	}
	if _, ok := number(v); ok {
		return 1
	}
	return 4
}

func compareNumbers(x, y any) int {
	if i, ok := event.ToInt(x); ok {
		if j, ok := event.ToInt(y); ok {
			return cmp.Compare(i, j)
		}
	}
	a, _ := number(x)
	b, _ := number(y)
	if a == nil || b == nil {
		return 0 // maps, arrays and the like have no order: all are equal
	}
	return a.Cmp(b)
}

// number returns a number of any type as a big float, NaN as infinity.
func number(v any) (*big.Float, bool) {
	switch v := v.(type) {
	case *big.Int:
		return new(big.Float).SetInt(v), true
	case event.Decimal:
		f, _, err := big.ParseFloat(v.String(), 10, 256, big.ToNearestEven)
		return f, err == nil
	}
	f, ok := event.ToFloat(v)
	if !ok {
		return nil, false
	}
	if f != f {
		f = math.Inf(1)
	}
	return big.NewFloat(f), true
}
