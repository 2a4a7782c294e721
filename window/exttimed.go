package window

import "github.com/cephei-go/cephei/event"

var extTimedDef = &Def{
	Namespace: "win", Name: "ext_timed",
	Doc: "Keeps the events of the last stretch of the time that the events themselves tell: " +
		"ext_timed(ts, 30 sec). Only arrivals move that clock. An event leaves when one arrives whose " +
		"time stamp is at least the period later; events that come out of order are queued as they " +
		"come.",
	Examples: []Example{{"Ten seconds by the time stamps of a log that is read in", `
deploy
create schema Log(msg string, ts long);
@name('recent') select irstream msg from Log#ext_timed(ts, 10 sec);
----
ok

play
Log {"msg":"a","ts":1000}
Log {"msg":"b","ts":10999}
Log {"msg":"c","ts":11000}
----
1 recent new {"msg":"a"}
2 recent new {"msg":"b"}
3 recent new {"msg":"c"}
3 recent old {"msg":"a"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(2, 2, "ext_timed(timestamp, 10 sec)"); err != nil {
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
		return &extTimedPlan{newOnce(&c, Traits{FIFO: true, Prev: true}, 1), ts, p}, nil
	},
}

type extTimedPlan struct {
	base
	ts     stamp
	period period
}

// New returns an empty window.
func (p *extTimedPlan) New(h *Host, out event.Sink) View {
	return &extTimed{timedSlide: timedSlide{c: newCore(h, out, p.schema)}, ts: p.ts, span: p.period.of(h)}
}

// extTimed costs O(1) an event, amortised over expiry. The queue holds the time at which each event
// is due.
type extTimed struct {
	timedSlide
	ts   stamp
	span span
}

// Push adds what entered and lets go of what the last arrival shows to be due.
func (w *extTimed) Push(d *event.Delta) {
	w.ts.check(w.c, d.New)
	for _, ev := range d.New {
		w.q.push(ev, w.span.leaves(w.ts.of(w.c.on(ev))))
	}
	w.c.enter(d.New)
	w.take(d.Old)
	if n := len(d.New); n > 0 {
		w.q.expire(w.ts.of(w.c.on(d.New[n-1])), w.c.leave)
	}
	w.c.push()
}

// Save writes the events with their times.
func (w *extTimed) Save(e *event.Encoder) { w.q.save(e) }

// Load reads what Save wrote.
func (w *extTimed) Load(d *event.Decoder) { w.q.load(w.c, d) }

// Close drops the events.
func (w *extTimed) Close() { w.q.clear() }
