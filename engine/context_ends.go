package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// starts tells whether an event may be one of its partition, which ctl.env shows: when there is none yet,
// the event must be one that begins it. It returns the number of the starter.
func (ctl *controller) starts(ev *event.Event) (starter int, ok bool) {
	if !ctl.plan.Initiated {
		return int(ctl.env.Group), true // one for each stream
	}
	if _, ok := ctl.parts.Find(ctl.env); ok {
		return 0, true
	}
	listed := ctl.plan.Items[ctl.env.Group].Filter.Schema
	for i := range ctl.plan.Starters {
		f := ctl.plan.Starters[i].Filter
		if (f.Schema == listed || ev.Schema().Is(f.Schema)) && (f.Full == nil || f.Full(ctl.env)) {
			return i, true
		}
	}
	return 0, false
}

// beginWith keeps the event that the partition began with, if it has a name.
func (p *partition) beginWith(ev *event.Event, starter int) {
	if p.ctl.plan.Starters[starter].As == "" {
		return
	}
	ev.Pin()
	p.begun, p.starter = ev, starter
}

// Begun returns the event that the partition began with when that was starter number i, else nil.
func (p *partition) Begun(i int) *event.Event {
	if p.starter != i {
		return nil
	}
	return p.begun
}

// awaitEnd makes what waits for the partition's end. It comes before the statements, which it must precede
// where both are due. It begins to wait when the event that begins the partition is on its way: that event
// does not count.
func (p *partition) awaitEnd() {
	if p.ctl.plan.End == nil {
		return
	}
	p.watch = newAgent(p.ctl.core, p.ctl.declared, p)
	p.ctl.core.begun = append(p.ctl.core.begun, p)
}

// startWatches lets those partitions wait for their end that the event in hand began.
func (c *core) startWatches() {
	for _, p := range c.begun {
		if !p.over {
			p.watch.start()
		}
	}
	clear(c.begun)
	c.begun = c.begun[:0]
}

// initWatch makes the operators of an agent that waits for its partition's end.
func (a *agent) initWatch() {
	p := a.part.ctl.plan
	a.env = a.newEnv(p.EndSlots, 1)
	a.env.State[p.EndSlot] = a.part
	a.inputs = []*input{newInput(a, &query.Input{Pattern: p.End, Schema: p.End.Schema}, nil)}
}

// watches tells whether the agent waits for its partition's end.
func (a *agent) watches() bool { return a.part != nil && a.st == a.part.ctl.declared }

// ender is told of the end of a partition. The partition is taken apart when the pattern that tells it
// has done its work.
type ender struct{ p *partition }

// Push takes the match of what ends the partition.
func (e ender) Push(*event.Delta) {
	if !e.p.ending {
		e.p.ending = true
		e.p.ctl.core.ending = append(e.p.ctl.core.ending, e.p)
	}
}

// endPartitions ends those whose end has come.
func (c *core) endPartitions() {
	list := c.ending
	c.ending = nil // what they tell may end others
	for _, p := range list {
		if !p.over {
			p.ctl.finish(p)
		}
	}
}

// ended tells whether an entry belonged to a partition that an event has ended before.
func ended(e *filter.Entry) bool {
	a, ok := e.Owner.(*agent)
	return ok && a.part != nil && a.part.over
}

// saveEnds writes what the partition began with, and what waits for its end.
func (p *partition) saveEnds(enc *event.Encoder) {
	enc.Event(p.begun)
	enc.Int(p.starter)
	if p.watch != nil {
		enc.Uint64(p.watch.slots[0])
		p.watch.save(enc)
	}
}

func (p *partition) loadEnds(dec *event.Decoder) {
	if p.begun = dec.Event(); p.begun != nil {
		p.begun.Pin()
	}
	p.starter = dec.Int()
	if p.ctl.plan.End == nil {
		return
	}
	p.ctl.core.slots = append(p.ctl.core.slots[:0], dec.Uint64())
	p.watch = newAgent(p.ctl.core, p.ctl.declared, p)
	p.watch.start()
	p.watch.load(dec)
}
