package aggregate

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var avedevDef = &Def{
	Name: "avedev",
	Doc: "avedev(x) is the mean distance of the values from their mean, a double; null when " +
		"there is no value that is not null. The values are kept in order: an event costs O(log " +
		"n).",
	Examples: []Example{{"Mean distance from the mean", `
deploy
create schema Req(path string, ms int);
@name('out') select avedev(ms) as ad from Req#length(3);
----
ok

play
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":20}
Req {"path":"/c","ms":30}
----
1 out new {"ad":0.0}
2 out new {"ad":5.0}
3 out new {"ad":6.666666666666667}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		in := newInput(&c, event.Double, c.Args[0].Fn.AsFloat())
		in.column = func(in *input[float64]) Column {
			a := &avedevColumn{}
			a.in = in
			return a
		}
		return in, nil
	},
}

// avedevColumn reads mean distances; the sum is scratch for exact arithmetic.
type avedevColumn struct {
	column[meanDistance, float64, float64, *meanDistance]
	scratch stats.Sum
}

// Float implements expr.AggReader.
func (c *avedevColumn) Float(g uint32) (float64, bool) { return c.states[g].value(&c.scratch) }

// meanDistance is the mean absolute deviation. The distances above the mean add up to the same as
// those below it, so that the sum of the values below the mean is all that is needed. That sum is
// kept up to a split, which follows the mean from one reading to the next.
//
//	formula    2/n (k mean - sum of the k values below the mean)
//	exactness  1e-12 relative to a recomputation, at any offset: the sums are exact
//	order      any
//	cost       O(log n + block) an event and for each different value that the mean has passed
//	           since the last reading, of which there are few unless the data jump
//	space      1 to 2 times the values, and 150 bytes
//	NaN        makes the result NaN while it is inside, as infinities do
type meanDistance struct {
	sum    stats.Sum
	values ranked[float64]
	split  float64
	low    stats.Sum // of the values below the split; it is only ever added to
	below  int64     // how many they are
}

// Enter implements State.
func (s *meanDistance) Enter(v float64) {
	s.sum.Enter(v)
	if v-v == 0 {
		s.values.insert(v, compareFloats)
		if v < s.split {
			s.count(v, 1)
		}
	}
}

// Leave implements State.
func (s *meanDistance) Leave(v float64) {
	if v-v == 0 {
		if _, ok := s.values.remove(v, compareFloats, nil); !ok {
			return
		}
		if v < s.split {
			s.count(v, -1)
		}
	}
	s.sum.Leave(v)
}

// count adds k values v to those below the split.
func (s *meanDistance) count(v float64, k int64) {
	p, err := exactProduct(v, float64(k))
	s.low.Enter(p)
	if err != 0 {
		s.low.Enter(err)
	}
	s.below += k
}

// move puts the split elsewhere: what lies between the old place and the new changes sides.
func (s *meanDistance) move(to float64) {
	sign, low, high := int64(1), s.split, to
	if to < s.split {
		sign, low, high = -1, to, s.split
	}
	part, i := s.values.seek(func(v float64) bool { return v >= low })
	for part < s.values.parts() {
		v := s.values.part(part)[i]
		if v >= high {
			break
		}
		next, j := s.values.after(part, i)
		if next < s.values.parts() && s.values.part(next)[j] == v {
			next, j = s.values.seek(func(x float64) bool { return x > v })
		}
		s.count(v, sign*int64(s.values.distance(part, i, next, j)))
		part, i = next, j
	}
	s.split = to
}

// Value implements State.
func (s *meanDistance) Value() (float64, bool) { return s.value(&stats.Sum{}) }

// value is 2/n (below * mean - low), the mean being sum/n, in twice the digits of a float64.
func (s *meanDistance) value(scratch *stats.Sum) (float64, bool) {
	n := s.sum.Count()
	switch {
	case s.sum.NonFinite() > 0:
		return math.NaN(), true
	case n <= 0:
		return 0, false
	}
	s.move(s.sum.Value() / float64(n))
	all, allRest := twofoldOf(&s.sum, scratch)
	low, lowRest := twofoldOf(&s.low, scratch)
	p, pRest := exactProduct(all, float64(s.below))
	q, qRest := exactProduct(low, float64(n))
	rest := float64(allRest*float64(s.below)) - float64(lowRest*float64(n)) + (pRest - qRest)
	d := (p - q) + rest // p and q are near each other where digits are short: p-q is exact then
	return math.Max(0, 2*d/float64(n)/float64(n)), true
}

// twofoldOf is an exact sum as a number and what was rounded away from it.
func twofoldOf(s, scratch *stats.Sum) (v, rest float64) {
	v = s.Finite()
	scratch.Reset()
	scratch.Merge(s)
	scratch.Enter(-v)
	return v, scratch.Finite()
}

// exactProduct is a*b rounded, and what was rounded away. math.FMA is defined to the last bit.
func exactProduct(a, b float64) (p, rest float64) {
	p = float64(a * b)
	return p, math.FMA(a, b, -p)
}

// Reset empties the group.
func (s *meanDistance) Reset() { *s = meanDistance{} }

// Save implements State. What lies below the split follows from the values.
func (s *meanDistance) Save(e *event.Encoder) {
	s.sum.Save(e)
	e.Float64(s.split)
	e.Int(s.values.len())
	s.values.each(0, 0, func(v float64) bool { e.Float64(v); return true })
}

// Load implements State.
func (s *meanDistance) Load(d *event.Decoder) {
	loadStats(d, s.sum.Load(d))
	s.split = d.Float64()
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		v := d.Float64()
		s.values.insert(v, compareFloats) // move relies on the order, which a damaged state may lack
		if v < s.split {
			s.count(v, 1)
		}
	}
}

// Bytes tells the memory of the values.
func (s *meanDistance) Bytes() int { return 64 + s.values.bytes() }
