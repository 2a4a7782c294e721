package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// accessNames are the functions that look at other events of the stream or its window.
var accessNames = map[string]bool{
	"prev": true, "prevtail": true, "prevcount": true, "prevwindow": true, "prior": true,
}

// Access is one use of prev or prior: the engine puts the view into the state slot.
type Access struct {
	Input int
	Slot  int
	Prior bool
	Depth int // of prior: how far back
}

// PrevRef is what a prev expression finds in its state slot.
type PrevRef struct{ View window.Prever }

// PriorRef is what a prior expression finds in its state slot.
type PriorRef struct{ View PriorView }

// PriorView remembers arrivals beyond what windows hold.
type PriorView interface {
	// At returns the event n arrivals before ev, or nil.
	At(ev *event.Event, n int) *event.Event
}

// accessor compiles the prev family and what else only a statement knows.
type accessor struct {
	c      *compiler
	inputs []*Input
	used   []Access
}

func (a *accessor) intercept(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
	ch, ok := e.(*ast.Chain)
	if ok && ch.Root == nil && ch.Elements[0].IsCall {
		el := &ch.Elements[0]
		name := strings.ToLower(el.Name)
		if accessNames[name] {
			f, err := a.call(name, ch, s)
			return f, true, err
		}
		if g := a.c.grouping; g != nil && (name == "grouping" || name == "grouping_id") {
			f, err := g.function(el, s)
			return f, true, err
		}
	}
	if g := a.c.grouping; g != nil {
		if f, ok := g.rolledUp(e, s); ok {
			return f, true, nil
		}
	}
	return a.c.interceptPlain(e, s)
}

// call compiles a prev call; what hangs on it (`prev(1, e).x`) is compiled over it.
func (a *accessor) call(name string, ch *ast.Chain, s *expr.Scope) (expr.Fn, error) {
	el := ch.Elements[0]
	if len(ch.Elements) > 1 || len(el.Index) > 0 {
		bare := el
		bare.Index = nil
		rest := ch.Elements[1:]
		if len(el.Index) > 0 {
			rest = append([]ast.ChainElement{{Pos: el.Pos, Index: el.Index}}, rest...)
		}
		root := &ast.Chain{Pos: ch.Pos, Elements: []ast.ChainElement{bare}}
		return expr.Compile(&ast.Chain{Pos: ch.Pos, Root: root, Elements: rest}, s)
	}
	n, value, err := a.arguments(name, &el, s)
	if err != nil {
		return expr.Fn{}, err
	}
	in := a.inputs[value.stream]
	if name == "prior" {
		return a.prior(&el, n, value, in)
	}
	if in.Window == nil {
		return expr.Fn{}, ast.Errorf(el.Pos, "window-needed", "%s needs a data window on the stream", name)
	}
	if !in.Window.Traits().Prev {
		return expr.Fn{}, ast.Errorf(el.Pos, "window-needed",
			"%s needs a single data window with an order, such as length or time, on the stream", name)
	}
	slot := a.c.stateSlot(func() any { return &PrevRef{} })
	a.used = append(a.used, Access{Input: value.stream, Slot: slot})
	return prevFn(name, slot, n, value), nil
}

// accessArg is the value that is to be read from another event.
type accessArg struct {
	stream int
	typ    event.Type
	of     expr.AnyFn
}

// at evaluates the value on another event of the stream.
func (v *accessArg) at(env *expr.Env, ev *event.Event) any {
	if ev == nil {
		return nil
	}
	own := env.Ev[v.stream]
	env.Ev[v.stream] = ev
	x := v.of(env)
	env.Ev[v.stream] = own
	return x
}

// arguments compiles `[n,] value`; n is nil when it is not written.
func (a *accessor) arguments(
	name string, el *ast.ChainElement, s *expr.Scope,
) (n *expr.Fn, v accessArg, err error) {
	args := el.Args
	if len(args) == 0 || len(args) > 2 || len(args) == 2 && (name == "prevcount" || name == "prevwindow") {
		return nil, v, ast.Errorf(el.Pos, "arguments", "%s: wrong number of arguments", name)
	}
	if len(args) == 2 {
		f, rest, err := a.index(name, el, s)
		if err != nil {
			return nil, v, err
		}
		n, args = &f, rest
	}
	v, err = a.value(args[0], s)
	return n, v, err
}

// index compiles the index of `prev(n, value)` and returns the value's expression. The two may be
// written the other way round: of two whole numbers the constant one is the index.
func (a *accessor) index(
	name string, el *ast.ChainElement, s *expr.Scope,
) (n expr.Fn, value []ast.Expr, err error) {
	first, second := el.Args[0], el.Args[1]
	if n, err = expr.Compile(first, s); err != nil {
		return n, nil, err
	}
	if n.Type.IsInteger() && n.Const {
		return n, []ast.Expr{second}, nil
	}
	swapped, err := expr.Compile(second, s)
	switch {
	case err != nil:
		return n, nil, err
	case swapped.Type.IsInteger() && (swapped.Const || !n.Type.IsInteger()):
		return swapped, []ast.Expr{first}, nil
	case !n.Type.IsInteger():
		return n, nil, ast.Errorf(el.Pos, "type", "%s needs a whole number as index", name)
	}
	return n, []ast.Expr{second}, nil
}

// value compiles what is read; which stream it belongs to follows from its properties.
func (a *accessor) value(e ast.Expr, s *expr.Scope) (accessArg, error) {
	inner := *s
	inner.Intercept = a.c.interceptPlain // no aggregate, no further prev inside
	f, err := expr.Compile(e, &inner)
	if err != nil {
		return accessArg{}, err
	}
	v := accessArg{typ: f.Type, of: f.AsAny(), stream: f.Stream}
	if f.Column == nil {
		v.stream = a.streamOf(e, s)
	}
	return v, nil
}

// streamOf finds the stream that an expression's first property belongs to.
func (a *accessor) streamOf(e ast.Expr, s *expr.Scope) int {
	stream := 0
	ast.Inspect(e, func(n ast.Node) bool {
		if ch, ok := n.(*ast.Chain); ok && ch.Root == nil && !ch.Elements[0].IsCall {
			for _, st := range s.Streams {
				if st.Name == ch.Elements[0].Name || st.Schema.Column(ch.Elements[0].Name) != nil {
					stream = st.Slot
				}
			}
		}
		return true
	})
	return stream
}

func prevFn(name string, slot int, n *expr.Fn, v accessArg) expr.Fn {
	view := func(env *expr.Env) window.Prever {
		ref, _ := env.State[slot].(*PrevRef)
		return ref.View
	}
	index := func(*expr.Env) (int64, bool) { return 1, true }
	if name == "prevtail" {
		index = func(*expr.Env) (int64, bool) { return 0, true }
	}
	if n != nil {
		index = n.Int
	}
	switch name {
	case "prevcount":
		return expr.Fn{Type: event.Long, Int: func(env *expr.Env) (int64, bool) {
			if !env.IsNew {
				return 0, false
			}
			return int64(view(env).Count(env.Ev[v.stream])), true
		}}
	case "prevwindow":
		return expr.Fn{Type: event.ArrayOf(v.typ), Any: func(env *expr.Env) any {
			return prevWindow(env, view(env), &v)
		}}
	}
	return expr.FromAny(v.typ, func(env *expr.Env) any {
		i, ok := index(env)
		if !ok || i < 0 || !env.IsNew {
			return nil
		}
		if name == "prevtail" {
			return v.at(env, view(env).Tail(env.Ev[v.stream], int(i)))
		}
		return v.at(env, view(env).Prev(env.Ev[v.stream], int(i)))
	})
}

func prevWindow(env *expr.Env, view window.Prever, v *accessArg) any {
	if !env.IsNew {
		return nil
	}
	var out []any
	view.All(env.Ev[v.stream], func(ev *event.Event) bool {
		out = append(out, v.at(env, ev))
		return true
	})
	if out == nil {
		return nil
	}
	return out
}

// prior compiles prior(n, x): the event n arrivals before, whatever the window does.
func (a *accessor) prior(el *ast.ChainElement, n *expr.Fn, v accessArg, in *Input) (expr.Fn, error) {
	if n == nil || !n.Const {
		return expr.Fn{}, ast.Errorf(el.Pos, "arguments", "prior needs a constant index and a value")
	}
	depth, ok := n.Int(&expr.Env{})
	if !ok || depth < 0 || depth > maxPrior {
		return expr.Fn{}, ast.Errorf(el.Pos, "arguments", "the index of prior must be from 0 to %d", maxPrior)
	}
	slot := a.c.stateSlot(func() any { return &PriorRef{} })
	a.used = append(a.used, Access{Input: in.Slot, Slot: slot, Prior: true, Depth: int(depth)})
	return expr.FromAny(v.typ, func(env *expr.Env) any {
		ref, _ := env.State[slot].(*PriorRef)
		return v.at(env, ref.View.At(env.Ev[v.stream], int(depth)))
	}), nil
}

// maxPrior bounds the memory of prior: that many events are kept beyond the window.
const maxPrior = 1 << 20

// interceptPlain refuses what cannot stand where only plain expressions can, and compiles what any
// statement may say.
func (c *compiler) interceptPlain(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
	switch e := e.(type) {
	case *ast.Subquery, *ast.Exists, *ast.In, *ast.CompareSet:
		return c.interceptSubquery(e, s)
	case *ast.Substitution:
		f, err := c.substitution(e)
		return f, true, err
	case *ast.Chain:
		return c.interceptChain(e, s)
	}
	return expr.Fn{}, false, nil
}

func (c *compiler) interceptChain(ch *ast.Chain, s *expr.Scope) (expr.Fn, bool, error) {
	if ch.Root != nil {
		c.listSubquery(ch)
		return expr.Fn{}, false, nil
	}
	el := &ch.Elements[0]
	name := strings.ToLower(el.Name)
	switch {
	case el.Name == "context" && !el.IsCall && c.plan.Context != nil && len(ch.Elements) > 1:
		f, err := c.contextProperty(ch, s)
		return f, true, err
	case !el.IsCall:
		if f, ok, err := c.begunWith(ch); ok {
			return f, true, err
		}
		if i, ok := c.contextKey(ch, s); ok {
			return c.keyOfPartition(i), true, nil
		}
		if t := c.tableNamed(ch, s); t != nil {
			f, err := c.tableAccess(t, ch, s)
			return f, true, err
		}
		return c.streamMethod(ch, s)
	case name == "istream" && len(el.Args) == 0:
		return expr.Fn{Type: event.Bool, Bool: func(env *expr.Env) (bool, bool) {
			return env.IsNew, true
		}}, true, nil
	case accessNames[name]:
		return expr.Fn{}, true, ast.Errorf(el.Pos, "prev", "%s cannot stand here", name)
	case c.isAggregate(el):
		return expr.Fn{}, true, ast.Errorf(el.Pos, "aggregate", "aggregate '%s' cannot stand here", el.Name)
	}
	return expr.Fn{}, false, nil
}
