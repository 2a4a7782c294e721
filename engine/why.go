package engine

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/pattern/rowrecog"
)

// Attempt is an attempt of a pattern, or of match_recognize, that is under way.
type Attempt struct {
	Partition []any          // the key of the context partition; nil without a context
	Step      string         // the step that was reached, as EPL; of match_recognize the last variable
	Seen      map[string]Row // the events of the tags or variables so far; of one that repeats, the last
	Waiting   []string       // what it waits for: filters, negations and timers, or variables
	Due       int64          // when its next timer falls due, in ms; 0 without one
	Rows      int            // of match_recognize: how many rows it has taken,
	Since     int64          // and the time of the first one, in ms
}

// String returns the attempt in one line.
func (a Attempt) String() string {
	var seen []string
	for _, k := range sortedTags(a.Seen) {
		seen = append(seen, k+"="+a.Seen[k].String())
	}
	if len(a.Waiting) == 0 {
		return "complete with " + strings.Join(seen, " ") + ", waits for the end of the interval"
	}
	return "reached " + a.Step + " with " + strings.Join(seen, " ") +
		", waits for " + strings.Join(a.Waiting, ", ")
}

// Attempts answers "why did it not fire": the attempts of the statement's pattern or match_recognize
// that are under way, the oldest first, each with the step it reached and what it waits for. A match
// that its interval holds back waits for nothing but that. At most limit are returned;
// 0 is all. The rows are copies.
func (s *Statement) Attempts(limit int) []Attempt {
	defer s.deployment.engine.shell.enter()()
	var out []Attempt
	if s.plan.Select == nil {
		return nil
	}
	for _, a := range s.agents() {
		for _, in := range a.inputs {
			if in.matcher != nil {
				in.matcher.in.Partials(func(p pattern.Partial) bool {
					out = append(out, in.matcher.attempt(p))
					return limit <= 0 || len(out) < limit
				})
			}
			if in.rows != nil {
				in.rows.m.Partials(func(p rowrecog.Partial) bool {
					out = append(out, in.rows.attempt(a, p))
					return limit <= 0 || len(out) < limit
				})
			}
			if limit > 0 && len(out) >= limit {
				return out[:limit]
			}
		}
	}
	return out
}

func (r *recognizer) attempt(ag *agent, p rowrecog.Partial) Attempt {
	a := Attempt{
		Step: p.Last, Waiting: p.Waiting, Due: p.Due, Rows: p.Rows, Since: p.Since,
		Seen: make(map[string]Row),
	}
	if ag.part != nil {
		a.Partition = ag.part.keys
	}
	p.Match.Load(r.env)
	for _, v := range r.plan.Plan.Variables {
		ev := r.env.Ev[v.Slot]
		if arr := r.env.Arr[v.Slot]; v.Array && len(arr) > 0 {
			ev = arr[len(arr)-1]
		}
		if ev != nil {
			a.Seen[v.Name] = ev.Clone()
		}
	}
	return a
}

func (m *matcher) attempt(p pattern.Partial) Attempt {
	a := Attempt{Step: p.Step, Waiting: p.Waiting, Due: p.Due, Seen: make(map[string]Row)}
	if m.agent.part != nil {
		a.Partition = m.agent.part.keys
	}
	p.Match.Load(m.env)
	for _, t := range m.plan.Plan.Tags {
		ev := m.env.Ev[t.Slot]
		if arr := m.env.Arr[t.Slot]; len(arr) > 0 {
			ev = arr[len(arr)-1]
		}
		if ev != nil {
			a.Seen[t.Name] = ev.Clone()
		}
	}
	return a
}

func sortedTags(m map[string]*event.Event) []string {
	names := make(map[string]any, len(m))
	for k := range m {
		names[k] = nil
	}
	return event.SortedKeys(names)
}

// countAttempts adds what the patterns and row patterns of an agent hold.
func (a *agent) countAttempts(c *Counters) {
	for _, in := range a.inputs {
		if in.matcher != nil {
			n := in.matcher.in.Counters()
			c.Attempts, c.Refused, c.Dropped = c.Attempts+n.Held, c.Refused+n.Refused, c.Dropped+n.Dropped
		}
		if in.rows != nil {
			n := in.rows.m.Counters()
			c.Attempts, c.Refused, c.Dropped = c.Attempts+n.Threads, c.Refused+n.Refused, c.Dropped+n.Dropped
			c.Reclaimed += n.Reclaimed
		}
	}
}
