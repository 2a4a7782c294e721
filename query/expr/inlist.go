package expr

import (
	"cmp"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// manyItems is from how many constants on a list is looked up by hash.
const manyItems = 8

// compileIn makes `x in (a, b, ...)`. Items may be values, arrays (their elements count) and maps
// (their keys count). Without a hit a null item makes the answer null; a null array counts as
// empty.
func compileIn(n *ast.In, s *Scope) (Fn, error) {
	if n.Query != nil {
		return Fn{}, ast.Errorf(n.Pos, CodePlace, "a subquery is not expected here")
	}
	x, err := Compile(n.X, s)
	if err != nil {
		return Fn{}, err
	}
	items, err := compileAll(n.Items, s)
	if err != nil {
		return Fn{}, err
	}
	for i := range items {
		if t := itemType(items[i].Type, x.Type); !canEqual(x.Type, t) {
			return Fn{}, typeError(n.Items[i].Position(), "%s is not among values of type %s", x.Type, t)
		}
	}
	f := Fn{Type: event.Bool, Const: x.Const && allConst(items...)}
	f.Bool = listSearch(n.Not, &x, items)
	if l := amongLeaf(n.Not, &x, items); l != nil {
		f.leaves = []leaf{*l}
	}
	return f, nil
}

// itemType is the type that an item of a list is compared as: elements of arrays, keys of maps.
func itemType(t, x event.Type) event.Type {
	switch {
	case t.Kind == event.KindMap:
		return event.Object
	case t.Kind == event.KindArray && x.Kind != event.KindArray:
		if t.Elem != nil {
			return *t.Elem
		}
		return event.Object
	}
	return t
}

// listSearch chooses the form: constants of the value's own class in a plain list, others boxed.
func listSearch(not bool, x *Fn, items []Fn) BoolFn {
	plain := true
	// The plain forms need constants that are there and of one class with the value: a null
	// among them makes misses null, which only the boxed form minds.
	class := x.Type.Class()
	for i := range items {
		c := meetClass(x.Type, items[i].Type)
		if c == event.ClassAny || c == event.ClassBool || !items[i].Const || constValue(&items[i]) == nil {
			plain = false
		} else if c == event.ClassFloat {
			class = c // one fraction makes all comparisons those of doubles
		}
	}
	switch {
	case !plain:
		return searchAny(not, x, items)
	case class == event.ClassInt:
		return searchConst(not, x.Int, items, func(f *Fn) plainFn[int64] { return f.Int })
	case class == event.ClassFloat:
		return searchConst(not, x.AsFloat(), items, func(f *Fn) plainFn[float64] { return f.AsFloat() })
	default:
		return searchConst(not, x.Str, items, func(f *Fn) plainFn[string] { return f.Str })
	}
}

// plainFn is a plain form of an expression.
type plainFn[T any] = func(*Env) (T, bool)

// searchConst looks a value up in constants of its own class: one after the other while they are
// few.
func searchConst[T cmp.Ordered](
	not bool, x func(*Env) (T, bool), items []Fn, plain func(*Fn) plainFn[T],
) BoolFn {
	list := make([]T, len(items))
	for i := range items {
		list[i], _ = plain(&items[i])(&Env{})
	}
	if len(list) < manyItems {
		return func(e *Env) (bool, bool) {
			v, ok := x(e)
			if !ok {
				return false, false
			}
			for _, k := range list {
				if same(v, k) {
					return !not, true
				}
			}
			return not, true
		}
	}
	set := make(map[T]struct{}, len(list))
	for _, k := range list {
		set[k] = struct{}{}
	}
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		if !ok {
			return false, false
		}
		_, in := set[v]
		return in != not, true
	}
}

// searchAny looks through the list boxed.
func searchAny(not bool, x *Fn, items []Fn) BoolFn {
	value := x.AsAny()
	list := make([]AnyFn, len(items))
	for i := range items {
		list[i] = items[i].AsAny()
	}
	wholeArrays := x.Type.Kind == event.KindArray
	return func(e *Env) (bool, bool) {
		v := value(e)
		null := false
		for i, item := range list {
			w := item(e)
			if w == nil && isCollection(items[i].Type) {
				continue // as if it were empty, even for a null value
			}
			if v == nil {
				return false, false
			}
			if w == nil {
				null = true
				continue
			}
			hit, unsure := among(v, w, wholeArrays)
			if hit {
				return !not, true
			}
			null = null || unsure
		}
		return not && !null, !null
	}
}

// isCollection tells whether an item of a list stands for several values.
func isCollection(t event.Type) bool { return t.Kind == event.KindArray || t.Kind == event.KindMap }

// among compares a value with an item, or with each element of an array or key of a map.
func among(v, item any, wholeArrays bool) (hit, null bool) {
	switch item := item.(type) {
	case []any:
		if wholeArrays {
			break
		}
		for _, x := range item {
			if x == nil {
				null = true
			} else if Equal(v, x) {
				return true, false
			}
		}
		return false, null
	case map[string]any:
		_, hit = item[ToText(v)]
		return hit, false
	}
	return Equal(v, item), false
}
