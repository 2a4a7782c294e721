package query

import (
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// onMerge compiles `on E merge W where ... when matched then ... when not matched then ...`.
func (c *compiler) onMerge(st *ast.OnTrigger, act *ast.OnMerge) error {
	o, err := c.onStore(st, act.Pos, act.Target, act.As)
	if err != nil {
		return err
	}
	o.p.Merge = true
	if act.Insert != nil { // the short form: no row is looked for
		a, err := o.mergeInsert(act.Insert, false)
		if err != nil {
			return err
		}
		o.p.Unmatched = []*MergeCase{{Actions: []*MergeAction{a}}}
		o.p.Target.Find = &Lookup{Slot: RowSlot, Test: func(*expr.Env) bool { return false }}
		return o.done()
	}
	if len(act.Cases) == 0 {
		return ast.Errorf(act.Pos, "merge", "a merge needs 'when matched' or 'when not matched'")
	}
	if err := o.find(act.Where); err != nil {
		return err
	}
	for _, mc := range act.Cases {
		compiled, err := o.mergeCase(mc)
		if err != nil {
			return err
		}
		if mc.Matched {
			o.p.Matched = append(o.p.Matched, compiled)
		} else {
			o.p.Unmatched = append(o.p.Unmatched, compiled)
		}
	}
	return o.done()
}

// seen is the scope of a case: without a match there is no row.
func (o *onCompiler) seen(matched bool) []*Input {
	if matched {
		return o.inputs()
	}
	return []*Input{o.trigger}
}

func (o *onCompiler) mergeCase(mc *ast.MergeCase) (*MergeCase, error) {
	out := &MergeCase{}
	var err error
	if out.And, err = o.condition(mc.And, mc.Matched); err != nil {
		return nil, err
	}
	for _, act := range mc.Actions {
		a, err := o.mergeAction(act, mc.Matched)
		if err != nil {
			return nil, err
		}
		out.Actions = append(out.Actions, a)
	}
	return out, nil
}

func (o *onCompiler) condition(e ast.Expr, matched bool) (expr.Filter, error) {
	if e == nil {
		return nil, nil
	}
	sc := o.scope(o.seen(matched)...)
	f, err := expr.Compile(e, sc)
	if err != nil {
		return nil, err
	}
	return f.Truth(), checkBool(e.Position(), f.Type, "a condition of a merge")
}

func (o *onCompiler) mergeAction(act ast.MergeAction, matched bool) (*MergeAction, error) {
	if ins, ok := act.(*ast.MergeInsert); ok {
		return o.mergeInsert(ins, matched)
	}
	if !matched {
		return nil, ast.Errorf(act.Position(), "merge", "where no row matches there is none to update or delete")
	}
	a := &MergeAction{}
	var err error
	switch act := act.(type) {
	case *ast.MergeUpdate:
		if a.Set, err = o.assignments(act.Set); err == nil {
			a.Where, err = o.condition(act.Where, true)
		}
	case *ast.MergeDelete:
		a.Delete = true
		a.Where, err = o.condition(act.Where, true)
	}
	return a, err
}

// mergeInsert compiles `insert [into X] [(a, b)] select ... [where ...]`.
func (o *onCompiler) mergeInsert(ins *ast.MergeInsert, matched bool) (*MergeAction, error) {
	a := &MergeAction{}
	var err error
	if a.Where, err = o.condition(ins.Where, matched); err != nil {
		return nil, err
	}
	seen := o.seen(matched)
	if !matched || len(ins.Items) == 1 && !isNamed(ins.Items[0]) {
		seen = []*Input{o.trigger} // a wildcard is the trigger
	}
	p := &SelectPlan{Inputs: seen, ContextSlot: -1, Found: true}
	sel := &ast.Select{Head: ast.Head{Pos: ins.Pos}, Items: ins.Items}
	if ins.Into != "" && ins.Into != o.row.Store.Name {
		sel.Insert = &ast.InsertInto{Pos: ins.Pos, Target: ins.Into, Columns: ins.Columns}
	}
	o.c.access = &accessor{c: o.c, inputs: seen}
	if err := o.c.result(sel, p); err != nil {
		return nil, err
	}
	if p.Result.Kind != RowSimple || len(o.c.access.used) > 0 {
		return nil, ast.Errorf(ins.Pos, "aggregate", "a merge inserts one row: no aggregates, no prev")
	}
	if sel.Insert != nil {
		if err := o.c.insertInto(sel, p); err != nil {
			return nil, err
		}
		a.Insert = &MergeInsert{Columns: p.Result.Columns, Row: p.Schema, Pass: TriggerSlot, Into: p.Insert}
		return a, nil
	}
	a.Insert, err = o.storeInsert(ins, p)
	return a, err
}

// storeInsert makes what is selected a row of the store.
func (o *onCompiler) storeInsert(ins *ast.MergeInsert, p *SelectPlan) (*MergeInsert, error) {
	s := o.row.Store
	names, fns, err := insertedColumns(ins.Pos, ins.Columns, p)
	if err != nil {
		return nil, err
	}
	var values []rowValue
	for i, name := range names {
		if p.Result.Columns == nil && s.Schema.Column(name) == nil {
			continue // a wildcard: what the store has of the trigger
		}
		values = append(values, rowValue{ins.Pos, name, fns[i]})
	}
	return s.rowOf(values)
}

// insertedColumns returns the columns of a select with their expressions.
func insertedColumns(pos ast.Pos, list []string, p *SelectPlan) ([]string, []expr.Fn, error) {
	fns := p.Result.Fns
	if p.Result.Columns == nil {
		in := p.Inputs[0]
		for i := range in.Schema.Columns() {
			fns = append(fns, expr.ColumnFn(&in.Schema.Columns()[i], in.Slot))
		}
	}
	names := list
	if len(names) == 0 {
		for i := range p.Schema.Columns() {
			names = append(names, p.Schema.Columns()[i].Name)
		}
	}
	if len(names) != len(fns) {
		return nil, nil, ast.Errorf(pos, "insert", "%d columns are named and %d are selected", len(names), len(fns))
	}
	return names, fns, nil
}
