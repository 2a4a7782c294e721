package window

import "github.com/cephei-go/cephei/event"

var lastEventDef = &Def{
	Namespace: "std", Name: "lastevent",
	Doc: "Keeps the newest event only; the one before leaves in the same update.",
	Examples: []Example{{"Only the newest sample", `
deploy
create schema Cpu(pct int);
@name('now') select irstream pct from Cpu#lastevent;
----
ok

play
Cpu {"pct":10}
Cpu {"pct":20}
----
1 now new {"pct":10}
2 now new {"pct":20}
2 now old {"pct":10}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(0, 0, "lastevent"); err != nil {
			return nil, err
		}
		return &lastEventPlan{newBase(&c, Traits{FIFO: true})}, nil
	},
}

var firstEventDef = &Def{
	Namespace: "std", Name: "firstevent",
	Doc: "Keeps the very first event; all later ones are ignored. It leaves only when it is deleted " +
		"from a named window, and then the next event is the first again.",
	Examples: []Example{{"The first sample is the baseline", `
deploy
create schema Cpu(pct int);
@name('base') select pct from Cpu#firstevent;
----
ok

play
Cpu {"pct":10}
Cpu {"pct":20}
----
1 base new {"pct":10}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(0, 0, "firstevent"); err != nil {
			return nil, err
		}
		return &firstEventPlan{newBase(&c, Traits{FIFO: true, First: true})}, nil
	},
}

type lastEventPlan struct{ base }

// New returns an empty window.
func (p *lastEventPlan) New(h *Host, out event.Sink) View {
	return &lastEvent{single{c: newCore(h, out, p.schema)}}
}

type firstEventPlan struct{ base }

// New returns an empty window.
func (p *firstEventPlan) New(h *Host, out event.Sink) View {
	return &firstEvent{single{c: newCore(h, out, p.schema)}}
}

// single is what windows of one event have in common.
type single struct {
	c  *core
	ev *event.Event // or nil
}

func (s *single) set(ev *event.Event) {
	s.ev = ev
	ev.Hold()
}

// take removes the event when it is among old.
func (s *single) take(old []*event.Event) {
	for _, ev := range old {
		if s.ev == ev {
			s.c.leave(ev)
			s.Close()
			return
		}
	}
}

// Each yields the event, if there is one.
func (s *single) Each(yield func(*event.Event) bool) {
	if s.ev != nil {
		yield(s.ev)
	}
}

// Len returns 1 or 0.
func (s *single) Len() int {
	if s.ev == nil {
		return 0
	}
	return 1
}

// Save writes the event.
func (s *single) Save(e *event.Encoder) { e.Event(s.ev) }

// Load reads what Save wrote.
func (s *single) Load(d *event.Decoder) {
	if ev := s.c.event(d); ev != nil {
		s.set(ev)
	}
}

// Close drops the event.
func (s *single) Close() {
	if s.ev != nil {
		s.ev.Drop()
		s.ev = nil
	}
}

// Bytes estimates the memory held.
func (s *single) Bytes() int { return viewBytes }

type lastEvent struct{ single }

// Push keeps the last of what entered.
func (w *lastEvent) Push(d *event.Delta) {
	for _, ev := range d.New {
		if w.ev != nil {
			w.c.leave(w.ev)
			w.Close()
		}
		w.set(ev)
	}
	w.c.enter(d.New)
	w.take(d.Old)
	w.c.push()
}

type firstEvent struct{ single }

// Push keeps the first of what entered, if there is none yet.
func (w *firstEvent) Push(d *event.Delta) {
	w.take(d.Old)
	if w.ev == nil && len(d.New) > 0 {
		w.set(d.New[0])
		w.c.enter(d.New[:1])
	}
	w.c.push()
}
