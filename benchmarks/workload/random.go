package workload

// The generator is stateless splitmix64: word k of event i is a function of (i, k) alone, so that a
// program in any language can make event number one million without the ones before it.

const (
	seed   = 42
	golden = 0x9E3779B97F4A7C15
)

// mix is the finaliser of splitmix64: each output bit depends on all 64 input bits.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// Word returns random word k (0..3) of event i.
func Word(i int64, k uint64) uint64 { return mix(seed + (4*uint64(i)+k+1)*golden) }

// Hi maps the upper half of a word to [0,n) without the bias or the cost of a division.
func Hi(u, n uint64) int64 { return int64(((u >> 32) * n) >> 32) }

// Lo maps the lower half of a word to [0,n).
func Lo(u, n uint64) int64 { return int64(((u & 0xffffffff) * n) >> 32) }
