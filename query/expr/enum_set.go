package expr

import (
	"slices"
	"time"

	"github.com/cephei-go/cephei/event"
)

// This file has the methods that compare elements with each other or with another array.

// hashKey makes a value a key of a map such that equal values have equal keys.
func hashKey(v any) any {
	switch v := v.(type) {
	case string, bool, nil, *event.Event:
		return v
	case float64:
		return v
	case float32:
		return float64(v)
	case time.Time:
		return [2]int64{v.Unix(), int64(v.Nanosecond())}
	}
	if i, ok := event.ToInt(v); ok {
		return i
	}
	return string(event.AppendValue(nil, v)) + "\x00" // no string that stands for itself
}

// enumDistinctOf keeps the first of equals, in the order in which they stand.
func enumDistinctOf(c *enumCall) (Fn, error) {
	if err := c.count(0, 1); err != nil {
		return Fn{}, err
	}
	l, err := c.optional(0)
	if err != nil {
		return Fn{}, err
	}
	each := l.each()
	return c.array(c.elem, func(e *Env, in []any) []any {
		l.enter(e)
		seen := make(map[any]bool, len(in))
		out := []any{}
		for i, x := range in {
			k := hashKey(each(e, x, i, len(in)))
			if !seen[k] {
				seen[k] = true
				out = append(out, x)
			}
		}
		return out
	}), nil
}

// other compiles the array that is the argument.
func (c *enumCall) other() (AnyFn, error) {
	if err := c.count(1, 1); err != nil {
		return nil, err
	}
	f, err := Compile(c.args[0], c.s)
	if err != nil {
		return nil, err
	}
	if f.Type.Kind != event.KindArray && f.Type.Kind != event.KindNull && f.Type.Kind != event.KindObject {
		return nil, typeError(c.args[0].Position(), "'%s' takes an array, not %s", c.name, f.Type)
	}
	if f.Type.Elem != nil && f.Type.Elem.Kind != event.KindNull && !canEqual(*f.Type.Elem, c.elem) {
		return nil, typeError(c.args[0].Position(), "'%s' takes an array of %s, not of %s",
			c.name, c.elem, *f.Type.Elem)
	}
	return f.AsAny(), nil
}

// keySet is the set of the elements' keys.
func keySet(a []any) map[any]bool {
	set := make(map[any]bool, len(a))
	for _, x := range a {
		set[hashKey(x)] = true
	}
	return set
}

// enumExcept gives each element once, and none that the other array has.
func enumExcept(c *enumCall) (Fn, error) {
	other, err := c.other()
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		with, _ := other(e).([]any)
		gone := keySet(with)
		out := []any{}
		for _, x := range in {
			if k := hashKey(x); !gone[k] {
				gone[k] = true
				out = append(out, x)
			}
		}
		return out
	}), nil
}

// enumIntersect keeps the doubles of the first array, and all of it when the other is empty or null,
// as Esper does.
func enumIntersect(c *enumCall) (Fn, error) {
	other, err := c.other()
	if err != nil {
		return Fn{}, err
	}
	return c.array(c.elem, func(e *Env, in []any) []any {
		with, _ := other(e).([]any)
		if len(with) == 0 {
			return slices.Clone(in)
		}
		set := keySet(with)
		out := []any{}
		for _, x := range in {
			if set[hashKey(x)] {
				out = append(out, x)
			}
		}
		return out
	}), nil
}

// enumUnion appends and keeps doubles: it is no union of sets.
func enumUnion(c *enumCall) (Fn, error) {
	other, err := c.other()
	if err != nil {
		return Fn{}, err
	}
	pos := c.pos
	return c.array(c.elem, func(e *Env, in []any) []any {
		with, _ := other(e).([]any)
		if len(in)+len(with) > maxNewArray { // a fold could double an array with each element
			Throw(pos, CodeLimit, "an array of more than %d elements", maxNewArray)
		}
		return slices.Concat(in, with)
	}), nil
}

// enumSequenceEqual is false for a null argument, null for a null receiver.
func enumSequenceEqual(c *enumCall) (Fn, error) {
	other, err := c.other()
	if err != nil {
		return Fn{}, err
	}
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) {
		in := c.list(e)
		if in == nil {
			return false, false
		}
		with, ok := other(e).([]any)
		return ok && equalArrays(in, with), true
	}}, nil
}

// sorted orders stably by the optional lambda; null is lowest.
func (c *enumCall) sorted(sign int) (Fn, error) {
	l, err := c.comparison(0)
	if err != nil {
		return Fn{}, err
	}
	each := l.each()
	type keyed struct{ key, x any }
	return c.array(c.elem, func(e *Env, in []any) []any {
		l.enter(e)
		// The lambda is evaluated once for each element, not at each comparison.
		list := make([]keyed, len(in))
		for i, x := range in {
			list[i] = keyed{each(e, x, i, len(in)), x}
		}
		slices.SortStableFunc(list, func(a, b keyed) int { return sign * compareNulls(a.key, b.key) })
		out := make([]any, len(in))
		for i := range list {
			out[i] = list[i].x
		}
		return out
	}), nil
}

// compareNulls is Compare with null below all.
func compareNulls(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	c, _ := Compare(a, b)
	return c
}

// enumOrderBy sorts upward.
func enumOrderBy(c *enumCall) (Fn, error) { return c.sorted(1) }

// enumOrderByDesc sorts downward.
func enumOrderByDesc(c *enumCall) (Fn, error) { return c.sorted(-1) }
