package engine

import (
	"cmp"
	"slices"
	"sort"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// sortedIndex is a btree column of create index: it finds the rows of a named window whose column lies
// in a range. It is a list of short sorted lists, so that a row enters and leaves at the cost of two
// binary searches and a move of at most sortedChunk entries. Rows with null or NaN are in no range.
type sortedIndex struct {
	column *event.Column
	class  event.Class
	own    expr.Fn // the column of the row in slot 0
	env    *expr.Env
	chunks [][]sortedRow // none is empty
	seq    uint64        // rows that came so far
	seqs   map[*event.Event]uint64
	users  int
}

// sortedRow is a row with its value, of which the part of the column's class is in use.
type sortedRow struct {
	i   int64
	f   float64
	s   string
	seq uint64 // of its arrival, which decides between equal values
	ev  *event.Event
}

const sortedChunk = 256

func (a *sortedRow) compare(b *sortedRow) int {
	c := a.compareValue(b)
	if c == 0 {
		c = cmp.Compare(a.seq, b.seq)
	}
	return c
}

func (a *sortedRow) compareValue(b *sortedRow) int {
	if c := cmp.Compare(a.i, b.i); c != 0 {
		return c
	}
	if c := cmp.Compare(a.f, b.f); c != 0 {
		return c
	}
	return cmp.Compare(a.s, b.s)
}

// read takes the value of an expression into a; ok is false for null and NaN.
func (a *sortedRow) read(f *expr.Fn, class event.Class, env *expr.Env) (ok bool) {
	switch class {
	case event.ClassInt:
		a.i, ok = f.Int(env)
	case event.ClassFloat:
		a.f, ok = f.Float(env)
		ok = ok && a.f == a.f
	default:
		a.s, ok = f.Str(env)
	}
	return ok
}

// sortedOn returns the sorted index on a column, or nil.
func (w *namedWindow) sortedOn(col *event.Column) *sortedIndex {
	for _, x := range w.sorted {
		if x.column == col {
			return x
		}
	}
	return nil
}

// sort returns the sorted index on a column, a new one if need be, and counts a user.
func (w *namedWindow) sort(col *event.Column) *sortedIndex {
	x := w.sortedOn(col)
	if x == nil {
		x = &sortedIndex{column: col, class: col.Type.Class(), own: expr.ColumnFn(col, 0)}
		x.env = &expr.Env{Ev: make([]*event.Event, 1), Rt: w.core.rt}
		x.seqs = make(map[*event.Event]uint64)
		w.sorted = append(w.sorted, x)
		w.version++
		if !w.core.loading || w.saved != nil {
			w.fill(x)
		}
	}
	x.users++
	return x
}

func (w *namedWindow) releaseSorted(x *sortedIndex) {
	if x.users--; x.users == 0 {
		w.sorted = slices.DeleteFunc(w.sorted, func(y *sortedIndex) bool { return x == y })
		w.version++
	}
}

// row returns the entry of a row.
func (x *sortedIndex) row(ev *event.Event) (r sortedRow, ok bool) {
	x.env.Ev[0] = ev
	r.ev = ev
	ok = r.read(&x.own, x.class, x.env)
	return r, ok
}

func (x *sortedIndex) add(ev *event.Event) {
	r, ok := x.row(ev)
	if !ok {
		return
	}
	x.seq++
	r.seq = x.seq
	x.seqs[ev] = r.seq
	if len(x.chunks) == 0 {
		x.chunks = [][]sortedRow{{r}}
		return
	}
	c, i := x.place(&r)
	if c == len(x.chunks) {
		c, i = c-1, len(x.chunks[c-1])
	}
	x.chunks[c] = slices.Insert(x.chunks[c], i, r)
	if n := len(x.chunks[c]); n > sortedChunk {
		upper := slices.Clone(x.chunks[c][n/2:])
		clear(x.chunks[c][n/2:])
		x.chunks[c] = x.chunks[c][:n/2]
		x.chunks = slices.Insert(x.chunks, c+1, upper)
	}
}

func (x *sortedIndex) remove(ev *event.Event) {
	r, ok := x.row(ev)
	if !ok {
		return
	}
	if r.seq, ok = x.seqs[ev]; !ok {
		return
	}
	delete(x.seqs, ev)
	c, i := x.place(&r)
	if c == len(x.chunks) || x.chunks[c][i].ev != ev {
		return
	}
	x.chunks[c] = slices.Delete(x.chunks[c], i, i+1)
	if len(x.chunks[c]) == 0 {
		x.chunks = slices.Delete(x.chunks, c, c+1)
	}
}

// renew makes a row the last one with its value.
func (x *sortedIndex) renew(ev *event.Event) {
	x.remove(ev)
	x.add(ev)
}

// place returns where the first entry stands that is not below r.
func (x *sortedIndex) place(r *sortedRow) (chunk, at int) {
	chunk = sort.Search(len(x.chunks), func(c int) bool {
		list := x.chunks[c]
		return list[len(list)-1].compare(r) >= 0
	})
	if chunk == len(x.chunks) {
		return chunk, 0
	}
	list := x.chunks[chunk]
	return chunk, sort.Search(len(list), func(i int) bool { return list[i].compare(r) >= 0 })
}

// rangeFinder finds the rows of a range where there is a sorted index on the column, and looks through
// all rows where there is none, which may change.
type rangeFinder struct {
	scanFinder
	version int
	x       *sortedIndex
	hits    []sortedRow
}

func (f *rangeFinder) find(env *expr.Env) []*event.Event {
	if f.version != f.w.version {
		f.version, f.x = f.w.version, f.w.sortedOn(f.l.Range.Column)
	}
	if f.x == nil {
		return f.scanFinder.find(env)
	}
	f.rows = f.rows[:0]
	low, high, ok := f.bounds(env)
	if !ok {
		return f.rows
	}
	f.hits = f.hits[:0]
	c, i := 0, 0
	if low != nil {
		c, i = f.x.place(low)
	}
	for ; c < len(f.x.chunks); c, i = c+1, 0 {
		for ; i < len(f.x.chunks[c]); i++ {
			r := &f.x.chunks[c][i]
			if high != nil && r.compareValue(high) > 0 {
				return f.inOrder()
			}
			f.hits = append(f.hits, *r)
		}
	}
	return f.inOrder()
}

// inOrder returns the rows that were hit in the order in which they came.
func (f *rangeFinder) inOrder() []*event.Event {
	slices.SortFunc(f.hits, func(a, b sortedRow) int { return cmp.Compare(a.seq, b.seq) })
	for i := range f.hits {
		f.rows = append(f.rows, f.hits[i].ev)
	}
	clear(f.hits)
	return f.rows
}

// bounds evaluates the bounds of the range, both of which belong to it: what is out of it after all is
// left to the condition. Nothing is in a range with a bound that is null.
func (f *rangeFinder) bounds(env *expr.Env) (low, high *sortedRow, ok bool) {
	r := f.l.Range
	if r.Low != nil {
		low = &sortedRow{}
		if !low.read(r.Low, f.x.class, env) {
			return nil, nil, false
		}
	}
	if r.High != nil {
		high = &sortedRow{}
		if !high.read(r.High, f.x.class, env) {
			return nil, nil, false
		}
	}
	if r.Either && low.compareValue(high) > 0 {
		low, high = high, low
	}
	return low, high, true
}

// createSorted makes the sorted indexes of a declared one.
func (w *namedWindow) createSorted(p *query.IndexPlan) (drop func()) {
	var made []*sortedIndex
	for _, col := range p.Sorted {
		made = append(made, w.sort(col))
	}
	return func() {
		for _, x := range made {
			w.releaseSorted(x)
		}
	}
}
