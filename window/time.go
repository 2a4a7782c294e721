package window

import "github.com/cephei-go/cephei/event"

var timeDef = &Def{
	Namespace: "win", Name: "time",
	Doc: "Keeps the events of the last stretch of engine time: time(30 sec). An event that came at t " +
		"is inside until t + 30 s and leaves exactly then; what is due at one step of the clock " +
		"leaves in one update. A plain number is seconds; months and years follow the calendar. The " +
		"period is taken once, when the statement starts.",
	Examples: []Example{{"Errors of the last ten seconds", `
deploy
create schema Log(msg string, level string);
@name('errors') select count(*) as c from Log(level = 'error')#time(10 sec);
----
ok

play
@1000
Log {"msg":"disk full","level":"error"}
@4000
Log {"msg":"started","level":"info"}
Log {"msg":"timeout","level":"error"}
@11000
@14000
----
2 errors new {"c":1}
5 errors new {"c":2}
6 errors new {"c":1}
7 errors new {"c":0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "time(10 sec)"); err != nil {
			return nil, err
		}
		p, err := c.period(0)
		if err != nil {
			return nil, err
		}
		return &timePlan{newOnce(&c, Traits{FIFO: true, Prev: true}, 0), p}, nil
	},
}

type timePlan struct {
	base
	period period
}

// New returns an empty window.
func (p *timePlan) New(h *Host, out event.Sink) View {
	w := &timeWindow{timedSlide: timedSlide{c: newCore(h, out, p.schema)}, span: p.period.of(h)}
	h.own(&w.timer, w)
	return w
}

// timeWindow costs O(1) an event, amortised over expiry. The queue holds the time at which each event
// is due; one timer is set for the first and moved only when that one has gone.
type timeWindow struct {
	timedSlide
	span  span
	timer event.Timer
	stamp int64 // the time that due was computed for
	due   int64
}

// Push adds what entered.
func (w *timeWindow) Push(d *event.Delta) {
	if len(d.New) > 0 {
		w.add(d.New)
	}
	if len(d.Old) > 0 {
		w.take(d.Old)
		if w.q.len() == 0 {
			w.c.cancel(&w.timer)
		}
	}
	w.c.push()
}

func (w *timeWindow) add(evs []*event.Event) {
	if now := w.c.now(); w.due == 0 || now != w.stamp {
		w.stamp, w.due = now, w.span.leaves(now)
	}
	if w.q.len() == 0 {
		w.c.set(&w.timer, w.due)
	}
	for _, ev := range evs {
		w.q.push(ev, w.due)
	}
	w.c.enter(evs)
}

// Fire lets go of what is due. The first event may have been removed since the timer was set:
// then nothing is.
func (w *timeWindow) Fire(now int64) {
	w.q.expire(now, w.c.leave)
	if w.q.len() > 0 {
		w.c.set(&w.timer, w.q.headTime())
	}
	w.c.push()
}

// Save writes the events with their times and the timer.
func (w *timeWindow) Save(e *event.Encoder) {
	w.q.save(e)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *timeWindow) Load(d *event.Decoder) {
	w.q.load(w.c, d)
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *timeWindow) Close() {
	w.c.cancel(&w.timer)
	w.q.clear()
}

// forgetful: see [forgetful].
func (p *timePlan) forgetful() bool { return true }
