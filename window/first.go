package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

var firstLengthDef = &Def{
	Namespace: "win", Name: "firstlength",
	Doc: "Keeps the first n events: firstlength(10). Later ones are ignored and not posted. Rows leave " +
		"only when they are deleted from a named window, and then there is room again.",
	Examples: []Example{{"The first two versions deployed", `
deploy
create schema Deploy(version int);
@name('first') select version from Deploy#firstlength(2);
----
ok

play
Deploy {"version":1}
Deploy {"version":2}
Deploy {"version":3}
----
1 first new {"version":1}
2 first new {"version":2}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "firstlength(10)"); err != nil {
			return nil, err
		}
		n, err := c.count(0)
		if err != nil {
			return nil, err
		}
		return &firstLengthPlan{newOnce(&c, Traits{FIFO: true, First: true, Prev: true}, 0), n}, nil
	},
}

type firstLengthPlan struct {
	base
	size count
}

func (p *firstLengthPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *firstLengthPlan) New(h *Host, out event.Sink) View {
	return &firstLength{slide: slide{c: newCore(h, out, p.schema)}, size: p.size.of(h)}
}

// firstLength costs O(1) an event.
type firstLength struct {
	slide
	size int
}

// Push adds what entered while there is room.
func (w *firstLength) Push(d *event.Delta) {
	w.take(d.Old)
	n := min(len(d.New), w.size-w.q.len())
	for _, ev := range d.New[:n] {
		w.q.push(ev)
	}
	w.c.enter(d.New[:n])
	w.c.push()
}

var firstTimeDef = &Def{
	Namespace: "win", Name: "firsttime",
	Doc: "Keeps the events of the first period after the statement (or its partition) started: " +
		"firsttime(1 min). Later ones are ignored and not posted. Rows leave only when they are " +
		"deleted from a named window.",
	Examples: []Example{{"What happened in the first ten seconds", `
deploy
create schema Log(msg string);
@name('boot') select msg from Log#firsttime(10 sec);
----
ok

play
@9999
Log {"msg":"ready"}
@10000
Log {"msg":"late"}
----
2 boot new {"msg":"ready"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "firsttime(1 min)"); err != nil {
			return nil, err
		}
		p, err := c.period(0)
		if err != nil {
			return nil, err
		}
		return &firstTimePlan{newOnce(&c, Traits{FIFO: true, First: true, Prev: true}, 0), p}, nil
	},
}

type firstTimePlan struct {
	base
	period period
}

// Key is never the same as another's, since windows made at different times end at different ones.
func (p *firstTimePlan) Key() string { return "" }

// New returns an empty window, whose period starts now.
func (p *firstTimePlan) New(h *Host, out event.Sink) View {
	w := &firstTime{slide: slide{c: newCore(h, out, p.schema)}}
	s := p.period.of(h)
	h.own(&w.timer, w)
	w.c.set(&w.timer, s.after(w.c.now()))
	return w
}

// firstTime costs O(1) an event.
type firstTime struct {
	slide
	closed bool
	timer  event.Timer
}

// Push adds what entered while the window is open.
func (w *firstTime) Push(d *event.Delta) {
	w.take(d.Old)
	if !w.closed {
		for _, ev := range d.New {
			w.q.push(ev)
		}
		w.c.enter(d.New)
	}
	w.c.push()
}

// Fire closes the window.
func (w *firstTime) Fire(int64) { w.closed = true }

// Save writes the events and the timer.
func (w *firstTime) Save(e *event.Encoder) {
	w.q.save(e)
	e.Bool(w.closed)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *firstTime) Load(d *event.Decoder) {
	w.c.cancel(&w.timer)
	w.q.load(w.c, d)
	w.closed = d.Bool()
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *firstTime) Close() {
	w.c.cancel(&w.timer)
	w.q.clear()
}

var firstUniqueDef = &Def{
	Namespace: "std", Name: "firstunique",
	Doc: "Keeps the first event of each key: firstunique(host). Later ones with the same key are " +
		"ignored and not posted. Null is a key. Rows leave only when they are deleted from a named " +
		"window or by another window of an intersection, and then the key is free again.",
	Examples: []Example{{"Each host the first time it is seen", `
deploy
create schema Log(host string);
@name('seen') select host from Log#firstunique(host);
----
ok

play
Log {"host":"a"}
Log {"host":"b"}
Log {"host":"a"}
----
1 seen new {"host":"a"}
2 seen new {"host":"b"}
`}},
	Compile: func(c Call) (Plan, error) {
		k, err := compileKey(&c, "firstunique(host)")
		if err != nil {
			return nil, err
		}
		return &firstUniquePlan{newBase(&c, Traits{First: true}), k}, nil
	},
}

type firstUniquePlan struct {
	base
	by *keys.Key
}

func (p *firstUniquePlan) forgetful() bool { return true }

// New returns an empty window.
func (p *firstUniquePlan) New(h *Host, out event.Sink) View {
	return &firstUnique{keyed{c: newCore(h, out, p.schema), m: keys.NewMap[*event.Event](p.by)}}
}

type firstUnique struct{ keyed }

// Push adds the arrivals whose keys are free.
func (w *firstUnique) Push(d *event.Delta) {
	w.take(d.Old)
	for _, ev := range d.New {
		slot, added := w.m.Put(w.c.on(ev))
		if !added {
			continue
		}
		*slot = ev
		ev.Hold()
		w.c.delta.New = append(w.c.delta.New, ev)
	}
	w.c.push()
}
