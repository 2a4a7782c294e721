package query

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// contextEnds compiles what begins and ends the partitions of a keyed context. Whatever ends them is a
// pattern: an event, a time and a crontab are patterns of one atom.
func (c *compiler) contextEnds(p *ContextPlan, keyed *ast.ContextKeyed) error {
	if err := c.starters(p, keyed); err != nil {
		return err
	}
	if keyed.Terminated == nil {
		return nil
	}
	src, err := endPattern(keyed.Terminated)
	if err != nil {
		return err
	}
	c.plan.Context, c.ending = p, true // whose partition the pattern belongs to
	defer func() { c.plan.Context, c.ending = nil, false }()
	p.EndSlot = c.contextSlot()
	err = c.withoutSubqueries("a context", func() error {
		p.End, err = c.pattern(src)
		return err
	})
	p.EndSlots = c.slots
	return err
}

// starters compiles `initiated by`; without it, the first event of a key begins its partition.
func (c *compiler) starters(p *ContextPlan, keyed *ast.ContextKeyed) error {
	for i, item := range keyed.Items {
		if len(keyed.Initiated) == 0 {
			p.Starters = append(p.Starters, ContextStarter{As: item.As, Filter: p.Items[i].Filter})
		}
	}
	for _, point := range keyed.Initiated {
		f, err := c.filter(point.Filter, point.As, nil)
		if err != nil {
			return err
		}
		if p.ItemOf(f.Schema) < 0 {
			return ast.Errorf(point.Pos, "context",
				"event type '%s' begins partitions but has no key: list it after partition by", f.Schema.Name())
		}
		p.Initiated = true
		p.Starters = append(p.Starters, ContextStarter{As: point.As, Filter: f})
	}
	return nil
}

// endPattern returns the pattern that a point in time is.
func endPattern(point ast.ContextPoint) (*ast.PatternSource, error) {
	src := &ast.PatternSource{}
	switch point := point.(type) {
	case *ast.PointPattern:
		if point.Inclusive {
			return nil, ast.Unsupported(point.Pos, "@inclusive at the end of a context")
		}
		return point.Pattern, nil
	case *ast.PointFilter:
		src.Pos = point.Pos
		src.Pattern = &ast.PatternFilter{Pos: point.Pos, Tag: point.As, Filter: point.Filter}
	case *ast.PointAfter:
		src.Pos = point.Pos
		src.Pattern = timer(point.Pos, "interval", point.Period)
	case *ast.PointCrontab:
		src.Pos = point.Pos
		either := &ast.PatternLogical{Pos: point.Pos, Op: ast.Or}
		for _, tab := range point.Crontabs {
			either.Operands = append(either.Operands, timer(tab.Pos, "at", tab.Fields...))
		}
		if src.Pattern = either; len(either.Operands) == 1 {
			src.Pattern = either.Operands[0]
		}
	default:
		return nil, ast.Errorf(point.Position(), "context", "a partition cannot end as it begins")
	}
	return src, nil
}

func timer(pos ast.Pos, name string, args ...ast.Expr) ast.PatternExpr {
	return &ast.PatternObserver{Pos: pos, Namespace: "timer", Name: name, Args: args}
}

// starter finds the event that begins partitions by its name.
func (p *ContextPlan) starter(name string) int {
	return slices.IndexFunc(p.Starters, func(s ContextStarter) bool { return s.As != "" && s.As == name })
}

// begunWith compiles a property of the event that began the partition, where the chain names one.
func (c *compiler) begunWith(ch *ast.Chain) (expr.Fn, bool, error) {
	if p := c.plan.Context; p != nil && c.ending && len(ch.Elements) > 1 {
		if i := p.starter(ch.Elements[0].Name); i >= 0 {
			f, err := c.starterProperty(i, ch.Elements[0].Pos, ch.Elements[1:])
			return f, true, err
		}
	}
	return expr.Fn{}, false, nil
}

// starterProperty compiles the event of a starter, or a property of it.
func (c *compiler) starterProperty(i int, pos ast.Pos, path []ast.ChainElement) (expr.Fn, error) {
	slot, schema := c.contextSlot(), c.plan.Context.Starters[i].Filter.Schema
	begun := func(env *expr.Env) *event.Event {
		part, _ := env.State[slot].(Partition)
		return part.Begun(i)
	}
	if len(path) == 0 {
		return expr.FromAny(event.EventOf(schema), func(env *expr.Env) any {
			if ev := begun(env); ev != nil {
				return ev
			}
			return nil
		}), nil
	}
	col := schema.Column(path[0].Name)
	if col == nil || len(path) > 1 || path[0].IsCall || len(path[0].Index) > 0 {
		return expr.Fn{}, ast.Errorf(pos, "unknown-property", "'%s' has no plain property '%s'", schema.Name(), path[0].Name)
	}
	return expr.FromAny(col.Type, func(env *expr.Env) any {
		if ev := begun(env); ev != nil {
			return ev.Get(col.Name)
		}
		return nil
	}), nil
}
