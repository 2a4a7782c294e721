package aggregate

import (
	"math/big"

	"github.com/cephei-go/cephei/event"
)

// bigIntSum is an exact sum of bigintegers. It is added to in place.
//
//	order  any     cost  O(digits)     space  that of the sum     empty  null
type bigIntSum struct {
	sum *big.Int
	n   int64
}

func (s *bigIntSum) start() {
	if s.sum == nil {
		s.sum = new(big.Int)
	}
}

// Enter implements State.
func (s *bigIntSum) Enter(v any) {
	if x, ok := v.(*big.Int); ok {
		s.start()
		s.sum.Add(s.sum, x)
		s.n++
	}
}

// Leave implements State.
func (s *bigIntSum) Leave(v any) {
	if x, ok := v.(*big.Int); ok {
		s.start()
		s.sum.Sub(s.sum, x)
		s.n--
	}
}

// Value implements State. The result is a copy, as rows keep it.
func (s *bigIntSum) Value() (any, bool) {
	if s.n <= 0 {
		return nil, false
	}
	return new(big.Int).Set(s.sum), true
}

// Save implements State.
func (s *bigIntSum) Save(e *event.Encoder) {
	e.Int64(s.n)
	if s.sum == nil {
		e.Value(nil)
		return
	}
	e.Value(s.sum)
}

// Load implements State.
func (s *bigIntSum) Load(d *event.Decoder) {
	s.n = d.Int64()
	s.sum, _ = d.Value().(*big.Int)
	s.start()
}

// Bytes tells the memory of the sum.
func (s *bigIntSum) Bytes() int {
	if s.sum == nil {
		return 0
	}
	return 32 + 8*cap(s.sum.Bits())
}

// decimalSum is an exact sum of bigdecimals; it has as many decimal places as any value inside ever
// had.
//
//	order  any     cost  O(digits), with an allocation     space  that of the sum     empty  null
type decimalSum struct {
	sum event.Decimal
	n   int64
}

// Enter implements State.
func (s *decimalSum) Enter(v any) {
	if x, ok := toDecimal(v); ok {
		s.sum = s.sum.Add(x)
		s.n++
	}
}

// Leave implements State.
func (s *decimalSum) Leave(v any) {
	if x, ok := toDecimal(v); ok {
		s.sum = s.sum.Sub(x)
		s.n--
	}
}

// Value implements State.
func (s *decimalSum) Value() (any, bool) { return s.sum, s.n > 0 }

// Save implements State.
func (s *decimalSum) Save(e *event.Encoder) {
	e.Int64(s.n)
	e.Value(s.sum)
}

// Load implements State.
func (s *decimalSum) Load(d *event.Decoder) {
	s.n = d.Int64()
	s.sum, _ = d.Value().(event.Decimal)
}

// Bytes tells the memory of the sum.
func (s *decimalSum) Bytes() int { return 64 }

// toDecimal returns a big number as a decimal.
func toDecimal(v any) (event.Decimal, bool) {
	switch v := v.(type) {
	case event.Decimal:
		return v, true
	case *big.Int:
		return decimalOfInt(v), true
	}
	return event.Decimal{}, false
}
