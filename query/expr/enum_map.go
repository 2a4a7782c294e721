package expr

import "github.com/cephei-go/cephei/event"

// This file has the methods that make something else of each element.

// transform makes an array of what the lambda gives.
func (c *enumCall) transform(l *lambda, nulls bool) Fn {
	each := l.each()
	return c.array(l.body.Type, func(e *Env, in []any) []any {
		l.enter(e)
		out := make([]any, 0, len(in))
		for i, v := range in {
			if x := each(e, v, i, len(in)); x != nil || nulls {
				out = append(out, x)
			}
		}
		return out
	})
}

// enumSelectFrom leaves nulls out, as Esper does.
func enumSelectFrom(c *enumCall) (Fn, error) {
	if err := c.count(1, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.lambda(0)
	if err != nil {
		return Fn{}, err
	}
	return c.transform(l, false), nil
}

// enumArrayOf keeps nulls, so that places stay what they were.
func enumArrayOf(c *enumCall) (Fn, error) {
	if err := c.count(0, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.optional(0)
	if err != nil {
		return Fn{}, err
	}
	return c.transform(l, true), nil
}

// enumToMap makes keys of the text of their values.
func enumToMap(c *enumCall) (Fn, error) {
	if err := c.count(2, 2); err != nil {
		return Fn{}, err
	}
	key, err := c.lambda(0)
	if err != nil {
		return Fn{}, err
	}
	val, err := c.lambda(1)
	if err != nil {
		return Fn{}, err
	}
	k, v := key.each(), val.each()
	return c.boxed(event.Map, func(e *Env, in []any) any {
		key.enter(e)
		val.enter(e)
		out := make(map[string]any, len(in))
		for i, x := range in {
			out[ToText(k(e, x, i, len(in)))] = v(e, x, i, len(in))
		}
		return out
	}), nil
}

// enumGroupBy keeps the order of the elements within each group.
func enumGroupBy(c *enumCall) (Fn, error) {
	if err := c.count(1, 2); err != nil {
		return Fn{}, err
	}
	key, err := c.lambda(0)
	if err != nil {
		return Fn{}, err
	}
	val, err := c.optional(1)
	if err != nil {
		return Fn{}, err
	}
	k, v := key.each(), val.each()
	return c.boxed(event.Map, func(e *Env, in []any) any {
		key.enter(e)
		val.enter(e)
		groups := make(map[string][]any)
		for i, x := range in {
			g := ToText(k(e, x, i, len(in)))
			groups[g] = append(groups[g], v(e, x, i, len(in)))
		}
		out := make(map[string]any, len(groups))
		for g, list := range groups { // into another map: the order does not show
			out[g] = list
		}
		return out
	}), nil
}

// enumAggregate folds. The value has the type of the start, unless the lambda needs a wider one.
func enumAggregate(c *enumCall) (Fn, error) {
	if err := c.count(2, 2); err != nil {
		return Fn{}, err
	}
	start, err := Compile(c.args[0], c.s)
	if err != nil {
		return Fn{}, err
	}
	t := start.Type
	l, err := c.lambda(1, t)
	if err != nil {
		return Fn{}, err
	}
	// `aggregate(0, (sum, x) => sum + x.price)` begins as an int and goes on as a double: the
	// lambda is compiled again with the wider value.
	if _, ok := Widen(l.body, t); !ok {
		wider, ok := meet(t, l.body.Type)
		if !ok {
			return Fn{}, typeError(c.args[1].Position(), "the lambda of 'aggregate' must give %s, not %s",
				t, l.body.Type)
		}
		t = wider
		if l, err = c.lambda(1, t); err != nil {
			return Fn{}, err
		}
	}
	body, ok := Widen(l.body, t)
	init, ok2 := Widen(start, t)
	if !ok || !ok2 {
		return Fn{}, typeError(c.args[1].Position(), "the lambda of 'aggregate' must give %s, not %s",
			t, l.body.Type)
	}
	first, next, acc := init.AsAny(), body.AsAny(), l.elem-1
	return c.boxed(t, func(e *Env, in []any) any {
		l.enter(e)
		v := first(e)
		for i, x := range in {
			l.set(e, x, i, len(in))
			e.Local[acc] = v
			v = next(e)
		}
		return v
	}), nil
}
