package stats

import (
	"fmt"
	"math"
)

// Histogram gives approximate quantiles of the values that have entered and not left, in any
// order: it counts values in buckets whose borders grow like a geometric series, so that every
// quantile has a bounded relative error. Counts are whole numbers: nothing drifts.
//
//	accuracy  |result - exact| <= accuracy * |exact| for the value of rank floor(q (n-1)),
//	          for absolute values from 2^-32 (2.3e-10) to 2^56 (7.2e16); smaller ones count as
//	          0, larger ones and infinities as 2^56
//	order     any; a value that leaves must have entered
//	cost      O(1) an event, 5 ns; Quantile O(buckets/64), about 100 ns
//	space     4 bytes a bucket: 25 kB at an accuracy of 0.01
//	NaN       counted apart
//	empty     Quantile is NaN
//	source    C. Masson, J. Rim, H. Lee, DDSketch, 2019, with a cubic instead of the logarithm
type Histogram struct {
	counts     []uint32
	groups     []uint32 // counts of 64 buckets together
	first      int      // no group below this one is in use
	multiplier float64  // buckets an octave
	low        int      // bucket number, within the positive ones, of 2^minExponent
	side       int      // buckets of one sign
	n          uint64
	nans       int64
}

const (
	minExponent = -32
	maxExponent = 56
	// The cubic a s^3 + b s^2 + c s for log2(1+s); its slope against the logarithm is least at
	// the ends, 10/7 ln 2 = 0.99, which costs one bucket in a hundred.
	cubicA, cubicB, cubicC = 6.0 / 35, -3.0 / 5, 10.0 / 7
)

// NewHistogram makes a histogram of the given relative accuracy; one outside [0.001, 0.2] is
// moved to the nearest inside, 0 and NaN mean 0.01.
func NewHistogram(accuracy float64) *Histogram {
	if !(accuracy > 0) {
		accuracy = 0.01
	}
	accuracy = min(max(accuracy, 0.001), 0.2)
	// ln of the bucket ratio (1+a)/(1-a), by its series: the same on every machine.
	a2 := float64(accuracy * accuracy)
	ratio := float64(2 * accuracy * (1 + float64(a2*(1.0/3+float64(a2*(1.0/5+a2/7))))))
	h := &Histogram{multiplier: float64(7.0/10) / ratio}
	h.low = int(math.Floor(float64(minExponent * h.multiplier)))
	h.side = int(math.Ceil(float64(maxExponent*h.multiplier))) - h.low
	h.counts = make([]uint32, 2*h.side+1)
	h.groups = make([]uint32, len(h.counts)/64+1)
	return h
}

// bucket gives the bucket of a value that is not NaN: negative ones first, then zero.
func (h *Histogram) bucket(v float64) int {
	size := math.Abs(v)
	if size < 0x1p-32 {
		return h.side
	}
	i := h.side - 1
	if size < 0x1p56 {
		bits := math.Float64bits(size)
		exponent := int(bits>>52) - 1023
		s := math.Float64frombits(bits&(1<<52-1)|1023<<52) - 1
		log := float64(exponent) + float64(s*(cubicC+float64(s*(cubicB+float64(s*cubicA)))))
		i = floorInt(float64(log*h.multiplier)) - h.low
		i = min(max(i, 0), h.side-1)
	}
	if v < 0 {
		return h.side - 1 - i
	}
	return h.side + 1 + i
}

// floorInt is the floor of a number of small size, without the call.
func floorInt(x float64) int {
	i := int(x)
	if x < float64(i) {
		i--
	}
	return i
}

// bucketValue gives the value that stands for a bucket: the harmonic mean of its borders, from
// which no value of the bucket is further away than the accuracy.
func (h *Histogram) bucketValue(bucket int) float64 {
	switch {
	case bucket == h.side:
		return 0
	case bucket < h.side:
		return -h.sizeOf(h.side - 1 - bucket)
	}
	return h.sizeOf(bucket - h.side - 1)
}

func (h *Histogram) sizeOf(i int) float64 {
	lo, hi := h.border(i), h.border(i+1)
	return 2 * lo / (lo + hi) * hi
}

// border inverts the cubic by Newton's steps.
func (h *Histogram) border(i int) float64 {
	log := float64(h.low+i) / h.multiplier
	whole := math.Floor(log)
	want := log - whole
	s := want
	for range 4 {
		value := float64(s * (cubicC + float64(s*(cubicB+float64(s*cubicA)))))
		slope := cubicC + float64(s*(2*cubicB+float64(s*3*cubicA)))
		s -= (value - want) / slope
	}
	return math.Ldexp(1+s, int(whole))
}

// Enter adds v.
func (h *Histogram) Enter(v float64) {
	if v != v {
		h.nans++
		return
	}
	h.change(h.bucket(v), 1)
}

// Leave takes away a v that has entered before.
func (h *Histogram) Leave(v float64) {
	if v != v {
		h.nans--
		return
	}
	h.drop(h.bucket(v))
}

func (h *Histogram) change(bucket int, by uint32) {
	group := bucket >> 6
	if group < h.first || h.n == 0 {
		h.first = group
	}
	h.counts[bucket] += by
	h.groups[group] += by
	h.n += uint64(by)
}

func (h *Histogram) drop(bucket int) {
	if h.counts[bucket] == 0 {
		return // never entered
	}
	h.counts[bucket]--
	h.groups[bucket>>6]--
	h.n--
}

// Quantile is the value of rank floor(q (n-1)), q in [0, 1], within the accuracy.
func (h *Histogram) Quantile(q float64) float64 {
	if h.n == 0 {
		return math.NaN()
	}
	if !(q >= 0) {
		q = 0
	}
	rank := uint64(float64(min(q, 1) * float64(h.n-1)))
	i := h.first
	for rank >= uint64(h.groups[i]) {
		rank -= uint64(h.groups[i])
		i++
	}
	for i <<= 6; rank >= uint64(h.counts[i]); i++ {
		rank -= uint64(h.counts[i])
	}
	return h.bucketValue(i)
}

// Count is the number of values inside, NaN left out.
func (h *Histogram) Count() uint64 { return h.n }

// NaNs is the number of NaN inside.
func (h *Histogram) NaNs() int64 { return h.nans }

// Merge adds what is inside o, which must have the same accuracy.
func (h *Histogram) Merge(o *Histogram) error {
	if len(h.counts) != len(o.counts) {
		return fmt.Errorf("stats: histograms of different accuracy: %d and %d buckets",
			len(h.counts), len(o.counts))
	}
	for i, c := range o.counts {
		if c > 0 {
			h.change(i, c)
		}
	}
	h.nans += o.nans
	return nil
}

// Reset empties the histogram.
func (h *Histogram) Reset() {
	clear(h.counts)
	clear(h.groups)
	h.n, h.nans = 0, 0
}

// Save writes the buckets in use.
func (h *Histogram) Save(e Encoder) {
	e.Int64(h.nans)
	e.Uint64(uint64(len(h.counts)))
	used := 0
	for _, c := range h.counts {
		if c > 0 {
			used++
		}
	}
	e.Uint64(uint64(used))
	for i, c := range h.counts {
		if c > 0 {
			e.Uint64(uint64(i))
			e.Uint64(uint64(c))
		}
	}
}

// Load reads what Save wrote into a histogram of the same accuracy.
func (h *Histogram) Load(d Decoder) error {
	h.Reset()
	h.nans = d.Int64()
	if size, err := loadLen(d, maxSavedLen); err != nil || size != len(h.counts) {
		return fmt.Errorf("%w: histogram of %d buckets (%w)", ErrState, size, err)
	}
	used, err := loadLen(d, len(h.counts))
	if err != nil {
		return err
	}
	for range used {
		i, err := loadIndex(d, len(h.counts))
		if err != nil {
			return err
		}
		c := d.Uint64()
		if c > math.MaxUint32 {
			return fmt.Errorf("%w: bucket of %d", ErrState, c)
		}
		h.change(i, uint32(c))
	}
	return d.Err()
}

// SlidingHistogram gives approximate quantiles of the last n values of a stream: a Histogram and
// two bytes a value.
type SlidingHistogram struct {
	Histogram
	ring []uint16
	head int
	held int
}

// nanBucket marks a NaN in the ring; no histogram has so many buckets.
const nanBucket = math.MaxUint16

// NewSlidingHistogram makes a window of the last n values; see NewHistogram for the accuracy.
func NewSlidingHistogram(n int, accuracy float64) *SlidingHistogram {
	return &SlidingHistogram{Histogram: *NewHistogram(accuracy), ring: make([]uint16, max(n, 1))}
}

// Push adds the newest value; the oldest leaves when the window is full.
func (s *SlidingHistogram) Push(v float64) {
	bucket := nanBucket
	if v == v {
		bucket = s.bucket(v)
	}
	if s.held == len(s.ring) {
		if old := s.ring[s.head]; old == nanBucket {
			s.nans--
		} else {
			s.drop(int(old))
		}
	} else {
		s.held++
	}
	s.ring[s.head] = uint16(bucket)
	s.head++
	if s.head == len(s.ring) {
		s.head = 0
	}
	if bucket == nanBucket {
		s.nans++
	} else {
		s.change(bucket, 1)
	}
}

// Reset empties the window.
func (s *SlidingHistogram) Reset() {
	s.Histogram.Reset()
	s.head, s.held = 0, 0
}

// Save writes the state: the buckets of the values, oldest first.
func (s *SlidingHistogram) Save(e Encoder) {
	e.Uint64(uint64(len(s.counts)))
	e.Uint64(uint64(s.held))
	for i := range s.held {
		e.Uint64(uint64(s.ring[(s.head+len(s.ring)-s.held+i)%len(s.ring)]))
	}
}

// Load reads what Save wrote into a window of the same size and accuracy.
func (s *SlidingHistogram) Load(d Decoder) error {
	s.Reset()
	if size, err := loadLen(d, maxSavedLen); err != nil || size != len(s.counts) {
		return fmt.Errorf("%w: histogram of %d buckets (%w)", ErrState, size, err)
	}
	held, err := loadLen(d, len(s.ring))
	if err != nil {
		return err
	}
	for i := range held {
		bucket := d.Uint64()
		switch {
		case d.Err() != nil:
			return d.Err()
		case bucket == nanBucket:
			s.nans++
		case bucket < uint64(len(s.counts)):
			s.change(int(bucket), 1)
		default:
			return fmt.Errorf("%w: bucket %d", ErrState, bucket)
		}
		s.ring[i] = uint16(bucket)
	}
	s.held, s.head = held, held%len(s.ring)
	return nil
}
