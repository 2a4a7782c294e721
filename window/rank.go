package window

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

var rankDef = &Def{
	Namespace: "ext", Name: "rank",
	Doc: "Keeps, of the newest event of each unique key, the n that come first in the order of the " +
		"sort keys: rank(host, 10, load desc). An event takes the place of the one with its key; " +
		"what is last in order beyond n leaves, which may be the arriving event itself, and does " +
		"not come back. Among equal sort keys the oldest leaves. It iterates in order, equal keys the " +
		"oldest first, and prev counts from the first in order.",
	Examples: []Example{{"The two busiest hosts by their last sample", `
deploy
create schema Cpu(host string, pct int);
@name('busy') select host, pct from Cpu#rank(host, 2, pct desc);
----
ok

play
Cpu {"host":"a","pct":50}
Cpu {"host":"b","pct":40}
Cpu {"host":"a","pct":20}
Cpu {"host":"c","pct":30}
----
1 busy new {"host":"a","pct":50}
2 busy new {"host":"b","pct":40}
3 busy new {"host":"a","pct":20}
4 busy new {"host":"c","pct":30}

iterate busy ordered
----
{"host":"b","pct":40}
{"host":"c","pct":30}
`}},
	Compile: compileRank,
}

func compileRank(c Call) (Plan, error) {
	if err := c.arity(3, -1, "rank(host, 10, load desc)"); err != nil {
		return nil, err
	}
	size := c.findSize()
	if size == 0 || size >= len(c.Args)-1 {
		return nil, c.errorf(-1, codeArgs,
			"unique keys are needed first, then the size, then sort criteria, as in rank(host, 10, load desc)")
	}
	n, err := c.count(size)
	if err != nil {
		return nil, err
	}
	unique, err := c.keyFns(0, size)
	if err != nil {
		return nil, err
	}
	by, err := c.criteria(size + 1)
	if err != nil {
		return nil, err
	}
	return &rankPlan{newOnce(&c, Traits{Prev: true}, size), n, keys.New(unique...), by}, nil
}

// findSize finds the argument that is the size: the first constant whole number, or else the first
// that hangs on no event. Without any it gives 0.
func (c *Call) findSize() int {
	for i := range c.Args {
		if f := &c.Args[i].Fn; f.Const && f.Type.IsInteger() {
			return i
		}
	}
	env := probe(c.Schema, nil)
	for i := range c.Args {
		f := &c.Args[i].Fn
		if c.Args[i].Period != nil || !f.Type.IsInteger() {
			continue
		}
		if _, null, known := attempt(func() (int64, bool) { return f.Int(env) }); !known || !null {
			return i
		}
	}
	return 0
}

type rankPlan struct {
	base
	size   count
	unique *keys.Key
	by     *criteria
}

func (p *rankPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *rankPlan) New(h *Host, out event.Sink) View {
	w := &rank{ordered: ordered{c: newCore(h, out, p.schema)}, by: p.by, size: p.size.of(h)}
	w.list.exact = p.by.exact()
	w.list.tie = func(a, b *event.Event) int { return p.by.tie(w.c.env, a, b) }
	w.m = keys.NewMap[entry](p.unique)
	return w
}

// rank costs one look-up and O(log n) an arrival. 72 bytes an event or so.
type rank struct {
	ordered
	m    *keys.Map[entry]
	by   *criteria
	size int
}

// Push adds what entered and lets go of what is beyond the size.
func (w *rank) Push(d *event.Delta) {
	for _, ev := range d.Old {
		if n, ok := w.m.Find(w.c.on(ev)); ok && w.m.At(n).ev == ev {
			w.out(*w.m.At(n))
			w.m.Remove(n)
		}
	}
	for _, ev := range d.New {
		w.add(ev)
	}
	w.c.enter(d.New)
	w.c.push()
}

func (w *rank) add(ev *event.Event) {
	env := w.c.on(ev)
	e := entry{w.by.prefix(env), 0, ev}
	n, known := w.m.Find(env)
	if known {
		old := w.m.At(n)
		if w.list.compareKeys(old, &e) == 0 { // it takes the very place of the one before
			w.replace(old, ev)
			return
		}
		w.out(*old)
	} else if w.list.n >= w.size {
		last := w.list.last()
		if w.list.compareKeys(last, &e) < 0 {
			w.c.leave(ev)
			return
		}
		w.outOldest(*last)
	}
	w.seq++
	e.seq = w.seq
	ev.Hold()
	w.list.insert(e)
	if !known {
		n, _ = w.m.Add(w.c.on(ev))
	}
	*w.m.At(n) = e
}

func (w *rank) replace(old *entry, ev *event.Event) {
	k, i := w.list.seek(old)
	w.c.leave(old.ev)
	ev.Hold()
	old.ev.Drop()
	old.ev = ev
	w.list.entry(k, i).ev = ev
}

// outOldest lets go of the oldest event with the same sort key as last.
func (w *rank) outOldest(last entry) {
	last.seq = math.MinInt64
	k, i := w.list.seek(&last)
	e := *w.list.entry(k, i)
	w.m.Delete(w.c.on(e.ev))
	w.out(e)
}

// out takes an entry out of the list and lets the event go.
func (w *rank) out(e entry) {
	k, i := w.list.seek(&e)
	w.list.removeAt(k, i)
	w.c.leave(e.ev)
	e.ev.Drop()
}

// Save writes the events in order.
func (w *rank) Save(e *event.Encoder) {
	w.m.Save(e)
	w.save(e)
}

// Load reads what Save wrote.
func (w *rank) Load(d *event.Decoder) {
	w.m.Load(d)
	w.load(d)
	w.list.each(func(x *entry) bool {
		n, ok := w.m.Find(w.c.on(x.ev))
		if !ok {
			d.Fail("rank: an event without key")
			return false
		}
		*w.m.At(n) = *x
		return true
	})
	if w.list.n != w.m.Len() {
		d.Fail("rank: %d events of %d keys", w.list.n, w.m.Len())
	}
}

// Close drops the events.
func (w *rank) Close() {
	w.clear()
	w.m.Clear()
}

// Bytes estimates the memory held.
func (w *rank) Bytes() int { return w.ordered.Bytes() + w.m.Bytes() + 24*w.m.Cap() }
