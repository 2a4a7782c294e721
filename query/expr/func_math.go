package expr

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// mathFuncs lists the functions of one or two doubles, each under its own name and under that which
// users of Java's Math know.
func mathFuncs() []*Func {
	var out []*Func
	for _, m := range []struct {
		name, doc, example string
		f                  func(float64) float64
	}{
		{"acos", "The arc cosine, in radians.", "acos(1) = 0", math.Acos},
		{"asin", "The arc sine, in radians.", "asin(0) = 0", math.Asin},
		{"atan", "The arc tangent, in radians.", "atan(0) = 0", math.Atan},
		{"cbrt", "The cube root.", "cbrt(27) = 3", math.Cbrt},
		{"ceil", "The least whole number that is not less, as a double.", "ceil(1.2) = 2", math.Ceil},
		{"cos", "The cosine of an angle in radians.", "cos(0) = 1", math.Cos},
		{"exp", "The number e to a power.", "exp(0) = 1", math.Exp},
		{
			"floor", "The greatest whole number that is not greater, as a double.", "floor(-1.2) = -2",
			math.Floor,
		},
		{"log", "The natural logarithm.", "log(1) = 0", math.Log},
		{"log10", "The logarithm to base ten.", "log10(1000) = 3", math.Log10},
		{
			"log1p", "The natural logarithm of a number plus one, exact for small numbers.",
			"log1p(0) = 0", math.Log1p,
		},
		{"signum", "The sign: -1, 0 or 1 as a double.", "signum(-3) = -1", signum},
		{"sin", "The sine of an angle in radians.", "sin(0) = 0", math.Sin},
		{"sqrt", "The square root; NaN of a negative number.", "sqrt(9) = 3", math.Sqrt},
		{"tan", "The tangent of an angle in radians.", "tan(0) = 0", math.Tan},
		{
			"toDegrees", "An angle in radians as degrees.", "toDegrees(0) = 0",
			func(x float64) float64 { return x * 180 / math.Pi },
		},
		{
			"toRadians", "An angle in degrees as radians.", "toRadians(0) = 0",
			func(x float64) float64 { return x * math.Pi / 180 },
		},
	} {
		out = append(out, javaMath(&Func{
			Name: m.name, Doc: m.doc + " Null of null.",
			Examples: []string{m.example}, Compile: oneDouble(m.f),
		})...)
	}
	for _, m := range []struct {
		name, doc, example string
		f                  func(a, b float64) float64
	}{
		{"atan2", "The angle of the point (x, y), given y first.", "atan2(0, 1) = 0", math.Atan2},
		{"hypot", "The length of the hypotenuse over two sides.", "hypot(3, 4) = 5", math.Hypot},
		{"pow", "A number to a power.", "pow(2, 10) = 1024", math.Pow},
	} {
		out = append(out, javaMath(&Func{
			Name: m.name, Doc: m.doc + " Null if one is null.",
			Examples: []string{m.example}, Compile: twoDoubles(m.f),
		})...)
	}
	return append(out, typedMath()...)
}

// typedMath lists the functions whose result is no double.
func typedMath() []*Func {
	var out []*Func
	out = append(out, javaMath(&Func{
		Name:     "abs",
		Doc:      "The absolute value, of the type of its argument. Null of null.",
		Examples: []string{"abs(-2) = 2", "abs(-1.5) = 1.5"},
		Compile:  abs,
	})...)
	out = append(out, javaMath(&Func{
		Name: "round",
		Doc: "The nearest whole number, halves up, as a long; with a second argument the number " +
			"rounded to so many digits after the point, as a double. Null of null.",
		Examples: []string{"round(2.5) = 3", "round(-2.5) = -2", "round(3.14159, 2) = 3.14"},
		Compile:  round,
	})...)
	// max and min are functions of the language, and of Java's Math as well.
	for _, f := range valueFuncs() {
		if f.Name != "coalesce" {
			out = append(out, javaMath(f)[1])
		}
	}
	return out
}

// javaMath returns the function under both its names.
func javaMath(f *Func) []*Func {
	j := *f
	j.Name = "Math." + f.Name
	j.Doc = "The same as " + f.Name + "."
	j.Examples = nil
	for _, x := range f.Examples {
		j.Examples = append(j.Examples, "Math."+x)
	}
	return []*Func{f, &j}
}

// signum keeps zeros with their sign, and NaN.
func signum(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// numbers checks that there are n arguments, all numbers.
func numbers(c *Call, n int) error {
	if err := exactly(c, n); err != nil {
		return err
	}
	for i := range c.Args {
		if !c.Args[i].Type.IsNumeric() {
			return typeError(c.Pos, "'%s' needs a number, not %s", c.Name, c.Args[i].Type)
		}
	}
	return nil
}

// oneDouble makes a function of one number, taken as a double.
func oneDouble(f func(float64) float64) func(Call) (Fn, error) {
	return func(c Call) (Fn, error) {
		if err := numbers(&c, 1); err != nil {
			return Fn{}, err
		}
		x := c.Args[0].AsFloat()
		return Fn{Type: event.Double, Const: c.Args[0].Const, Float: func(e *Env) (float64, bool) {
			v, ok := x(e)
			if !ok {
				return 0, false
			}
			return f(v), true
		}}, nil
	}
}

// twoDoubles makes a function of two numbers, taken as doubles.
func twoDoubles(f func(a, b float64) float64) func(Call) (Fn, error) {
	return func(c Call) (Fn, error) {
		if err := numbers(&c, 2); err != nil {
			return Fn{}, err
		}
		x, y := c.Args[0].AsFloat(), c.Args[1].AsFloat()
		return Fn{Type: event.Double, Const: allConst(c.Args...), Float: func(e *Env) (float64, bool) {
			a, ok := x(e)
			b, ok2 := y(e)
			if !ok || !ok2 {
				return 0, false
			}
			return f(a, b), true
		}}, nil
	}
}

// abs keeps the type of its argument, except that bytes and shorts become ints.
func abs(c Call) (Fn, error) {
	if err := numbers(&c, 1); err != nil {
		return Fn{}, err
	}
	x := c.Args[0]
	f := Fn{Type: x.Type, Const: x.Const}
	switch x.Type.Class() {
	case event.ClassInt:
		k := max(x.Type.Kind, event.KindInt)
		f.Type = event.Type{Kind: k}
		f.Int = func(e *Env) (int64, bool) {
			v, ok := x.Int(e)
			if v < 0 {
				v = narrowInt(-v, k)
			}
			return v, ok
		}
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) { v, ok := x.Float(e); return math.Abs(v), ok }
	default:
		neg, err := arithmetic(c.Pos, ast.Mul, x, Constant(event.Int, int64(-1)))
		if err != nil {
			return Fn{}, err
		}
		f.Any = func(e *Env) any {
			v := x.Any(e)
			if sign, _ := compareNumbers(v, int64(0)); v != nil && sign < 0 {
				return neg.Any(e)
			}
			return v
		}
	}
	return f, nil
}

// round follows Java: halves go up, also below zero.
func round(c Call) (Fn, error) {
	if len(c.Args) == 2 {
		return roundDigits(c)
	}
	if err := numbers(&c, 1); err != nil {
		return Fn{}, err
	}
	x := c.Args[0].AsFloat()
	return Fn{Type: event.Long, Const: c.Args[0].Const, Int: func(e *Env) (int64, bool) {
		v, ok := x(e)
		return floatToInt(math.Floor(v+0.5), event.KindLong), ok
	}}, nil
}

// maxDigits is where rounding a double to digits has no more effect.
const maxDigits = 300

// roundDigits rounds the decimal that the double is written as, so that 2.675 becomes 2.68.
func roundDigits(c Call) (Fn, error) {
	if err := numbers(&c, 2); err != nil {
		return Fn{}, err
	}
	if !c.Args[1].Type.IsInteger() {
		return Fn{}, typeError(c.Pos, "'%s' needs a whole number of digits", c.Name)
	}
	x, digits := c.Args[0].AsFloat(), c.Args[1].Int
	return Fn{Type: event.Double, Const: allConst(c.Args...), Float: func(e *Env) (float64, bool) {
		v, ok := x(e)
		n, ok2 := digits(e)
		if !ok || !ok2 {
			return 0, false
		}
		d, finite := toDecimal(v)
		if !finite || n > maxDigits || n < -maxDigits {
			return v, true
		}
		r, _ := d.Round(int32(n)).Float64()
		return r, true
	}}, nil
}
