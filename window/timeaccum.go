package window

import "github.com/cephei-go/cephei/event"

var timeAccumDef = &Def{
	Namespace: "win", Name: "time_accum",
	Doc: "Posts events as they come and keeps them until none has come for a period: " +
		"time_accum(10 sec). Then all leave together.",
	Examples: []Example{{"A burst of messages is over after five seconds of silence", `
deploy
create schema Log(msg string);
@name('over') select rstream msg from Log#time_accum(5 sec);
----
ok

play
Log {"msg":"a"}
@4000
Log {"msg":"b"}
@8999
@9000
----
5 over new {"msg":"a"}
5 over new {"msg":"b"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "time_accum(10 sec)"); err != nil {
			return nil, err
		}
		p, err := c.period(0)
		if err != nil {
			return nil, err
		}
		return &timeAccumPlan{newOnce(&c, Traits{FIFO: true, Prev: true}, 0), p}, nil
	},
}

type timeAccumPlan struct {
	base
	period period
}

func (p *timeAccumPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *timeAccumPlan) New(h *Host, out event.Sink) View {
	w := &timeAccum{timedSlide: timedSlide{c: newCore(h, out, p.schema)}, span: p.period.of(h)}
	h.own(&w.timer, w)
	return w
}

// timeAccum costs O(1) an event; the timer is moved once for the arrivals of one time. The queue
// holds, with each event, the time at which all would leave if it were the last.
type timeAccum struct {
	timedSlide
	span  span
	timer event.Timer
}

// Push adds what entered.
func (w *timeAccum) Push(d *event.Delta) {
	if len(d.New) > 0 {
		due := w.span.after(w.c.now())
		for _, ev := range d.New {
			w.q.push(ev, due)
		}
		w.c.enter(d.New)
	}
	w.take(d.Old)
	w.arm()
	w.c.push()
}

// arm sets the timer to what the last event says, also when a later one was deleted.
func (w *timeAccum) arm() {
	if w.q.len() == 0 {
		w.c.cancel(&w.timer)
		return
	}
	if due := w.q.tailTime(); !w.timer.Armed() || w.timer.At() != due {
		w.c.set(&w.timer, due)
	}
}

// Fire lets go of all.
func (w *timeAccum) Fire(int64) {
	for w.q.len() > 0 {
		w.c.leave(w.q.popFirst())
	}
	w.c.push()
}

// Save writes the events with their times and the timer.
func (w *timeAccum) Save(e *event.Encoder) {
	w.q.save(e)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *timeAccum) Load(d *event.Decoder) {
	w.q.load(w.c, d)
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *timeAccum) Close() {
	w.c.cancel(&w.timer)
	w.q.clear()
}
