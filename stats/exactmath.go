package stats

import "math"

// The functions of package math may differ in the last bit between machines: some are written in
// assembly, and the others may be compiled with fused multiply-adds. What enters a state must
// not, so exp and log are computed here with rounded steps only. Both are right to about 1e-15.

// exp2Neg is 2^-x for x >= 0; 1 for NaN and negative x.
func exp2Neg(x float64) float64 {
	if !(x > 0) {
		return 1
	}
	if x > 1100 {
		return 0
	}
	k := math.Floor(x + 0.5)
	return math.Ldexp(1-smallExpGain(float64((x-k)*math.Ln2)), -int(k))
}

// expGain is 1 - e^-x for x >= 0, exact for small x too; 0 for NaN and negative x.
func expGain(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	if x <= 0.35 {
		return smallExpGain(x)
	}
	if x > 40 {
		return 1
	}
	// x = k ln 2 + r with r in [-ln2/2, ln2/2]; 1 - e^-x = 1 - 2^-k (1 - gain(r)).
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	const ln2Hi, ln2Lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	scale := math.Float64frombits(uint64(1023-int(k)) << 52) // 2^-k
	return (1 - scale) + float64(scale*smallExpGain(r))
}

// smallExpGain is 1 - e^-r by its series r (1 - r/2 (1 - r/3 (1 - ...))), for |r| <= 0.35.
func smallExpGain(r float64) float64 {
	sum := 1 - float64(r*(1.0/14))
	sum = 1 - float64(r*(1.0/13)*sum)
	sum = 1 - float64(r*(1.0/12)*sum)
	sum = 1 - float64(r*(1.0/11)*sum)
	sum = 1 - float64(r*(1.0/10)*sum)
	sum = 1 - float64(r*(1.0/9)*sum)
	sum = 1 - float64(r*(1.0/8)*sum)
	sum = 1 - float64(r*(1.0/7)*sum)
	sum = 1 - float64(r*(1.0/6)*sum)
	sum = 1 - float64(r*(1.0/5)*sum)
	sum = 1 - float64(r*(1.0/4)*sum)
	sum = 1 - float64(r*(1.0/3)*sum)
	sum = 1 - float64(r*(1.0/2)*sum)
	return float64(r * sum)
}

// rateOf is -ln(1-a), the continuous rate that loses the share a in one step; a in [0, 1].
func rateOf(a float64) float64 {
	if a >= 1 {
		return math.Inf(1)
	}
	// -ln(1-a) = k ln 2 - ln f with 1-a = f 2^-k and f in [0.7, 1.4]; ln f = 2 atanh((f-1)/(f+1)).
	rest := 1 - a
	k := 0
	for rest < 0.7 {
		rest = float64(rest * 2)
		k++
	}
	s := -a / (2 - a)
	if k > 0 {
		s = (rest - 1) / (rest + 1)
	}
	s2 := float64(s * s)
	sum := 0.0
	for i := 31; i >= 1; i -= 2 {
		sum = float64(sum*s2) + 1/float64(i)
	}
	return float64(float64(k)*math.Ln2) - float64(2*s*sum)
}

// gainOver is 1-(1-a)^k, the gain of k steps at once, given the rate of a.
func gainOver(rate, k float64) float64 {
	if k <= 0 { // also keeps an infinite rate from meeting a zero step
		return 0
	}
	return expGain(float64(rate * k))
}
