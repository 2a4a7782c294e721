package expr

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// Constant returns the expression of type t that always has the value v, which must have the Go
// type of t's kind; nil is null.
func Constant(t event.Type, v any) Fn {
	f := Fn{Type: t, Const: true}
	switch t.Class() {
	case event.ClassBool:
		b, ok := v.(bool)
		f.Bool = func(*Env) (bool, bool) { return b, ok }
	case event.ClassInt:
		i, ok := event.ToInt(v)
		f.Int = func(*Env) (int64, bool) { return i, ok }
	case event.ClassFloat:
		x, ok := event.ToFloat(v)
		f.Float = func(*Env) (float64, bool) { return x, ok }
	case event.ClassStr:
		s, ok := v.(string)
		f.Str = func(*Env) (string, bool) { return s, ok }
	default:
		f.Any = func(*Env) any { return v }
	}
	return f
}

// literal makes a constant of the type that its spelling says.
func literal(l *ast.Literal) Fn {
	switch l.Kind {
	case ast.Bool:
		return Constant(event.Bool, l.Bool)
	case ast.Int:
		// A number in base sixteen is a byte in Esper if it fits one.
		if isHex(l.Text) && l.Int == int64(int8(l.Int)) {
			return Constant(event.Byte, l.Int) // as Esper has it
		}
		return Constant(event.Int, l.Int)
	case ast.Long:
		return Constant(event.Long, l.Int)
	case ast.Float:
		return Constant(event.Float, l.Float)
	case ast.Double:
		return Constant(event.Double, l.Float)
	case ast.String:
		return Constant(event.String, l.Text)
	default:
		return Constant(event.Null, nil)
	}
}

// isHex tells whether a number was written in base sixteen.
func isHex(text string) bool {
	return strings.HasPrefix(text, "0x") || strings.HasPrefix(text, "0X")
}

// isNullType tells whether an expression is the literal null, or nothing but such.
func isNullType(f *Fn) bool { return f.Type.Kind == event.KindNull }

// constValue returns the value of a constant expression, boxed.
func constValue(f *Fn) any { return f.AsAny()(&Env{}) }
