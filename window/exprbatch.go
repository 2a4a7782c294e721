package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var exprBatchDef = &Def{
	Namespace: "win", Name: "expr_batch", Locals: exprLocals(),
	Doc: "Gathers events and posts them together when a condition becomes true: " +
		"expr_batch(current_count >= 100). It is asked of each arrival; the batch before leaves in " +
		"the same update. With a second argument false the event that made it true opens the next " +
		"batch: expr_batch(newest_event.last, false). " + exprLocalsDoc +
		" oldest_timestamp is set when the window was empty.",
	Examples: []Example{{"The lines of a transaction, up to its commit", `
deploy
create schema Log(msg string);
@name('tx') select msg from Log#expr_batch(msg = 'commit');
----
ok

play
Log {"msg":"begin"}
Log {"msg":"insert"}
Log {"msg":"commit"}
----
3 tx new {"msg":"begin"}
3 tx new {"msg":"insert"}
3 tx new {"msg":"commit"}
`}},
	Compile: compileExprBatch,
}

func compileExprBatch(c Call) (Plan, error) {
	if err := c.arity(1, 2, "expr_batch(current_count >= 100, true)"); err != nil {
		return nil, err
	}
	p := &exprBatchPlan{
		base: newOnce(&c, Traits{FIFO: true, Batch: true, Prev: true}, 1), include: true,
	}
	var err error
	if p.cond, err = c.condition(); err != nil {
		return nil, err
	}
	if len(c.Args) == 2 {
		f := &c.Args[1].Fn
		if c.Args[1].Period != nil || !f.Const || f.Type.Kind != event.KindBool {
			return nil, c.errorf(1, codeType, "whether to include the event must be true or false")
		}
		p.include, _ = f.Bool(&expr.Env{})
	}
	p.null = c.Schema.NewNull()
	p.null.Pin()
	return p, nil
}

type exprBatchPlan struct {
	base
	cond    condition
	include bool
	null    *event.Event // asked about when there is no arrival
}

// New returns an empty window.
func (p *exprBatchPlan) New(h *Host, out event.Sink) View {
	w := &exprBatch{batch: batch{c: newCore(h, out, p.schema)}, plan: p}
	w.asker.make(h, w.c, &p.cond, w, w)
	return w
}

// exprBatch costs one evaluation of the condition an event.
type exprBatch struct {
	batch
	asker    asker
	plan     *exprBatchPlan
	from, to int64
}

// Push adds what entered and posts the batch when the condition is true.
func (w *exprBatch) Push(d *event.Delta) {
	full := false
	for _, ev := range d.Old {
		if w.q.remove(ev) {
			w.asker.leave(ev)
			full = true // if the condition says so
		}
	}
	full = full && w.q.len() > 0 && w.ask(w.plan.null)
	n := -1 // all
	now := w.c.now()
	for _, ev := range d.New {
		if w.q.len() == 0 {
			w.from = now
		}
		w.to = now
		w.q.push(ev)
		w.asker.enter(ev)
		if !full && w.ask(ev) {
			full = true
			if !w.plan.include {
				n = w.q.len() - 1
			}
		}
	}
	if full {
		w.flush(n)
	}
}

func (w *exprBatch) ask(ev *event.Event) bool {
	return w.asker.ask(ev, &state{
		count: w.q.len(), oldest: w.q.first(), newest: w.q.last(), from: w.from, to: w.to,
	})
}

// flush posts the first n events, or all.
func (w *exprBatch) flush(n int) {
	if n < 0 || n == w.q.len() {
		n = w.q.len()
		w.asker.clear()
	}
	if n < w.q.len() {
		w.q.close(nil)
		for i := range n {
			w.asker.leave(w.q.at(i))
		}
	}
	w.release(n, false)
}

// Fire looks again after a variable has changed.
func (w *exprBatch) Fire(int64) {
	if w.ask(w.plan.null) {
		w.flush(-1)
	}
}

// Save writes both batches, the times and the aggregations.
func (w *exprBatch) Save(e *event.Encoder) {
	w.save(e)
	e.Int64(w.from)
	e.Int64(w.to)
	w.asker.save(e)
}

// Load reads what Save wrote.
func (w *exprBatch) Load(d *event.Decoder) {
	w.load(d)
	w.from, w.to = d.Int64(), d.Int64()
	w.asker.load(d)
}

// Close stops watching and drops the events.
func (w *exprBatch) Close() {
	w.asker.close()
	w.clear()
}

// Bytes estimates the memory held.
func (w *exprBatch) Bytes() int { return w.batch.Bytes() + w.asker.bytes() }
