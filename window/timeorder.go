package window

import "github.com/cephei-go/cephei/event"

var timeOrderDef = &Def{
	Namespace: "ext", Name: "time_order",
	Doc: "Keeps events in the order of their own time stamps, and lets each go when the engine's clock " +
		"reaches its time stamp plus the period: time_order(ts, 10 sec). An event that is too old " +
		"already is posted as new and as old. It iterates in order, and prev counts from the oldest.",
	Examples: []Example{{"A log put in order, with ten seconds for stragglers", `
deploy
create schema Log(msg string, ts long);
@name('inorder') select rstream msg from Log#time_order(ts, 10 sec);
----
ok

play
@20000
Log {"msg":"second","ts":18000}
Log {"msg":"first","ts":16000}
@26000
@28000
----
4 inorder new {"msg":"first"}
5 inorder new {"msg":"second"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(2, 2, "time_order(timestamp, 10 sec)"); err != nil {
			return nil, err
		}
		ts, err := c.stamp(0)
		if err != nil {
			return nil, err
		}
		p, err := c.period(1)
		if err != nil {
			return nil, err
		}
		return &timeOrderPlan{newOnce(&c, Traits{Prev: true}, 1), ts, &p}, nil
	},
}

var timeToLiveDef = &Def{
	Namespace: "ext", Name: "timetolive",
	Doc: "Keeps each event until the time that it tells itself: timetolive(expires). It leaves when " +
		"the engine's clock reaches that; an event whose time has passed already is posted as new " +
		"and as old. It iterates in the order of leaving, and prev counts in it.",
	Examples: []Example{{"Locks that have run out", `
deploy
create schema Lock(id string, expires long);
@name('gone') select rstream id from Lock#timetolive(expires);
----
ok

play
Lock {"id":"a","expires":9000}
Lock {"id":"b","expires":4000}
@4000
@9000
----
3 gone new {"id":"b"}
4 gone new {"id":"a"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "timetolive(expires)"); err != nil {
			return nil, err
		}
		ts, err := c.stamp(0)
		if err != nil {
			return nil, err
		}
		return &timeOrderPlan{newBase(&c, Traits{Prev: true}), ts, nil}, nil
	},
}

type timeOrderPlan struct {
	base
	ts     stamp
	period *period // nil for timetolive
}

func (p *timeOrderPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *timeOrderPlan) New(h *Host, out event.Sink) View {
	w := &timeOrder{ordered: ordered{c: newCore(h, out, p.schema)}, ts: p.ts}
	h.own(&w.timer, w)
	if p.period != nil {
		s := p.period.of(h)
		w.span = &s
	}
	return w
}

// timeOrder costs O(log n) an event. 24 bytes an event. One timer is set for the first.
type timeOrder struct {
	ordered
	ts    stamp
	span  *span // nil for timetolive
	timer event.Timer
}

// The prefix of an entry is its time stamp.
func stampPrefix(ts int64) uint64 { return uint64(ts) ^ 1<<63 }

// due returns when an event leaves.
func (w *timeOrder) due(e *entry) int64 {
	ts := int64(e.prefix ^ 1<<63)
	if w.span == nil {
		return ts
	}
	return w.span.leaves(ts)
}

// Push adds what entered.
func (w *timeOrder) Push(d *event.Delta) {
	w.ts.check(w.c, d.New)
	for _, ev := range d.New {
		w.add(ev)
	}
	w.c.enter(d.New)
	for _, ev := range d.Old {
		w.remove(ev)
	}
	if len(d.Old) > 0 && w.list.n == 0 {
		w.c.cancel(&w.timer)
	}
	w.c.push()
}

func (w *timeOrder) add(ev *event.Event) {
	w.seq++
	e := entry{stampPrefix(w.ts.of(w.c.on(ev))), w.seq, ev}
	due := w.due(&e)
	if due <= w.c.now() {
		w.c.leave(ev)
		return
	}
	ev.Hold()
	w.list.insert(e)
	if w.list.first().seq == e.seq { // it is the first to leave now
		w.c.set(&w.timer, due)
	}
}

func (w *timeOrder) remove(ev *event.Event) {
	ts, ok := w.ts.fn(w.c.on(ev))
	if !ok {
		return // it could not have entered
	}
	if k, i, ok := w.list.find(entry{prefix: stampPrefix(ts), ev: ev}); ok {
		w.list.removeAt(k, i)
		w.c.leave(ev)
		ev.Drop()
	}
}

// Fire lets go of what is due. The first event may have been removed since the timer was set:
// then nothing is.
func (w *timeOrder) Fire(now int64) {
	for w.list.n > 0 && w.due(w.list.first()) <= now {
		e := w.list.popFirst()
		w.c.leave(e.ev)
		e.ev.Drop()
	}
	if w.list.n > 0 {
		w.c.set(&w.timer, w.due(w.list.first()))
	}
	w.c.push()
}

// Save writes the events in order and the timer.
func (w *timeOrder) Save(e *event.Encoder) {
	w.save(e)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *timeOrder) Load(d *event.Decoder) {
	w.load(d)
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *timeOrder) Close() {
	w.c.cancel(&w.timer)
	w.clear()
}
