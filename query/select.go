package query

import (
	"math"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// selectStatement compiles a select or insert-into statement.
func (c *compiler) selectStatement(st *ast.Select) error {
	if len(st.For) > 0 {
		return ast.Unsupported(st.For[0].Pos, "for "+st.For[0].Name)
	}
	p := &SelectPlan{ContextSlot: -1}
	c.plan.Select, c.hostsSub = p, true
	if err := c.from(st, p); err != nil {
		return err
	}
	if err := c.where(st, p); err != nil {
		return err
	}
	if p.Join != nil {
		p.Join.index()
	}
	if st.Match != nil {
		if err := c.matched(st, p); err != nil {
			return err
		}
	}
	var err error
	if c.into, err = c.intoTable(st); err != nil {
		return err
	}
	c.opens = true
	err = c.result(st, p)
	c.opens = false
	if err != nil {
		return err
	}
	if c.into != nil {
		p.Into = c.into.IntoPlan
	}
	if err := c.insertInto(st, p); err != nil {
		return err
	}
	p.Slots, p.Access = c.slots, c.access.used
	p.ContextSlot = c.partSlot - 1
	c.pack(st, p)
	return nil
}

// from compiles the from-clause.
func (c *compiler) from(st *ast.Select, p *SelectPlan) error {
	for i, item := range st.From {
		in, err := c.input(item, i)
		if err != nil {
			return err
		}
		p.Inputs = append(p.Inputs, in)
	}
	switch {
	case len(st.From) == 0:
		return ast.Unsupported(st.Pos, "select without from")
	case len(st.From) > 1:
		if st.Match != nil {
			return ast.Errorf(st.Match.Pos, "join", "match_recognize takes a single stream")
		}
		if err := c.join(st, p); err != nil {
			return err
		}
	}
	if err := c.inContext(st.Pos, p.sources()...); err != nil &&
		!slices.ContainsFunc(p.Inputs, func(in *Input) bool { return in.inStoreOf(c.plan.Context) }) {
		return err
	}
	return nil
}

// matched compiles match_recognize, which sees only rows that pass the where clause.
func (c *compiler) matched(st *ast.Select, p *SelectPlan) error {
	if err := c.tellsEvents(st.From[0].Source); err != nil {
		return err
	}
	p.Inputs[0].Where, p.Where = p.Where, nil
	return c.withoutSubqueries("match_recognize", func() error { return c.matchRecognize(st, p.Inputs[0]) })
}

// sources returns the event types that the statement listens to.
func (p *SelectPlan) sources() []*event.Schema {
	var list []*event.Schema
	for _, in := range p.Inputs {
		if in.Filter != nil {
			list = append(list, in.Filter.Schema)
		} else {
			list = append(list, in.Pattern.Types...)
		}
	}
	return list
}

// where compiles the where clause. Over a stream without window it is a further filter, which the
// filter index can use; else rows are tested behind the windows, when they enter and when they
// leave.
func (c *compiler) where(st *ast.Select, p *SelectPlan) error {
	c.access = &accessor{c: c, inputs: p.Inputs}
	if st.Where == nil {
		return nil
	}
	in := p.Inputs[0]
	barred := &aggregator{c: c, barred: "the where clause", next: c.access.intercept}
	sc := c.streamScope(p.Inputs, barred.intercept)
	subqueries, tables, moving, m := c.subUses, c.tableUses, c.moving(), c.mark()
	f, err := expr.Compile(st.Where, sc)
	if err != nil {
		return err
	}
	if err := checkBool(st.Where.Position(), f.Type, "the where clause"); err != nil {
		return err
	}
	// Filters are asked before any statement has the event; subqueries are to have it first, and tables
	// are to be read when it is the statement's turn.
	if p.Join == nil && in.Filter != nil && in.Window == nil && in.Store == nil && len(c.access.used) == 0 &&
		c.subUses == subqueries && c.tableUses == tables {
		in.Filter.Text += " where " + ast.Format(st.Where)
		err := c.addConditions(in.Filter, []ast.Expr{st.Where}, sc)
		c.note(in.Filter, m)
		return err
	}
	p.Where, p.WhereOf, p.Moving = f.Truth(), ast.Format(st.Where), c.moving() > moving
	if p.Join != nil && !p.Join.Outer {
		return c.joinWhere(st, p, c.subUses == subqueries && len(c.access.used) == 0, sc)
	}
	return nil
}

// moving counts the uses so far of what other statements may change between two turns on one event.
func (c *compiler) moving() int { return c.varUses + c.tableUses }

// source tells aggregates what rows they will see.
func (p *SelectPlan) source() aggregate.Source {
	in := p.Inputs[0]
	s := aggregate.Source{Schema: in.Schema}
	if p.Join != nil {
		return aggregate.Source{Windowed: true, Join: true}
	}
	switch {
	case in.Window != nil:
		t := in.Window.Traits()
		s.Windowed, s.FIFO = true, t.FIFO && in.Store == nil
	case in.Store != nil: // rows can be deleted in any order; those that are looked up never leave
		s.Windowed, s.FIFO = true, p.Found
	}
	return s
}

// result compiles everything from the select list to the limit.
func (c *compiler) result(st *ast.Select, p *SelectPlan) error {
	aggs := &aggregator{c: c, source: p.source(), next: c.access.intercept, into: c.into}
	sc := c.streamScope(p.Inputs, aggs.intercept)
	r := &ResultPlan{Streams: len(p.Inputs), Distinct: st.Distinct, Windowed: aggs.source.Windowed}
	p.Result = r
	var g *grouping
	moving := c.moving()
	err := c.withoutSubqueries(groupClause, func() (err error) {
		g, err = c.groupBy(st, r, sc)
		return err
	})
	p.Moving = p.Moving || c.moving() > moving
	if err != nil {
		return err
	}
	c.grouping = g
	pr := &projection{c: c, sc: sc, inputs: p.Inputs, group: g, aggs: aggs}
	if err := pr.items(st.Items); err != nil {
		return err
	}
	if err := pr.clauses(st, r); err != nil {
		return err
	}
	r.Aggs = aggs.plans()
	p.Moving = p.Moving || aggs.moving
	for i := range aggs.calls {
		r.AggText = append(r.AggText, aggs.calls[i].text)
	}
	for _, l := range aggs.locals {
		r.Locals = append(r.Locals, l.group)
	}
	r.Kind = pr.kind(st, len(r.Aggs)+len(r.Locals) > 0)
	if r.Kind == RowRollup && pr.plain {
		return ast.Errorf(st.Pos, "group-by", "rollup, cube and grouping sets need every plain column in the group-by clause")
	}
	if err := pr.finish(r); err != nil {
		return err
	}
	r.Queued = p.queued(r)
	p.Schema = r.Schema
	if c.into != nil {
		if err := c.into.finish(st, r); err != nil {
			return err
		}
	}
	r.Unbound = c.plan.has("IterableUnbound")
	r.describe(st)
	return c.delivery(st, p, sc)
}

// queued tells whether the groups of rows that leave are those of the rows that came first. Nothing
// that can fail or change its mind must stand between the window and the groups.
func (p *SelectPlan) queued(r *ResultPlan) bool {
	in := p.Inputs[0]
	if in.Window == nil || !in.Window.Traits().FIFO || in.Store != nil || in.Match != nil || p.Join != nil ||
		p.Where != nil || p.Into != nil || r.Levels != nil {
		return false
	}
	for i := range r.Keys {
		if r.Keys[i].Column == nil {
			return false
		}
	}
	return len(r.Keys) > 0
}

// delivery compiles which streams are delivered, how often, and what is forgotten.
func (c *compiler) delivery(st *ast.Select, p *SelectPlan, sc *expr.Scope) error {
	r := p.Result
	stream := st.Stream
	r.IStream = stream != ast.RStream
	r.RStream = stream == ast.RStream || stream == ast.IRStream
	var err error
	if r.ReclaimAge, err = c.plan.secondsHint(st.Pos, "reclaim_group_aged"); err != nil {
		return err
	}
	if r.ReclaimEvery, err = c.plan.secondsHint(st.Pos, "reclaim_group_freq"); err != nil {
		return err
	}
	_, r.KeepGroups = c.plan.hint("disable_reclaim_group")
	if r.ReclaimEvery == 0 {
		r.ReclaimEvery = r.ReclaimAge
	}
	if st.Limit != nil {
		if r.Limit, err = c.limit(st.Limit); err != nil {
			return err
		}
	}
	if st.Output == nil {
		return nil
	}
	return c.withoutSubqueries("the output clause", func() (err error) {
		r.Output, err = c.output(st.Output, sc)
		return err
	})
}

func (c *compiler) limit(l *ast.Limit) (*LimitPlan, error) {
	rows, err := c.count(l.Rows, "limit")
	if err != nil {
		return nil, err
	}
	p := &LimitPlan{Rows: rows}
	if l.Offset != nil {
		p.Offset, err = c.count(l.Offset, "offset")
	}
	return p, err
}

// checkCount checks a constant count: whole, and at least 1 where events are waited for.
func checkCount(e ast.Expr, f *expr.Fn, what string) error {
	least := int64(math.MinInt32)
	if strings.HasPrefix(what, "output every") {
		least = 1
	} else if strings.HasPrefix(what, "output") {
		least = 0
	}
	v, ok := f.AsInt()(&expr.Env{})
	switch {
	case !ok:
		return ast.Errorf(e.Position(), "type", "%s must be a whole number", what)
	case v < least:
		return ast.Errorf(e.Position(), "range", "%s must be at least %d", what, least)
	}
	return nil
}

// count compiles a number or variable that says how many.
func (c *compiler) count(e ast.Expr, what string) (expr.IntFn, error) {
	f, err := expr.Compile(e, c.plainScope())
	if err != nil {
		return nil, err
	}
	if !f.Type.IsNumeric() {
		return nil, ast.Errorf(e.Position(), "type", "%s must be a number, not %s", what, f.Type)
	}
	if f.Const {
		if err := checkCount(e, &f, what); err != nil {
			return nil, err
		}
	}
	if !f.Type.IsInteger() {
		fl := f.AsFloat()
		return func(env *expr.Env) (int64, bool) { v, ok := fl(env); return int64(v), ok }, nil
	}
	return f.Int, nil
}
