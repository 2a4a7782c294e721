package limit

import (
	"math"
	"slices"
	"sort"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// order is W09: smallest, largest, standard deviation and median of the last values.
type order struct {
	base
	timeless
	ring   []float64
	next   int
	sorted blocks
	// The sums are of differences from shift, which keeps the variance from being the small
	// difference of two large numbers. The first value will do for it.
	shift, sum, sumSq float64
}

func newOrder(b base, length int) Program {
	return &order{base: b, ring: make([]float64, 0, length)}
}

// Event replaces the oldest value by a new one.
func (p *order) Event(i, ts int64) {
	v := p.src.Metric(i, ts).Value
	if len(p.ring) == cap(p.ring) {
		p.leave(p.ring[p.next])
		p.ring[p.next] = v
		if p.next++; p.next == len(p.ring) {
			p.next = 0
		}
	} else {
		p.ring = append(p.ring, v)
	}
	p.enter(v)
	h := workload.Fold(workload.Begin(), workload.FloatBits(p.sorted.min()))
	h = workload.Fold(h, workload.FloatBits(p.sorted.max()))
	if n := float64(len(p.ring)); n < 2 {
		h = workload.Fold(h, workload.NullBits)
	} else {
		p.base.sum.F += math.Sqrt((p.sumSq - p.sum*p.sum/n) / (n - 1))
	}
	p.base.sum.Add(workload.Fold(h, workload.FloatBits(p.sorted.median())))
}

func (p *order) enter(v float64) {
	if p.sorted.n == 0 {
		p.shift = v
	}
	p.sorted.insert(v)
	d := v - p.shift
	p.sum += d
	p.sumSq += d * d
}

func (p *order) leave(v float64) {
	p.sorted.remove(v)
	d := v - p.shift
	p.sum -= d
	p.sumSq -= d * d
}

// blockSizeMax is small enough for a shift within a block to stay in the first-level cache.
const blockSizeMax = 512

// blocks is a sorted list cut into sorted blocks, none of them empty: finding is a binary search
// over blocks, inserting shifts half a block. For a hundred thousand values it beats every tree.
type blocks struct {
	list [][]float64
	n    int
}

// find returns the first block whose last value is not below v, or the last block.
func (b *blocks) find(v float64) int {
	k := sort.Search(len(b.list), func(k int) bool { return b.list[k][len(b.list[k])-1] >= v })
	return min(k, len(b.list)-1)
}

func (b *blocks) insert(v float64) {
	b.n++
	if len(b.list) == 0 {
		b.list = [][]float64{append(make([]float64, 0, blockSizeMax), v)}
		return
	}
	k := b.find(v)
	pos, _ := slices.BinarySearch(b.list[k], v)
	b.list[k] = slices.Insert(b.list[k], pos, v)
	if len(b.list[k]) == blockSizeMax {
		b.split(k)
	}
}

func (b *blocks) split(k int) {
	half := append(make([]float64, 0, blockSizeMax), b.list[k][blockSizeMax/2:]...)
	b.list[k] = b.list[k][:blockSizeMax/2]
	b.list = slices.Insert(b.list, k+1, half)
}

func (b *blocks) remove(v float64) {
	b.n--
	k := b.find(v)
	pos, _ := slices.BinarySearch(b.list[k], v)
	b.list[k] = slices.Delete(b.list[k], pos, pos+1)
	if len(b.list[k]) == 0 {
		b.list = slices.Delete(b.list, k, k+1)
	}
}

func (b *blocks) min() float64 { return b.list[0][0] }

func (b *blocks) max() float64 {
	last := b.list[len(b.list)-1]
	return last[len(last)-1]
}

// at returns the k-th smallest value.
func (b *blocks) at(k int) float64 {
	for _, block := range b.list {
		if k < len(block) {
			return block[k]
		}
		k -= len(block)
	}
	return math.NaN() // not reached: k < n
}

func (b *blocks) median() float64 {
	if b.n%2 == 1 {
		return b.at(b.n / 2)
	}
	return (b.at(b.n/2-1) + b.at(b.n/2)) / 2
}
