package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// onCompiler compiles one on-statement over a store.
type onCompiler struct {
	c       *compiler
	pos     ast.Pos
	p       *OnPlan
	row     *Input // the store's rows
	trigger *Input // nil on demand
}

// onStore begins an on-statement: it compiles the trigger and finds the store.
func (c *compiler) onStore(st *ast.OnTrigger, pos ast.Pos, target, alias string) (*onCompiler, error) {
	c.hostsSub = true
	in, err := c.input(&ast.FromItem{Pos: st.Pos, Source: st.Source, As: st.As}, TriggerSlot)
	if err != nil {
		return nil, err
	}
	if err := c.inContext(st.Pos, (&SelectPlan{Inputs: []*Input{in}}).sources()...); err != nil && !in.inStoreOf(c.plan.Context) {
		return nil, err
	}
	return c.onTarget(in, pos, target, alias)
}

// inStoreOf tells whether the input is a store of that context.
func (in *Input) inStoreOf(ctx *ContextPlan) bool {
	return in.Store != nil && ctx != nil && in.Store.Context == ctx
}

// onTarget finds the store that a statement reads or changes.
func (c *compiler) onTarget(trigger *Input, pos ast.Pos, target, alias string) (*onCompiler, error) {
	s := c.cat.store(target)
	if s == nil {
		e := ast.Errorf(pos, "unknown-window", "there is no named window or table '%s'", target)
		e.Suggestion = suggest(target, c.cat.stores())
		return nil, e
	}
	if err := c.inOneContext(pos, s); err != nil {
		return nil, err
	}
	o := &onCompiler{c: c, pos: pos, trigger: trigger, p: &OnPlan{Trigger: trigger}}
	o.p.Target = OnTarget{Store: s, Alias: alias}
	o.row = &Input{Alias: alias, Schema: s.Schema, Slot: RowSlot, Store: s, Filter: &FilterPlan{Schema: s.Schema}}
	return o, nil
}

// inputs returns the streams that expressions see.
func (o *onCompiler) inputs() []*Input {
	if o.trigger == nil {
		return []*Input{o.row}
	}
	return []*Input{o.row, o.trigger}
}

// scope is what expressions see: the row and the trigger.
func (o *onCompiler) scope(ins ...*Input) *expr.Scope {
	if len(ins) == 0 {
		ins = o.inputs()
	}
	return o.c.streamScope(ins, o.c.interceptPlain)
}

// find compiles the condition on the rows.
func (o *onCompiler) find(where ast.Expr) error {
	other := o.c.plainScope()
	other.LocalSlots = &o.c.slots.Local
	if o.trigger != nil {
		other = o.scope(o.trigger)
	}
	var err error
	o.p.Target.Find, err = o.c.lookup(where, RowSlot, o.scope(), o.scope(o.row), other)
	return err
}

// done notes the plan.
func (o *onCompiler) done() error {
	o.p.Slots = o.c.slots
	o.p.ContextSlot = o.c.partSlot - 1
	o.c.plan.On = o.p
	return nil
}

// onDelete compiles `on E delete from W where ...`.
func (c *compiler) onDelete(st *ast.OnTrigger, act *ast.OnDelete) error {
	o, err := c.onStore(st, act.Pos, act.Target, act.As)
	if err != nil {
		return err
	}
	o.p.Delete = true
	_, o.p.Silent = c.plan.hint("silent_delete")
	if err := o.find(act.Where); err != nil {
		return err
	}
	return o.done()
}

// onUpdate compiles `on E update W set ... where ...`.
func (c *compiler) onUpdate(st *ast.OnTrigger, act *ast.OnUpdate) error {
	o, err := c.onStore(st, act.Pos, act.Target, act.As)
	if err != nil {
		return err
	}
	if o.p.Set, err = o.assignments(act.Set); err != nil {
		return err
	}
	if err := o.find(act.Where); err != nil {
		return err
	}
	return o.done()
}

// onSelect compiles `on E [insert into X] select [and delete] ... from W where ...`.
func (c *compiler) onSelect(st *ast.OnTrigger, act *ast.OnSelect) error {
	sel := act.Query
	if len(sel.From) != 1 {
		return ast.Errorf(act.Pos, "on", "on ... select reads one named window or table")
	}
	src, ok := sel.From[0].Source.(*ast.FilterSource)
	if !ok {
		return ast.Errorf(act.Pos, "on", "on ... select reads a named window or table")
	}
	o, err := c.onStore(st, src.Pos, src.EventType, sel.From[0].As)
	if err != nil {
		return err
	}
	o.p.Select, o.p.Delete = true, act.Delete
	o.p.All = act.Delete && sel.Where == nil
	if err := o.find(sel.Where); err != nil {
		return err
	}
	if err := o.rows(sel); err != nil {
		return err
	}
	return o.done()
}

// rows compiles what is selected of the rows found.
func (o *onCompiler) rows(sel *ast.Select) error {
	c := o.c
	p := &SelectPlan{Inputs: o.inputs(), ContextSlot: -1, Found: true}
	c.access = &accessor{c: c, inputs: p.Inputs}
	if err := c.result(sel, p); err != nil {
		return err
	}
	if len(c.access.used) > 0 {
		return ast.Errorf(o.pos, "prev", "an on-statement cannot look back with prev or prior")
	}
	if err := c.insertInto(sel, p); err != nil {
		return err
	}
	p.Slots = c.slots
	c.plan.Select = p
	return nil
}

// assignments compiles `set a = 1, w.b[0] = 2`: later ones see what earlier ones have written, and
// initial.a is the value before the first.
func (o *onCompiler) assignments(list []*ast.Assignment) ([]OnAssign, error) {
	sc := o.scope()
	sc.Streams = append(sc.Streams, expr.Stream{
		Name: "initial", Schema: o.row.Schema, Slot: InitialSlot, Qualified: true,
	})
	var out []OnAssign
	for _, as := range list {
		a, err := o.assignment(as, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (o *onCompiler) assignment(as *ast.Assignment, sc *expr.Scope) (OnAssign, error) {
	if as.Target == nil {
		return o.call(as)
	}
	el, col, err := o.target(as)
	if err != nil {
		return OnAssign{}, err
	}
	o.p.Changes = append(o.p.Changes, col)
	v, err := expr.Compile(as.Value, sc)
	if err != nil {
		return OnAssign{}, err
	}
	if len(el.Index) == 1 {
		return o.element(as, col, el.Index[0], v, sc)
	}
	w, err := columnWriter(as.Value.Position(), col, v)
	return OnAssign{Do: func(env *expr.Env) { w(env, env.Ev[RowSlot]) }}, err
}

// target finds the column that is assigned to: `a`, `w.a`, or an element of it.
func (o *onCompiler) target(as *ast.Assignment) (*ast.ChainElement, *event.Column, error) {
	els := as.Target.Elements
	name := o.row.Alias
	if name == "" {
		name = o.row.Store.Name
	}
	if len(els) == 2 && els[0].Name == name && !els[0].IsCall && len(els[0].Index) == 0 {
		els = els[1:]
	}
	if len(els) != 1 || as.Target.Root != nil || els[0].IsCall || len(els[0].Index) > 1 {
		return nil, nil, ast.Unsupported(as.Pos, "assignment to anything but a column or its element")
	}
	col := o.row.Schema.Column(els[0].Name)
	if col == nil {
		return nil, nil, unknownProperty(as.Pos, els[0].Name, o.row.Schema)
	}
	return &els[0], col, o.row.Store.settable(as.Pos, col)
}

// call compiles an assignment without target, where the store knows calls.
func (o *onCompiler) call(as *ast.Assignment) (OnAssign, error) {
	ch, ok := as.Value.(*ast.Chain)
	if !ok || o.row.Store.call == nil {
		return OnAssign{}, ast.Unsupported(as.Pos, "a call instead of an assignment")
	}
	f, err := o.row.Store.call(o.c, o.row.Alias, ch)
	return OnAssign{Do: f}, err
}

// element compiles the assignment to an element of an array. The row before keeps its array.
func (o *onCompiler) element(
	as *ast.Assignment, col *event.Column, index ast.Expr, v expr.Fn, sc *expr.Scope,
) (OnAssign, error) {
	if col.Type.Kind != event.KindArray {
		return OnAssign{}, ast.Errorf(as.Pos, "type", "column '%s' is no array", col.Name)
	}
	i, err := expr.Compile(index, sc)
	if err != nil {
		return OnAssign{}, err
	}
	if !i.Type.IsInteger() {
		return OnAssign{}, ast.Errorf(index.Position(), "type", "an index is a whole number, not %s", i.Type)
	}
	elem := event.Object
	if col.Type.Elem != nil {
		elem = *col.Type.Elem
	}
	conv, err := assignable(as.Value.Position(), v.Type, elem)
	if err != nil {
		return OnAssign{}, err
	}
	at, get := i.AsInt(), v.AsAny()
	return OnAssign{Do: func(env *expr.Env) {
		row := env.Ev[RowSlot]
		old, _ := row.Any(col).([]any)
		k, ok := at(env)
		if !ok || k < 0 || k >= int64(len(old)) {
			expr.Throw(as.Pos, "index", "column '%s' has no element %d", col.Name, k)
		}
		now := append([]any(nil), old...)
		now[k] = conv(get(env))
		row.SetAny(col, now)
	}}, nil
}

// columnWriter returns the function that writes an expression into a column of perhaps another type.
func columnWriter(pos ast.Pos, col *event.Column, f expr.Fn) (Writer, error) {
	conv, err := insertable(pos, f.Type, col.Type)
	if err != nil {
		return nil, ast.Errorf(pos, "type", "column '%s' is %s and cannot take %s", col.Name, col.Type, f.Type)
	}
	class := col.Type.Class()
	switch {
	case f.Type.Equal(col.Type), f.Type.Class() == class && class == event.ClassInt && f.Type.Kind < col.Type.Kind:
		return writer(col, f), nil
	case f.Type.IsNumeric() && class == event.ClassFloat:
		if wide, ok := expr.Widen(f, col.Type); ok {
			return writer(col, wide), nil
		}
	}
	get := f.AsAny()
	return func(env *expr.Env, row *event.Event) { row.SetAny(col, conv(get(env))) }, nil
}
