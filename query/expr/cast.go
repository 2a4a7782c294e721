package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// ResolveType finds what a type's name means: a plain type, else an event type of the catalog.
func ResolveType(n *ast.TypeName, cat Catalog) (event.Type, error) {
	t, ok := event.TypeNamed(n.Name)
	if !ok && cat != nil {
		if s := cat.Schema(n.Name); s != nil {
			t, ok = event.EventOf(s), true
		}
	}
	if !ok {
		return t, ast.Errorf(n.Pos, CodeUnknownType, "unknown type '%s'", n.Name)
	}
	for range n.Dims {
		t = event.ArrayOf(t)
	}
	return t, nil
}

// compileCast makes `cast(x, type)`: null stays null; a text that does not parse throws; a value
// known only at run time that is of no fitting sort gives null.
func compileCast(c *ast.Cast, s *Scope) (Fn, error) {
	x, err := Compile(c.X, s)
	if err != nil {
		return Fn{}, err
	}
	t, err := ResolveType(c.Type, s.Catalog)
	if err != nil {
		return Fn{}, err
	}
	format, err := dateFormatArg(c, s)
	if err != nil {
		return Fn{}, err
	}
	if format != nil {
		return castFormatted(c, x, t, format)
	}
	switch {
	// The null literal gets the type, so that tests and rules can write a typed null.
	case isNullType(&x):
		return Constant(t, nil), nil
	case x.Type.Kind == t.Kind && (t.Kind != event.KindEvent && t.Kind != event.KindArray):
		return x, nil
	case t.IsNumeric() && x.Type.IsNumeric() && t.Class() != event.ClassAny:
		return castNumber(x, t), nil
	}
	to := caster(c.Pos, x.Type, t)
	box := x.AsAny()
	f := FromAny(t, func(e *Env) any {
		v := box(e)
		if v == nil {
			return nil
		}
		return to(v)
	})
	f.Const = x.Const
	return f, nil
}

// dateFormatArg returns the expression behind `dateformat:`, if there is one.
func dateFormatArg(c *ast.Cast, s *Scope) (*Fn, error) {
	var format *Fn
	for _, a := range c.Args {
		if a.Name != "dateformat" {
			return nil, argError(a.Pos, "cast does not know the argument '%s'", a.Name)
		}
		f, err := Compile(a.Value, s)
		if err != nil {
			return nil, err
		}
		if f.Type.Class() != event.ClassStr {
			return nil, typeError(a.Pos, "the date format must be a string, not %s", f.Type)
		}
		format = &f
	}
	return format, nil
}

// castNumber changes between plain numbers as Java does: integers lose their upper bits, floating
// point is cut toward zero and held within the range, NaN is zero.
func castNumber(x Fn, t event.Type) Fn {
	f := Fn{Type: t, Const: x.Const}
	switch {
	case !t.IsInteger() && t.Kind == event.KindFloat:
		v := x.AsFloat()
		f.Float = func(e *Env) (float64, bool) { a, ok := v(e); return float64(float32(a)), ok }
	case !t.IsInteger():
		f.Float = x.AsFloat()
	case x.Type.IsInteger():
		v, k := x.Int, t.Kind
		f.Int = func(e *Env) (int64, bool) { a, ok := v(e); return narrowInt(a, k), ok }
	case x.Type.Class() == event.ClassFloat:
		v, k := x.Float, t.Kind
		f.Int = func(e *Env) (int64, bool) { a, ok := v(e); return floatToInt(a, k), ok }
	default:
		box, k := x.AsAny(), t.Kind
		f.Int = func(e *Env) (int64, bool) {
			if n, ok := toNarrow(box(e), k).(int64); ok {
				return n, true
			}
			return 0, false
		}
	}
	return f
}

// caster returns the conversion of values that are not null; nil is "does not fit".
func caster(pos ast.Pos, from, to event.Type) func(any) any {
	switch {
	case to.Kind == event.KindObject:
		return func(v any) any { return v }
	case to.Class() == event.ClassStr:
		return func(v any) any { return ToText(v) }
	case from.Class() == event.ClassStr && (to.IsNumeric() || to.Kind == event.KindBool):
		return func(v any) any { return parseAs(pos, v, to) }
	case from.Class() == event.ClassStr && to.IsDate():
		return func(v any) any {
			s, _ := v.(string)
			return parseDate(pos, s, "iso", to, nil)
		}
	case to.IsDate():
		return toDateValue
	case to.IsNumeric():
		return func(v any) any { return toKind(v, to.Kind) }
	}
	return keeper(to)
}

// keeper returns the conversion that only lets values through which are of the type already: what a
// cast of something known at run time can do for booleans, maps, arrays and events.
func keeper(to event.Type) func(any) any {
	switch to.Kind {
	case event.KindBool:
		return keep[bool]
	case event.KindMap:
		return keep[map[string]any]
	case event.KindArray:
		return keep[[]any]
	case event.KindEvent:
		return func(v any) any {
			if ev, ok := v.(*event.Event); ok && (to.Schema == nil || ev.Schema().Is(to.Schema)) {
				return v
			}
			return nil
		}
	default:
		return func(any) any { return nil }
	}
}

// keep returns v if it is a T, else nil.
func keep[T any](v any) any {
	if x, ok := v.(T); ok {
		return x
	}
	return nil
}
