package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Methods is a plan whose result can be asked for more than its value: sorted(ms).floorEvent(5),
// holt_winters(v, 1 day).upper. It is asked before the methods and properties that values of the
// plan's type have anyway.
type Methods interface {
	Plan
	// Method compiles a property, args being nil, or a call. The method is nil when there is
	// none of that name.
	Method(name string, args []expr.Fn) (*Method, error)
}

// Lister is a column whose result is a list. Enumeration methods can go through it in place.
type Lister interface {
	Column
	// Each yields the elements in order until yield returns false; it returns false when the
	// result is null.
	Each(g uint32, yield func(any) bool) bool
}

// Method is a compiled method of an aggregation. As in [expr.Fn] one function is set, that of the
// class of the type.
type Method struct {
	Type  event.Type
	Bool  func(c expr.AggReader, g uint32, env *expr.Env) (bool, bool)
	Int   func(c expr.AggReader, g uint32, env *expr.Env) (int64, bool)
	Float func(c expr.AggReader, g uint32, env *expr.Env) (float64, bool)
	Str   func(c expr.AggReader, g uint32, env *expr.Env) (string, bool)
	Any   func(c expr.AggReader, g uint32, env *expr.Env) any
}

// Fn returns the expression that calls the method on the aggregation that at finds: a column of the
// method's plan and a group. Where at finds none (nil) the result is null.
func (m *Method) Fn(at func(*expr.Env) (expr.AggReader, uint32)) expr.Fn {
	f := expr.Fn{Type: m.Type}
	switch m.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (v, ok bool) {
			if c, g := at(e); c != nil {
				return m.Bool(c, g, e)
			}
			return false, false
		}
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) {
			if c, g := at(e); c != nil {
				return m.Int(c, g, e)
			}
			return 0, false
		}
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) {
			if c, g := at(e); c != nil {
				return m.Float(c, g, e)
			}
			return 0, false
		}
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) {
			if c, g := at(e); c != nil {
				return m.Str(c, g, e)
			}
			return "", false
		}
	default:
		f.Any = func(e *expr.Env) any {
			if c, g := at(e); c != nil {
				return m.Any(c, g, e)
			}
			return nil
		}
	}
	return f
}

// FnOf is Fn for the aggregation of a slot of [expr.Env.Aggs].
func (m *Method) FnOf(slot int) expr.Fn {
	f := m.Fn(func(e *expr.Env) (expr.AggReader, uint32) { return e.Aggs[slot], e.Group })
	if read := m.Float; m.Type.Class() == event.ClassFloat { // as most are: it is a call less
		f.Float = func(e *expr.Env) (float64, bool) { return read(e.Aggs[slot], e.Group, e) }
	}
	return f
}

// methodFromAny makes a method from a function of boxed results.
func methodFromAny(t event.Type, read func(c expr.AggReader, g uint32, env *expr.Env) any) *Method {
	m := &Method{Type: t}
	switch t.Class() {
	case event.ClassBool:
		m.Bool = func(c expr.AggReader, g uint32, e *expr.Env) (bool, bool) {
			v, ok := read(c, g, e).(bool)
			return v, ok
		}
	case event.ClassInt:
		m.Int = func(c expr.AggReader, g uint32, e *expr.Env) (int64, bool) {
			return event.ToInt(read(c, g, e))
		}
	case event.ClassFloat:
		m.Float = func(c expr.AggReader, g uint32, e *expr.Env) (float64, bool) {
			return event.ToFloat(read(c, g, e))
		}
	case event.ClassStr:
		m.Str = func(c expr.AggReader, g uint32, e *expr.Env) (string, bool) {
			v, ok := read(c, g, e).(string)
			return v, ok
		}
	default:
		m.Any = read
	}
	return m
}

// unwrap returns the column behind a view such as [Feed] makes.
func unwrap(c expr.AggReader) expr.AggReader {
	if f, ok := c.(*fed); ok {
		return f.Column
	}
	return c
}
