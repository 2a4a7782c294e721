package stats

import "math"

// twofold is a number held as the unevaluated sum of two float64, about 106 bits.
// As an accumulator lo collects what hi had to round away; it need not be normalised.
type twofold struct{ hi, lo float64 }

// twoSum gives a+b rounded and the exact rounding error.
func twoSum(a, b float64) (sum, err float64) {
	sum = a + b
	bb := sum - a
	return sum, (a - (sum - bb)) + (b - bb)
}

// twoProduct gives a*b rounded and the exact rounding error (unless it underflows).
// math.FMA is defined to the last bit, so this is the same on every machine.
func twoProduct(a, b float64) (product, err float64) {
	product = float64(a * b)
	return product, math.FMA(a, b, -product)
}

// accumulate adds v, keeping what is rounded away.
func (s *twofold) accumulate(v float64) {
	sum, err := twoSum(s.hi, v)
	s.hi = sum
	s.lo += err
}

// value is the number rounded to a float64.
func (s twofold) value() float64 { return s.hi + s.lo }

// plus adds two numbers.
func (s twofold) plus(o twofold) twofold {
	h, e := twoSum(s.hi, o.hi)
	l, f := twoSum(s.lo, o.lo)
	h, e = twoSum(h, e+l)
	h, e = twoSum(h, e+f)
	return twofold{h, e}
}

// minus subtracts o.
func (s twofold) minus(o twofold) twofold { return s.plus(twofold{-o.hi, -o.lo}) }

// times multiplies two numbers.
func (s twofold) times(o twofold) twofold {
	a, al := twoSum(s.hi, s.lo)
	b, bl := twoSum(o.hi, o.lo)
	p, e := twoProduct(a, b)
	h, l := twoSum(p, e+(float64(a*bl)+float64(al*b)))
	return twofold{h, l}
}

func (s twofold) save(e Encoder) {
	e.Float64(s.hi)
	e.Float64(s.lo)
}

func (s *twofold) load(d Decoder) { s.hi, s.lo = d.Float64(), d.Float64() }
