package query

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// outputCounters are the names that `output when` offers, by slot in expr.Env.Local.
var outputCounters = []expr.Local{
	{Name: "count_insert", Type: event.Int, Slot: 0},
	{Name: "count_insert_total", Type: event.Int, Slot: 1},
	{Name: "count_remove", Type: event.Int, Slot: 2},
	{Name: "count_remove_total", Type: event.Int, Slot: 3},
	{Name: "last_output_timestamp", Type: event.Long, Slot: 4},
}

// OutputCounters is the number of Env.Local slots that `output when` uses.
const OutputCounters = 5

// output compiles the output-rate clause.
func (c *compiler) output(o *ast.Output, _ *expr.Scope) (*OutputPlan, error) {
	p := &OutputPlan{Node: o, Keyword: o.Keyword, Kind: o.Kind}
	if err := c.outputAfter(o, p); err != nil {
		return nil, err
	}
	n := OutputCounters
	c.slots.Local = max(c.slots.Local, n)
	sc := c.plainScope()
	sc.Locals, sc.LocalSlots = outputCounters, &n
	var err error
	switch o.Kind {
	case ast.OutputEveryPeriod:
		p.EveryT, err = c.period(o.Every, sc)
	case ast.OutputEveryEvents:
		p.EveryN, err = c.count(o.Every, "output every ... events")
	case ast.OutputAt:
		p.At, err = c.crontab(o.At, sc)
	case ast.OutputWhen:
		err = c.outputWhen(o, p, sc)
	case ast.OutputWhenTerminated:
		p.OnEnd = true
	}
	if err == nil && o.Terminated != nil {
		err = c.outputTerminated(o.Terminated, p, sc)
	}
	return p, err
}

func (c *compiler) outputAfter(o *ast.Output, p *OutputPlan) (err error) {
	switch {
	case o.After == nil:
	case o.AfterEvents:
		p.AfterN, err = c.count(o.After, "output after ... events")
	default:
		p.AfterT, err = c.period(o.After, c.plainScope())
	}
	return err
}

// period compiles a time period that no event's property may be part of.
func (c *compiler) period(e ast.Expr, sc *expr.Scope) (*expr.Period, error) {
	p, err := expr.CompilePeriod(e, sc)
	if err == nil && p.Const && p.Ms <= 0 {
		return nil, ast.Errorf(e.Position(), "range", "a period must be longer than 0")
	}
	return p, err
}

func (c *compiler) outputWhen(o *ast.Output, p *OutputPlan, sc *expr.Scope) error {
	f, err := expr.Compile(o.When, sc)
	if err != nil {
		return err
	}
	if err := checkBool(o.When.Position(), f.Type, "the when-expression"); err != nil {
		return err
	}
	p.When = f.Truth()
	p.Watch = c.variablesIn(o.When)
	p.Then, err = c.assignments(o.Then, sc)
	return err
}

func (c *compiler) outputTerminated(t *ast.OutputTerminated, p *OutputPlan, sc *expr.Scope) error {
	if c.plan.Context == nil {
		return ast.Errorf(t.Pos, "output", "'when terminated' needs a context")
	}
	p.OnEnd = true
	if t.And != nil {
		f, err := expr.Compile(t.And, sc)
		if err != nil {
			return err
		}
		p.EndWhen = f.Truth()
	}
	var err error
	p.EndThen, err = c.assignments(t.Then, sc)
	return err
}

// variablesIn returns the variables that an expression names.
func (c *compiler) variablesIn(e ast.Expr) []*expr.Variable {
	var vs []*expr.Variable
	ast.Inspect(e, func(n ast.Node) bool {
		if ch, ok := n.(*ast.Chain); ok && ch.Root == nil && !ch.Elements[0].IsCall {
			if v := c.cat.Variable(ch.Elements[0].Name); v != nil {
				vs = append(vs, v)
			}
		}
		return true
	})
	return vs
}

// assignments compiles `set a = 1, b[0] = 2`.
func (c *compiler) assignments(list []*ast.Assignment, sc *expr.Scope) ([]Assign, error) {
	var out []Assign
	for _, as := range list {
		a, err := c.assignment(as, sc)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (c *compiler) assignment(as *ast.Assignment, sc *expr.Scope) (Assign, error) {
	a := Assign{Pos: as.Pos}
	if as.Target == nil || len(as.Target.Elements) != 1 {
		return a, ast.Unsupported(as.Pos, "assignment to anything but a variable or its element")
	}
	el := &as.Target.Elements[0]
	a.Variable = c.cat.Variable(el.Name)
	if a.Variable == nil {
		e := ast.Errorf(as.Pos, "unknown-variable", "unknown variable '%s'", el.Name)
		e.Suggestion = suggest(el.Name, c.cat.Names(KindVariable))
		return a, e
	}
	if a.Variable.Constant {
		return a, ast.Errorf(as.Pos, "variable", "variable '%s' is constant", el.Name)
	}
	target := a.Variable.Type
	if len(el.Index) > 0 {
		if target.Kind != event.KindArray || len(el.Index) > 1 {
			return a, ast.Errorf(as.Pos, "type", "variable '%s' is no array", el.Name)
		}
		f, err := expr.Compile(el.Index[0], sc)
		if err != nil {
			return a, err
		}
		a.Index = f.AsInt()
		target = event.Object
		if a.Variable.Type.Elem != nil {
			target = *a.Variable.Type.Elem
		}
	}
	f, err := expr.Compile(as.Value, sc)
	if err != nil {
		return a, err
	}
	conv, err := assignable(as.Value.Position(), f.Type, target)
	if err != nil {
		return a, err
	}
	get := f.AsAny()
	a.Value = func(env *expr.Env) any { return conv(get(env)) }
	return a, nil
}

// Do carries the assignments out, in order; later ones see the values that earlier ones set.
func Do(list []Assign, env *expr.Env) {
	for i := range list {
		a := &list[i]
		v := a.Value(env)
		if a.Index == nil {
			a.Variable.Set(v)
			continue
		}
		old, _ := a.Variable.Get().([]any)
		k, ok := a.Index(env)
		if !ok || k < 0 || k >= int64(len(old)) {
			expr.Throw(a.Pos, "index", "variable '%s' has no element %d", a.Variable.Name, k)
		}
		now := slices.Clone(old)
		now[k] = v
		a.Variable.Set(now)
	}
}

// substitution compiles a parameter: a constant bound at deployment.
func (c *compiler) substitution(s *ast.Substitution) (expr.Fn, error) {
	c.bound++
	t, v, err := c.parameter(s)
	if err != nil {
		return expr.Fn{}, err
	}
	return expr.Constant(t, v), nil
}

// opened compiles a parameter that is a column of its own: its value stays out of the plan, where its
// type allows that.
func (c *compiler) opened(s *ast.Substitution) (expr.Fn, error) {
	t, v, err := c.parameter(s)
	if err != nil {
		return expr.Fn{}, err
	}
	if t.Class() == event.ClassAny || !c.opens || c.inSub {
		c.bound++
		return expr.Constant(t, v), nil
	}
	p := c.plan
	p.Params, p.open = append(p.Params, expr.NewParam(t, v)), append(p.open, opening{s, t})
	return expr.ParamFn(t, len(p.Params)-1), nil
}

// parameter returns the type and the value of a parameter.
func (c *compiler) parameter(s *ast.Substitution) (event.Type, any, error) {
	name := s.Name
	if name == "" {
		name = itoa(s.Index)
	}
	c.plan.Private = true
	v, ok := c.opt.Params[name]
	if !ok {
		return event.Type{}, nil, ast.Errorf(s.Pos, "parameter", "no value for parameter '%s'", name)
	}
	t, err := goType(v)
	if err != nil {
		return t, nil, ast.Errorf(s.Pos, "parameter", "parameter '%s': %v", name, err)
	}
	if s.Type != nil {
		want, err := c.typeNamed(s.Type)
		if err != nil {
			return t, nil, err
		}
		conv, err := assignable(s.Pos, t, want)
		if err != nil {
			return t, nil, err
		}
		v, t = conv(v), want
	}
	return t, v, nil
}
