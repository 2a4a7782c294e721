package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// onTrigger compiles an on-statement.
func (c *compiler) onTrigger(st *ast.OnTrigger) error {
	if err := c.tellsEvents(st.Source); err != nil {
		return err
	}
	switch act := st.Action.(type) {
	case *ast.OnSet:
		return c.onSet(st, act)
	case *ast.OnSplit:
		return c.onSplit(st, act)
	case *ast.OnSelect:
		return c.onSelect(st, act)
	case *ast.OnDelete:
		return c.onDelete(st, act)
	case *ast.OnUpdate:
		return c.onUpdate(st, act)
	case *ast.OnMerge:
		return c.onMerge(st, act)
	default:
		return ast.Unsupported(st.Action.Position(), "this on-statement")
	}
}

// onSet compiles `on E set v = ...`; its listener gets the values of the variables that were set.
func (c *compiler) onSet(st *ast.OnTrigger, act *ast.OnSet) error {
	c.hostsSub = true
	in, err := c.input(&ast.FromItem{Pos: st.Pos, Source: st.Source, As: st.As}, 0)
	if err != nil {
		return err
	}
	p := &OnSetPlan{Input: in}
	if c.plan.Context != nil {
		return ast.Unsupported(st.Pos, "on ... set under a context")
	}
	sc := c.streamScope([]*Input{in}, c.interceptPlain)
	if p.Set, err = c.assignments(act.Set, sc); err != nil {
		return err
	}
	var fields []event.Field
	seen := make(map[*expr.Variable]bool)
	for _, a := range p.Set {
		if !seen[a.Variable] && a.Index == nil { // single elements are not told
			seen[a.Variable] = true
			fields = append(fields, event.Field{Name: a.Variable.Name, Type: a.Variable.Type})
			p.Vars = append(p.Vars, a.Variable)
		}
	}
	p.Out, err = c.cat.rows.Get(rowTypeName, fields)
	p.Slots = c.slots
	c.plan.OnSet = p
	return err
}
