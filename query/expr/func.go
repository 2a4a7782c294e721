package expr

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
)

// Builtin returns the records of the scalar functions that come with the language, sorted by name.
func Builtin() []*Func {
	list := slices.Concat(valueFuncs(), mathFuncs())
	slices.SortFunc(list, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// functionNames lists the names, for suggestions.
func functionNames() []string {
	var out []string
	for _, f := range Builtin() {
		out = append(out, f.Name)
	}
	return out
}

// atLeast checks the number of arguments.
func atLeast(c *Call, n int) error {
	if len(c.Args) < n {
		return argError(c.Pos, "'%s' takes at least %d arguments, not %d", c.Name, n, len(c.Args))
	}
	return nil
}

// exactly checks the number of arguments.
func exactly(c *Call, n int) error {
	if len(c.Args) != n {
		return argError(c.Pos, "'%s' takes %d %s, not %d", c.Name, n, plural(n, "argument"), len(c.Args))
	}
	return nil
}

// plural is the word with an s unless there is one of it.
func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// valueFuncs lists the functions that work on values of several types.
func valueFuncs() []*Func {
	return []*Func{
		{
			Name:     "coalesce",
			Doc:      "The first of its arguments that is not null; null if all are.",
			Examples: []string{"coalesce(null, 2) = 2", "coalesce('a', 'b') = 'a'"},
			Compile:  coalesce,
		},
		{
			Name: "max",
			Doc: "The greatest of two or more numbers; null if one of them is null. " +
				"With one argument it is the aggregation.",
			Examples: []string{"max(1, 2) = 2", "max(1, 2.5, -1) = 2.5"},
			Compile:  func(c Call) (Fn, error) { return extreme(&c, 1) },
		},
		{
			Name: "min",
			Doc: "The least of two or more numbers; null if one of them is null. " +
				"With one argument it is the aggregation.",
			Examples: []string{"min(1, 2) = 1", "min(1, 2.5, -1) = -1"},
			Compile:  func(c Call) (Fn, error) { return extreme(&c, -1) },
		},
	}
}

// coalesce has the type in which its arguments meet.
func coalesce(c Call) (Fn, error) {
	if err := atLeast(&c, 2); err != nil {
		return Fn{}, err
	}
	t, ok := commonType(c.Args)
	if !ok {
		return Fn{}, typeError(c.Pos, "the arguments of coalesce must have one type, not %s",
			typeList(c.Args))
	}
	fns := slices.Clone(c.Args)
	toCommon(fns, t)
	f := Fn{Type: t, Const: allConst(fns...)}
	switch t.Class() {
	case event.ClassBool:
		f.Bool = firstOf(fns, func(f *Fn) plainFn[bool] { return f.Bool })
	case event.ClassInt:
		f.Int = firstOf(fns, func(f *Fn) plainFn[int64] { return f.Int })
	case event.ClassFloat:
		f.Float = firstOf(fns, func(f *Fn) plainFn[float64] { return f.Float })
	case event.ClassStr:
		f.Str = firstOf(fns, func(f *Fn) plainFn[string] { return f.Str })
	default:
		f.Any = func(e *Env) any {
			for i := range fns {
				if v := fns[i].Any(e); v != nil {
					return v
				}
			}
			return nil
		}
	}
	return f, nil
}

// firstOf is coalesce of one class: arguments after the first value are not evaluated.
func firstOf[T any](fns []Fn, plain func(*Fn) plainFn[T]) plainFn[T] {
	list := make([]plainFn[T], len(fns))
	for i := range fns {
		list[i] = plain(&fns[i])
	}
	return func(e *Env) (v T, ok bool) {
		for _, f := range list {
			if v, ok = f(e); ok {
				return v, true
			}
		}
		return v, false
	}
}

// extreme is max (sign 1) and min (sign -1) of several numbers.
func extreme(c *Call, sign int) (Fn, error) {
	if err := atLeast(c, 2); err != nil {
		return Fn{}, err
	}
	t := c.Args[0].Type
	for i := range c.Args {
		if !c.Args[i].Type.IsNumeric() {
			return Fn{}, typeError(c.Pos, "'%s' needs numbers, not %s", c.Name, c.Args[i].Type)
		}
		t = numberType(t, c.Args[i].Type)
	}
	fns := slices.Clone(c.Args)
	for i := range fns {
		fns[i] = toNumber(fns[i], t)
	}
	f := Fn{Type: t, Const: allConst(fns...)}
	switch t.Class() {
	case event.ClassInt:
		f.Int = pickPlain(fns, sign, func(f *Fn) plainFn[int64] { return f.Int })
	case event.ClassFloat:
		f.Float = pickPlain(fns, sign, func(f *Fn) plainFn[float64] { return f.Float })
	default:
		f.Any = func(e *Env) any { return pickAny(fns, sign, e) }
	}
	return f, nil
}

// pickPlain is extreme for plain numbers. NaN wins over all, as in Java's Math.
func pickPlain[T int64 | float64](fns []Fn, sign int, plain func(*Fn) plainFn[T]) plainFn[T] {
	list := make([]plainFn[T], len(fns))
	for i := range fns {
		list[i] = plain(&fns[i])
	}
	return func(e *Env) (best T, ok bool) {
		for i, f := range list {
			v, ok := f(e)
			if !ok {
				return 0, false
			}
			if i == 0 || sign > 0 && v > best || sign < 0 && v < best || v != v {
				best = v
			}
		}
		return best, true
	}
}

// pickAny is extreme for big numbers.
func pickAny(fns []Fn, sign int, e *Env) any {
	var best any
	for i := range fns {
		v := fns[i].Any(e)
		if v == nil {
			return nil
		}
		if c, _ := Compare(v, best); best == nil || c*sign > 0 {
			best = v
		}
	}
	return best
}
