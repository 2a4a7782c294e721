package window

import "github.com/cephei-go/cephei/event"

var timeLengthBatchDef = &Def{
	Namespace: "win", Name: "time_length_batch",
	Doc: "Gathers events and posts them together after a period or when n have come, whichever is " +
		"first: time_length_batch(10 sec, 100). The period starts anew with each batch; the batch " +
		"before leaves in the same update. After an empty period the last batch leaves, then the " +
		"window sleeps until an event comes. Keywords as with time_batch.",
	Examples: []Example{{"Alerts in one message, of three at most, after ten seconds at the latest", `
deploy
create schema Alert(host string);
@name('mail') select host from Alert#time_length_batch(10 sec, 3);
----
ok

play
Alert {"host":"a"}
Alert {"host":"b"}
Alert {"host":"c"}
@4000
Alert {"host":"d"}
@10000
----
3 mail new {"host":"a"}
3 mail new {"host":"b"}
3 mail new {"host":"c"}
6 mail new {"host":"d"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(2, 3, "time_length_batch(10 sec, 100, 'force_update')"); err != nil {
			return nil, err
		}
		p := &timeLengthBatchPlan{
			base: newOnce(&c, Traits{FIFO: true, Batch: true, Prev: true}, 0, 1),
		}
		var err error
		if p.period, err = c.period(0); err != nil {
			return nil, err
		}
		if p.size, err = c.count(1); err != nil {
			return nil, err
		}
		if len(c.Args) == 3 {
			p.flags, err = c.flags(2)
		}
		return p, err
	},
}

type timeLengthBatchPlan struct {
	base
	period period
	size   count
	flags  flags
}

// New returns an empty window.
func (p *timeLengthBatchPlan) New(h *Host, out event.Sink) View {
	w := &timeLengthBatch{
		batch: batch{c: newCore(h, out, p.schema)}, span: p.period.of(h), size: p.size.of(h), force: p.flags.force,
	}
	h.own(&w.timer, w)
	if p.flags.eager {
		w.schedule()
	}
	return w
}

// timeLengthBatch costs O(1) an event.
type timeLengthBatch struct {
	batch
	span  span
	size  int
	force bool
	timer event.Timer
}

// Push adds what entered and posts the batch when it is full.
func (w *timeLengthBatch) Push(d *event.Delta) {
	w.take(d.Old)
	if len(d.New) == 0 {
		return
	}
	w.add(d.New)
	if w.q.len() >= w.size {
		w.flush()
	} else if !w.timer.Armed() {
		w.schedule()
	}
}

func (w *timeLengthBatch) schedule() { w.c.set(&w.timer, w.span.after(w.c.now())) }

// Fire posts the batch.
func (w *timeLengthBatch) Fire(int64) { w.flush() }

func (w *timeLengthBatch) flush() {
	n := w.q.len()
	if n > 0 || len(w.last) > 0 || w.force {
		w.schedule()
		w.release(n, w.force)
	}
}

// Save writes both batches and the timer.
func (w *timeLengthBatch) Save(e *event.Encoder) {
	w.save(e)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *timeLengthBatch) Load(d *event.Decoder) {
	w.c.cancel(&w.timer) // that of an eager start
	w.load(d)
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *timeLengthBatch) Close() {
	w.c.cancel(&w.timer)
	w.clear()
}
