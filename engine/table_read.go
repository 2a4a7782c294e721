package engine

import (
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
)

// onTables tells whether the statement selects from tables alone. No event comes to it: all that it
// says is its contents.
func (a *agent) onTables() bool {
	if a.on != nil || a.st.plan.Select == nil {
		return false
	}
	for _, in := range a.st.plan.Select.Inputs {
		if in.Tells() {
			return false
		}
	}
	return true
}

// tableContents makes the rows of what the tables hold now.
func (a *agent) tableContents() []*event.Event {
	var held []*event.Event
	if a.join != nil {
		held = a.join.contents()
	} else {
		a.inputs[0].each(func(ev *event.Event) bool { held = append(held, ev); return true })
	}
	return a.rowsOf(held)
}

// rowsOf makes the rows of the statement of rows of its from-clause, as if they were all there is.
func (a *agent) rowsOf(held []*event.Event) []*event.Event {
	var s resultset.Set
	s.Init(a.st.plan.Select, a.env, resultset.Policy{})
	defer s.Forget()
	s.Absorb(held, nil)
	return s.Contents(held, true)
}
