package engine

import (
	"fmt"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/window"
)

// sharedWindow is one window that several statements look into: those with the same stream, filter
// and window. A thousand rules over one window pay for one window.
//
// A statement that comes later must see an empty window, so that it joins only while the window is
// as it was made: no event has come and the clock has not moved since.
//
// Of one event the window makes one delta, when the first of its statements takes the event; each of
// them gets it in its own turn. What timers make goes to all, in their order.
type sharedWindow struct {
	core    *core
	key     string
	view    window.View
	members []*input
	sole    *input // the only member; nil while there are several
	made    int64  // engine time
	touched bool

	deltas uint64       // made so far
	ev     *event.Event // the event whose delta this is; nil between events
	turn   uint64       // dispatch in which it came
	delta  event.Delta
	taken  bool // the delta is being made
}

// shareKey tells windows apart that may be one; "" when the statement needs one of its own.
func shareKey(a *agent, p *query.Input, priors []int) string {
	if p.Filter == nil || p.Store != nil || p.Window == nil || len(priors) > 0 || !a.shares() {
		return ""
	}
	if k := p.Window.Key(); k != "" && !p.Window.Traits().Derived {
		return fmt.Sprintf("%s %s", a.sourceKey(p), k)
	}
	return ""
}

// shares tells whether the statement may share anything: equal texts must mean the same.
func (a *agent) shares() bool {
	plan := a.st.plan
	return a.part == nil && plan.Select != nil && !plan.Private && len(a.subs) == 0 // a filter may hold subqueries
}

// sourceKey tells event streams apart that are the same to statements. All that have one see the same
// events: nothing between them, in the order of an event's way, can keep it from the later ones.
func (a *agent) sourceKey(p *query.Input) string {
	return fmt.Sprintf("%p %d %d %s", p.Filter.Schema, a.st.plan.Priority, a.core.drops, p.Filter.Text)
}

// share returns the window for an input, one that is there already where that is possible.
func (c *core) share(key string, in *input, open func(event.Sink) window.View) *sharedWindow {
	if c.loading { // statements share again what they shared when the state was saved
		key = fmt.Sprintf("%s saved %d", key, c.shareIDs[0])
		c.shareIDs = c.shareIDs[1:]
	}
	w := c.shared[key]
	if w == nil || w.touched || w.made != c.schedule.Now() {
		w = &sharedWindow{core: c, key: key, made: c.schedule.Now()}
		w.view = open(w)
		c.shared[key] = w
	}
	w.members = append(w.members, in)
	w.count()
	return w
}

// count notes whether there is one member only.
func (w *sharedWindow) count() {
	if w.sole = nil; len(w.members) == 1 {
		w.sole = w.members[0]
	}
}

// leave takes an input out; the last one ends the window.
func (w *sharedWindow) leave(in *input) {
	w.members = slices.DeleteFunc(w.members, func(m *input) bool { return m == in })
	if w.count(); len(w.members) > 0 {
		return
	}
	w.view.Close()
	if w.core.shared[w.key] == w {
		delete(w.core.shared, w.key)
	}
}

// take gives an event to the window, if no other statement has done so, and its delta to the input.
func (w *sharedWindow) take(in *input, d *event.Delta) {
	if w.turn != w.core.turn || w.ev != d.New[0] {
		w.turn, w.ev = w.core.turn, d.New[0]
		w.delta.Reset()
		w.deltas++
		w.taken = true
		w.view.Push(d)
		w.taken = false
	}
	if !w.delta.Empty() {
		in.above.Push(&w.delta)
	}
}

// Push takes a delta of the window.
func (w *sharedWindow) Push(d *event.Delta) {
	if w.taken { // kept for each statement's turn
		w.delta.New = append(w.delta.New, d.New...)
		w.delta.Old = append(w.delta.Old, d.Old...)
		return
	}
	w.deltas++
	if w.sole != nil {
		w.sole.above.Push(d)
		return
	}
	for _, m := range w.members {
		w.give(m, d)
	}
}

func (w *sharedWindow) give(m *input, d *event.Delta) {
	defer w.core.guard(m.agent)
	m.above.Push(d)
}

// numberShared numbers the windows that statements share, in the order in which they are met.
func (e *Engine) numberShared() map[*sharedWindow]int {
	ids := make(map[*sharedWindow]int)
	e.eachShared(func(w *sharedWindow) {
		if _, ok := ids[w]; !ok {
			ids[w] = len(ids) + 1
		}
	})
	return ids
}

// eachShared calls f for each input on a shared window, in the order in which statements start.
func (e *Engine) eachShared(f func(*sharedWindow)) {
	for _, d := range e.deployments {
		for _, s := range d.statements {
			if s.agent == nil {
				continue
			}
			for _, in := range s.agent.inputs {
				if in.window != nil {
					f(in.window)
				}
			}
		}
	}
}

// others names the statements that share the window with one of them.
func (w *sharedWindow) others(in *input) []string {
	var names []string
	for _, m := range w.members {
		if m != in {
			names = append(names, m.agent.st.name)
		}
	}
	return names
}

// port is an input's way into a shared window.
type port struct{ in *input }

// Push takes an event.
func (p port) Push(d *event.Delta) {
	w := p.in.window
	if w.touched = true; w.sole != nil {
		w.view.Push(d)
		return
	}
	w.take(p.in, d)
}
