package pattern

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// naive is a filter index without an index: it asks every atom.
type naive struct {
	entries []*entry
	slots   int
	rt      *expr.Runtime
	removed int
}

type entry struct {
	a    Atom
	f    *Filter
	gone bool
}

func (x *naive) Add(a Atom, f *Filter, _ *expr.Env) Handle {
	e := &entry{a: a, f: f}
	x.entries = append(x.entries, e)
	return e
}

func (x *naive) Remove(h Handle) {
	e := h.(*entry)
	if e.gone {
		panic("removed twice")
	}
	e.gone = true
	if x.removed++; x.removed > len(x.entries)/2 {
		x.sweep()
	}
}

func (x *naive) sweep() {
	kept := x.entries[:0]
	for _, e := range x.entries {
		if !e.gone {
			kept = append(kept, e)
		}
	}
	clear(x.entries[len(kept):])
	x.entries, x.removed = kept, 0
}

// hits returns the atoms that the event reaches, instance by instance.
func (x *naive) hits(ev *event.Event) (order []*Instance, hits map[*Instance][]Atom) {
	env := expr.Env{Ev: make([]*event.Event, x.slots), Arr: make([][]*event.Event, x.slots), Rt: x.rt}
	hits = make(map[*Instance][]Atom)
	for _, e := range slices.Backward(x.entries) { // backwards: the order must not matter

		if e.gone || !ev.Schema().Is(e.f.Schema) {
			continue
		}
		e.a.Load(&env)
		env.Ev[EventSlot] = ev
		if e.f.Accept != nil && !e.f.Accept(&env) {
			continue
		}
		in := e.a.Instance()
		if hits[in] == nil {
			order = append(order, in)
		}
		hits[in] = append(hits[in], e.a)
	}
	return order, hits
}

// catalog holds the schemas of a test.
type catalog struct {
	schemas map[string]*event.Schema
	vars    map[string]*expr.Variable
}

func (c *catalog) Variable(name string) *expr.Variable      { return c.vars[name] }
func (c *catalog) Schema(name string) *event.Schema         { return c.schemas[name] }
func (c *catalog) Declared(name string) *ast.ExpressionDecl { return nil }
func (c *catalog) Function(name string) *expr.Func          { return nil }

// compiler is the part of the planner that patterns need.
type compiler struct {
	cat *catalog
}

func (c *compiler) scope(tags []Tag, under *event.Schema) *expr.Scope {
	s := &expr.Scope{Catalog: c.cat, LocalSlots: new(int)}
	if under != nil {
		s.Streams = append(s.Streams, expr.Stream{Schema: under, Slot: EventSlot})
	}
	for _, t := range tags {
		s.Streams = append(s.Streams, expr.Stream{
			Name: t.Name, Schema: t.Schema, Slot: t.Slot, Array: t.Array, Qualified: true,
		})
	}
	return s
}

func (c *compiler) Filter(x *ast.PatternFilter, tags []Tag) (*Filter, error) {
	f := &Filter{Schema: c.cat.Schema(x.Filter.EventType), Text: x.Filter.String()}
	if f.Schema == nil {
		return nil, ast.Errorf(x.Position(), "unknown-type", "no type %s", x.Filter.EventType)
	}
	var conds []expr.Filter
	for _, e := range x.Filter.Filters {
		cond, err := expr.CompileFilter(e, c.scope(tags, f.Schema))
		if err != nil {
			return nil, err
		}
		conds = append(conds, cond)
	}
	if len(conds) > 0 {
		f.Accept = func(env *expr.Env) bool {
			for _, cond := range conds {
				if !cond(env) {
					return false
				}
			}
			return true
		}
	}
	return f, nil
}

func (c *compiler) Expr(x ast.Expr, tags []Tag) (expr.Fn, error) {
	return expr.Compile(x, c.scope(tags, nil))
}

func (c *compiler) Period(x ast.Expr, tags []Tag) (*expr.Period, error) {
	return expr.CompilePeriod(x, c.scope(tags, nil))
}

// rig plays events and clock steps to instances, as the engine does.
type rig struct {
	t       testing.TB
	cat     *catalog
	sched   *event.Schedule
	rt      *expr.Runtime
	arena   *event.Arena
	index   *naive
	running []*running
	out     []string // of the step
	reload  bool     // save and load every instance after each step
}

type running struct {
	name string
	plan *Plan
	in   *Instance
	host Host
	sink Sink
}

func newRig(t testing.TB) *rig {
	s := event.NewSchedule(0)
	rt := &expr.Runtime{Schedule: s}
	rt.Zone = utc
	return &rig{
		t: t, sched: s, rt: rt, arena: &event.Arena{Poison: true},
		cat:   &catalog{schemas: map[string]*event.Schema{}, vars: map[string]*expr.Variable{}},
		index: &naive{rt: rt, slots: 32},
	}
}

func (r *rig) schema(s *event.Schema) *event.Schema {
	r.arena.Attach(s)
	r.cat.schemas[s.Name()] = s
	return s
}

// run starts a pattern. show turns a match into a line of output.
func (r *rig) run(name string, p *Plan, show func(*expr.Env) string) *running {
	w := &running{name: name, plan: p}
	env := &expr.Env{Rt: r.rt, Ev: make([]*event.Event, p.Slots()), Arr: make([][]*event.Event, p.Slots())}
	w.host = Host{Rt: r.rt, Slot: r.sched.NewSlot(), Filters: r.index}
	w.sink = func(found []Match) {
		for _, m := range found {
			m.Load(env)
			r.out = append(r.out, name+" new "+show(env))
		}
	}
	w.in = p.New(&w.host, w.sink)
	r.running = append(r.running, w)
	return w
}

func (r *rig) send(ev *event.Event) {
	order, hits := r.index.hits(ev)
	for _, in := range order {
		in.Match(ev, hits[in])
	}
	r.after()
}

func (r *rig) advance(to int64) {
	r.sched.AdvanceEach(to, r.arena.Sweep)
	r.after()
}

func (r *rig) after() {
	r.arena.Sweep()
	if !r.reload {
		return
	}
	for _, w := range r.running {
		var b bytes.Buffer
		e := event.NewEncoder(&b)
		w.in.Save(e)
		require.NoError(r.t, e.Flush())
		before := w.in.dump()
		w.in.Close()
		d := event.NewDecoder(&b, r.cat.Schema)
		w.in = w.plan.New(&w.host, w.sink)
		w.in.Load(d)
		require.NoError(r.t, d.Err())
		require.Zero(r.t, b.Len())
		require.Equal(r.t, before, w.in.dump())
	}
}

// dump draws the live tree.
func (in *Instance) dump() string {
	var b strings.Builder
	var walk func(n *node, depth int)
	walk = func(n *node, depth int) {
		fmt.Fprintf(&b, "%*d %s", 2*depth+1, n.step.id, opNames[n.step.op])
		for t := n.begin; t != nil; t = t.up {
			fmt.Fprintf(&b, " %d:%v%d", t.slot, t.ev != nil, len(t.array()))
		}
		if n.step.timed {
			armed, at, _ := n.timer.Saved()
			fmt.Fprintf(&b, " %v@%d", armed, at)
			if n.x != nil {
				fmt.Fprintf(&b, " #%d", n.x.cell.Count)
			}
		}
		b.WriteByte('\n')
		for k := n.kids; k != nil; k = k.next {
			walk(k, depth+1)
		}
	}
	if in.root != nil {
		walk(in.root, 0)
	}
	fmt.Fprintf(&b, "held %d\n", in.held)
	return b.String()
}

// leftOver fails the test when something of the closed instances is left anywhere.
func (r *rig) leftOver() {
	for _, w := range r.running {
		w.in.Close()
		require.Equal(r.t, Counts{}, w.in.pool.Counts, w.name)
		require.Zero(r.t, w.in.held, w.name)
	}
	r.index.sweep()
	require.Empty(r.t, r.index.entries)
	require.Zero(r.t, r.sched.Len())
}
