package window

import "github.com/cephei-go/cephei/event"

var keepallDef = &Def{
	Namespace: "win", Name: "keepall",
	Doc: "Keeps every event. Rows leave only when they are deleted from a named window.",
	Examples: []Example{{"Every login ever", `
deploy
create schema Login(user string);
@name('all') select count(*) as c from Login#keepall;
----
ok

play
Login {"user":"ann"}
@86400000
Login {"user":"bob"}
----
1 all new {"c":1}
3 all new {"c":2}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(0, 0, "keepall"); err != nil {
			return nil, err
		}
		return &keepallPlan{newBase(&c, Traits{FIFO: true, Prev: true})}, nil
	},
}

type keepallPlan struct{ base }

// New returns an empty window.
func (p *keepallPlan) New(h *Host, out event.Sink) View {
	return &keepall{slide{c: newCore(h, out, p.schema)}}
}

// keepall costs O(1) an event, 8 bytes besides the event.
type keepall struct{ slide }

// Push adds what entered.
func (w *keepall) Push(d *event.Delta) {
	for _, ev := range d.New {
		w.q.push(ev)
	}
	w.c.enter(d.New)
	w.take(d.Old)
	w.c.push()
}

// forgetful: see [forgetful].
func (p *keepallPlan) forgetful() bool { return true }
