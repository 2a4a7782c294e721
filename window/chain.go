package window

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// ChainCall is one window of a from-item.
type ChainCall struct {
	Def  *Def
	Call Call
}

// ChainOptions say how the windows of a from-item work together.
type ChainOptions struct {
	Union bool // retain-union
	// ReclaimAge is after how many ms without an event a group of groupwin is let go; 0 is never.
	// It is looked at with an arrival, every ReclaimEvery ms (0: as ReclaimAge).
	ReclaimAge, ReclaimEvery int64
}

// Chain makes one plan of the windows of a from-item, which are in order: groupwin, which
// applies all that follows to each group, data windows, of which several are an intersection or a
// union, and derived-value windows.
func Chain(calls []ChainCall, opt ChainOptions) (Plan, error) {
	if len(calls) == 0 {
		return nil, ast.Errorf(ast.Pos{}, codeCombine, "no window")
	}
	plans := make([]Plan, len(calls))
	for i := range calls {
		p, err := calls[i].Def.Compile(calls[i].Call)
		if err != nil {
			return nil, err
		}
		plans[i] = p
	}
	group, ok := plans[0].(*groupPlan)
	if ok {
		calls, plans = calls[1:], plans[1:]
		if len(plans) == 0 {
			return nil, combineError(&group.call, "groupwin needs a window behind it",
				"write "+group.call.Name+"(...)#length(10)")
		}
	}
	if err := checkOrder(calls, plans); err != nil {
		return nil, err
	}
	if group != nil {
		if err := addKeys(&group.call, plans); err != nil {
			return nil, err
		}
	}
	sub, err := stages(calls, plans, opt)
	if err != nil || group == nil {
		return sub, err
	}
	return group.over(sub, opt), nil
}

func combineError(c *Call, message, suggestion string) error {
	e := ast.Errorf(c.Pos, codeCombine, "%s", message)
	e.Suggestion = suggestion
	return e
}

// checkOrder refuses what cannot follow.
func checkOrder(calls []ChainCall, plans []Plan) error {
	for i, p := range plans {
		c := &calls[i].Call
		if _, ok := p.(*groupPlan); ok {
			return combineError(c, "groupwin must be the first window, and there can be one only",
				"give one groupwin several keys")
		}
		if i == 0 || !plans[i-1].Traits().Derived {
			continue
		}
		if !p.Traits().Derived {
			return combineError(c, "a data window cannot follow the derived-value window "+
				calls[i-1].Call.Name, "write data windows first")
		}
		if c.Schema != plans[i-1].Schema() {
			return ast.Unsupported(c.Pos, "a derived-value window over another")
		}
	}
	return nil
}

// stages joins the data windows, and puts the derived-value windows behind them.
func stages(calls []ChainCall, plans []Plan, opt ChainOptions) (Plan, error) {
	n := slices.IndexFunc(plans, func(p Plan) bool { return p.Traits().Derived })
	if n < 0 {
		n = len(plans)
	}
	var out []Plan
	if n > 0 {
		p, err := combine(calls[:n], plans[:n], opt.Union)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	out = append(out, plans[n:]...)
	if len(out) == 1 {
		return out[0], nil
	}
	last := out[len(out)-1]
	return &seriesPlan{base{last.Schema(), last.Traits(), joinKeys("#", out)}, out}, nil
}

// combine makes an intersection or union of several data windows.
func combine(calls []ChainCall, plans []Plan, union bool) (Plan, error) {
	if len(plans) == 1 {
		return plans[0], nil
	}
	if len(plans) > maxMembers {
		return nil, combineError(&calls[maxMembers].Call, "too many windows", "use at most 64")
	}
	b := base{schema: plans[0].Schema(), traits: Traits{FIFO: !union}, key: joinKeys("#", plans)}
	for _, p := range plans {
		t := p.Traits()
		b.traits.FIFO = b.traits.FIFO && t.FIFO
		b.traits.First = b.traits.First || t.First
	}
	if union {
		if b.key != "" {
			b.key += " retain-union"
		}
		return &unionPlan{b, plans}, nil
	}
	batch := -1
	for i, p := range plans {
		if !p.Traits().Batch {
			continue
		}
		if batch >= 0 {
			return nil, combineError(&calls[i].Call, "two batch windows, "+calls[batch].Call.Name+" and "+
				calls[i].Call.Name+", cannot be combined", "use one of them, or retain-union")
		}
		batch, b.traits.Batch = i, true
	}
	return &intersectPlan{b, plans, batch}, nil
}

// joinKeys joins the keys of plans, or gives "" when one has none.
func joinKeys(sep string, plans []Plan) string {
	parts := make([]string, len(plans))
	for i, p := range plans {
		if parts[i] = p.Key(); parts[i] == "" {
			return ""
		}
	}
	return strings.Join(parts, sep)
}

// seriesPlan is data windows with derived-value windows behind them.
type seriesPlan struct {
	base
	parts []Plan
}

// New returns the views, each pushing to the next, or one that does the work of all.
func (p *seriesPlan) New(h *Host, out event.Sink) View {
	if w := newTally(p.parts, h, out); w != nil {
		return w
	}
	s := make(series, len(p.parts))
	newOnly := h.NewOnly
	for i := len(p.parts) - 1; i >= 0; i-- {
		h.NewOnly = newOnly && i == len(p.parts)-1
		s[i] = p.parts[i].New(h, out)
		out = s[i]
	}
	h.NewOnly = newOnly
	return s
}

type series []View

// Head returns where the events of a view go in.
func Head(v View) event.Sink {
	if s, ok := v.(series); ok {
		return s[0]
	}
	return v
}

// Push gives the delta to the first view.
func (s series) Push(d *event.Delta) { s[0].Push(d) }

// Each yields the rows of the last view.
func (s series) Each(yield func(*event.Event) bool) { s[len(s)-1].Each(yield) }

// Len is the number of events held.
func (s series) Len() int { return s[0].Len() }

// Save writes the views.
func (s series) Save(e *event.Encoder) {
	for _, v := range s {
		v.Save(e)
	}
}

// Load reads what Save wrote.
func (s series) Load(d *event.Decoder) {
	for _, v := range s {
		v.Load(d)
	}
}

// Close closes the views.
func (s series) Close() {
	for _, v := range s {
		v.Close()
	}
}

// Bytes estimates the memory held.
func (s series) Bytes() int {
	b := 0
	for _, v := range s {
		b += v.Bytes()
	}
	return b
}

// forgetful tells whether an empty view of the plan is as good as a new one: nothing of what went
// through it matters any more.
func forgetful(p Plan) bool {
	switch p := p.(type) {
	case interface{ forgetful() bool }:
		return p.forgetful()
	case *intersectPlan:
		return !slices.ContainsFunc(p.parts, func(q Plan) bool { return !forgetful(q) })
	case *unionPlan:
		return !slices.ContainsFunc(p.parts, func(q Plan) bool { return !forgetful(q) })
	}
	return false
}
