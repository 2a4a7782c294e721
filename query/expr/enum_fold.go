package expr

import (
	"math/big"

	"github.com/cephei-go/cephei/event"
)

// This file has the methods that make one value of all elements.

// numeric compiles the optional lambda, whose value must be a number.
func (c *enumCall) numeric() (*lambda, error) {
	if err := c.count(0, 1); err != nil {
		return nil, err
	}
	l, err := c.optional(0)
	if err == nil && !l.body.Type.IsNumeric() {
		return nil, typeError(c.pos, "'%s' needs numbers, not %s", c.name, l.body.Type)
	}
	return l, err
}

// enumSumOf sums integers in 64 bits, which is an int again for ints; a sum that does not fit is
// thrown.
func enumSumOf(c *enumCall) (Fn, error) {
	l, err := c.numeric()
	if err != nil {
		return Fn{}, err
	}
	switch t := l.body.Type; t.Class() {
	case event.ClassInt:
		return c.sumInts(l), nil
	case event.ClassFloat:
		sum := c.floatSum(l)
		return Fn{Type: t, Float: func(e *Env) (float64, bool) {
			v, n, ok := sum(e)
			return v, ok && n > 0
		}}, nil
	default:
		sum := c.bigSum(l)
		return Fn{Type: t, Any: func(e *Env) any {
			d, n, ok := sum(e)
			switch {
			case !ok || n == 0:
				return nil
			case t.Kind == event.KindBigInt:
				return d.BigInt()
			}
			return d
		}}, nil
	}
}

// sumInts adds in 64 bits. A sum that does not fit its type ends the row rather than wrap silently.
func (c *enumCall) sumInts(l *lambda) Fn {
	t := event.Type{Kind: max(l.body.Type.Kind, event.KindInt)}
	return Fn{Type: t, Int: func(e *Env) (int64, bool) {
		in := c.list(e)
		l.enter(e)
		var sum int64
		some := false
		for i, x := range in {
			l.set(e, x, i, len(in))
			v, ok := l.body.Int(e)
			if !ok {
				continue
			}
			next := sum + v
			if (next > sum) != (v > 0) && v != 0 || t.Kind == event.KindInt && next != int64(int32(next)) {
				Throw(c.pos, CodeLimit, "the sum does not fit %s", t)
			}
			sum, some = next, true
		}
		return sum, some
	}}
}

// floatSum adds with compensation, so that the order of size does not matter much.
func (c *enumCall) floatSum(l *lambda) func(*Env) (sum float64, n int, ok bool) {
	num := l.body.AsFloat()
	return func(e *Env) (float64, int, bool) {
		in := c.list(e)
		if in == nil {
			return 0, 0, false
		}
		l.enter(e)
		sum, lost, n := 0.0, 0.0, 0
		for i, x := range in {
			l.set(e, x, i, len(in))
			v, ok := num(e)
			if !ok {
				continue
			}
			n++
			next := sum + v
			// What the addition lost is kept aside and added at the end; infinities have lost
			// nothing.
			if rest := next - sum; rest-rest == 0 { // finite
				lost += (sum - (next - rest)) + (v - rest)
			}
			sum = next
		}
		return sum + lost, n, true
	}
}

// bigSum adds exactly, whatever the size.
func (c *enumCall) bigSum(l *lambda) func(*Env) (sum event.Decimal, n int, ok bool) {
	num := asDecimal(&l.body)
	return func(e *Env) (sum event.Decimal, n int, ok bool) {
		in := c.list(e)
		if in == nil {
			return sum, 0, false
		}
		l.enter(e)
		for i, x := range in {
			l.set(e, x, i, len(in))
			if v, ok := num(e); ok {
				sum = sum.Add(v)
				n++
			}
		}
		return sum, n, true
	}
}

// enumAverage is a double, of big numbers a decimal.
func enumAverage(c *enumCall) (Fn, error) {
	l, err := c.numeric()
	if err != nil {
		return Fn{}, err
	}
	if l.body.Type.Class() == event.ClassAny {
		sum := c.bigSum(l)
		return Fn{Type: event.BigDec, Any: func(e *Env) any {
			d, n, ok := sum(e)
			if !ok || n == 0 {
				return nil
			}
			by, _ := toDecimal(big.NewInt(int64(n)))
			return divide(d, by)
		}}, nil
	}
	sum := c.floatSum(l)
	return Fn{Type: event.Double, Float: func(e *Env) (float64, bool) {
		v, n, ok := sum(e)
		if !ok || n == 0 {
			return 0, false
		}
		return v / float64(n), true
	}}, nil
}

// comparison compiles the optional lambda, whose value must have an order.
func (c *enumCall) comparison(least int) (*lambda, error) {
	if err := c.count(least, 1); err != nil {
		return nil, err
	}
	l, err := c.optional(0)
	if err != nil {
		return nil, err
	}
	if k := l.body.Type.Kind; k == event.KindEvent || k == event.KindArray || k == event.KindMap {
		return nil, typeError(c.pos, "'%s' needs values with an order, not %s", c.name, l.body.Type)
	}
	return l, nil
}

// best finds the place of the greatest (sign 1) or least (sign -1) value of the lambda; nulls are
// left out, the first of equals stays.
func (c *enumCall) best(l *lambda, sign int) func(*Env, []any) (at int, key any) {
	each := l.each()
	return func(e *Env, in []any) (int, any) {
		l.enter(e)
		at, key := -1, any(nil)
		for i, x := range in {
			v := each(e, x, i, len(in))
			if v == nil {
				continue
			}
			if cmp, _ := Compare(v, key); key == nil || cmp*sign > 0 {
				at, key = i, v
			}
		}
		return at, key
	}
}

// extremeValue is min and max: the value of the lambda.
func (c *enumCall) extremeValue(sign int) (Fn, error) {
	l, err := c.comparison(0)
	if err != nil {
		return Fn{}, err
	}
	best := c.best(l, sign)
	return c.boxed(l.body.Type, func(e *Env, in []any) any {
		_, v := best(e, in)
		return v
	}), nil
}

// extremeElement is minBy and maxBy: the element whose value it is.
func (c *enumCall) extremeElement(sign int) (Fn, error) {
	l, err := c.comparison(1)
	if err != nil {
		return Fn{}, err
	}
	best := c.best(l, sign)
	return c.boxed(c.elem, func(e *Env, in []any) any {
		if at, _ := best(e, in); at >= 0 {
			return in[at]
		}
		return nil
	}), nil
}

// enumMax is the greatest value.
func enumMax(c *enumCall) (Fn, error) { return c.extremeValue(1) }

// enumMin is the least value.
func enumMin(c *enumCall) (Fn, error) { return c.extremeValue(-1) }

// enumMaxBy is the element of the greatest value.
func enumMaxBy(c *enumCall) (Fn, error) { return c.extremeElement(1) }

// enumMinBy is the element of the least value.
func enumMinBy(c *enumCall) (Fn, error) { return c.extremeElement(-1) }

// frequent finds the value with the most (sign 1) or fewest (sign -1) occurrences.
func (c *enumCall) frequent(sign int) (Fn, error) {
	if err := c.count(0, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.optional(0)
	if err != nil {
		return Fn{}, err
	}
	each := l.each()
	return c.boxed(l.body.Type, func(e *Env, in []any) any {
		l.enter(e)
		at := make(map[any]int)
		var values []any
		var counts []int
		for i, x := range in {
			v := each(e, x, i, len(in))
			k := hashKey(v)
			j, ok := at[k]
			if !ok {
				j = len(values)
				at[k] = j
				values, counts = append(values, v), append(counts, 0)
			}
			counts[j]++
		}
		best := 0
		for j := range counts {
			if (counts[j]-counts[best])*sign > 0 {
				best = j
			}
		}
		if len(values) == 0 {
			return nil
		}
		return values[best]
	}), nil
}

// enumMostFrequent is the value with the most occurrences.
func enumMostFrequent(c *enumCall) (Fn, error) { return c.frequent(1) }

// enumLeastFrequent is the value with the fewest occurrences.
func enumLeastFrequent(c *enumCall) (Fn, error) { return c.frequent(-1) }
