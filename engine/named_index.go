package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// storeIndex finds the rows of a named window by the values of some columns, for all statements that
// look for these. Rows with a null there are in it only when the index is unique: null equals
// nothing, but is a key like others where no two may be alike.
type storeIndex struct {
	id      string
	own     []expr.Fn
	slot    int
	env     *expr.Env
	set     *keys.Set
	columns []*event.Column
	buckets []bucket          // by number of the key
	spare   []*[]*event.Event // lists of buckets that have one row again
	users   int
	unique  []*query.IndexPlan // the declared ones by which it is unique
}

// bucket is the rows with one key, in the order in which they came. As a rule there is one.
type bucket struct {
	one  [1]*event.Event
	more *[]*event.Event // all rows, when there are several
}

// rows returns the rows; they stay where they are until the index changes.
func (b *bucket) rows() []*event.Event {
	if b.more != nil {
		return *b.more
	}
	if b.one[0] == nil {
		return nil
	}
	return b.one[:]
}

func (x *storeIndex) addTo(b *bucket, ev *event.Event) {
	switch {
	case b.more != nil:
		*b.more = append(*b.more, ev)
	case b.one[0] == nil:
		b.one[0] = ev
	default:
		if n := len(x.spare); n > 0 {
			b.more, x.spare = x.spare[n-1], x.spare[:n-1]
		} else {
			b.more = new([]*event.Event)
		}
		*b.more = append(*b.more, b.one[0], ev)
		b.one[0] = nil
	}
}

// removeFrom takes a row out and tells whether it was there.
func (x *storeIndex) removeFrom(b *bucket, ev *event.Event) bool {
	if b.more == nil {
		found := b.one[0] == ev
		if found {
			b.one[0] = nil
		}
		return found
	}
	rows := *b.more
	i := slices.Index(rows, ev)
	const few = 16
	switch {
	case i < 0:
		return false
	case i == 0 && len(rows) > few: // the oldest goes first as a rule: the rest stays where it is
		rows[0] = nil
		*b.more = rows[1:]
	default:
		*b.more = slices.Delete(rows, i, i+1)
	}
	if len(*b.more) == 1 {
		b.one[0] = (*b.more)[0]
		if cap(*b.more) <= few {
			(*b.more)[0] = nil
			*b.more = (*b.more)[:0]
			x.spare = append(x.spare, b.more)
		}
		b.more = nil
	}
	return true
}

// indexID tells indexes apart: the columns, and the classes that they are compared in.
func indexID(l *query.Lookup) string {
	var b strings.Builder
	for i, col := range l.Columns {
		fmt.Fprintf(&b, "%d/%d ", col.Index, l.Own[i].Type.Class())
	}
	return b.String()
}

// index returns the index for a look-up, a new one if need be, and counts a user.
func (w *namedWindow) index(l *query.Lookup) *storeIndex {
	id := indexID(l)
	for _, x := range w.indexes {
		if x.id == id {
			x.users++
			return x
		}
	}
	x := &storeIndex{id: id, own: l.Own, columns: l.Columns, slot: l.Slot, users: 1}
	x.set = keys.NewSet(keys.New(l.Own...))
	x.env = &expr.Env{Ev: make([]*event.Event, l.Slot+1), Rt: w.core.rt}
	w.indexes = append(w.indexes, x)
	w.version++
	switch {
	case !w.core.loading:
		w.fill(x)
	case w.saved != nil: // the window is loaded already
		w.restore(x)
	}
	return x
}

// indexed tells whether there is an index for a look-up.
func (w *namedWindow) indexed(l *query.Lookup) bool {
	id := indexID(l)
	return slices.ContainsFunc(w.indexes, func(x *storeIndex) bool { return x.id == id })
}

// windowIndex is an index over a named window's rows.
type windowIndex interface {
	add(ev *event.Event)
	remove(ev *event.Event)
}

// fill puts the window's rows into an index.
func (w *namedWindow) fill(x windowIndex) {
	w.view.Each(func(ev *event.Event) bool {
		x.add(ev)
		return true
	})
}

// release lets a user of an index go; the last one ends it.
func (w *namedWindow) release(x *storeIndex) {
	if x.users--; x.users == 0 {
		w.indexes = slices.DeleteFunc(w.indexes, func(y *storeIndex) bool { return x == y })
		w.version++
	}
}

// reindex lets rows in and out. First they come, so that the number of a key stays when one row takes
// the place of another.
func reindex(x windowIndex, d *event.Delta) {
	for _, ev := range d.New {
		x.add(ev)
	}
	for _, ev := range d.Old {
		x.remove(ev)
	}
}

// skips tells whether the row in env is not in the index: it has a null.
func (x *storeIndex) skips() bool {
	if len(x.unique) > 0 {
		return false
	}
	for i := range x.own {
		if isNull(&x.own[i], x.env) {
			return true
		}
	}
	return false
}

func (x *storeIndex) add(ev *event.Event) {
	x.env.Ev[x.slot] = ev
	if x.skips() {
		return
	}
	n, _ := x.set.Add(x.env)
	for int(n) >= len(x.buckets) {
		x.buckets = append(x.buckets, bucket{})
	}
	x.addTo(&x.buckets[n], ev)
}

func (x *storeIndex) remove(ev *event.Event) {
	x.env.Ev[x.slot] = ev
	if x.skips() {
		return
	}
	n, ok := x.set.Find(x.env)
	if ok && x.removeFrom(&x.buckets[n], ev) && x.buckets[n].rows() == nil {
		x.set.Remove(n)
	}
}

// renew makes a row the last one with its key.
func (x *storeIndex) renew(ev *event.Event) {
	x.env.Ev[x.slot] = ev
	if x.skips() {
		return
	}
	if n, ok := x.set.Find(x.env); ok && x.removeFrom(&x.buckets[n], ev) {
		x.addTo(&x.buckets[n], ev)
	}
}

func (x *storeIndex) save(enc *event.Encoder) {
	for i := range x.buckets {
		for _, ev := range x.buckets[i].rows() {
			enc.Bool(true)
			enc.Event(ev)
		}
	}
	enc.Bool(false)
}

// finder prepares a look-up.
func (w *namedWindow) finder(l *query.Lookup) rowFinder {
	if len(l.Columns) == 0 && l.Range != nil && !w.batch {
		return &rangeFinder{scanFinder: scanFinder{w: w, l: l}, version: -1}
	}
	if len(l.Columns) == 0 || w.batch || l.Once && !w.indexed(l) {
		return &scanFinder{w: w, l: l}
	}
	return &indexFinder{w: w, x: w.index(l), key: keys.New(l.Keys...), keys: l.Keys}
}

// scanFinder looks through all rows.
type scanFinder struct {
	w    *namedWindow
	l    *query.Lookup
	rows []*event.Event
}

func (f *scanFinder) find(*expr.Env) []*event.Event {
	f.rows = f.rows[:0]
	f.w.view.Each(func(ev *event.Event) bool {
		f.rows = append(f.rows, ev)
		return true
	})
	return f.rows
}

func (f *scanFinder) close() {}

// indexFinder finds the rows whose columns equal the keys.
type indexFinder struct {
	w    *namedWindow
	x    *storeIndex
	key  *keys.Key
	keys []expr.Fn
	// single tells that one row has the key that was looked for last.
	single bool
}

func (f *indexFinder) find(env *expr.Env) []*event.Event {
	if len(f.x.unique) > 0 {
		for i := range f.keys {
			if isNull(&f.keys[i], env) {
				return nil
			}
		}
	}
	if n, ok := f.x.set.FindBy(f.key, env); ok {
		rows := f.x.buckets[n].rows()
		f.single = len(rows) == 1
		return rows
	}
	return nil
}

func (f *indexFinder) close() { f.w.release(f.x) }
