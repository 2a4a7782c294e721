package filter

import (
	"math"

	"github.com/cephei-go/cephei/event"
)

// column is the index of the conditions on one column: hashes for equality, one for each class of
// values, and an interval tree for ranges.
type column struct {
	col    *event.Column
	strs   map[string]*bucket
	ints   map[int64]*bucket
	floats map[float64]*bucket
	bools  [2]bucket
	nulls  bucket

	strRanges   tree[string]
	intRanges   tree[int64]
	floatRanges tree[float64]
}

func newColumn(col *event.Column) *column {
	return &column{
		col: col, strs: make(map[string]*bucket), ints: make(map[int64]*bucket),
		floats: make(map[float64]*bucket),
	}
}

// bucket returns the bucket of a value.
func (c *column) bucket(v any) *bucket {
	switch v := v.(type) {
	case string:
		return member(c.strs, v)
	case int64:
		return member(c.ints, v)
	case float64:
		return member(c.floats, v)
	case bool:
		if v {
			return &c.bools[1]
		}
		return &c.bools[0]
	}
	if v == nil {
		return &c.nulls
	}
	return &bucket{} // a foreign type equals nothing
}

func member[K comparable](m map[K]*bucket, k K) *bucket {
	b := m[k]
	if b == nil {
		b = &bucket{}
		b.empty = func() { delete(m, k) }
		m[k] = b
	}
	return b
}

// ranged returns the bucket of a range.
func (c *column) ranged(k *Key) *bucket {
	switch c.col.Type.Class() {
	case event.ClassStr:
		return intervalBucket[string](&c.strRanges, k)
	case event.ClassInt:
		return intervalBucket[int64](&c.intRanges, k)
	default:
		return intervalBucket[float64](&c.floatRanges, k)
	}
}

func intervalBucket[K string | int64 | float64](t *tree[K], k *Key) *bucket {
	var iv interval[K]
	if lo, ok := k.Low.(K); ok {
		iv.lo, iv.hasLo, iv.loOpen = lo, true, k.LowOpen
	}
	if hi, ok := k.High.(K); ok {
		iv.hi, iv.hasHi, iv.hiOpen = hi, true, k.HighOpen
	}
	return t.bucket(iv)
}

// match appends the entries whose condition on the column holds.
func (c *column) match(ev *event.Event, out []*Entry) []*Entry {
	if ev.IsNull(c.col) {
		return appendAccepting(out, &c.nulls, ev)
	}
	switch c.col.Type.Class() {
	case event.ClassStr:
		v, _ := ev.Str(c.col)
		return c.strRanges.stab(v, ev, find(c.strs, v, ev, out))
	case event.ClassInt:
		v, _ := ev.Int(c.col)
		return c.intRanges.stab(v, ev, find(c.ints, v, ev, out))
	case event.ClassFloat:
		if v, _ := ev.Float(c.col); !math.IsNaN(v) {
			return c.floatRanges.stab(v, ev, find(c.floats, v, ev, out))
		}
	case event.ClassBool:
		i := 0
		if v, _ := ev.Bool(c.col); v {
			i = 1
		}
		return appendAccepting(out, &c.bools[i], ev)
	}
	return out
}

func find[K comparable](m map[K]*bucket, k K, ev *event.Event, out []*Entry) []*Entry {
	if len(m) == 0 {
		return out
	}
	if b := m[k]; b != nil {
		return appendAccepting(out, b, ev)
	}
	return out
}
