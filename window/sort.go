package window

import "github.com/cephei-go/cephei/event"

var sortDef = &Def{
	Namespace: "ext", Name: "sort",
	Doc: "Keeps the n events that come first in the order of the given keys: sort(10, price desc, " +
		"ts). The last in order leaves, which may be the arriving event itself; it is then posted as " +
		"new and as old. Among equal keys the oldest leaves. Null sorts before every value. It " +
		"iterates in order, and prev counts from the first in order.",
	Examples: []Example{{"The two slowest requests", `
deploy
create schema Req(path string, ms int);
@name('slow') select irstream path from Req#sort(2, ms desc);
----
ok

play
Req {"path":"/a","ms":50}
Req {"path":"/b","ms":10}
Req {"path":"/c","ms":30}
Req {"path":"/d","ms":5}
----
1 slow new {"path":"/a"}
2 slow new {"path":"/b"}
3 slow new {"path":"/c"}
3 slow old {"path":"/b"}
4 slow new {"path":"/d"}
4 slow old {"path":"/d"}

iterate slow ordered
----
{"path":"/a"}
{"path":"/c"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(2, -1, "sort(10, price desc)"); err != nil {
			return nil, err
		}
		n, err := c.count(0)
		if err != nil {
			return nil, err
		}
		by, err := c.criteria(1)
		if err != nil {
			return nil, err
		}
		return &sortPlan{newOnce(&c, Traits{Prev: true}, 0), n, by}, nil
	},
}

type sortPlan struct {
	base
	size count
	by   *criteria
}

func (p *sortPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *sortPlan) New(h *Host, out event.Sink) View {
	w := &sortWindow{ordered: ordered{c: newCore(h, out, p.schema)}, by: p.by, size: p.size.of(h)}
	w.list.exact = p.by.exact()
	w.list.tie = func(a, b *event.Event) int { return p.by.tie(w.c.env, a, b) }
	return w
}

// ordered is what windows in sorted order have in common.
type ordered struct {
	c    *core
	list sorted
	seq  int64
}

// Each yields the events in order.
func (o *ordered) Each(yield func(*event.Event) bool) {
	o.list.each(func(e *entry) bool { return yield(e.ev) })
}

// Len returns the number of events.
func (o *ordered) Len() int { return o.list.n }

// Bytes estimates the memory held.
func (o *ordered) Bytes() int { return viewBytes + o.list.bytes() }

// Prev returns the n-th event in order.
func (o *ordered) Prev(_ *event.Event, n int) *event.Event { return o.list.at(n) }

// Tail returns the n-th event from the end.
func (o *ordered) Tail(_ *event.Event, n int) *event.Event { return o.list.at(o.list.n - 1 - n) }

// Count returns the number of events.
func (o *ordered) Count(*event.Event) int { return o.list.n }

// All yields the events in order.
func (o *ordered) All(_ *event.Event, yield func(*event.Event) bool) { o.Each(yield) }

// Save writes the events in order, with what their order follows from.
func (o *ordered) save(e *event.Encoder) {
	e.Int64(o.seq)
	e.Int(o.list.n)
	o.list.each(func(x *entry) bool {
		e.Uint64(x.prefix)
		e.Int64(x.seq)
		e.Event(x.ev)
		return true
	})
}

func (o *ordered) load(d *event.Decoder) {
	o.seq = d.Int64()
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		x := entry{prefix: d.Uint64(), seq: d.Int64(), ev: o.c.event(d)}
		if x.ev != nil {
			x.ev.Hold()
			o.list.insert(x)
		}
	}
}

func (o *ordered) clear() {
	o.list.each(func(x *entry) bool { x.ev.Drop(); return true })
	o.list.clear()
}

// sortWindow costs O(log n) an arrival that enters, O(1) one that does not. 24 bytes an event. Newer
// events have lower sequence numbers, and so stand before older ones of equal keys.
type sortWindow struct {
	ordered
	by   *criteria
	size int
}

// Push adds what entered and lets go of what is beyond the size.
func (w *sortWindow) Push(d *event.Delta) {
	for _, ev := range d.Old {
		w.remove(ev)
	}
	for _, ev := range d.New {
		w.add(ev)
	}
	w.c.enter(d.New)
	w.c.push()
}

func (w *sortWindow) add(ev *event.Event) {
	w.seq--
	e := entry{w.by.prefix(w.c.on(ev)), w.seq, ev}
	if w.list.n < w.size {
		ev.Hold()
		w.list.insert(e)
		return
	}
	if w.list.compare(w.list.last(), &e) < 0 { // it is the last in order itself
		w.c.leave(ev)
		return
	}
	ev.Hold()
	gone := w.list.popLast()
	w.c.leave(gone.ev)
	gone.ev.Drop()
	w.list.insert(e)
}

func (w *sortWindow) remove(ev *event.Event) {
	e := entry{prefix: w.by.prefix(w.c.on(ev)), ev: ev}
	if k, i, ok := w.list.find(e); ok {
		w.list.removeAt(k, i)
		w.c.leave(ev)
		ev.Drop()
	}
}

// Save writes the events in order.
func (w *sortWindow) Save(e *event.Encoder) { w.save(e) }

// Load reads what Save wrote.
func (w *sortWindow) Load(d *event.Decoder) { w.load(d) }

// Close drops the events.
func (w *sortWindow) Close() { w.clear() }
