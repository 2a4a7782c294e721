package window

import "github.com/cephei-go/cephei/event"

var timeBatchDef = &Def{
	Namespace: "win", Name: "time_batch",
	Doc: "Gathers events and posts them together at the end of each interval of engine time: " +
		"time_batch(10 sec). The batch before leaves in the same update. The first interval starts " +
		"with the first event, or on the grid through a reference point in milliseconds: " +
		"time_batch(10 sec, 0L). After an empty interval the last batch leaves, then the window sleeps " +
		"until an event comes; the grid stays. 'force_update' posts empty intervals too, " +
		"'start_eager' starts the intervals with the statement and implies it: " +
		"time_batch(10 sec, 'force_update').",
	Examples: []Example{{"Requests by the minute of the clock", `
deploy
create schema Req(path string, ms int);
@name('rpm') select count(*) as c from Req#time_batch(1 min, 0L);
----
ok

play
@90000
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":20}
@120000
Req {"path":"/c","ms":30}
@180000
@240000
@300000
----
4 rpm new {"c":2}
6 rpm new {"c":1}
7 rpm new {"c":0}
`}},
	Compile: compileTimeBatch,
}

func compileTimeBatch(c Call) (Plan, error) {
	if err := c.arity(1, 3, "time_batch(10 sec, 0L, 'force_update')"); err != nil {
		return nil, err
	}
	p := &timeBatchPlan{base: newOnce(&c, Traits{FIFO: true, Batch: true, Prev: true}, 0, 1)}
	var err error
	if p.period, err = c.period(0); err != nil {
		return nil, err
	}
	next := 1
	if next < len(c.Args) && c.Args[next].Fn.Type.Kind != event.KindString {
		if p.ref, err = c.reference(next); err != nil {
			return nil, err
		}
		next++
	}
	if next < len(c.Args) {
		if p.flags, err = c.flags(next); err != nil {
			return nil, err
		}
		next++
	}
	if next < len(c.Args) {
		return nil, c.errorf(next, codeArgs, "nothing can follow the keywords")
	}
	return p, nil
}

type timeBatchPlan struct {
	base
	period period
	ref    reference
	flags  flags
}

// New returns an empty window.
func (p *timeBatchPlan) New(h *Host, out event.Sink) View {
	w := &timeBatch{batch: batch{c: newCore(h, out, p.schema)}, span: p.period.of(h), force: p.flags.force}
	h.own(&w.timer, w)
	if p.flags.eager { // makes a reference point void
		w.ref, w.started = w.c.now(), true
		w.schedule()
	} else {
		w.ref, w.fixed = p.ref.of(h)
	}
	return w
}

// timeBatch costs O(1) an event.
type timeBatch struct {
	batch
	span    span
	force   bool
	fixed   bool // ref came with the statement
	started bool // ref lies on the grid
	ref     int64
	timer   event.Timer
}

// Push adds what entered; the timer posts it.
func (w *timeBatch) Push(d *event.Delta) {
	w.take(d.Old)
	if len(d.New) == 0 {
		return
	}
	if !w.started {
		if !w.fixed {
			w.ref = w.c.now()
		}
		w.started = true
	}
	if !w.timer.Armed() {
		w.schedule()
	}
	w.add(d.New)
}

// schedule sets the timer for the next border. The border before it becomes the reference, so that
// calendar grids are walked one step at a time.
func (w *timeBatch) schedule() {
	var next int64
	next, w.ref = w.span.grid(w.ref, w.c.now())
	w.c.set(&w.timer, next)
}

// Fire posts the batch.
func (w *timeBatch) Fire(int64) {
	n := w.q.len()
	if n > 0 || len(w.last) > 0 || w.force {
		w.schedule()
		w.release(n, w.force)
	}
}

// Save writes both batches, the grid and the timer.
func (w *timeBatch) Save(e *event.Encoder) {
	w.save(e)
	e.Bool(w.started)
	e.Int64(w.ref)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *timeBatch) Load(d *event.Decoder) {
	w.c.cancel(&w.timer) // that of an eager start
	w.load(d)
	w.started, w.ref = d.Bool(), d.Int64()
	w.c.load(d, &w.timer)
}

// Close cancels the timer and drops the events.
func (w *timeBatch) Close() {
	w.c.cancel(&w.timer)
	w.clear()
}
