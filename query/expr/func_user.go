package expr

import (
	"fmt"
	"reflect"
	"time"

	"github.com/cephei-go/cephei/event"
)

// CodeFunction is thrown when a user's function returns an error.
const CodeFunction = "function-failed"

// FuncOf makes a scalar function of a Go function. Its parameters and result may be bool, integers,
// floats, string, time.Time, *event.Event, map[string]any, slices of these and any; the last
// parameter may be variadic, and a second result may be an error, which is thrown. A null
// argument gives null without a call, unless the parameter is of type any or a pointer.
//
// Functions of one and two floats, of one or two strings and of one int64 are called directly, any
// other by reflection.
func FuncOf(name string, fn any) (*Func, error) {
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func || v.IsNil() {
		return nil, fmt.Errorf("function %s: %T is not a function", name, fn)
	}
	u, err := signatureOf(name, v)
	if err != nil {
		return nil, err
	}
	return &Func{Name: name, Doc: "A function of the program's own.", Compile: u.compile}, nil
}

// userFunc is a registered function with its signature in the terms of EPL.
type userFunc struct {
	name     string
	fn       reflect.Value
	params   []event.Type
	variadic bool
	result   event.Type
	fails    bool // the second result is an error
}

// signatureOf checks the signature once, at registration, so that calls need not.
func signatureOf(name string, v reflect.Value) (*userFunc, error) {
	t := v.Type()
	u := &userFunc{name: name, fn: v, variadic: t.IsVariadic()}
	for i := range t.NumIn() {
		p := t.In(i)
		if u.variadic && i == t.NumIn()-1 {
			p = p.Elem()
		}
		et, ok := goType(p)
		if !ok {
			return nil, fmt.Errorf("function %s: parameters of type %s are not supported", name, p)
		}
		u.params = append(u.params, et)
	}
	u.fails = t.NumOut() == 2 && t.Out(1) == reflect.TypeFor[error]()
	if t.NumOut() != 1 && !u.fails {
		return nil, fmt.Errorf("function %s: one result is expected, and perhaps an error", name)
	}
	r, ok := goType(t.Out(0))
	if !ok {
		return nil, fmt.Errorf("function %s: results of type %s are not supported", name, t.Out(0))
	}
	u.result = r
	return u, nil
}

var goKinds = map[reflect.Kind]event.Type{
	reflect.Bool: event.Bool, reflect.Int8: event.Byte, reflect.Int16: event.Short,
	reflect.Int32: event.Int, reflect.Int64: event.Long, reflect.Int: event.Long,
	reflect.Uint8: event.Short, reflect.Uint16: event.Int, reflect.Uint32: event.Long,
	reflect.Float32: event.Float, reflect.Float64: event.Double, reflect.String: event.String,
}

// goType returns the type of EPL that a Go type stands for.
func goType(t reflect.Type) (event.Type, bool) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return event.Date, true
	case reflect.TypeFor[*event.Event]():
		return event.EventOf(nil), true
	case reflect.TypeFor[map[string]any]():
		return event.Map, true
	case reflect.TypeFor[event.Decimal]():
		return event.BigDec, true
	}
	if k, ok := goKinds[t.Kind()]; ok {
		return k, true
	}
	switch t.Kind() {
	case reflect.Interface:
		return event.Object, t.NumMethod() == 0
	case reflect.Pointer:
		e, ok := goKinds[t.Elem().Kind()]
		return e, ok
	case reflect.Slice:
		e, ok := goType(t.Elem())
		return event.ArrayOf(e), ok
	}
	return event.Type{}, false
}

// compile checks the arguments' types and chooses the quickest way to call.
func (u *userFunc) compile(c Call) (Fn, error) {
	n := len(u.params)
	if u.variadic && len(c.Args) < n-1 || !u.variadic && len(c.Args) != n {
		return Fn{}, argError(c.Pos, "'%s' takes %d %s, not %d", u.name, n, plural(n, "argument"),
			len(c.Args))
	}
	args := make([]Fn, len(c.Args))
	for i := range args {
		want := u.params[min(i, n-1)]
		f, ok := Widen(c.Args[i], want)
		switch kind := c.Args[i].Type.Kind; {
		case ok:
		// The check is left to the call, where a value of another sort counts as null.
		case kind == event.KindObject:
			f, ok = dynamicArg(c.Args[i], want), true
		case kind == event.KindArray && want.Kind == kind: // elements are converted one by one
			f, ok = c.Args[i], true
		}
		if !ok {
			return Fn{}, typeError(c.Pos, "argument %d of '%s' must be of type %s, not %s",
				i+1, u.name, want, c.Args[i].Type)
		}
		args[i] = f
	}
	if f, ok := u.direct(args); ok {
		return f, nil
	}
	return u.reflected(c, args), nil
}

// dynamicArg takes a value known at run time only; one of another sort is null.
func dynamicArg(f Fn, want event.Type) Fn {
	box := f.AsAny()
	if want.IsNumeric() {
		return FromAny(want, func(e *Env) any { return toKind(box(e), want.Kind) })
	}
	return FromAny(want, box)
}

// direct calls the common signatures without reflection.
func (u *userFunc) direct(args []Fn) (Fn, bool) {
	switch fn := u.fn.Interface().(type) {
	case func(float64) float64:
		return Fn{Type: event.Double, Float: call1(args[0].Float, fn)}, true
	case func(float64, float64) float64:
		return Fn{Type: event.Double, Float: call2(args[0].Float, args[1].Float, fn)}, true
	case func(float64) bool:
		return Fn{Type: event.Bool, Bool: call1(args[0].Float, fn)}, true
	case func(int64) int64:
		return Fn{Type: event.Long, Int: call1(args[0].Int, fn)}, true
	case func(int64) bool:
		return Fn{Type: event.Bool, Bool: call1(args[0].Int, fn)}, true
	case func(string) string:
		return Fn{Type: event.String, Str: call1(args[0].Str, fn)}, true
	case func(string) bool:
		return Fn{Type: event.Bool, Bool: call1(args[0].Str, fn)}, true
	case func(string) int64:
		return Fn{Type: event.Long, Int: call1(args[0].Str, fn)}, true
	case func(string) float64:
		return Fn{Type: event.Double, Float: call1(args[0].Str, fn)}, true
	case func(string, string) string:
		return Fn{Type: event.String, Str: call2(args[0].Str, args[1].Str, fn)}, true
	case func(string, string) bool:
		return Fn{Type: event.Bool, Bool: call2(args[0].Str, args[1].Str, fn)}, true
	}
	return Fn{}, false
}

// call1 calls a function of one value unless that is null.
func call1[A, R any](x plainFn[A], f func(A) R) plainFn[R] {
	return func(e *Env) (r R, ok bool) {
		a, ok := x(e)
		if !ok {
			return r, false
		}
		return f(a), true
	}
}

// call2 calls a function of two values unless one is null.
func call2[A, B, R any](x plainFn[A], y plainFn[B], f func(A, B) R) plainFn[R] {
	return func(e *Env) (r R, ok bool) {
		a, ok := x(e)
		b, ok2 := y(e)
		if !ok || !ok2 {
			return r, false
		}
		return f(a, b), true
	}
}

// reflected calls any other signature.
func (u *userFunc) reflected(c Call, args []Fn) Fn {
	list := make([]AnyFn, len(args))
	for i := range args {
		list[i] = args[i].AsAny()
	}
	return FromAny(u.result, func(e *Env) any {
		in := make([]reflect.Value, len(list))
		for i, a := range list {
			p, ok := u.param(i, a(e))
			if !ok {
				return nil
			}
			in[i] = p
		}
		out := u.fn.Call(in)
		if u.fails && !out[1].IsNil() {
			Throw(c.Pos, CodeFunction, "function '%s': %v", u.name, out[1].Interface())
		}
		return fromGoValue(out[0], u.result)
	})
}

// param makes a value the Go type of a parameter; ok is false for a null that it cannot be.
func (u *userFunc) param(i int, v any) (reflect.Value, bool) {
	t := u.fn.Type()
	last := t.NumIn() - 1
	pt := t.In(min(i, last))
	if u.variadic && i >= last {
		pt = t.In(last).Elem()
	}
	return toGoValue(v, pt)
}

// toGoValue makes a value the Go type t; ok is false for a null or a value that cannot be one.
func toGoValue(v any, t reflect.Type) (reflect.Value, bool) {
	if v == nil {
		nullable := t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer
		return reflect.Zero(t), nullable
	}
	x := reflect.ValueOf(v)
	switch {
	case x.Type().AssignableTo(t):
		return x, true
	case t.Kind() == reflect.Pointer:
		p := reflect.New(t.Elem())
		e, ok := toGoValue(v, t.Elem())
		if ok {
			p.Elem().Set(e)
		}
		return p, ok
	case t.Kind() == reflect.Slice && x.Kind() == reflect.Slice:
		out := reflect.MakeSlice(t, x.Len(), x.Len())
		for i := range x.Len() {
			e, ok := toGoValue(x.Index(i).Interface(), t.Elem())
			if !ok {
				return out, false
			}
			out.Index(i).Set(e)
		}
		return out, true
	case x.Type().ConvertibleTo(t) && (x.Kind() == reflect.String) == (t.Kind() == reflect.String):
		return x.Convert(t), true
	}
	return reflect.Value{}, false
}

// fromGoValue makes a result the Go type that a value of the type has here.
func fromGoValue(v reflect.Value, t event.Type) any {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if v.Type() == reflect.TypeFor[*event.Event]() {
			return v.Interface()
		}
		if v.Kind() == reflect.Interface {
			return natural(v.Elem())
		}
		return fromGoValue(v.Elem(), t)
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		elem := event.Object
		if t.Elem != nil {
			elem = *t.Elem
		}
		out := make([]any, v.Len())
		for i := range out {
			out[i] = fromGoValue(v.Index(i), elem)
		}
		return out
	}
	switch {
	case t.IsInteger() && v.CanInt():
		return event.BoxInt(t.Kind, v.Int())
	case t.IsInteger() && v.CanUint():
		return event.BoxInt(t.Kind, int64(v.Uint()))
	case t.Kind == event.KindString:
		return v.String()
	}
	return v.Interface()
}

// natural gives what a function returned as any the Go type of its kind.
func natural(v reflect.Value) any {
	t, ok := goType(v.Type())
	if !ok || t.Kind == event.KindObject {
		return v.Interface()
	}
	return fromGoValue(v, t)
}
