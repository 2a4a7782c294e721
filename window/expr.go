package window

import "github.com/cephei-go/cephei/event"

var exprDef = &Def{
	Namespace: "win", Name: "expr", Locals: exprLocals(),
	Doc: "Keeps events while a condition holds: expr(current_count <= 100). After each arrival the " +
		"condition is asked of the oldest event, which leaves when it is false (or null), until it is " +
		"true for the oldest or none is left: the window may empty itself. It may use properties of " +
		"the event asked about, variables (a change is looked at with the clock's next step) and " +
		"aggregations over the window: expr(sum(bytes) < 1000). " + exprLocalsDoc,
	Examples: []Example{{"As many messages as fit a mail of ten bytes", `
deploy
create schema Log(msg string, bytes int);
@name('fit') select irstream msg from Log#expr(sum(bytes) <= 10);
----
ok

play
Log {"msg":"a","bytes":4}
Log {"msg":"b","bytes":5}
Log {"msg":"c","bytes":3}
----
1 fit new {"msg":"a"}
2 fit new {"msg":"b"}
3 fit new {"msg":"c"}
3 fit old {"msg":"a"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "expr(current_count <= 100)"); err != nil {
			return nil, err
		}
		cond, err := c.condition()
		if err != nil {
			return nil, err
		}
		return &exprPlan{newBase(&c, Traits{FIFO: true, Prev: true}), cond}, nil
	},
}

type exprPlan struct {
	base
	cond condition
}

func (p *exprPlan) forgetful() bool { return true }

// New returns an empty window.
func (p *exprPlan) New(h *Host, out event.Sink) View {
	w := &exprWindow{timedSlide: timedSlide{c: newCore(h, out, p.schema)}}
	w.asker.make(h, w.c, &p.cond, w, w)
	return w
}

// exprWindow costs one or more evaluations of the condition an event, amortised two. The queue holds
// the times at which the events came.
type exprWindow struct {
	timedSlide
	asker asker
}

// Push adds what entered and lets go of the oldest while the condition says so.
func (w *exprWindow) Push(d *event.Delta) {
	now := w.c.now()
	for _, ev := range d.New {
		w.q.push(ev, now)
		w.asker.enter(ev)
	}
	w.c.enter(d.New)
	for _, ev := range d.Old {
		if w.q.remove(ev) {
			w.asker.leave(ev)
			w.c.leave(ev)
		}
	}
	w.expire()
}

// Fire looks again after a variable has changed.
func (w *exprWindow) Fire(int64) { w.expire() }

func (w *exprWindow) expire() {
	if w.q.len() == 0 {
		w.c.push()
		return
	}
	s := state{newest: w.q.last(), to: w.q.tailTime()}
	for w.q.len() > 0 {
		s.oldest, s.from, s.count = w.q.first(), w.q.headTime(), w.q.len()
		if w.asker.ask(s.oldest, &s) {
			break
		}
		ev := w.q.popFirst()
		w.asker.leave(ev)
		w.c.leave(ev)
		s.expired++
	}
	if w.q.len() == 0 {
		w.asker.clear()
	}
	w.c.push()
}

// Save writes the events with their times, and the aggregations.
func (w *exprWindow) Save(e *event.Encoder) {
	w.q.save(e)
	w.asker.save(e)
}

// Load reads what Save wrote.
func (w *exprWindow) Load(d *event.Decoder) {
	w.q.load(w.c, d)
	w.asker.load(d)
}

// Close stops watching and drops the events.
func (w *exprWindow) Close() {
	w.asker.close()
	w.q.clear()
}

// Bytes estimates the memory held.
func (w *exprWindow) Bytes() int { return w.timedSlide.Bytes() + w.asker.bytes() }
