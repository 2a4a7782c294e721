package stats

import (
	"fmt"
	"math"
)

// Bag keeps values in order: for quantiles, ranks, trimmed means, whatever needs the sorted
// window. Values enter and leave in any order. They lie in sorted blocks of a few hundred, so
// that no insertion moves more than one block.
//
//	order     any
//	cost      O(log n + block) an event: about 150 ns at 1,000 values, 370 ns at 100,000;
//	          At and Quantile O(n / block)
//	space     8 to 16 bytes a value
//	NaN       counted apart; infinities are ordinary values
//	empty     Quantile is NaN
//	source    a list of sorted arrays, as in the package sortedcontainers of Python
type Bag struct {
	blocks [][]float64 // none empty; each sorted, and in order among themselves
	spare  [][]float64 // blocks to use again
	n      int
	nans   int64
}

const (
	blockMax = 512
	blockMin = 96 // below this a block joins a neighbour that has room
)

// Enter adds v.
func (b *Bag) Enter(v float64) {
	if v != v {
		b.nans++
		return
	}
	b.n++
	if len(b.blocks) == 0 {
		b.blocks = append(b.blocks, append(b.newBlock(), v))
		return
	}
	i := min(b.find(v), len(b.blocks)-1)
	if len(b.blocks[i]) == blockMax {
		b.split(i)
		if v > b.blocks[i][len(b.blocks[i])-1] {
			i++
		}
	}
	block := b.blocks[i]
	at := lowerBound(block, v)
	block = append(block, 0)
	copy(block[at+1:], block[at:])
	block[at] = v
	b.blocks[i] = block
}

// Leave takes away one v; it reports whether there was one.
func (b *Bag) Leave(v float64) bool {
	if v != v {
		b.nans--
		return true
	}
	i := b.find(v)
	if i == len(b.blocks) {
		return false
	}
	block := b.blocks[i]
	at := lowerBound(block, v)
	if at == len(block) || block[at] != v {
		return false
	}
	copy(block[at:], block[at+1:])
	b.blocks[i] = block[:len(block)-1]
	b.n--
	if len(block)-1 < blockMin {
		b.join(i)
	}
	return true
}

// find gives the first block whose last value is not below v, or the number of blocks.
func (b *Bag) find(v float64) int {
	lo, hi := 0, len(b.blocks)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if block := b.blocks[mid]; block[len(block)-1] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// lowerBound gives the first position in the sorted values that is not below v.
func lowerBound(sorted []float64, v float64) int {
	lo, hi := 0, len(sorted)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if sorted[mid] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (b *Bag) newBlock() []float64 {
	if n := len(b.spare); n > 0 {
		block := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return block[:0]
	}
	if len(b.blocks) == 0 {
		return make([]float64, 0, 8) // many bags stay small: let the first block grow
	}
	return make([]float64, 0, blockMax)
}

func (b *Bag) split(i int) {
	right := append(b.newBlock(), b.blocks[i][blockMax/2:]...)
	b.blocks[i] = b.blocks[i][:blockMax/2]
	b.blocks = append(b.blocks, nil)
	copy(b.blocks[i+2:], b.blocks[i+1:])
	b.blocks[i+1] = right
}

// join removes an empty block, or empties a small one into a neighbour that has room.
func (b *Bag) join(i int) {
	if len(b.blocks[i]) == 0 {
		b.drop(i)
		return
	}
	switch room := blockMax - blockMin - len(b.blocks[i]); {
	case i > 0 && len(b.blocks[i-1]) <= room:
		i--
	case i+1 == len(b.blocks) || len(b.blocks[i+1]) > room:
		return
	}
	b.blocks[i] = append(b.blocks[i], b.blocks[i+1]...)
	b.drop(i + 1)
}

func (b *Bag) drop(i int) {
	b.spare = append(b.spare, b.blocks[i])
	copy(b.blocks[i:], b.blocks[i+1:])
	b.blocks = b.blocks[:len(b.blocks)-1]
}

// Len is the number of values inside, NaN left out.
func (b *Bag) Len() int { return b.n }

// NaNs is the number of NaN inside.
func (b *Bag) NaNs() int64 { return b.nans }

// At is the value of rank i, 0 being the smallest; NaN outside of Len.
func (b *Bag) At(i int) float64 {
	if i < 0 || i >= b.n {
		return math.NaN()
	}
	for _, block := range b.blocks {
		if i < len(block) {
			return block[i]
		}
		i -= len(block)
	}
	return math.NaN()
}

// Rank is the number of values below v.
func (b *Bag) Rank(v float64) int {
	i := b.find(v)
	rank := 0
	for _, block := range b.blocks[:i] {
		rank += len(block)
	}
	if i < len(b.blocks) {
		rank += lowerBound(b.blocks[i], v)
	}
	return rank
}

// Quantile is the quantile of rank q in [0, 1] by the given definition; see QuantileType.
func (b *Bag) Quantile(q float64, kind QuantileType) float64 {
	j, h := kind.position(b.n, q)
	return mixRanks(b.rankOrEnd(j), b.rankOrEnd(j+1), h)
}

// rankOrEnd is the value of rank j counted from 1, the nearest one outside, NaN when empty.
func (b *Bag) rankOrEnd(j int) float64 { return b.At(min(max(j, 1), b.n) - 1) }

// Median is the middle value, or the mean of the two in the middle.
func (b *Bag) Median() float64 { return b.Quantile(0.5, Linear) }

// MAD is the median of the distances from the median, unscaled (times 1.4826 it estimates the
// standard deviation of gaussian data). It is found in O(log n) steps without sorting anew: the
// distances to either side of the median are sorted already.
func (b *Bag) MAD() float64 {
	if b.n == 0 {
		return math.NaN()
	}
	median := b.Median()
	below := b.Rank(median)
	lo := b.distance(median, below, (b.n-1)/2)
	if b.n%2 == 1 {
		return lo
	}
	return mixRanks(lo, b.distance(median, below, b.n/2), 0.5)
}

// distance is the k-th smallest (from 0) of |x - m|, where below values are less than m.
func (b *Bag) distance(m float64, below, k int) float64 {
	// Of the k smallest distances let left lie below m: the least left for which the next
	// one on that side is not nearer than the last one taken from the other side.
	lo, hi := max(0, k-(b.n-below)), min(k, below)
	for lo < hi {
		left := (lo + hi) / 2
		if m-b.At(below-1-left) < b.At(below+k-left-1)-m {
			lo = left + 1
		} else {
			hi = left
		}
	}
	best := math.Inf(1)
	if lo < below {
		best = m - b.At(below-1-lo)
	}
	if right := below + k - lo; right < b.n {
		best = min(best, b.At(right)-m)
	}
	return best
}

// Reset empties the bag and keeps its memory.
func (b *Bag) Reset() {
	b.spare = append(b.spare, b.blocks...)
	b.blocks, b.n, b.nans = b.blocks[:0], 0, 0
}

// Save writes the state: the values in order. How they lie in blocks is not part of it.
func (b *Bag) Save(e Encoder) {
	e.Int64(b.nans)
	e.Uint64(uint64(b.n))
	for _, block := range b.blocks {
		for _, v := range block {
			e.Float64(v)
		}
	}
}

// Load reads what Save wrote.
func (b *Bag) Load(d Decoder) error {
	b.Reset()
	b.nans = d.Int64()
	n, err := loadLen(d, maxSavedLen)
	if err != nil {
		return err
	}
	last := math.Inf(-1)
	for range n {
		v := d.Float64()
		if d.Err() != nil {
			return d.Err()
		}
		if !(v >= last) {
			return fmt.Errorf("%w: values of a bag out of order", ErrState)
		}
		b.Enter(v)
		last = v
	}
	return d.Err()
}
