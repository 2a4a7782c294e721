// Package filter finds who wants an event: an index of the conditions of all statements and patterns
// on one event type, so that a hundred thousand equality filters cost one look-up.
//
// An entry lies in the index under one of its conditions, the one that selects most; whatever else
// it demands is tested when that one holds. Equality and `in` are found by hash, ranges in an
// interval tree; entries without such a condition are tested one by one.
package filter

import (
	"cmp"
	"math"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Target is told of the events that an entry's conditions accept.
type Target interface {
	Accept(ev *event.Event)
	// Failed is told what the entry's Test threw. The event is not accepted.
	Failed(thrown any)
}

// Tags puts the events of a pattern's tags into an Env.
type Tags interface {
	Load(env *expr.Env)
}

// Op is the kind of condition an entry lies under.
type Op uint8

// The kinds of conditions.
const (
	Every    Op = iota // no condition: every event
	Equal              // the column equals one of the values
	Range              // the column lies between two values, either of which may be missing
	Contains           // the column contains a text that is not empty
)

// Key is the condition under which an entry is found. Values have the Go type of the column's class:
// string, int64, float64 or bool.
type Key struct {
	Op        Op
	Column    *event.Column
	Values    []any // of Equal; of Contains one string
	Low, High any   // of Range; nil is unbounded
	LowOpen   bool  // the bound itself does not belong
	HighOpen  bool
	Never     bool  // of Range: a bound is null, so that nothing lies within
	Word      *Word // of Equal and Range: what is looked for besides; nil is nothing
}

// Entry is one interested party. The index links it in; it must not be copied.
type Entry struct {
	Test   expr.Filter // what is demanded besides the key; nil is nothing
	Target Target
	Owner  any       // for whoever groups entries
	Order  uint64    // place in the order in which the parties get an event
	Seq    uint64    // among entries of equal Order: set by Add
	Env    *expr.Env // that Test runs in, with the event in slot Slot
	Slot   int
	Tags   Tags // puts further events that Test may need into Env; may be nil

	group *group // of the alternatives that it is one of; nil as a rule
	homes []home // the buckets it lies in
	one   [1]home
}

// home is a bucket with the entry's place in it.
type home struct {
	b *bucket
	i int
}

// bucket is the entries with the same key value.
type bucket struct {
	entries []*Entry
	one     [1]*Entry // where they lie while there is one
	empty   func()    // takes the bucket out of its index
	search  *search   // further entries, which ask for words besides; nil when there are none
}

// Index holds the entries on one event type.
type Index struct {
	all     bucket
	columns []*column
	seq     uint64
	turn    uint64 // matches so far, for parties
	count   int
	groups  int // parties with alternatives
}

// Len returns the number of entries.
func (x *Index) Len() int { return x.count }

// Add puts an entry in under the key.
func (x *Index) Add(e *Entry, k *Key) {
	x.admit(e)
	switch k.Op {
	case Equal:
		c := x.column(k.Column)
		for i, v := range k.Values {
			if !slices.Contains(k.Values[:i], v) {
				e.put(c.bucket(v).within(k.Word))
			}
		}
	case Range:
		if k.Never || isNaN(k.Low) || isNaN(k.High) { // in the tree a NaN would hide others
			e.homes = []home{}
			return
		}
		e.put(x.column(k.Column).ranged(k).within(k.Word))
	case Contains:
		text, _ := k.Values[0].(string)
		e.put(x.column(k.Column).containing(text))
	default:
		e.put(&x.all)
	}
}

func isNaN(v any) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}

// admit numbers an entry, which lies nowhere yet.
func (x *Index) admit(e *Entry) {
	x.seq++
	e.Seq = x.seq
	x.count++
	e.homes = e.one[:0]
}

func (e *Entry) put(b *bucket) {
	if b.entries == nil {
		b.entries = b.one[:0]
	}
	e.homes = append(e.homes, home{b, len(b.entries)})
	b.entries = append(b.entries, e)
	if len(b.entries) > 1 {
		b.one[0] = nil // they lie elsewhere now
	}
}

// Remove takes an entry out. One that is not in stays so.
func (x *Index) Remove(e *Entry) {
	if e.homes == nil {
		return
	}
	if e.group != nil {
		x.removeGroup(e.group)
		return
	}
	for _, h := range e.homes {
		last := len(h.b.entries) - 1
		if moved := h.b.entries[last]; moved != e {
			h.b.entries[h.i] = moved
			for j := range moved.homes {
				if moved.homes[j].b == h.b {
					moved.homes[j].i = h.i
				}
			}
		}
		h.b.entries[last] = nil
		h.b.entries = h.b.entries[:last]
		if last == 0 && h.b.empty != nil && h.b.search == nil {
			h.b.empty()
		}
	}
	e.homes = nil
	x.count--
}

// In tells whether the entry is in an index.
func (e *Entry) In() bool { return e.homes != nil }

func (x *Index) column(col *event.Column) *column {
	for _, c := range x.columns {
		if c.col == col {
			return c
		}
	}
	c := newColumn(col)
	x.columns = append(x.columns, c)
	return c
}

// Match appends the entries that accept the event to out, in order. The set is fixed by the call:
// what is added or removed later does not change it.
func (x *Index) Match(ev *event.Event, out []*Entry) []*Entry {
	start := len(out)
	if len(x.all.entries) > 0 {
		out = appendAccepting(out, &x.all, ev)
	}
	for _, c := range x.columns {
		out = c.match(x, ev, out)
	}
	found := out[start:]
	if len(found) > 1 && !slices.IsSortedFunc(found, InOrder) {
		slices.SortFunc(found, InOrder)
	}
	if x.groups > 0 && len(found) > 1 {
		return out[:start+len(once(found))]
	}
	return out
}

// InOrder compares entries by the order in which they get an event.
func InOrder(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Seq, b.Seq))
}

func appendAccepting(out []*Entry, b *bucket, ev *event.Event) []*Entry {
	if b.search != nil {
		out = b.search.match(ev, out)
	}
	for i, e := range b.entries {
		if e.Test != nil {
			return appendTested(out, b.entries[i:], ev)
		}
		out = append(out, e)
	}
	return out
}

// appendTested is for entries that demand something besides the key. What a test throws is that
// entry's error; the others are tested all the same.
func appendTested(out, entries []*Entry, ev *event.Event) (found []*Entry) {
	i := 0
	found = out
	defer func() {
		if r := recover(); r != nil {
			entries[i].Target.Failed(r)
			found = appendTested(found, entries[i+1:], ev)
		}
	}()
	for ; i < len(entries); i++ {
		e := entries[i]
		if e.Test != nil {
			if e.Tags != nil {
				e.Tags.Load(e.Env)
			}
			e.Env.Ev[e.Slot] = ev
			if !e.Test(e.Env) {
				continue
			}
		}
		found = append(found, e)
	}
	return found
}
