package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// Sequence measures how surprising a symbol is after the ones before it. Symbols are small sets of
// things that follow each other: log templates, states, event types.
//
// A symbol is predicted from the last 0, 1, .., depth symbols; longer contexts have the say once
// they have been seen, shorter ones fill in. The counts live in one table of fixed size, addressed
// by a hash of context and symbol; contexts that meet in the table disturb each other a little.
//
//	formula   p_k = (count(context_k, symbol) + 2 p_k-1)/(count(context_k) + 2), p_-1 = 1/65536;
//	          surprise = -log2 p_depth, in bits; score = its standard score
//	params    depth (3 symbols), table (4096 counters), sigma (4)
//	cost      O(depth) a symbol, 75 ns with depth 3
//	space     4 bytes a counter
//	forgets   all counts are halved when one of them reaches 65535
//	NaN, Inf  score 0, teach nothing; Update takes the whole part of a number as the symbol
//	warm-up   100 symbols
//	source    prediction by partial matching, J. Cleary, I. Witten, 1984, with a fixed escape weight
type Sequence struct {
	counts  []uint16 // by hash of context and symbol
	totals  []uint16 // by hash of context
	context [maxDepth]uint64
	depth   int
	score   standard
	sigma   float64
}

const (
	maxDepth     = 8
	escapeWeight = 2
	newSymbol    = 1.0 / 65536
	sequenceGain = 0.0005
)

// NewSequence makes a detector; the table is rounded up to a power of two.
func NewSequence(depth, table int, sigma float64) *Sequence {
	size := 16
	for size < table && size < 1<<24 {
		size *= 2
	}
	return &Sequence{
		counts: make([]uint16, size), totals: make([]uint16, size),
		depth: max(0, min(maxDepth, depth)), score: newStandard(sequenceGain, chartWarm), sigma: sigma,
	}
}

// Update takes the whole part of x as the symbol.
func (s *Sequence) Update(_ int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	return s.Observe(uint64(int64(max(-math.MaxInt32, min(math.MaxInt32, x)))))
}

// Observe takes the next symbol.
func (s *Sequence) Observe(symbol uint64) Score {
	bits := s.surprise(symbol)
	copy(s.context[1:], s.context[:maxDepth-1])
	s.context[0] = symbol
	return judge(s.score.update(bits, 0), s.sigma, Unexpected)
}

// surprise returns the bits of surprise of a symbol and learns it.
func (s *Sequence) surprise(symbol uint64) float64 {
	p := newSymbol
	hash := uint64(0x9e3779b97f4a7c15)
	mask := uint64(len(s.counts) - 1)
	full := false
	for k := 0; ; k++ {
		count := &s.counts[mix(hash^mix(symbol))&mask]
		total := &s.totals[hash&mask]
		known := max(float64(*total), float64(*count))
		p = (float64(*count) + float64(escapeWeight*p)) / (known + escapeWeight)
		*count++
		*total++
		full = full || *count == math.MaxUint16 || *total == math.MaxUint16
		if k == s.depth {
			break
		}
		hash = mix(hash + s.context[k] + 1)
	}
	if full {
		s.halve()
	}
	return -math.Log2(p)
}

// halve makes room in the counters, and lets the past count for less.
func (s *Sequence) halve() {
	for i := range s.counts {
		s.counts[i] /= 2
		s.totals[i] /= 2
	}
}

// mix spreads the bits of a number (the finaliser of splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Save writes the state; counters that are 0 are left out.
func (s *Sequence) Save(e stats.Encoder) {
	s.score.Save(e)
	for _, c := range s.context {
		e.Uint64(c)
	}
	for i := range s.counts {
		if s.counts[i] != 0 || s.totals[i] != 0 {
			e.Uint64(uint64(i) + 1)
			e.Uint64(uint64(s.counts[i]))
			e.Uint64(uint64(s.totals[i]))
		}
	}
	e.Uint64(0)
}

// Load reads what Save wrote.
func (s *Sequence) Load(d stats.Decoder) error {
	if err := s.score.Load(d); err != nil {
		return err
	}
	for i := range s.context {
		s.context[i] = d.Uint64()
	}
	clear(s.counts)
	clear(s.totals)
	for {
		at := d.Uint64()
		if err := d.Err(); err != nil || at == 0 {
			return err
		}
		if at > uint64(len(s.counts)) {
			return damaged("counter %d of %d", at, len(s.counts))
		}
		s.counts[at-1], s.totals[at-1] = uint16(d.Uint64()), uint16(d.Uint64())
	}
}

// defineSequence describes the detector for Builtin.
func defineSequence() Definition {
	return Definition{
		Name: "sequence", Unit: "standard deviations",
		Doc: "symbols that were not to be expected after the ones before them",
		Params: []Param{
			{"depth", "symbols of context", 3, 0, maxDepth, true},
			{"table", "counters, rounded up to a power of two", 4096, 16, 1 << 24, true},
			paramSigma,
		},
		Example: Example{
			Text:  "a symbol never seen",
			Event: []float64{7}, Alarm: 0, Why: Unexpected,
		},
		New: func(v []float64) (Detector, error) {
			return NewSequence(int(v[0]), int(v[1]), v[2]), nil
		},
	}
}
