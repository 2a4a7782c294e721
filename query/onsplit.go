package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// SplitPlan is on ... insert into: an event goes into the first branch whose condition holds, or
// into all of them.
type SplitPlan struct {
	Input    *Input
	Branches []*SplitBranch
	All      bool
	Slots    Slots
}

// SplitBranch is one target of a split.
type SplitBranch struct {
	Where   expr.Filter // nil is always
	Columns []Writer    // nil when the event is the row
	Row     *event.Schema
	Insert  *InsertPlan
}

// onSplit compiles `on E insert into A select ... where ... insert into B ...`.
func (c *compiler) onSplit(st *ast.OnTrigger, act *ast.OnSplit) error {
	if c.plan.Context != nil {
		return ast.Unsupported(st.Pos, "on ... insert into under a context")
	}
	c.hostsSub = true
	in, err := c.input(&ast.FromItem{Pos: st.Pos, Source: st.Source, As: st.As}, 0)
	if err != nil {
		return err
	}
	p := &SplitPlan{Input: in, All: act.Output == ast.SplitAll}
	for _, b := range act.Branches {
		branch, err := c.splitBranch(st, b, in)
		if err != nil {
			return err
		}
		p.Branches = append(p.Branches, branch)
	}
	p.Slots = c.slots
	c.plan.Split = p
	return nil
}

// splitBranch compiles one branch as the select that it is.
func (c *compiler) splitBranch(st *ast.OnTrigger, b *ast.SplitBranch, in *Input) (*SplitBranch, error) {
	if len(b.Contained) > 0 {
		return nil, ast.Unsupported(b.Contained[0].Pos, "contained events")
	}
	sel := &ast.Select{Head: st.Head, Insert: b.Insert, Distinct: b.Distinct, Items: b.Items}
	p := &SelectPlan{Inputs: []*Input{in}, ContextSlot: -1}
	c.access = &accessor{c: c, inputs: p.Inputs}
	if err := c.result(sel, p); err != nil {
		return nil, err
	}
	if p.Result.Kind != RowSimple || len(c.access.used) > 0 {
		return nil, ast.Errorf(b.Pos, "aggregate", "a split looks at one event at a time: no aggregates, no prev")
	}
	if err := c.insertInto(sel, p); err != nil {
		return nil, err
	}
	out := &SplitBranch{Columns: p.Result.Columns, Row: p.Schema, Insert: p.Insert}
	if b.Where == nil {
		return out, nil
	}
	var err error
	out.Where, err = expr.CompileFilter(b.Where, c.streamScope(p.Inputs, c.interceptPlain))
	return out, err
}
