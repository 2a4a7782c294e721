package expr

import (
	"math/big"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// divisionDigits is how many digits behind the point a quotient of decimals has beyond those of its
// operands when it does not come out even.
const divisionDigits = 16

// maxBigBits bounds the size of a product of big numbers, so that no rule can grow one for ever.
const maxBigBits = 1 << 20

// bigOp is arithmetic of integers without limit; only products can grow fast, hence the bound.
func bigOp(pos ast.Pos, op ast.BinaryOp, l, r *Fn) AnyFn {
	x, y := asBigInt(l), asBigInt(r)
	return func(e *Env) any {
		a, ok := x(e)
		b, ok2 := y(e)
		if !ok || !ok2 {
			return nil
		}
		z := new(big.Int)
		switch op {
		case ast.Add:
			return z.Add(a, b)
		case ast.Sub:
			return z.Sub(a, b)
		case ast.Mul:
			if a.BitLen()+b.BitLen() > maxBigBits {
				Throw(pos, CodeLimit, "the product has more than %d bits", maxBigBits)
			}
			return z.Mul(a, b)
		default:
			if b.Sign() == 0 {
				Throw(pos, CodeZeroDivide, "remainder of a division by zero")
			}
			return z.Rem(a, b)
		}
	}
}

// decimalOp is arithmetic of decimals, which keeps digits as Java does.
func decimalOp(pos ast.Pos, op ast.BinaryOp, l, r *Fn) AnyFn {
	x, y := asDecimal(l), asDecimal(r)
	return func(e *Env) any {
		a, ok := x(e)
		b, ok2 := y(e)
		if !ok || !ok2 {
			return nil
		}
		switch op {
		case ast.Add:
			return a.Add(b)
		case ast.Sub:
			return a.Sub(b)
		case ast.Mul:
			if a.Coefficient().BitLen()+b.Coefficient().BitLen() > maxBigBits {
				Throw(pos, CodeLimit, "the product has more than %d bits", maxBigBits)
			}
			return a.Mul(b)
		}
		if b.IsZero() {
			Throw(pos, CodeZeroDivide, "division of a decimal by zero")
		}
		if op == ast.Mod {
			return a.Mod(b)
		}
		return divide(a, b)
	}
}

// divide keeps the digits of an exact quotient and rounds any other.
func divide(a, b event.Decimal) event.Decimal {
	// Java divides exactly or throws; here a quotient without end is rounded far behind the
	// point.
	digits := max(-a.Exponent(), 0) + max(-b.Exponent(), 0) + divisionDigits
	q := a.DivRound(b, digits)
	for d := max(-a.Exponent(), 0); d < digits; d++ {
		if t := q.Truncate(d); t.Equal(q) {
			return t
		}
	}
	return q
}
