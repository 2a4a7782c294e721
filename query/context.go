package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// ContextPlan is a keyed context: a partition for each key.
type ContextPlan struct {
	Name  string
	Items []ContextItem
	Types []event.Type // of the keys
	// MaxAge is after how many ms without an event a partition ends, MaxCount how many there may
	// be before the one that was idle longest ends; 0 is no limit.
	MaxAge   int64
	MaxCount int
	// Initiated tells that a key alone begins no partition: one of Starters must accept its event.
	Initiated bool
	Starters  []ContextStarter
	End       *PatternPlan // whose first match ends a partition; nil is never
	EndSlots  Slots        // of End
	EndSlot   int          // of the partition, for End
}

// ContextStarter is the event that begins a partition. Expressions find it by its name.
type ContextStarter struct {
	As     string // or ""
	Filter *FilterPlan
}

// ContextItem is one stream of a keyed context with the expressions of its key.
type ContextItem struct {
	Filter *FilterPlan
	Keys   []expr.Fn
	Names  []string // of the keys, as properties
}

// ItemOf returns the stream of the context that events of a type come in by: that of the type itself
// before one of a supertype. It is -1 when the context lists neither: each partition sees all such events.
func (p *ContextPlan) ItemOf(s *event.Schema) int {
	if i := slices.IndexFunc(p.Items, func(item ContextItem) bool { return s == item.Filter.Schema }); i >= 0 {
		return i
	}
	return slices.IndexFunc(p.Items, func(item ContextItem) bool { return s.Is(item.Filter.Schema) })
}

// Partition is what expressions find in the state slot of their context.
type Partition interface {
	ID() int
	Key(i int) any
	KeyStr(i int) (string, bool) // of one that is a string
	// Begun returns the event that began the partition when that was starter number i, else nil.
	Begun(i int) *event.Event
}

// Hints of create context: our own policy for partitions that fall silent.
const (
	hintAge   = "partition_max_age"
	hintCount = "partition_max_count"
)

func (c *compiler) createContext(st *ast.CreateContext) error {
	keyed, ok := st.Spec.(*ast.ContextKeyed)
	if !ok {
		return ast.Unsupported(st.Pos, "context other than partition by")
	}
	p := &ContextPlan{Name: st.Name}
	for _, item := range keyed.Items {
		if err := c.contextItem(p, item); err != nil {
			return err
		}
	}
	if err := c.contextEnds(p, keyed); err != nil {
		return err
	}
	var err error
	if p.MaxAge, err = c.plan.secondsHint(st.Pos, hintAge); err != nil {
		return err
	}
	if p.MaxCount, err = c.plan.countHint(st.Pos, hintCount); err != nil {
		return err
	}
	return c.declare(st.Pos, &Object{Kind: KindContext, Name: st.Name, Context: p})
}

func (c *compiler) contextItem(p *ContextPlan, item *ast.KeyedItem) error {
	f, err := c.filter(item.Filter, item.As, nil)
	if err != nil {
		return err
	}
	if s := c.cat.store(item.Filter.EventType); s != nil {
		return ast.Errorf(item.Pos, "context", "%s '%s' cannot be a stream of a context", s.Kind(), s.Name)
	}
	for _, other := range p.Items {
		if other.Filter.Schema == f.Schema {
			return ast.Errorf(item.Pos, "context", "event type '%s' is listed twice", f.Schema.Name())
		}
	}
	ci := ContextItem{Filter: f}
	sc := c.streamScope([]*Input{{Alias: item.As, Schema: f.Schema, Filter: f}}, c.interceptPlain)
	for _, k := range item.Keys {
		fn, err := expr.Compile(k, sc)
		if err != nil {
			return err
		}
		if fn.Column == nil && !isProperty(k) {
			return ast.Errorf(k.Position(), "context", "a partition key must be a property")
		}
		ci.Keys = append(ci.Keys, fn)
		ci.Names = append(ci.Names, ast.Format(k))
	}
	if err := p.sameTypes(item, &ci); err != nil {
		return err
	}
	p.Items = append(p.Items, ci)
	return nil
}

func isProperty(e ast.Expr) bool {
	ch, ok := e.(*ast.Chain)
	return ok && ch.Root == nil && !ch.Elements[0].IsCall
}

// sameTypes checks that all streams of a context have keys of the same types.
func (p *ContextPlan) sameTypes(item *ast.KeyedItem, ci *ContextItem) error {
	if len(p.Items) == 0 {
		for i := range ci.Keys {
			p.Types = append(p.Types, ci.Keys[i].Type)
		}
		return nil
	}
	if len(ci.Keys) != len(p.Types) {
		return ast.Errorf(item.Pos, "context", "every stream of a context needs the same number of keys")
	}
	for i := range ci.Keys {
		if t := ci.Keys[i].Type; t.Kind != p.Types[i].Kind {
			return ast.Errorf(item.Keys[i].Position(), "type", "key %d is %s here and %s before", i+1, t, p.Types[i])
		}
	}
	return nil
}

// context finds the context that a statement names.
func (c *compiler) context(h *ast.Head) error {
	if h.Context == "" {
		return nil
	}
	o := c.cat.use(KindContext, h.Context)
	if o == nil {
		e := ast.Errorf(h.Pos, "unknown-context", "unknown context '%s'", h.Context)
		e.Suggestion = suggest(h.Context, c.cat.Names(KindContext))
		return e
	}
	c.plan.Context = o.Context
	return nil
}

// inNoContext refuses declarations that are the same for all partitions.
func (c *compiler) inNoContext(st ast.Statement) error {
	if c.plan.Context == nil {
		return nil
	}
	switch st.(type) {
	case *ast.CreateContext, *ast.CreateSchema, *ast.CreateExpression:
		return ast.Errorf(st.Position(), "context", "this statement cannot stand under a context")
	}
	return nil
}

// inContext checks that one of the streams of a statement is a stream of its context, if it has streams:
// a pattern of timers has none.
func (c *compiler) inContext(pos ast.Pos, schemas ...*event.Schema) error {
	listed := func(s *event.Schema) bool { return c.plan.Context.ItemOf(s) >= 0 }
	if c.plan.Context == nil || len(schemas) == 0 || slices.ContainsFunc(schemas, listed) {
		return nil
	}
	return ast.Errorf(pos, "context", "no stream of the statement is one of context '%s'", c.plan.Context.Name)
}

// contextProperty compiles context.name, context.id, context.key1 and keys by their names.
func (c *compiler) contextProperty(ch *ast.Chain, _ *expr.Scope) (expr.Fn, error) {
	p, el := c.plan.Context, &ch.Elements[1]
	if el.Name == "name" {
		return expr.Constant(event.String, p.Name), nil
	}
	slot := c.contextSlot()
	of := func(env *expr.Env) Partition {
		part, _ := env.State[slot].(Partition)
		return part
	}
	if el.Name == "id" {
		return expr.Fn{Type: event.Int, Int: func(env *expr.Env) (int64, bool) {
			return int64(of(env).ID()), true
		}}, nil
	}
	for i := range p.Types {
		if el.Name == "key"+strconv.Itoa(i+1) || el.Name == p.Items[0].Names[i] {
			return c.keyOfPartition(i), nil
		}
	}
	if i := p.starter(el.Name); i >= 0 {
		return c.starterProperty(i, el.Pos, ch.Elements[2:])
	}
	e := ast.Errorf(el.Pos, "unknown-property", "unknown context property '%s'", el.Name)
	e.Suggestion = suggest(el.Name, append(strings.Fields("name id key1 key2"), p.Items[0].Names...))
	return expr.Fn{}, e
}

// contextKey tells whether a property is a key of the statement's context, and which: its value is then
// the partition's and not the row's.
func (c *compiler) contextKey(ch *ast.Chain, s *expr.Scope) (int, bool) {
	if c.plan.Context == nil || !isPlainPath(ch) {
		return 0, false
	}
	name := ch.Elements[len(ch.Elements)-1].Name
	for _, st := range s.Streams {
		if st.Schema == nil || st.Array || st.Schema.Column(name) == nil ||
			len(ch.Elements) == 2 && st.Name != ch.Elements[0].Name {
			continue
		}
		return c.plan.Context.keyOf(st.Schema, name)
	}
	return 0, false
}

// isPlainPath tells whether a chain is a property, perhaps with its stream before it.
func isPlainPath(ch *ast.Chain) bool {
	return ch.Root == nil && len(ch.Elements) <= 2 &&
		!slices.ContainsFunc(ch.Elements, func(el ast.ChainElement) bool {
			return el.IsCall || len(el.Index) > 0 || el.Dynamic
		})
}

// keyOf finds the key that a column of an event type is.
func (p *ContextPlan) keyOf(s *event.Schema, column string) (int, bool) {
	item := p.ItemOf(s)
	if item < 0 {
		return 0, false
	}
	i := slices.Index(p.Items[item].Names, column)
	return i, i >= 0
}

// keyOfPartition is the expression for key number i.
func (c *compiler) keyOfPartition(i int) expr.Fn {
	slot := c.contextSlot()
	if t := c.plan.Context.Types[i]; t.Class() == event.ClassStr {
		return expr.Fn{Type: t, Str: func(env *expr.Env) (string, bool) {
			part, _ := env.State[slot].(Partition)
			return part.KeyStr(i)
		}}
	}
	return expr.FromAny(c.plan.Context.Types[i], func(env *expr.Env) any {
		part, _ := env.State[slot].(Partition)
		return part.Key(i)
	})
}

// contextSlot is the state slot of the partition.
func (c *compiler) contextSlot() int {
	if c.partSlot == 0 {
		c.partSlot = 1 + c.stateSlot(func() any { return nil })
	}
	return c.partSlot - 1
}
