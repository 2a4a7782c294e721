package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// SubqueryPlan is a subquery: which rows of its stream the expression that it stands in is shown.
// Its expressions see the events of the enclosing statement in the slots that these have there, and
// the subquery's own event in the slot behind them.
type SubqueryPlan struct {
	Input *Input // Input.Slot is where expressions find the row
	Slot  int    // of the [SubqueryRef] in expr.Env.State
	Where func(*expr.Env) bool
	// Equal, where set, is an equality of the where clause between a column of the row (key 0) and
	// the enclosing statement (key 1), by which rows are found; Exact says that it is all of Where.
	Equal *JoinEqual
	Exact bool
	// ByWindow, where set, is the key of Equal in the enclosing statement: the window tells its events
	// apart by the same column and finds them itself.
	ByWindow *keys.Key
	// Find is how the rows of a named window or table are found; nil is all of them.
	Find *Lookup
	Aggs []aggregate.Plan
	// Kept says that the aggregations are kept up to date with the stream: for all rows, or for each
	// value of Equal. Else they are computed of the rows when they are asked for.
	Kept   bool
	Keys   []expr.Fn // group by
	Having func(*expr.Env) bool
	// Member, where set, is the value of a row of which only is asked whether a row has it: whole
	// numbers are int64.
	Member func(*expr.Env) any
	Access []Access
	Text   string

	node       ast.Expr
	value      subValue
	correlated bool
	seenFrom   []expr.Stream // scope in which it was compiled
}

// SubqueryRef is what an expression with a subquery finds in its state slot.
type SubqueryRef struct{ Rows SubqueryRows }

// SubqueryRows are the rows of a subquery, as an event of the enclosing statement finds them. The
// rows shown are valid until the next call.
type SubqueryRows interface {
	// One shows the only row; nil when there is none or more than one.
	One(outer *expr.Env) *expr.Env
	// Each shows one row after the other until yield returns false.
	Each(outer *expr.Env, yield func(row *expr.Env) bool)
	// Has tells whether a row has the value, where the plan has Member; null is no answer.
	Has(x any) (has, ok bool)
}

// subForm is how a subquery is used.
type subForm uint8

const (
	subScalar subForm = iota // its only row's value
	subColumn                // one column, of all rows
	subList                  // an array of all rows
	subExists                // whether there is a row
)

// Clauses that can have no subquery, now or later.
const (
	groupClause = "the group-by clause"
	orderClause = "order by"
)

// withoutSubqueries compiles a part of the statement in which they cannot stand.
func (c *compiler) withoutSubqueries(where string, f func() error) error {
	before := c.noSub
	c.noSub = where
	defer func() { c.noSub = before }()
	return f()
}

// subquery returns the plan of a subquery, the same one each time that the expression is compiled.
func (c *compiler) subquery(node ast.Expr, st *ast.Select, form subForm, s *expr.Scope) (*SubqueryPlan, error) {
	switch {
	case c.inSub:
		return nil, ast.Errorf(node.Position(), "subquery", "a subquery cannot stand inside another")
	case c.noSub == groupClause || c.noSub == orderClause:
		return nil, ast.Errorf(node.Position(), "subquery", "a subquery cannot stand in %s", c.noSub)
	case c.noSub != "":
		return nil, ast.Unsupported(node.Position(), "a subquery in "+c.noSub)
	case !c.hostsSub || s.LocalSlots != &c.slots.Local:
		return nil, ast.Unsupported(node.Position(), "subquery")
	}
	c.subUses++
	for _, p := range c.slots.Subqueries {
		same := len(s.Locals) == 0 && slices.EqualFunc(p.seenFrom, s.Streams, sameStream)
		if p.node == node && (same || !p.correlated) {
			return p, nil
		}
	}
	if err := subqueryClauses(st); err != nil {
		return nil, err
	}
	sc := &subCompiler{c: c, st: st, form: form, p: &SubqueryPlan{node: node, Text: ast.Format(st)}}
	p, err := sc.compile(s)
	if err != nil {
		return nil, err
	}
	p.seenFrom = s.Streams
	p.Slot = c.stateSlot(func() any { return &SubqueryRef{} })
	c.slots.Subqueries = append(c.slots.Subqueries, p)
	return p, nil
}

func sameStream(a, b expr.Stream) bool {
	return a.Name == b.Name && a.Schema == b.Schema && a.Slot == b.Slot && a.Array == b.Array &&
		a.Qualified == b.Qualified
}

// subqueryClauses refuses the clauses that a subquery does not have.
func subqueryClauses(st *ast.Select) error {
	pos := st.Position()
	switch {
	case st.Output != nil:
		return ast.Errorf(pos, "subquery", "a subquery has no output clause")
	case len(st.OrderBy) > 0 || st.Limit != nil:
		return ast.Errorf(pos, "subquery", "a subquery has no order and no limit")
	case st.Insert != nil || st.IntoTable != "":
		return ast.Errorf(pos, "subquery", "a subquery inserts nothing")
	case st.Match != nil:
		return ast.Unsupported(pos, "match_recognize in a subquery")
	case st.Distinct:
		return ast.Unsupported(pos, "distinct in a subquery")
	case len(st.From) != 1:
		return ast.Unsupported(pos, "subquery without or with several streams")
	}
	return nil
}

// subCompiler compiles one subquery.
type subCompiler struct {
	c    *compiler
	st   *ast.Select
	form subForm
	p    *SubqueryPlan
}

func (q *subCompiler) compile(s *expr.Scope) (*SubqueryPlan, error) {
	c, p := q.c, q.p
	access, group := c.access, c.grouping
	c.inSub, c.grouping = true, nil
	defer func() { c.inSub, c.access, c.grouping = false, access, group }()
	if _, ok := q.st.From[0].Source.(*ast.FilterSource); !ok {
		return nil, ast.Unsupported(q.st.From[0].Position(), "subquery over a pattern")
	}
	in, err := c.input(q.st.From[0], 0)
	if err != nil {
		return nil, err
	}
	if in.Store != nil {
		if err := c.inOneContext(q.st.Pos, in.Store); err != nil {
			return nil, err
		}
	}
	in.Slot = c.outerSlots()
	p.Input = in
	q.accessor()
	sc := c.streamScope([]*Input{in}, c.access.intercept)
	sc.Locals = s.Locals
	for _, outer := range s.Streams {
		outer.Outer = true
		sc.Streams = append(sc.Streams, outer)
	}
	whereOuter, err := q.where(sc)
	if err != nil {
		return nil, err
	}
	outer, err := q.columns(sc, whereOuter)
	if err != nil {
		return nil, err
	}
	p.correlated = outer || whereOuter
	p.Access = c.access.used
	p.findByWindow()
	return p, q.check()
}

// outerSlots returns a number that no slot of the enclosing statement reaches: there can be no more
// than one for each source of events that is written in it.
func (c *compiler) outerSlots() int {
	n := 2
	ast.Inspect(c.plan.Node, func(x ast.Node) bool {
		switch x.(type) {
		case *ast.FilterSource, *ast.PatternSource:
			n++
		}
		return true
	})
	return n
}

// accessor lets the columns use prev and prior over the subquery's own stream, and no other.
func (q *subCompiler) accessor() {
	inputs := make([]*Input, q.p.Input.Slot+1)
	for i := range inputs {
		inputs[i] = &Input{Slot: i}
	}
	inputs[q.p.Input.Slot] = q.p.Input
	q.c.access = &accessor{c: q.c, inputs: inputs}
}

// attempt compiles with the subquery's own stream alone, and if that does not do, with those of the
// enclosing statement in reach; it tells whether they were needed.
func (q *subCompiler) attempt(sc *expr.Scope, f func(sc *expr.Scope, outer bool) error) (bool, error) {
	if !q.namesLocal(sc) && f(sc.WithoutOuter(), false) == nil {
		return false, nil
	}
	return true, f(sc, true)
}

// namesLocal tells whether the subquery may name a parameter of an enclosing lambda or expression.
func (q *subCompiler) namesLocal(sc *expr.Scope) bool {
	found := false
	ast.Inspect(q.st, func(n ast.Node) bool {
		if ch, ok := n.(*ast.Chain); ok && ch.Root == nil {
			for i := range sc.Locals {
				found = found || sc.Locals[i].Name == ch.Elements[0].Name
			}
		}
		return !found
	})
	return found
}

func (q *subCompiler) where(sc *expr.Scope) (outer bool, err error) {
	w := q.st.Where
	if w == nil {
		return false, nil
	}
	barred := &aggregator{c: q.c, barred: "the where clause", next: q.c.access.intercept}
	own := *sc
	own.Intercept = barred.intercept
	outer, err = q.attempt(&own, func(sc *expr.Scope, _ bool) error {
		f, err := expr.Compile(w, sc)
		if err != nil {
			return err
		}
		q.p.Where = f.Truth()
		return checkBool(w.Position(), f.Type, "the where clause")
	})
	switch {
	case err != nil:
	case q.p.Input.Store != nil:
		q.p.Find, err = q.c.lookup(w, q.p.Input.Slot, &own, own.WithoutOuter(), own.WithoutInner())
	case outer:
		q.equal(&own)
	}
	return outer, err
}

// equal finds a term of the where clause by which rows can be found.
func (q *subCompiler) equal(sc *expr.Scope) {
	terms := andTerms([]ast.Expr{q.st.Where})
	for _, t := range terms {
		cmp, ok := t.(*ast.Compare)
		if !ok || cmp.Op != ast.Eq {
			continue
		}
		eq := q.equality(cmp.Left, cmp.Right, sc)
		if eq == nil {
			eq = q.equality(cmp.Right, cmp.Left, sc)
		}
		if eq != nil {
			q.p.Equal = eq
			// NaN is a key like others and equals nothing: it is left to Where.
			q.p.Exact = len(terms) == 1 && !eq.float()
			return
		}
	}
}

// findByWindow sees whether the window itself finds the rows.
func (p *SubqueryPlan) findByWindow() {
	if p.Equal == nil || p.Input.Window == nil || p.Kept || len(p.Access) > 0 {
		return
	}
	own := &p.Equal.Keys[0]
	col := window.KeyColumn(p.Input.Window)
	if col != nil && col == own.Column && col.Type.Class() == own.Type.Class() {
		p.ByWindow = keys.New(p.Equal.Keys[1])
	}
}

func (q *subCompiler) equality(own, other ast.Expr, sc *expr.Scope) *JoinEqual {
	slot := q.p.Input.Slot
	l, err := expr.Compile(own, sc.WithoutOuter())
	if err != nil || l.Column == nil || l.Stream != slot {
		return nil
	}
	r, err := expr.Compile(other, sc.WithoutInner())
	if err != nil || r.Const {
		return nil
	}
	return newEqual(l, r, [2]int{slot, -1})
}

// float tells whether the keys are floating point.
func (e *JoinEqual) float() bool { return e.Keys[0].Type.Class() == event.ClassFloat }

// columns compiles what comes after the where clause.
func (q *subCompiler) columns(sc *expr.Scope, whereOuter bool) (outer bool, err error) {
	return q.attempt(sc, func(sc *expr.Scope, outer bool) error {
		p := q.p
		kept := p.Input.posts() && len(q.st.GroupBy) == 0 && !outer && (!whereOuter || p.Exact)
		aggs := &aggregator{c: q.c, source: q.source(kept), next: q.c.access.intercept}
		own := *sc
		own.Intercept = aggs.intercept
		r := &ResultPlan{}
		g, err := q.c.groupBy(q.st, r, &own)
		if err != nil {
			return err
		}
		pr := &projection{c: q.c, sc: &own, inputs: []*Input{p.Input}, group: g, aggs: aggs}
		if err := q.items(pr); err != nil {
			return err
		}
		if err := q.having(pr); err != nil {
			return err
		}
		if len(aggs.locals) > 0 || g.rollup {
			return ast.Unsupported(q.st.Pos, "rollup or group_by inside a subquery")
		}
		p.Aggs, p.Keys = aggs.plans(), r.Keys
		p.Kept = kept && len(p.Aggs) > 0
		return q.aggregated(pr)
	})
}

// source tells the aggregates what rows they see. Those of rows that are asked for come fresh each
// time, in their order.
func (q *subCompiler) source(kept bool) aggregate.Source {
	in := q.p.Input
	s := aggregate.Source{Schema: in.Schema, Slot: in.Slot, Windowed: true, FIFO: true}
	if kept {
		s.Windowed, s.FIFO = false, false
		if in.Window != nil {
			s.Windowed, s.FIFO = true, in.Window.Traits().FIFO
		}
		s.Windowed = s.Windowed || in.Store != nil
	}
	return s
}

func (q *subCompiler) having(pr *projection) error {
	h := q.st.Having
	if h == nil {
		return nil
	}
	f, err := expr.Compile(h, pr.sc)
	if err != nil {
		return err
	}
	pr.look(h)
	q.p.Having = f.Truth()
	return checkBool(h.Position(), f.Type, "the having clause")
}

// aggregated checks that all columns are aggregated or none.
func (q *subCompiler) aggregated(pr *projection) error {
	p, st := q.p, q.st
	switch {
	case len(p.Aggs) > 0 && pr.plain:
		return ast.Errorf(st.Pos, "subquery", "the columns of a subquery are all aggregated, or none is")
	case len(p.Aggs) == 0 && (len(p.Keys) > 0 || p.Having != nil):
		return ast.Unsupported(st.Pos, "group by or having without aggregates in a subquery")
	}
	return nil
}

// check demands a window where rows are to be remembered.
func (q *subCompiler) check() error {
	p := q.p
	for _, a := range p.Access {
		if a.Input != p.Input.Slot {
			return ast.Errorf(q.st.Pos, "prev", "a subquery looks back on its own stream only")
		}
	}
	if len(p.Access) > 0 && len(p.Aggs) > 0 {
		return ast.Unsupported(q.st.Pos, "prev or prior beside aggregates in a subquery")
	}
	if p.Input.Window != nil || p.Input.Store != nil || !p.correlated && (p.Kept || q.form == subExists && len(p.Aggs) == 0) {
		return nil
	}
	return ast.Errorf(q.st.Pos, "window-needed",
		"the stream of a subquery needs a data window unless all columns are aggregated of all its events")
}

// explain describes the subqueries: what they listen to and how their rows are found.
func (s *Slots) explain(b *strings.Builder) {
	for _, p := range s.Subqueries {
		fmt.Fprintf(b, "  subquery %s\n", p.Text)
		if p.Input.Store == nil {
			p.Input.Filter.explain(b)
		}
		fmt.Fprintf(b, "    rows   %s\n", p.access())
	}
}

// access says how rows come about.
func (p *SubqueryPlan) access() string {
	how := "looked through"
	switch {
	case p.Input.Store != nil && p.Find != nil:
		how = p.Find.explain()
	case p.Member != nil:
		return "found by value"
	case p.Kept && p.Equal != nil:
		return "aggregated as they come, by key"
	case p.Kept:
		return "aggregated as they come"
	case p.ByWindow != nil:
		how = "found by the window's key"
	case p.Equal != nil:
		how = "found by key"
	}
	if len(p.Aggs) > 0 {
		how += ", aggregated when asked for"
	}
	return how
}
