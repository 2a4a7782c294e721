package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Deployment is a module that runs: one or several statements that came and go together.
type Deployment struct {
	engine     *Engine
	name       string
	text       string
	params     map[string]any
	owner      int
	statements []*Statement
	objects    []*query.Object
}

// DeployOption changes how a module is deployed.
type DeployOption func(*Deployment)

// WithName names the deployment. A name can be used once at a time.
func WithName(name string) DeployOption { return func(d *Deployment) { d.name = name } }

// WithParams gives the values of substitution parameters: `?:host` by name, `?` by "1", "2" and so
// on.
func WithParams(params map[string]any) DeployOption {
	return func(d *Deployment) { d.params = maps.Clone(params) }
}

// Deploy compiles a module and starts its statements, all of them or none. The error tells all that
// is wrong with the text, with line and column; see [query.Error].
func (e *Engine) Deploy(ctx context.Context, epl string, opts ...DeployOption) (*Deployment, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := &Deployment{engine: e, text: epl}
	for _, o := range opts {
		o(d)
	}
	err := e.shell.exclusive(func() error { return e.deploy(d) })
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Check compiles a module as Deploy would and returns the plans' description, but starts nothing.
func (e *Engine) Check(ctx context.Context, epl string, opts ...DeployOption) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	d := &Deployment{engine: e, text: epl}
	for _, o := range opts {
		o(d)
	}
	defer e.shell.enter()()
	plans, _, err := e.compile(d)
	if err != nil {
		return "", err
	}
	return query.ExplainAll(plans), nil
}

func (e *Engine) compile(d *Deployment) ([]*query.Plan, *query.Catalog, error) {
	overlay := e.core.cat.Overlay()
	plans, err := query.Compile(d.text, overlay, query.Options{
		Limits: e.cfg.Limits, Owner: d.owner, Params: d.params,
	})
	return plans, overlay, err
}

func (e *Engine) deploy(d *Deployment) error {
	if d.name != "" && e.byName[d.name] != nil {
		return fmt.Errorf("deployment '%s': %w", d.name, ErrDuplicate)
	}
	e.owners++
	d.owner = e.owners
	plans, overlay, err := e.compile(d)
	if err != nil {
		return err
	}
	if err := e.nameStatements(d, plans); err != nil {
		return err
	}
	overlay.Commit()
	for _, s := range d.statements {
		d.objects = append(d.objects, s.plan.Defines...)
	}
	if d.name == "" {
		d.name = fmt.Sprintf("deployment-%d", d.owner)
	}
	e.deployments = append(e.deployments, d)
	e.byName[d.name] = d
	if err := e.startAll(d); err != nil {
		e.remove(d)
		return err
	}
	e.core.flush()
	e.core.settle()
	return nil
}

// startAll starts the statements of a deployment. An expression that cannot be evaluated, such as a
// window's size that is null, ends the deployment, not the program.
func (e *Engine) startAll(d *Deployment) (err error) {
	at := 0
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		c := e.core
		for _, a := range c.dirty {
			a.dirty = false
		}
		clear(c.dirty)
		clear(c.queue)
		clear(c.front)
		c.front = c.front[:0]
		c.quitTelling()
		c.dirty, c.queue = c.dirty[:0], c.queue[:0]
		se := &StatementError{Statement: d.statements[at].name, Panic: r}
		if thrown, ok := r.(error); ok {
			se.Err, se.Panic = thrown, nil
		}
		err = se
	}()
	for i, s := range d.statements {
		at = i
		e.core.start(s)
	}
	return nil
}

// remove ends a deployment and forgets it.
func (e *Engine) remove(d *Deployment) {
	d.stop()
	delete(e.byName, d.name)
	e.deployments = slices.DeleteFunc(e.deployments, func(x *Deployment) bool { return x == d })
}

// nameStatements makes the statements of a deployment and gives each a name that is unique in it.
func (e *Engine) nameStatements(d *Deployment, plans []*query.Plan) error {
	seen := make(map[string]bool)
	for _, p := range plans {
		s := &Statement{name: p.Name, named: p.Name != "", plan: p, deployment: d}
		if !s.named {
			e.unnamed++
			s.name = fmt.Sprintf("stmt-%d", e.unnamed)
		}
		for base, n := s.name, 1; seen[s.name]; n++ {
			s.name = fmt.Sprintf("%s--%d", base, n)
		}
		seen[s.name] = true
		d.statements = append(d.statements, s)
	}
	return nil
}

// orderOf is a statement's place among all: higher priority first, then the order of deployment.
func orderOf(priority int, deployed uint64) uint64 {
	const (
		bits = 40
		bias = 1 << 22
	)
	p := uint64(bias - min(max(priority, -bias+1), bias-1))
	return p<<bits | deployed
}

// start makes a statement's operators and lets events in.
func (c *core) start(s *Statement) {
	c.order += 2 // its subqueries take the place before it
	s.order = orderOf(s.plan.Priority, c.order)
	if s.plan.Drop {
		defer func() { c.drops++ }() // for those that come after it
	}
	for _, o := range s.plan.Defines {
		if o.Schema != nil {
			c.stream(o.Schema)
		}
	}
	for _, o := range s.plan.Defines {
		if o.Context != nil {
			c.contexts[o.Context] = newController(c, s, o.Context)
		}
	}
	if !c.attach(s) {
		return
	}
	if s.plan.Context != nil {
		s.context = c.contexts[s.plan.Context]
		s.context.add(s)
		return
	}
	s.agent = newAgent(c, s, nil)
	s.agent.start()
}

// attach makes the schemas and stores of a statement known; it tells whether there are operators to make.
func (c *core) attach(s *Statement) bool {
	switch {
	case s.plan.Table != nil:
		c.stores[s.plan.Table.Store] = s
	case s.plan.Select != nil:
		c.arena.AttachOnce(s.plan.Select.Schema)
	case s.plan.On != nil:
		for _, row := range s.plan.On.Rows() {
			c.arena.AttachOnce(row)
		}
	case s.plan.Window != nil:
		c.stores[s.plan.Window.Store] = s
	case s.plan.Index != nil:
	case s.plan.Split != nil:
		for _, b := range s.plan.Split.Branches {
			c.arena.AttachOnce(b.Row)
		}
	case s.plan.OnSet != nil:
		c.arena.AttachOnce(s.plan.OnSet.Out)
	case s.plan.Variable != nil:
		c.arena.AttachOnce(s.plan.Row)
		s.watchVariable()
		return false
	default:
		return false
	}
	return true
}

// Name returns the deployment's name.
func (d *Deployment) Name() string { return d.name }

// Text returns the module's text.
func (d *Deployment) Text() string { return d.text }

// Statements returns the statements in their order.
func (d *Deployment) Statements() []*Statement { return slices.Clone(d.statements) }

// Statement returns the statement of that name, or nil.
func (d *Deployment) Statement(name string) *Statement {
	for _, s := range d.statements {
		if s.name == name {
			return s
		}
	}
	return nil
}

// Deployments returns all deployments in order.
func (e *Engine) Deployments() []*Deployment {
	defer e.shell.enter()()
	return slices.Clone(e.deployments)
}

// Deployment returns the deployment of that name, or nil.
func (e *Engine) Deployment(name string) *Deployment {
	defer e.shell.enter()()
	return e.byName[name]
}

// Undeploy ends the statements of a deployment; what they hold is gone, without any rows being
// delivered. It fails with [ErrInUse] when another deployment uses what this one declares.
func (e *Engine) Undeploy(name string) error {
	return e.shell.exclusive(func() error {
		d := e.byName[name]
		if d == nil {
			return fmt.Errorf("no deployment '%s'", name)
		}
		if user, o := e.userOf(d); user != nil {
			return fmt.Errorf("deployment '%s': %s '%s' is %w by '%s'", name, o.Kind, o.Name, ErrInUse, user.name)
		}
		e.remove(d)
		return nil
	})
}

// userOf finds another deployment that needs something of d.
func (e *Engine) userOf(d *Deployment) (*Deployment, *query.Object) {
	for _, other := range e.deployments {
		if other == d {
			continue
		}
		for _, s := range other.statements {
			for _, o := range s.plan.Uses {
				if slices.Contains(d.objects, o) {
					return other, o
				}
			}
		}
	}
	return nil, nil
}

// stop ends the statements, the last first, and forgets what they declared.
func (d *Deployment) stop() {
	c := d.engine.core
	for _, s := range slices.Backward(d.statements) {
		if s.agent != nil {
			s.agent.stop()
		}
		if s.context != nil {
			s.context.remove(s)
		}
		if s.unwatch != nil {
			s.unwatch()
		}
	}
	for _, o := range d.objects {
		c.cat.Remove(o)
		delete(c.contexts, o.Context)
		delete(c.outside, o.Store)
		delete(c.stores, o.Store)
		if o.Schema != nil {
			delete(c.streams, o.Schema)
			o.Schema.Owner = nil
		}
	}
	c.arena.Sweep()
	c.scrub()
}

// types returns all known event types in order of their names, for messages.
func (e *Engine) types() []*event.Schema {
	var list []*event.Schema
	for _, n := range e.core.cat.Names(query.KindType) {
		list = append(list, e.core.cat.Schema(n))
	}
	slices.SortFunc(list, func(a, b *event.Schema) int { return cmp.Compare(a.Name(), b.Name()) })
	return list
}
