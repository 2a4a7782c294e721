package window

import "github.com/cephei-go/cephei/event"

var lengthBatchDef = &Def{
	Namespace: "win", Name: "length_batch",
	Doc: "Gathers events and posts them together when n have come: length_batch(100). The batch " +
		"before leaves in the same update. An update of several events (contained events) may make " +
		"a batch longer than n. The size is taken once, when the statement starts.",
	Examples: []Example{{"The average of every three requests", `
deploy
create schema Req(path string, ms int);
@name('avg3') select avg(ms) as a from Req#length_batch(3);
----
ok

play
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":20}
Req {"path":"/c","ms":30}
Req {"path":"/d","ms":99}
----
3 avg3 new {"a":20.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "length_batch(5)"); err != nil {
			return nil, err
		}
		n, err := c.count(0)
		if err != nil {
			return nil, err
		}
		return &lengthBatchPlan{newOnce(&c, Traits{FIFO: true, Batch: true, Prev: true}, 0), n}, nil
	},
}

type lengthBatchPlan struct {
	base
	size count
}

// New returns an empty window.
func (p *lengthBatchPlan) New(h *Host, out event.Sink) View {
	return &lengthBatch{batch: batch{c: newCore(h, out, p.schema)}, size: p.size.of(h)}
}

type lengthBatch struct {
	batch
	size int
}

// Push adds what entered and posts the batch when it is full.
func (w *lengthBatch) Push(d *event.Delta) {
	w.take(d.Old)
	w.add(d.New)
	if n := w.q.len(); n >= w.size && len(d.New) > 0 {
		w.release(n, false)
	}
}

// Save writes both batches.
func (w *lengthBatch) Save(e *event.Encoder) { w.save(e) }

// Load reads what Save wrote.
func (w *lengthBatch) Load(d *event.Decoder) { w.load(d) }

// Close drops the events.
func (w *lengthBatch) Close() { w.clear() }
