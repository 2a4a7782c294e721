package expr

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

var opNames = map[ast.BinaryOp]string{
	ast.Add: "+", ast.Sub: "-", ast.Mul: "*", ast.Div: "/", ast.Mod: "%",
	ast.Concat: "||", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}

// compileBinary sorts the operators by what they work on.
func compileBinary(b *ast.Binary, s *Scope) (Fn, error) {
	l, r, err := compileTwo(b.Left, b.Right, s)
	if err != nil {
		return Fn{}, err
	}
	switch b.Op {
	case ast.Concat:
		return concat(b, l, r)
	case ast.BitAnd, ast.BitOr, ast.BitXor:
		return bitwise(b, l, r)
	default:
		return arithmetic(b.Pos, b.Op, l, r)
	}
}

// arithmetic types and makes `+ - * / %`. Both sides must be numbers; they meet on the ladder, and
// a quotient is a double unless it is big.
func arithmetic(pos ast.Pos, op ast.BinaryOp, l, r Fn) (Fn, error) {
	if !l.Type.IsNumeric() || !r.Type.IsNumeric() {
		return Fn{}, typeError(pos, "'%s' needs two numbers, not %s and %s", opNames[op], l.Type, r.Type)
	}
	t := numberType(l.Type, r.Type)
	// Also 7 / 2 is 3.5: Esper's default, which surprises fewer people than 3.
	if op == ast.Div && t.Kind != event.KindBigDec {
		t = event.Double
	}
	f := Fn{Type: t, Const: allConst(l, r)}
	switch t.Kind {
	// The low 32 bits of 64-bit arithmetic are those of 32-bit arithmetic, hence one set of
	// operations serves both.
	case event.KindInt:
		f.Int = wrap32(intOp(pos, op, l.Int, r.Int, r.Const))
	case event.KindLong:
		f.Int = intOp(pos, op, l.Int, r.Int, r.Const)
	case event.KindDouble:
		f.Float = fusedFloat(op, &l, &r, floatOp(op, l.AsFloat(), r.AsFloat(), r.Const))
	case event.KindFloat:
		x := floatOp(op, l.AsFloat(), r.AsFloat(), r.Const)
		f.Float = func(e *Env) (float64, bool) {
			v, ok := x(e)
			return float64(float32(v)), ok
		}
	case event.KindBigInt:
		f.Any = bigOp(pos, op, &l, &r)
	default:
		f.Any = decimalOp(pos, op, &l, &r)
	}
	return f, nil
}

// wrap32 makes 64-bit arithmetic wrap around as that of 32-bit integers does.
func wrap32(f IntFn) IntFn {
	return func(e *Env) (int64, bool) {
		v, ok := f(e)
		return int64(int32(v)), ok
	}
}

// intOp is arithmetic of integers; null in gives null out.
func intOp(pos ast.Pos, op ast.BinaryOp, l, r IntFn, constRight bool) IntFn {
	if constRight && op != ast.Mod {
		if k, ok := r(&Env{}); ok {
			return intOpConst(op, l, k)
		}
	}
	switch op {
	case ast.Add:
		return func(e *Env) (int64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a + b, ok && ok2
		}
	case ast.Sub:
		return func(e *Env) (int64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a - b, ok && ok2
		}
	case ast.Mul:
		return func(e *Env) (int64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a * b, ok && ok2
		}
	default:
		return func(e *Env) (int64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			if !ok || !ok2 {
				return 0, false
			}
			if b == 0 {
				Throw(pos, CodeZeroDivide, "remainder of a division by zero")
			}
			if b == -1 {
				return 0, true // the machine traps on the lowest integer
			}
			return a % b, true
		}
	}
}

// intOpConst is intOp with a constant on the right, which saves a call.
func intOpConst(op ast.BinaryOp, l IntFn, k int64) IntFn {
	switch op {
	case ast.Add:
		return func(e *Env) (int64, bool) { a, ok := l(e); return a + k, ok }
	case ast.Sub:
		return func(e *Env) (int64, bool) { a, ok := l(e); return a - k, ok }
	default:
		return func(e *Env) (int64, bool) { a, ok := l(e); return a * k, ok }
	}
}

// floatOp is arithmetic of floating point by IEEE rules; null in gives null out.
func floatOp(op ast.BinaryOp, l, r FloatFn, constRight bool) FloatFn {
	if constRight {
		if k, ok := r(&Env{}); ok {
			return floatOpConst(op, l, k)
		}
	}
	switch op {
	case ast.Add:
		return func(e *Env) (float64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a + b, ok && ok2
		}
	case ast.Sub:
		return func(e *Env) (float64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a - b, ok && ok2
		}
	case ast.Mul:
		return func(e *Env) (float64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a * b, ok && ok2
		}
	case ast.Div:
		return func(e *Env) (float64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return a / b, ok && ok2
		}
	default:
		return func(e *Env) (float64, bool) {
			a, ok := l(e)
			b, ok2 := r(e)
			return math.Mod(a, b), ok && ok2
		}
	}
}

// floatOpConst is floatOp with a constant on the right, which saves a call.
func floatOpConst(op ast.BinaryOp, l FloatFn, k float64) FloatFn {
	switch op {
	case ast.Add:
		return func(e *Env) (float64, bool) { a, ok := l(e); return a + k, ok }
	case ast.Sub:
		return func(e *Env) (float64, bool) { a, ok := l(e); return a - k, ok }
	case ast.Mul:
		return func(e *Env) (float64, bool) { a, ok := l(e); return a * k, ok }
	case ast.Div:
		return func(e *Env) (float64, bool) { a, ok := l(e); return a / k, ok }
	default:
		return func(e *Env) (float64, bool) { a, ok := l(e); return math.Mod(a, k), ok }
	}
}

// compileUnary makes `not x` and `-x`.
func compileUnary(u *ast.Unary, s *Scope) (Fn, error) {
	x, err := Compile(u.X, s)
	if err != nil {
		return Fn{}, err
	}
	if u.Op == ast.Not {
		return negate(u.Pos, x)
	}
	return arithmetic(u.Pos, ast.Mul, x, Constant(event.Byte, int64(-1)))
}
