package query

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/pattern/rowrecog"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Hints of a statement with a pattern or match_recognize: how many attempts it may hold, and what happens then.
const (
	hintPatternMax    = "pattern_max"
	hintPatternPolicy = "pattern_policy"
)

var patternPolicies = map[string]pattern.Policy{
	"refuse": pattern.Refuse, "drop_oldest": pattern.DropOldest, "error": pattern.Fail,
}

func (c *compiler) patternLimits(pos ast.Pos) (l pattern.Limits, err error) {
	if l.Max, err = c.plan.countHint(pos, hintPatternMax); err != nil {
		return l, err
	}
	if v, ok := c.plan.hint(hintPatternPolicy); ok {
		if l.Policy, ok = patternPolicies[v]; !ok {
			return l, ast.Errorf(pos, "hint", "hint %s must be refuse, drop_oldest or error",
				hintPatternPolicy)
		}
	}
	return l, nil
}

// matchLimits reads the hints of a statement with match_recognize: those of patterns, and those of
// contexts for its partitions.
func (c *compiler) matchLimits(m *MatchPlan, pos ast.Pos) error {
	l, err := c.patternLimits(pos)
	if err != nil {
		return err
	}
	m.Limits = rowrecog.Limits{Max: l.Max, Policy: rowrecog.Policy(l.Policy)}
	if m.Idle.MaxAge, err = c.plan.secondsHint(pos, hintAge); err != nil {
		return err
	}
	if m.Idle.MaxCount, err = c.plan.countHint(pos, hintCount); err != nil {
		return err
	}
	_, m.Keep = c.plan.hint("disable_reclaim_group")
	return nil
}

// Columns of the events that @Timeout makes, besides the tags.
const (
	timeoutSince = "since" // when the guard began, in ms
	timeoutSeen  = "seen"  // the names of the tags that have events
)

// patternTimeout makes the type of @Timeout('Stream'): what a guard ends becomes an event of it.
func (c *compiler) patternTimeout(p *PatternPlan, tags []event.Field) error {
	name, pos, err := c.plan.text("timeout")
	if err != nil || name == "" {
		return err
	}
	fields := append(slices.Clip(tags),
		event.Field{Name: timeoutSince, Type: event.Long},
		event.Field{Name: timeoutSeen, Type: event.ArrayOf(event.String)})
	if p.Timeout, err = event.NewSchema(name, fields); err != nil {
		return ast.Errorf(pos, "timeout", "%v", err)
	}
	return c.declare(pos, &Object{Kind: KindType, Name: name, Schema: p.Timeout})
}

// TimeoutRow returns the event of an attempt that its guard ended; env shows what it had seen.
func (p *PatternPlan) TimeoutRow(env *expr.Env, since int64) *event.Event {
	row := p.Timeout.NewNull()
	cols := p.Timeout.Columns()
	var seen []any
	for i, t := range p.Plan.Tags {
		if env.Ev[t.Slot] != nil || env.Arr[t.Slot] != nil {
			seen = append(seen, t.Name)
		}
		setTag(row, &cols[i], t, env)
	}
	row.SetInt(p.Timeout.Column(timeoutSince), since)
	row.SetAny(p.Timeout.Column(timeoutSeen), seen)
	return row
}
