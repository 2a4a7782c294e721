package workload

import "math"

const (
	// sumSeed starts the hash of every row.
	sumSeed = 0xCBF29CE484222325
	// NullBits stands for null in a row's hash; no double that a rule computes has these bits.
	NullBits = 0x7FF8DEADBEEF0001
)

// Sum is the answer of a run: how many rows, and what they held. Row hashes are added, so that the
// order in which rows arrive does not matter; the columns of a row do have an order.
type Sum struct {
	Rows uint64
	Chk  uint64
	// F adds up the columns whose values depend on the method of computation (names that begin with
	// "f_"); it is compared with a tolerance.
	F float64
}

// Begin starts the hash of a row.
func Begin() uint64 { return sumSeed }

// Fold adds one column, given as bits, to a row's hash.
func Fold(h, column uint64) uint64 {
	h = (h ^ column) * golden
	return h ^ (h >> 32)
}

// Add counts a row whose columns were folded by the caller.
func (s *Sum) Add(h uint64) {
	s.Rows++
	s.Chk += h
}

// Row1 counts a row of one column.
func (s *Sum) Row1(a uint64) { s.Add(Fold(sumSeed, a)) }

// Row2 counts a row of two columns.
func (s *Sum) Row2(a, b uint64) { s.Add(Fold(Fold(sumSeed, a), b)) }

// Row3 counts a row of three columns.
func (s *Sum) Row3(a, b, c uint64) { s.Add(Fold(Fold(Fold(sumSeed, a), b), c)) }

// Row4 counts a row of four columns.
func (s *Sum) Row4(a, b, c, d uint64) { s.Add(Fold(Fold(Fold(Fold(sumSeed, a), b), c), d)) }

// Equal compares two answers; only F may differ, by one part in a thousand million.
func (s *Sum) Equal(o *Sum) bool {
	if s.Rows != o.Rows || s.Chk != o.Chk {
		return false
	}
	return math.Abs(s.F-o.F) <= 1e-9*math.Max(math.Abs(s.F), math.Abs(o.F))+1e-6
}

// FloatBits gives the bits of a double as rows fold them: one zero, one NaN.
func FloatBits(d float64) uint64 {
	if d != d {
		return 0x7ff8000000000000
	}
	return math.Float64bits(d + 0)
}

// StringBits gives the first eight bytes of a string, zero-padded on the right.
func StringBits(s string) uint64 {
	if len(s) >= 8 {
		_ = s[7]
		return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
			uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
	}
	var v uint64
	for i := range len(s) {
		v |= uint64(s[i]) << (56 - 8*i)
	}
	return v
}
