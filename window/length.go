package window

import "github.com/cephei-go/cephei/event"

var lengthDef = &Def{
	Namespace: "win", Name: "length",
	Doc: "Keeps the newest n events: length(n). The event that an arrival pushes out leaves in the " +
		"same update. The size is taken once, when the statement starts.",
	Examples: []Example{{"The last two samples", `
deploy
create schema Cpu(host string, pct double);
@name('last2') select irstream pct from Cpu#length(2);
----
ok

play
Cpu {"host":"a","pct":10}
Cpu {"host":"a","pct":20}
Cpu {"host":"a","pct":30}
----
1 last2 new {"pct":10.0}
2 last2 new {"pct":20.0}
3 last2 new {"pct":30.0}
3 last2 old {"pct":10.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, 1, "length(5)"); err != nil {
			return nil, err
		}
		n, err := c.count(0)
		if err != nil {
			return nil, err
		}
		return &lengthPlan{newOnce(&c, Traits{FIFO: true, Prev: true}, 0), n}, nil
	},
}

type lengthPlan struct {
	base
	size count
}

// New returns an empty window.
func (p *lengthPlan) New(h *Host, out event.Sink) View {
	return &length{slide: slide{c: newCore(h, out, p.schema)}, size: p.size.of(h)}
}

// length costs O(1) an event, 8 bytes besides the event.
type length struct {
	slide
	size int
}

// Push adds what entered and lets go of what is beyond the size.
func (w *length) Push(d *event.Delta) {
	for _, ev := range d.New {
		w.q.push(ev)
	}
	w.c.enter(d.New)
	if len(d.Old) > 0 {
		w.take(d.Old)
	}
	for w.q.len() > w.size {
		w.c.leave(w.q.pop())
	}
	w.c.push()
}

// forgetful: see [forgetful].
func (p *lengthPlan) forgetful() bool { return true }
