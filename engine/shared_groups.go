package engine

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/engine/internal/resultset"
	"github.com/cephei-go/cephei/query"
)

// Statements that see the same rows, either of one shared window or of the same stream without window,
// and group them by the same keys share the groups and the states of equal aggregations. As with
// windows, one that comes later joins only while nothing has been seen.

// fresh finds the statement whose aggregation a new one may join, by what makes them the same. Only
// statements without window are in it; others are found by their window.
type fresh struct {
	seed maphash.Seed
	by   map[uint64]*agent
}

// shareGroups makes the aggregation of a new agent one with that of another where that is possible.
func (c *core) shareGroups(a *agent) {
	p := a.st.plan.Select
	if c.loading || !a.sharesGroups(p) { // what was shared is shared again when all are deployed
		return
	}
	if w := a.inputs[0].window; w != nil {
		for _, m := range w.members {
			if m.agent != a && m.agent.sharesGroups(m.agent.st.plan.Select) &&
				resultset.Alike(p, m.agent.st.plan.Select) {
				a.set.Join(m.agent.set, a.updates())
				return
			}
		}
		return
	}
	key := c.fresh.key(a, p)
	if m := c.fresh.by[key]; m != nil && m.st.counted().EventsIn == 0 && m.sees(a) {
		a.set.Join(m.set, a.updates())
		return
	}
	c.fresh.by[key] = a
}

// sharesGroups tells whether an agent's aggregation may be one with another's.
func (a *agent) sharesGroups(p *query.SelectPlan) bool {
	return a.shares() && p.Into == nil && len(p.Inputs) == 1 && p.Inputs[0].Filter != nil &&
		p.Inputs[0].Store == nil && p.Inputs[0].Match == nil &&
		(p.Inputs[0].Window == nil || a.inputs[0].window != nil) &&
		(p.Result.Windowed || a.core.idlePolicy(p.Result) == resultset.Policy{}) && resultset.MayShare(p)
}

// sees tells whether two statements without window see the same rows in the same groups.
func (a *agent) sees(b *agent) bool {
	p, q := a.st.plan.Select, b.st.plan.Select
	return a.sourceKey(p.Inputs[0]) == b.sourceKey(q.Inputs[0]) && resultset.Alike(p, q)
}

// key is a hash of what sees compares.
func (f *fresh) key(a *agent, p *query.SelectPlan) uint64 {
	return maphash.String(f.seed, a.sourceKey(p.Inputs[0])+" by "+strings.Join(p.Result.KeyText, ", "))
}

// leaveGroups ends what an agent shares.
func (c *core) leaveGroups(a *agent) {
	p := a.st.plan.Select
	if a.set == nil || p == nil {
		return
	}
	a.set.Leave()
	if p.Inputs[0].Window == nil && a.sharesGroups(p) {
		if key := c.fresh.key(a, p); c.fresh.by[key] == a {
			delete(c.fresh.by, key)
		}
	}
}

// eachSet calls f for the statements that make rows, in the order in which they start; those under a
// context, which share nothing, are left out.
func (e *Engine) eachSet(f func(*agent)) {
	for _, d := range e.deployments {
		for _, s := range d.statements {
			if s.agent != nil && s.agent.set != nil {
				f(s.agent)
			}
		}
	}
}

// savedGroups returns for each of eachSet the number of the aggregation that it shares; 0 is none.
func (e *Engine) savedGroups() []int {
	ids := make(map[*resultset.Shared]int)
	var list []int
	e.eachSet(func(a *agent) {
		sh := a.set.Shared()
		if sh != nil && ids[sh] == 0 {
			ids[sh] = len(ids) + 1
		}
		list = append(list, ids[sh])
	})
	return list
}

// shareSavedGroups makes the statements share again that shared when the state was saved.
func (e *Engine) shareSavedGroups(ids []int) {
	first := make(map[int]*agent)
	e.eachSet(func(a *agent) {
		if len(ids) == 0 {
			return
		}
		id := ids[0]
		ids = ids[1:]
		m := first[id]
		switch {
		case id == 0 || !a.sharesGroups(a.st.plan.Select):
		case m == nil:
			first[id] = a
		case m.inputs[0].window == a.inputs[0].window && resultset.Alike(m.st.plan.Select, a.st.plan.Select):
			a.set.Join(m.set, a.updates())
		}
	})
}

// updates is the clock of what goes through an agent: it goes on with each update.
func (a *agent) updates() *uint64 {
	if w := a.inputs[0].window; w != nil {
		return &w.deltas
	}
	return &a.core.turn
}

// sharers names the other statements that share an aggregation with an agent.
func (e *Engine) sharers(a *agent) []string {
	var names []string
	sh := a.set.Shared()
	e.eachSet(func(b *agent) {
		if sh != nil && b != a && b.set.Shared() == sh {
			names = append(names, b.st.name)
		}
	})
	return names
}

// explainSharing tells what a statement shares with which others.
func (a *agent) explainSharing() string {
	var b strings.Builder
	for _, in := range a.inputs {
		if in.window != nil && len(in.window.members) > 1 {
			b.WriteString("  shared   window with " + strings.Join(in.window.others(in), ", ") + "\n")
		}
	}
	if a.set == nil {
		return b.String()
	}
	if names := a.st.deployment.engine.sharers(a); len(names) > 0 {
		what := "groups"
		if calls := a.set.Shares(); len(calls) > 0 {
			what = strings.Join(slices.Concat([]string{"groups"}, calls), ", ")
		}
		b.WriteString("  shared   " + what + " with " + strings.Join(names, ", ") + "\n")
	}
	return b.String()
}
