package window

import "github.com/cephei-go/cephei/event"

var extTimedBatchDef = &Def{
	Namespace: "win", Name: "ext_timed_batch",
	Doc: "Gathers events and posts them together by the time that the events themselves tell: " +
		"ext_timed_batch(ts, 10 sec). The borders lie on the grid through the first time stamp, or " +
		"through a reference point in milliseconds: ext_timed_batch(ts, 10 sec, 0L). The batch is " +
		"posted when an event at or past its border comes, which opens the next one; the batch " +
		"before leaves in the same update. The engine's clock posts nothing.",
	Examples: []Example{{"Bytes by ten seconds of the log", `
deploy
create schema Log(bytes int, ts long);
@name('bytes') select sum(bytes) as s from Log#ext_timed_batch(ts, 10 sec, 0L);
----
ok

play
Log {"bytes":1,"ts":3000}
Log {"bytes":2,"ts":9999}
Log {"bytes":4,"ts":10000}
Log {"bytes":8,"ts":25000}
----
3 bytes new {"s":3}
4 bytes new {"s":4}
`}},
	Compile: compileExtTimedBatch,
}

func compileExtTimedBatch(c Call) (Plan, error) {
	if err := c.arity(2, 3, "ext_timed_batch(timestamp, 10 sec)"); err != nil {
		return nil, err
	}
	p := &extTimedBatchPlan{base: newOnce(&c, Traits{FIFO: true, Batch: true, Prev: true}, 1, 2)}
	var err error
	if p.ts, err = c.stamp(0); err != nil {
		return nil, err
	}
	if p.period, err = c.period(1); err != nil {
		return nil, err
	}
	if len(c.Args) == 3 {
		p.ref, err = c.reference(2)
	}
	return p, err
}

type extTimedBatchPlan struct {
	base
	ts     stamp
	period period
	ref    reference
}

// New returns an empty window.
func (p *extTimedBatchPlan) New(h *Host, out event.Sink) View {
	w := &extTimedBatch{batch: batch{c: newCore(h, out, p.schema)}, ts: p.ts, span: p.period.of(h)}
	w.ref, w.onGrid = p.ref.of(h)
	return w
}

// extTimedBatch costs O(1) an event.
type extTimedBatch struct {
	batch
	ts     stamp
	span   span
	ref    int64 // a point of the grid
	onGrid bool  // ref is set
	open   bool  // a batch has begun: border is set
	border int64
}

// Push adds what entered and posts what lies before the last border passed.
func (w *extTimedBatch) Push(d *event.Delta) {
	w.take(d.Old)
	w.ts.check(w.c, d.New)
	full := 0 // of the filling batch: what an arrival has closed
	for _, ev := range d.New {
		if ts := w.ts.of(w.c.on(ev)); !w.open || ts >= w.border {
			if w.open {
				full = w.q.len()
			}
			w.begin(ts)
		}
		w.q.push(ev)
	}
	if full > 0 {
		w.release(full, false)
	}
}

// begin opens a batch with an event of the given time.
func (w *extTimedBatch) begin(ts int64) {
	if !w.onGrid {
		w.ref, w.onGrid = ts, true
	}
	w.border, w.ref = w.span.grid(w.ref, ts)
	w.open = true
}

// Save writes both batches and the grid.
func (w *extTimedBatch) Save(e *event.Encoder) {
	w.save(e)
	e.Bool(w.open)
	e.Bool(w.onGrid)
	e.Int64(w.ref)
	e.Int64(w.border)
}

// Load reads what Save wrote.
func (w *extTimedBatch) Load(d *event.Decoder) {
	w.load(d)
	w.open, w.onGrid = d.Bool(), d.Bool()
	w.ref, w.border = d.Int64(), d.Int64()
}

// Close drops the events.
func (w *extTimedBatch) Close() { w.clear() }
