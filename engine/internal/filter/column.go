package filter

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
)

// column is the index of the conditions on one column: hashes for equality, one for each class of
// values, an interval tree for ranges, and words to be contained.
type column struct {
	col     *event.Column
	place   event.Place  // of col, to be read by its
	form    event.Direct // form where it has one
	strs    hash[string]
	ints    hash[int64]
	floats  hash[float64]
	bools   [2]bucket
	nulls   bucket
	waiters await.Table // for texts or whole numbers: what the column holds

	words *words // that it is to contain; nil until there is one

	strRanges   tree[string]
	intRanges   tree[int64]
	floatRanges tree[float64]
}

func newColumn(col *event.Column) *column {
	return &column{
		col: col, place: col.Place(), form: col.Direct(),
		strs: hash[string]{sum: hashText, keep: keepText}, ints: hash[int64]{sum: hashInt},
		floats: hash[float64]{sum: hashFloat},
	}
}

// bucket returns the bucket of a value.
func (c *column) bucket(v any) *bucket {
	switch v := v.(type) {
	case string:
		return c.strs.bucket(v)
	case int64:
		return c.ints.bucket(v)
	case float64:
		if math.IsNaN(v) { // equals nothing, and could not be taken out of a map
			return &bucket{}
		}
		return c.floats.bucket(v)
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

// containing returns the bucket of a word.
func (c *column) containing(text string) *bucket {
	if c.words == nil {
		c.words = &words{}
	}
	return c.words.bucket(text)
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

// match appends the entries whose condition on the column holds. Most columns can be read from their
// place in the event, and most have conditions of one kind only.
func (c *column) match(x *Index, ev *event.Event, out []*Entry) []*Entry {
	switch c.form {
	case event.DirectStr:
		if ev.DirectNull(c.place) {
			return appendAccepting(out, &c.nulls, ev)
		}
		return c.text(x, ev.DirectStr(c.place), ev, out)
	case event.DirectI64:
		if ev.DirectNull(c.place) {
			return appendAccepting(out, &c.nulls, ev)
		}
		return c.whole(x, ev.DirectI64(c.place), ev, out)
	case event.DirectF64:
		if ev.DirectNull(c.place) {
			return appendAccepting(out, &c.nulls, ev)
		}
		return c.number(ev.DirectF64(c.place), ev, out)
	}
	return c.other(x, ev, out)
}

// other is match for columns that are read in the general way.
func (c *column) other(x *Index, ev *event.Event, out []*Entry) []*Entry {
	if ev.IsNull(c.col) {
		return appendAccepting(out, &c.nulls, ev)
	}
	switch c.col.Type.Class() {
	case event.ClassStr:
		v, _ := ev.Str(c.col)
		return c.text(x, v, ev, out)
	case event.ClassInt:
		v, _ := ev.Int(c.col)
		return c.whole(x, v, ev, out)
	case event.ClassFloat:
		v, _ := ev.Float(c.col)
		return c.number(v, ev, out)
	case event.ClassBool:
		i := 0
		if v, _ := ev.Bool(c.col); v {
			i = 1
		}
		return appendAccepting(out, &c.bools[i], ev)
	}
	return out
}

func (c *column) text(x *Index, v string, ev *event.Event, out []*Entry) []*Entry {
	if c.waiters.Len() > 0 {
		out = x.reached(c.waiters.Text(v), ev, out)
	}
	if c.strs.used > 0 {
		out = c.strs.match(v, ev, out)
	}
	if c.strRanges.root != nil {
		out = c.strRanges.stab(v, ev, out)
	}
	if c.words != nil {
		out = c.words.match(v, ev, out)
	}
	return out
}

func (c *column) whole(x *Index, v int64, ev *event.Event, out []*Entry) []*Entry {
	if c.waiters.Len() > 0 {
		out = x.reached(c.waiters.Word(v), ev, out)
	}
	if c.ints.used > 0 {
		out = c.ints.match(v, ev, out)
	}
	if c.intRanges.root != nil {
		out = c.intRanges.stab(v, ev, out)
	}
	return out
}

func (c *column) number(v float64, ev *event.Event, out []*Entry) []*Entry {
	if math.IsNaN(v) { // equals nothing and lies nowhere
		return out
	}
	if c.floats.used > 0 {
		out = c.floats.match(v, ev, out)
	}
	if c.floatRanges.root != nil {
		out = c.floatRanges.stab(v, ev, out)
	}
	return out
}
