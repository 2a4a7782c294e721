package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

var uniqueDef = &Def{
	Namespace: "std", Name: "unique",
	Doc: "Keeps the newest event of each key: unique(host) or unique(host, service). The event " +
		"before with the same key leaves in the same update. Null is a key; arrays are compared by " +
		"their elements.",
	Examples: []Example{{"Hosts that are up now, by their last message", `
deploy
create schema State(host string, up boolean);
@name('up') select count(*) as c from State#unique(host) where up;
----
ok

play
State {"host":"a","up":true}
State {"host":"b","up":true}
State {"host":"a","up":false}
----
1 up new {"c":1}
2 up new {"c":2}
3 up new {"c":1}
`}},
	Compile: func(c Call) (Plan, error) {
		k, err := compileKey(&c, "unique(host)")
		if err != nil {
			return nil, err
		}
		p := &uniquePlan{base: newBase(&c, Traits{}), key: k}
		if len(c.Args) == 1 {
			p.column = c.Args[0].Fn.Column
		}
		return p, nil
	},
}

// compileKey takes all arguments as parts of a key.
func compileKey(c *Call, usage string) (*keys.Key, error) {
	if err := c.arity(1, -1, usage); err != nil {
		return nil, err
	}
	for i := range c.Args {
		if err := c.plain(i, "a key"); err != nil {
			return nil, err
		}
		if err := c.variable(i, "a key"); err != nil {
			return nil, err
		}
	}
	fns, err := c.keyFns(0, len(c.Args))
	if err != nil {
		return nil, err
	}
	return keys.New(fns...), nil
}

type uniquePlan struct {
	base
	key    *keys.Key
	column *event.Column // that is the key; nil when it is something else
}

// Key returns the window's name and arguments.
func (p *uniquePlan) Key() string { return p.base.key }

// New returns an empty window.
func (p *uniquePlan) New(h *Host, out event.Sink) View {
	return &unique{keyed{c: newCore(h, out, p.schema), m: keys.NewMap[*event.Event](p.key)}}
}

// keyed is what windows of one event a key have in common. O(1) an event; 16 to 40 bytes a key.
// They iterate in the order in which the keys came first.
type keyed struct {
	c *core
	m *keys.Map[*event.Event]
}

// take removes events that are the ones of their key.
func (k *keyed) take(old []*event.Event) {
	for _, ev := range old {
		if n, ok := k.m.Find(k.c.on(ev)); ok && *k.m.At(n) == ev {
			k.m.Remove(n)
			k.c.leave(ev)
			ev.Drop()
		}
	}
}

// Each yields the events.
func (k *keyed) Each(yield func(*event.Event) bool) {
	for n := range k.m.Each() {
		if !yield(*k.m.At(n)) {
			return
		}
	}
}

// Len returns the number of events.
func (k *keyed) Len() int { return k.m.Len() }

// Save writes the keys and their events.
func (k *keyed) Save(e *event.Encoder) {
	k.m.Save(e)
	for n := range k.m.Each() {
		e.Event(*k.m.At(n))
	}
}

// Load reads what Save wrote.
func (k *keyed) Load(d *event.Decoder) {
	k.m.Load(d)
	for n := range k.m.Each() {
		ev := k.c.event(d)
		if ev == nil {
			d.Fail("a key without event")
			k.m.Clear()
			return
		}
		ev.Hold()
		*k.m.At(n) = ev
	}
}

// Close drops the events.
func (k *keyed) Close() {
	for n := range k.m.Each() {
		(*k.m.At(n)).Drop()
	}
	k.m.Clear()
}

// Bytes estimates the memory held.
func (k *keyed) Bytes() int { return viewBytes + k.m.Bytes() + 8*k.m.Cap() }

type unique struct{ keyed }

// Push puts each arrival in the place of the one before with its key.
func (w *unique) Push(d *event.Delta) {
	for _, ev := range d.New {
		slot, added := w.m.Put(w.c.on(ev))
		if !added {
			w.c.leave(*slot)
			(*slot).Drop()
		}
		*slot = ev
		ev.Hold()
	}
	w.c.enter(d.New)
	w.take(d.Old)
	w.c.push()
}
