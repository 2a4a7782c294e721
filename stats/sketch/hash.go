package sketch

import "math/bits"

// Hash gives 64 well mixed bits of a key. It is fixed for all time and machines, as saved states
// and merged sketches depend on it. It does not resist keys made to collide.
func Hash(key string) uint64 {
	h := uint64(len(key))*0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d
	for len(key) >= 8 {
		h = fold(h ^ word(key[:8]))
		key = key[8:]
	}
	var rest uint64
	for i := range len(key) {
		rest |= uint64(key[i]) << (8 * i)
	}
	return finish(fold(h ^ rest))
}

// HashBits is Hash for keys that are numbers: the bits of an integer or of a float64.
func HashBits(key uint64) uint64 { return finish(fold(key ^ 0x2545f4914f6cdd1d)) }

func word(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// fold multiplies to 128 bits and folds the halves together.
func fold(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0xa0761d6478bd642f, 0xe7037ed1a0b428db)
	return hi ^ lo
}

// finish mixes the last bits in; it is a bijection.
func finish(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
