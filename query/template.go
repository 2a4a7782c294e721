package query

import (
	"hash/maphash"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// templates keeps the plans of texts that come more than once. A thousand statements of one text
// that differ in the values of their parameters have one plan then, but for their filters: they are
// deployed without being parsed and compiled anew, and an event that wakes one of them finds
// the code and tables of the one before still warm.
//
// A plan serves others when what their values decide is left out of it: filters, which are compiled
// for each, and columns that are just a parameter, which find the value in their Env. The zero
// templates is ready; a nil one keeps nothing.
type templates struct {
	texts map[uint64]*template // by hash of the text
	order []uint64             // the oldest first
	seed  maphash.Seed
}

// maxtemplates bounds how many texts are known.
const maxtemplates = 256

// template is a text that came; plans is nil before it has come twice.
type template struct {
	text    string
	version uint64 // of the catalog
	plans   []*Plan
}

// opening is a parameter whose value is no part of the plan.
type opening struct {
	of  *ast.Substitution
	typ event.Type
}

func (t *templates) hash(text string) uint64 {
	if t.texts == nil {
		t.texts, t.seed = make(map[uint64]*template), maphash.MakeSeed()
	}
	return maphash.String(t.seed, text)
}

// plans returns the plans for a text from those of the same text, or nil.
func (t *templates) plans(text string, cat *Catalog, opt Options) []*Plan {
	if t == nil {
		return nil
	}
	k := t.texts[t.hash(text)]
	if k == nil || k.plans == nil || k.text != text || k.version != cat.root().version {
		return nil
	}
	plans := make([]*Plan, len(k.plans))
	for i, p := range k.plans {
		if plans[i] = p.with(cat, opt); plans[i] == nil {
			return nil // what is wrong is for the compiler to say
		}
	}
	return plans
}

// keep notes that a text came, and keeps its plans when it had come before.
func (t *templates) keep(text string, cat *Catalog, plans []*Plan) {
	reusable := t != nil && !slices.ContainsFunc(plans, func(p *Plan) bool { return !p.reusable() })
	if !reusable || !t.again(text, cat, plans) {
		for _, p := range plans {
			p.Node = nil // large, and needed to compile only
		}
	}
}

// again keeps the plans when the text came before, and tells whether it did.
func (t *templates) again(text string, cat *Catalog, plans []*Plan) bool {
	h := t.hash(text)
	k := t.texts[h]
	if k == nil || k.text != text {
		if len(t.order) >= maxtemplates {
			delete(t.texts, t.order[0])
			t.order = t.order[1:]
		}
		if k == nil {
			t.order = append(t.order, h)
		}
		t.texts[h] = &template{text: text, version: cat.root().version}
		return false
	}
	k.version, k.plans = cat.root().version, make([]*Plan, len(plans))
	for i, p := range plans {
		own := *p
		k.plans[i] = &own
		p.Node = nil
	}
	return true
}

// reusable tells whether others may have the plan, with filters of their own.
func (p *Plan) reusable() bool {
	if p.Select == nil || p.On != nil || len(p.Defines) > 0 || p.fixed || p.Select.Into != nil {
		return false
	}
	return !slices.ContainsFunc(p.Select.Inputs, func(in *Input) bool {
		return in.Store != nil || in.Filter != nil && in.Filter.bound && in.Filter.rooms
	})
}

// mark is what was compiled before a filter.
type mark struct{ bound, local, state int }

func (c *compiler) mark() mark { return mark{c.bound, c.slots.Local, len(c.slots.State)} }

// note notes what the filter compiled since m needs. Its parameters do not fix the rest of the plan.
func (c *compiler) note(f *FilterPlan, m mark) {
	if c.inSub { // what belongs to a subquery is not compiled again
		return
	}
	f.bound = f.bound || c.bound > m.bound
	f.rooms = f.rooms || c.slots.Local > m.local || len(c.slots.State) > m.state
	c.bound = m.bound
}

// with returns the plan for other values of the parameters, or nil when it does not fit them.
func (p *Plan) with(cat *Catalog, opt Options) *Plan {
	n := *p
	n.Node, n.Params = nil, nil
	c := &compiler{cat: cat, opt: opt, plan: &n, head: p.Node.Header()}
	for _, o := range p.open {
		t, v, err := c.parameter(o.of)
		if err != nil || !t.Equal(o.typ) {
			return nil
		}
		n.Params = append(n.Params, expr.NewParam(t, v))
	}
	for i, in := range p.Select.Inputs {
		if in.Filter == nil || !in.Filter.bound {
			continue
		}
		f, err := c.refilter(in)
		if err != nil {
			return nil
		}
		if n.Select == p.Select {
			s := *p.Select
			s.Inputs = append([]*Input(nil), s.Inputs...)
			n.Select = &s
		}
		own := *in
		own.Filter = f
		n.Select.Inputs[i] = &own
	}
	cat.takeUsed() // it is what the plan uses already
	return &n
}

// refilter compiles the filter of an input for the parameters at hand.
func (c *compiler) refilter(in *Input) (*FilterPlan, error) {
	f := &FilterPlan{Schema: in.Filter.Schema, Text: in.Filter.Text, bound: true}
	sc := c.streamScope([]*Input{{Alias: in.Alias, Schema: f.Schema}}, c.interceptPlain)
	err := c.addConditions(f, in.Filter.terms, sc)
	f.terms = in.Filter.terms
	return f, err
}
