package expr

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// This file has the methods that pick elements by a condition or by their place.

// enumWhere filters; null counts as false.
func enumWhere(c *enumCall) (Fn, error) {
	if err := c.count(1, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.condition(0)
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		l.enter(e)
		out := []any{}
		for i, v := range in {
			if l.holds(e, v, i, len(in)) {
				out = append(out, v)
			}
		}
		return out
	}), nil
}

// search finds the first element in the order given by at for which the condition, if there is one,
// holds.
func (c *enumCall) search(at func(k, n int) int) (Fn, error) {
	if err := c.count(0, 1); err != nil {
		return Fn{}, err
	}
	if len(c.args) == 0 {
		return c.boxed(c.elem, func(_ *Env, in []any) any {
			if len(in) == 0 {
				return nil
			}
			return in[at(0, len(in))]
		}), nil
	}
	l, err := c.condition(0)
	if err != nil {
		return Fn{}, err
	}
	return c.boxed(c.elem, func(e *Env, in []any) any {
		l.enter(e)
		for k := range in {
			i := at(k, len(in))
			if l.holds(e, in[i], i, len(in)) {
				return in[i]
			}
		}
		return nil
	}), nil
}

// enumFirstOf searches from the front.
func enumFirstOf(c *enumCall) (Fn, error) { return c.search(func(k, _ int) int { return k }) }

// enumLastOf searches from the back.
func enumLastOf(c *enumCall) (Fn, error) { return c.search(func(k, n int) int { return n - 1 - k }) }

// quantify makes anyOf and allOf: decided by the first element whose condition is decider.
func (c *enumCall) quantify(decider bool) (Fn, error) {
	if err := c.count(1, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.condition(0)
	if err != nil {
		return Fn{}, err
	}
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) {
		in := c.list(e)
		if in == nil {
			return false, false
		}
		l.enter(e)
		for i, v := range in {
			if l.holds(e, v, i, len(in)) == decider {
				return decider, true
			}
		}
		return !decider, true
	}}, nil
}

// enumAnyOf is decided by the first element that meets the condition.
func enumAnyOf(c *enumCall) (Fn, error) { return c.quantify(true) }

// enumAllOf is decided by the first element that does not meet the condition.
func enumAllOf(c *enumCall) (Fn, error) { return c.quantify(false) }

// enumCountOf counts all elements, or those that meet the condition.
func enumCountOf(c *enumCall) (Fn, error) {
	if err := c.count(0, 1); err != nil {
		return Fn{}, err
	}
	var l *lambda
	if len(c.args) > 0 {
		var err error
		if l, err = c.condition(0); err != nil {
			return Fn{}, err
		}
	}
	return Fn{Type: event.Int, Int: func(e *Env) (int64, bool) {
		in := c.list(e)
		if in == nil {
			return 0, false
		}
		if l == nil {
			return int64(len(in)), true
		}
		l.enter(e)
		n := int64(0)
		for i, v := range in {
			if l.holds(e, v, i, len(in)) {
				n++
			}
		}
		return n, true
	}}, nil
}

// number compiles the only argument as a whole number.
func (c *enumCall) number() (IntFn, error) {
	if err := c.count(1, 1); err != nil {
		return nil, err
	}
	f, err := Compile(c.args[0], c.s)
	if err != nil {
		return nil, err
	}
	if !f.Type.IsInteger() {
		return nil, typeError(c.args[0].Position(), "'%s' takes a whole number, not %s", c.name, f.Type)
	}
	return f.Int, nil
}

// enumTake copies the front; a null or negative number takes nothing.
func enumTake(c *enumCall) (Fn, error) {
	n, err := c.number()
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		k, _ := n(e)
		return slices.Clone(in[:max(0, min(k, int64(len(in))))])
	}), nil
}

// enumTakeLast copies the back; a null or negative number takes nothing.
func enumTakeLast(c *enumCall) (Fn, error) {
	n, err := c.number()
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		k, _ := n(e)
		return slices.Clone(in[int64(len(in))-max(0, min(k, int64(len(in)))):])
	}), nil
}

// enumTakeWhile copies the front up to the first element that fails.
func enumTakeWhile(c *enumCall) (Fn, error) {
	if err := c.count(1, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.condition(0)
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		l.enter(e)
		k := 0
		for k < len(in) && l.holds(e, in[k], k, len(in)) {
			k++
		}
		return slices.Clone(in[:k])
	}), nil
}

// enumTakeWhileLast counts the index from the end.
func enumTakeWhileLast(c *enumCall) (Fn, error) {
	if err := c.count(1, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.condition(0)
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		l.enter(e)
		k := 0
		for k < len(in) && l.holds(e, in[len(in)-1-k], k, len(in)) {
			k++
		}
		return slices.Clone(in[len(in)-k:])
	}), nil
}

// enumReverse works on a copy, since the array may belong to an event.
func enumReverse(c *enumCall) (Fn, error) {
	if err := c.count(0, 0); err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(_ *Env, in []any) []any {
		out := slices.Clone(in)
		slices.Reverse(out)
		return out
	}), nil
}
