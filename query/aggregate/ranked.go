package aggregate

import (
	"slices"
)

// ranked is a list in the order of a comparison, which the owner passes to every call so that
// the list itself stays small: there is one for each group. Equals stay in the order in which they
// came. While it is short it is one slice; a long one is cut into blocks.
//
//	cost   O(log n + block) to insert and to remove, O(n / block) to find the i-th
//	space  1 to 2 times the elements; 32 bytes when empty
type ranked[T any] struct {
	flat []T
	deep *blocks[T] // where flat would be too long; flat is nil then
}

type blocks[T any] struct {
	list  [][]T // none empty
	spare [][]T // to use again
	n     int
}

// The lengths of slices, in bytes: what an insertion may have to move.
const (
	flatBytes  = 8192 // of the longest list in one slice
	blockBytes = 4096
)

func (r *ranked[T]) flatMax() int { return flatBytes / sizeOf[T]() }

func (d *blocks[T]) max() int { return blockBytes / sizeOf[T]() }

// min is the length below which a block joins a neighbour.
func (d *blocks[T]) min() int { return d.max() / 8 }

type compare[T any] func(a, b T) int

func (r *ranked[T]) len() int {
	if r.deep != nil {
		return r.deep.n
	}
	return len(r.flat)
}

// insert puts v after all that are not greater.
func (r *ranked[T]) insert(v T, cmp compare[T]) {
	if r.deep == nil && len(r.flat) < r.flatMax() {
		r.flat = slices.Insert(r.flat, after(r.flat, v, cmp), v)
		return
	}
	if r.deep == nil {
		r.deepen()
	}
	d := r.deep
	i := min(d.find(func(last T) bool { return cmp(last, v) > 0 }), len(d.list)-1)
	d.list[i] = slices.Insert(d.list[i], after(d.list[i], v, cmp), v)
	d.n++
	if len(d.list[i]) == d.max() {
		d.split(i)
	}
}

// append puts v after all others, which are not greater.
func (r *ranked[T]) append(v T) {
	r.insert(v, func(T, T) int { return 0 })
}

// remove takes out the first element that equals v and is the wanted one; nil wants any.
func (r *ranked[T]) remove(v T, cmp compare[T], wanted func(T) bool) (T, bool) {
	i, j := r.lower(v, cmp)
	for ; i < r.parts(); i, j = i+1, 0 {
		part := r.part(i)
		for ; j < len(part); j++ {
			if cmp(part[j], v) != 0 {
				var none T
				return none, false
			}
			if wanted == nil || wanted(part[j]) {
				x := part[j]
				r.cut(i, j)
				return x, true
			}
		}
	}
	var none T
	return none, false
}

// lower returns the place of the first element that is not less than v, as part and index.
func (r *ranked[T]) lower(v T, cmp compare[T]) (part, i int) {
	return r.seek(func(x T) bool { return cmp(x, v) >= 0 })
}

// seek returns the place of the first element that is past a border: reached is false before it
// and true from it on. It is (parts, 0) when there is none.
func (r *ranked[T]) seek(reached func(T) bool) (part, i int) {
	if r.deep != nil {
		part = r.deep.find(reached)
	}
	if part == r.parts() {
		return part, 0
	}
	p := r.part(part)
	lo, hi := 0, len(p)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); reached(p[m]) {
			hi = m
		} else {
			lo = m + 1
		}
	}
	if lo == len(p) {
		return part + 1, 0
	}
	return part, lo
}

func (r *ranked[T]) parts() int {
	if r.deep != nil {
		return len(r.deep.list)
	}
	if len(r.flat) > 0 {
		return 1
	}
	return 0
}

func (r *ranked[T]) part(i int) []T {
	if r.deep != nil {
		return r.deep.list[i]
	}
	return r.flat
}

// first and last return the ends of a list that is not empty.
func (r *ranked[T]) first() T { return r.part(0)[0] }

func (r *ranked[T]) last() T {
	p := r.part(r.parts() - 1)
	return p[len(p)-1]
}

// each yields the elements in order, from a place on, until yield returns false.
func (r *ranked[T]) each(part, i int, yield func(T) bool) {
	for ; part < r.parts(); part, i = part+1, 0 {
		for _, v := range r.part(part)[i:] {
			if !yield(v) {
				return
			}
		}
	}
}

func (r *ranked[T]) cut(i, j int) {
	d := r.deep
	if d == nil {
		r.flat = slices.Delete(r.flat, j, j+1)
		return
	}
	d.list[i] = slices.Delete(d.list[i], j, j+1)
	d.n--
	switch {
	case d.n == 0:
		r.deep = nil
	case len(d.list[i]) < d.min():
		d.join(i)
	}
}

// deepen cuts a list that has become too long into blocks.
func (r *ranked[T]) deepen() {
	d := &blocks[T]{n: len(r.flat)}
	for part := range slices.Chunk(r.flat, d.max()/2) {
		d.list = append(d.list, append(make([]T, 0, d.max()), part...))
	}
	r.flat, r.deep = nil, d
}

// find returns the first block whose last element has reached a border.
func (d *blocks[T]) find(reached func(T) bool) int {
	lo, hi := 0, len(d.list)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if p := d.list[m]; reached(p[len(p)-1]) {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return lo
}

func (d *blocks[T]) split(i int) {
	var right []T
	if k := len(d.spare); k > 0 {
		right, d.spare = d.spare[k-1], d.spare[:k-1]
	} else {
		right = make([]T, 0, d.max())
	}
	right = append(right, d.list[i][d.max()/2:]...)
	clear(d.list[i][d.max()/2:])
	d.list[i] = d.list[i][:d.max()/2]
	d.list = slices.Insert(d.list, i+1, right)
}

// join removes an empty block, or empties a short one into a neighbour that has room.
func (d *blocks[T]) join(i int) {
	n := len(d.list[i])
	switch {
	case n == 0:
		d.drop(i)
		return
	case i > 0 && len(d.list[i-1])+n < d.max()/2:
		i--
	case i+1 == len(d.list) || len(d.list[i+1])+n >= d.max()/2:
		return
	}
	d.list[i] = append(d.list[i], d.list[i+1]...)
	d.drop(i + 1)
}

func (d *blocks[T]) drop(i int) {
	clear(d.list[i])
	d.spare = append(d.spare, d.list[i][:0])
	d.list = slices.Delete(d.list, i, i+1)
}

func (r *ranked[T]) bytes() int {
	n := cap(r.flat)
	if r.deep != nil {
		n = (len(r.deep.list) + len(r.deep.spare)) * r.deep.max()
	}
	return n * sizeOf[T]()
}

// after returns the first position in the sorted part whose element is greater than v.
func after[T any](part []T, v T, cmp compare[T]) int {
	lo, hi := 0, len(part)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); cmp(part[m], v) > 0 {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return lo
}

// after returns the place of the element that follows.
func (r *ranked[T]) after(part, i int) (int, int) {
	if i+1 < len(r.part(part)) {
		return part, i + 1
	}
	return part + 1, 0
}

// distance is the number of elements from one place to a later one.
func (r *ranked[T]) distance(part, i, toPart, to int) int {
	n := to - i
	for ; part < toPart; part++ {
		n += len(r.part(part))
	}
	return n
}
