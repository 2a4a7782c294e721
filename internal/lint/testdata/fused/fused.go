// Package fused shows what the check must find, and what it must leave alone.
package fused

type length float64

func bad(a, b, c float64, l length) float64 {
	x := a*b + c      // fused
	x += a * b        // fused
	x -= (a * b)      // fused
	y := a - -(b * c) // fused
	z := a * b
	y = z + c    // fused
	w := l*l + 1 // fused
	w *= 2
	return x + y + float64(w-l) // fused
}

func good(a, b, c float64, i, j, k int) float64 {
	x := float64(a*b) + c
	x += float64(a * b)
	y := float64(a * b)
	x = y + c
	n := i*j + k
	const two = 1.5*2 + 1
	return x*two/c + float64(n) + (a*b)/c
}
