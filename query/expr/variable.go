package expr

import "github.com/cephei-go/cephei/event"

// variableFn reads a variable as it is at the moment of evaluation. The value of a constant is
// taken once.
func variableFn(v *Variable) Fn {
	if v.Constant {
		return Constant(v.Type, v.value)
	}
	// The cell is read at each evaluation: a rule sees a variable as it is now, not as it was
	// when the rule was compiled.
	f := Fn{Type: v.Type}
	switch v.Type.Class() {
	case event.ClassBool:
		f.Bool = func(*Env) (bool, bool) { b, ok := v.value.(bool); return b, ok }
	case event.ClassInt:
		f.Int = func(*Env) (int64, bool) { return v.i, v.value != nil }
	case event.ClassFloat:
		f.Float = func(*Env) (float64, bool) { return v.f, v.value != nil }
	case event.ClassStr:
		f.Str = func(*Env) (string, bool) { s, ok := v.value.(string); return s, ok }
	default:
		f.Any = func(*Env) any { return v.value }
	}
	return f
}
