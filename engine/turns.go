package engine

import (
	"iter"
	"math"
	"slices"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/window"
)

// turns is the statements of a context whose operators serve all partitions, each in its turn. What
// differs between partitions lies by their numbers in the window and the result set, as groups do:
// thousands of partitions then cost an event a few cache lines of values, and not a graph of operators
// that has grown cold. It is the turn of the partition that the event in hand belongs to.
type turns struct {
	ctl *controller
	all partition // stands for every partition: its agents are those that serve them
	at  uint32    // number of the partition whose turn it is
}

const nobody = math.MaxUint32

// turner is what an agent that serves all partitions has for that. It may have one turn in a dispatch,
// since a stream belongs to a context once.
type turner struct {
	of   *turns
	view window.Turner  // nil without window
	set  *resultset.Set // nil where rows follow from one event each
	next uint32         // whose turn it will be when the event that was matched comes, or nobody
}

// takesTurns tells whether one agent can serve all partitions: its rows go the short way, and what its
// window and its aggregations keep is all that differs. Where a statement's rows come and go with time,
// in groups of its own or under an output rate, each partition needs operators of its own.
func takesTurns(plan *query.Plan) bool {
	p := plan.Select
	if p == nil || plan.On != nil || len(p.Inputs) != 1 || !goesDirect(p) {
		return false
	}
	in, states := p.Inputs[0], 0
	if p.ContextSlot >= 0 {
		states = 1
	}
	return plan.Context.ItemOf(in.Filter.Schema) >= 0 && resultset.Turns(p) && (in.Window == nil || window.Turns(in.Window)) &&
		len(p.Slots.State) == states && len(p.Slots.Subqueries)+len(p.Slots.Tables) == 0 &&
		(p.Insert == nil || p.Insert.Store == nil)
}

// newTurn returns what an agent needs to serve all partitions; nil for one that serves its own.
func newTurn(a *agent) *turner {
	if !a.part.forAll() {
		return nil
	}
	t := &turner{of: &a.part.ctl.turns, set: a.direct.set}
	t.view, _ = a.inputs[0].view.(window.Turner)
	return t
}

// take makes it the turn of the partition that the event was matched in, unless that has ended since.
func (t *turner) take() bool {
	if t.next == nobody {
		return false
	}
	t.to(t.next)
	return true
}

func (t *turner) to(n uint32) {
	t.of.at = n
	if t.view != nil {
		t.view.Turn(n)
	}
	if t.set != nil {
		t.set.Turn(n)
	}
}

// end forgets all that a partition had.
func (t *turner) end(n uint32) {
	if t.view != nil {
		t.view.End(n)
	}
	if t.set != nil {
		t.set.End(n)
	}
	if t.next == n {
		t.next = nobody
	}
}

// begin makes it the turn of a partition that may be the event's, and returns what stands for it.
func (t *turns) begin(n uint32) *partition {
	t.at = n
	return &t.all
}

// matched says that the agents of the entries have accepted the event in the present partition.
func (t *turns) matched(entries []*filter.Entry) {
	for _, e := range entries {
		if d, ok := e.Target.(*direct); ok {
			d.turn.next = t.at
		}
	}
}

// each makes it the turn of each partition, the oldest first, for what is asked outside of events. An
// event that is on its way takes its own turn when it comes.
func (t *turns) each(a *agent) iter.Seq[*partition] {
	return func(yield func(*partition) bool) {
		for _, p := range t.ctl.ordered() {
			a.direct.turn.to(p.number)
			if !yield(p) {
				return
			}
		}
	}
}

// end forgets all that the agents have of a partition.
func (t *turns) end(n uint32) {
	for _, a := range t.all.agents {
		a.direct.turn.end(n)
	}
}

// agentOf returns the agent of a statement; nil when there is none that serves all partitions.
func (t *turns) agentOf(s *Statement) *agent {
	if i := t.index(s); i >= 0 {
		return t.all.agents[i]
	}
	return nil
}

func (t *turns) index(s *Statement) int {
	return slices.IndexFunc(t.all.agents, func(a *agent) bool { return a.st == s })
}

// remove ends the agent of a statement, if there is one.
func (t *turns) remove(s *Statement) {
	if i := t.index(s); i >= 0 {
		t.all.agents[i].stop()
		t.all.agents = slices.Delete(t.all.agents, i, i+1)
	}
}

// present returns the partition whose turn it is; there must be one.
func (t *turns) present() *partition { return *t.ctl.parts.At(t.at) }

// ID implements [query.Partition].
func (t *turns) ID() int { return t.present().id }

// Key implements [query.Partition].
func (t *turns) Key(i int) any { return t.present().keys[i] }

// KeyStr implements [query.Partition]. Texts are read where the look-up has just met them.
func (t *turns) KeyStr(i int) (string, bool) {
	if t.ctl.texts {
		return t.ctl.parts.Text(t.at, i)
	}
	return t.present().KeyStr(i)
}

// Begun implements [query.Partition].
func (t *turns) Begun(i int) *event.Event { return t.present().Begun(i) }

// forAll tells whether it stands for all partitions of a context.
func (p *partition) forAll() bool { return p != nil && p == &p.ctl.turns.all }

// shown is the partition as expressions find it.
func (p *partition) shown() query.Partition {
	if p.forAll() {
		return &p.ctl.turns
	}
	return p
}
