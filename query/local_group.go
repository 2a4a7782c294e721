package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// localCall gathers the aggregations with the same group_by of their own:
// `sum(ms, group_by: host)`.
type localCall struct {
	text  string
	group *LocalGroup
	texts []string
}

// LocalState is what the expressions that read a [LocalGroup] find in their Env.State slot. The
// engine fills it in for each partition.
type LocalState struct {
	Aggs  []expr.AggReader
	Group func(env *expr.Env) uint32 // the group that the row in env belongs to
}

// localSlot returns the slot of a call within the group of its group_by.
func (a *aggregator) localSlot(
	text string, call aggregate.Call, by ast.Expr, s *expr.Scope,
) (int, *localCall, error) {
	l, err := a.localGroup(by, s)
	if err != nil {
		return 0, nil, err
	}
	for i, t := range l.texts {
		if t == text {
			return i, l, nil
		}
	}
	call.Source.FIFO = call.Source.FIFO && len(l.group.Keys) == 0
	plan, err := a.c.cat.lib.aggregates[call.Name].Compile(call)
	if err != nil {
		return 0, nil, err
	}
	l.texts = append(l.texts, text)
	l.group.Aggs = append(l.group.Aggs, plan)
	return len(l.texts) - 1, l, nil
}

func (a *aggregator) localGroup(by ast.Expr, s *expr.Scope) (*localCall, error) {
	text := ast.Format(by)
	for _, l := range a.locals {
		if l.text == text {
			return l, nil
		}
	}
	items := []ast.Expr{by}
	if t, ok := by.(*ast.Tuple); ok {
		items = t.Items
	}
	l := &localCall{text: text, group: &LocalGroup{}}
	a.inside = true
	defer func() { a.inside = false }()
	for _, e := range items {
		f, err := a.argFn(e, s)
		if err != nil {
			return nil, err
		}
		l.group.Keys = append(l.group.Keys, f)
	}
	l.group.Slot = a.c.stateSlot(func() any { return &LocalState{} })
	a.locals = append(a.locals, l)
	return l, nil
}

// stateSlot reserves a slot of expr.Env.State.
func (c *compiler) stateSlot(mk StateMaker) int {
	c.slots.State = append(c.slots.State, mk)
	return len(c.slots.State) - 1
}

// read returns the expression for aggregation i of the group.
func (l *localCall) read(i int) expr.Fn {
	at := l.at(i)
	f := expr.Fn{Type: l.group.Aggs[i].Type()}
	switch f.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (bool, bool) { r, g := at(e); return r.Bool(g) }
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) { r, g := at(e); return r.Int(g) }
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) { r, g := at(e); return r.Float(g) }
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) { r, g := at(e); return r.Str(g) }
	default:
		f.Any = func(e *expr.Env) any { r, g := at(e); return r.Any(g) }
	}
	return f
}

// at returns where aggregation i of the group and the row's group are found.
func (l *localCall) at(i int) func(*expr.Env) (expr.AggReader, uint32) {
	slot := l.group.Slot
	return func(e *expr.Env) (expr.AggReader, uint32) {
		st, _ := e.State[slot].(*LocalState)
		return st.Aggs[i], st.Group(e)
	}
}
