package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// newAgent makes the operators of a statement in a partition.
func newAgent(c *core, st *Statement, part *partition) *agent {
	b := &block{}
	a := &b.agent
	*a = agent{core: c, st: st, order: st.order, part: part, drop: st.plan.Drop, block: b}
	if part == nil {
		st.agent = a // before it is whole: should that fail, what is there must be stopped
	}
	// Timers of one instant fire in the order they would have had.
	if c.loading && len(c.slots) > 0 && !part.forAll() {
		c.schedule.ContinueAt(c.slots[0])
		c.slots = c.slots[1:]
	}
	a.slots[0] = c.schedule.NewSlot()
	defer func() { a.slots[1] = c.schedule.NewSlot() }()
	if !a.initOther() {
		a.initSelect(st.plan.Select)
	}
	return a
}

// initOther makes the operators of a statement that is no select from streams; it tells whether it is one.
func (a *agent) initOther() bool {
	plan := a.st.plan
	switch {
	case a.watches():
		a.initWatch()
	case plan.Window != nil:
		a.env = a.newEnv(plan.WindowSlots, 1)
		a.store = newNamedWindow(a, plan.Window)
	case plan.Table != nil:
		a.env = a.newEnv(query.Slots{}, 1)
		a.store = newTable(a, plan.Table)
	case plan.Index != nil:
		a.env = a.newEnv(query.Slots{}, 1)
		if x, ok := a.core.store(plan.Index.Store, a.part).(indexer); ok {
			a.drops = x.createIndex(plan.Index)
		}
	case plan.On != nil:
		a.initOn(plan.On)
	case plan.Split != nil:
		a.initTrigger(plan.Split.Slots, plan.Split.Input)
	case plan.OnSet != nil:
		a.initTrigger(plan.OnSet.Slots, plan.OnSet.Input)
	default:
		return false
	}
	return true
}

// initTrigger makes the one input of an on-statement without store.
func (a *agent) initTrigger(s query.Slots, in *query.Input) {
	a.env = a.newEnv(s, 1)
	a.subs = newSubqueries(a, s)
	a.inputs = []*input{newInput(a, in, nil)}
}

// initSelect makes the operators of a select.
func (a *agent) initSelect(p *query.SelectPlan) {
	a.env = a.newEnv(p.Slots, len(p.Inputs))
	if a.part != nil && p.ContextSlot >= 0 {
		a.env.State[p.ContextSlot] = a.part.shown()
	}
	a.subs = newSubqueries(a, p.Slots)
	if p.Join != nil {
		a.join = newJoiner(a, p.Join)
	}
	if len(p.Inputs) == 1 {
		a.direct = newDirect(a)
	}
	for i, ip := range p.Inputs {
		a.inputs = append(a.inputs, newInput(a, ip, priors(p, i)))
	}
	a.set = &a.block.set
	a.set.Init(p, a.env, a.core.idlePolicy(p.Result))
	if a.direct != nil {
		a.direct.turn = newTurn(a)
	}
	a.core.shareGroups(a)
	if p.Into != nil {
		a.feeder = newTableFeeder(a, p)
		a.set.Into(a.feeder)
	}
	if p.Result.Output != nil {
		a.limit = newLimiter(a, p.Result.Output)
	}
	for _, acc := range p.Access {
		a.connect(acc)
	}
}

// newEnv makes the agent's own Env.
func (a *agent) newEnv(s query.Slots, streams int) *expr.Env {
	env := &a.block.env
	*env = expr.Env{Ev: a.block.ev[:], Rt: a.core.rt, Params: a.st.plan.Params}
	if streams > 1 {
		env.Ev = make([]*event.Event, streams)
	}
	if s.Local > 0 {
		env.Local = make([]any, s.Local)
	}
	for _, mk := range s.State {
		env.State = append(env.State, mk())
	}
	a.openTables(s, env)
	return env
}

// priors returns how far back the prior expressions over an input look.
func priors(p *query.SelectPlan, input int) []int {
	var depths []int
	for _, acc := range p.Access {
		if acc.Prior && acc.Input == input {
			depths = append(depths, acc.Depth)
		}
	}
	return depths
}

// connect gives a prev or prior expression the view that it looks into.
func (a *agent) connect(acc query.Access) {
	in := a.inputs[acc.Input]
	connect(a.env.State[acc.Slot], in.view, in.prior)
}

func connect(ref any, view window.View, prior *window.Prior) {
	switch ref := ref.(type) {
	case *query.PrevRef:
		if prior != nil {
			view = prior.Window()
		}
		ref.View, _ = view.(window.Prever)
	case *query.PriorRef:
		ref.View = prior
	}
}
