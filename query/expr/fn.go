package expr

import "github.com/cephei-go/cephei/event"

// The five forms of a compiled expression; the second result is "not null".
type (
	// BoolFn computes a value of [event.ClassBool].
	BoolFn func(*Env) (bool, bool)
	// IntFn computes a value of [event.ClassInt].
	IntFn func(*Env) (int64, bool)
	// FloatFn computes a value of [event.ClassFloat].
	FloatFn func(*Env) (float64, bool)
	// StrFn computes a value of [event.ClassStr].
	StrFn func(*Env) (string, bool)
	// AnyFn computes a value of any type, as [event.Event.Any] gives it; nil is null.
	AnyFn func(*Env) any
)

// Fn is a compiled expression. Exactly one of the functions is set: that of the type's class.
type Fn struct {
	Type  event.Type
	Bool  BoolFn
	Int   IntFn
	Float FloatFn
	Str   StrFn
	Any   AnyFn

	// Const is set when the value is the same for every Env.
	Const bool
	// Column is set when the expression is just a column of the event in slot Stream: the filter
	// index and fused forms look for that.
	Column *event.Column
	Stream int

	schema *event.Schema // of the column
	leaves []leaf        // the fused form of a condition

	agg int // 1 + the slot of the aggregation that the expression is; 0 is none

	// element is set instead of Column when the expression is a column of the event that a lambda's
	// parameter stands for, in slot local-1 of Env.Local.
	element *event.Column
	local   int
}

// ColumnSchema returns the schema of the column that the expression is, when it is nothing else than
// [Fn.Column] of the event in slot [Fn.Stream]; else nil.
func (f *Fn) ColumnSchema() *event.Schema {
	if f.Column == nil {
		return nil
	}
	return f.schema
}

// AggSlot returns the slot of the aggregation whose value the expression is, and nothing else.
func (f *Fn) AggSlot() (slot int, ok bool) { return f.agg - 1, f.agg > 0 }

// AsAny returns the expression in boxed form. Like the other forms it keeps the function and not the
// Fn, which may change afterwards.
func (f *Fn) AsAny() AnyFn {
	switch f.Type.Class() {
	case event.ClassBool:
		b := f.Bool
		return func(e *Env) any {
			if v, ok := b(e); ok {
				return v
			}
			return nil
		}
	case event.ClassInt:
		i, k := f.Int, f.Type.Kind
		return func(e *Env) any {
			if v, ok := i(e); ok {
				return event.BoxInt(k, v)
			}
			return nil
		}
	case event.ClassFloat:
		return f.anyFloat()
	case event.ClassStr:
		s := f.Str
		return func(e *Env) any {
			if v, ok := s(e); ok {
				return v
			}
			return nil
		}
	default:
		return f.Any
	}
}

// anyFloat boxes as float32 or float64, as the kind has it.
func (f *Fn) anyFloat() AnyFn {
	x := f.Float
	if f.Type.Kind == event.KindFloat {
		return func(e *Env) any {
			if v, ok := x(e); ok {
				return float32(v)
			}
			return nil
		}
	}
	return func(e *Env) any {
		if v, ok := x(e); ok {
			return v
		}
		return nil
	}
}

// AsFloat returns a numeric expression as float64; a value that is no number is null.
func (f *Fn) AsFloat() FloatFn {
	switch f.Type.Class() {
	case event.ClassFloat:
		return f.Float
	case event.ClassInt:
		i := f.Int
		return func(e *Env) (float64, bool) {
			v, ok := i(e)
			return float64(v), ok
		}
	default:
		boxed := f.AsAny()
		return func(e *Env) (float64, bool) { return event.ToFloat(boxed(e)) }
	}
}

// AsInt returns an integer expression as int64; a value that is no integer is null.
func (f *Fn) AsInt() IntFn {
	if f.Int != nil {
		return f.Int
	}
	boxed := f.AsAny()
	return func(e *Env) (int64, bool) { return event.ToInt(boxed(e)) }
}

// AsBool returns a boolean expression; a value that is no boolean is null.
func (f *Fn) AsBool() BoolFn {
	if f.Bool != nil {
		return f.Bool
	}
	boxed := f.AsAny()
	return func(e *Env) (bool, bool) {
		v, ok := boxed(e).(bool)
		return v, ok
	}
}

// AsStr returns a string expression; a value that is no string is null.
func (f *Fn) AsStr() StrFn {
	if f.Str != nil {
		return f.Str
	}
	boxed := f.AsAny()
	return func(e *Env) (string, bool) {
		v, ok := boxed(e).(string)
		return v, ok
	}
}

// Truth returns a boolean expression in which null counts as false: the form of filters, where and
// having. Conjunctions of comparisons of one event's columns are fused into one function.
func (f *Fn) Truth() func(*Env) bool {
	b := f.AsBool()
	if len(f.leaves) > 0 {
		return fused(f.leaves, b)
	}
	return func(e *Env) bool {
		v, ok := b(e)
		return v && ok
	}
}

// FromAny makes an expression of type t from a boxed function, whose values have the Go type that
// t's kind has.
func FromAny(t event.Type, boxed AnyFn) Fn {
	f := Fn{Type: t}
	switch t.Class() {
	case event.ClassBool:
		f.Bool = func(e *Env) (bool, bool) { v, ok := boxed(e).(bool); return v, ok }
	case event.ClassInt:
		f.Int = func(e *Env) (int64, bool) { return event.ToInt(boxed(e)) }
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) { return event.ToFloat(boxed(e)) }
	case event.ClassStr:
		f.Str = func(e *Env) (string, bool) { v, ok := boxed(e).(string); return v, ok }
	default:
		f.Any = boxed
	}
	return f
}

// Agg returns the expression that reads aggregation number slot, of type t.
func Agg(t event.Type, slot int) Fn {
	f := Fn{Type: t, agg: slot + 1}
	switch t.Class() {
	case event.ClassBool:
		f.Bool = func(e *Env) (bool, bool) { return e.Aggs[slot].Bool(e.Group) }
	case event.ClassInt:
		f.Int = func(e *Env) (int64, bool) { return e.Aggs[slot].Int(e.Group) }
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) { return e.Aggs[slot].Float(e.Group) }
	case event.ClassStr:
		f.Str = func(e *Env) (string, bool) { return e.Aggs[slot].Str(e.Group) }
	default:
		f.Any = func(e *Env) any { return e.Aggs[slot].Any(e.Group) }
	}
	return f
}
