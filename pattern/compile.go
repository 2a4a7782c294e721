package pattern

import (
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// The steps of `every a=A -> (b=B(id = a.id) where timer:within(20 sec))`, with their numbers, by
// which a checkpoint names them:
//
//	0 followed-by
//	├─ 1 every
//	│  └─ 2 filter a=A
//	└─ 3 filter b=B(id = a.id) where timer:within(20 seconds)
//
// A tag gets the next slot where it first stands; the slots of a repeat's tags are those that it
// collects.

// Compiler compiles what stands inside a pattern. The planner is one. tags are those that can be
// named at that place; expressions find their events by the slots.
type Compiler interface {
	// Filter compiles the filter of an atom: the event under test is in [EventSlot].
	Filter(f *ast.PatternFilter, tags []Tag) (*Filter, error)
	// Expr compiles an expression over the tags.
	Expr(x ast.Expr, tags []Tag) (expr.Fn, error)
	// Period compiles a length of time: a time period, or a number of seconds.
	Period(x ast.Expr, tags []Tag) (*expr.Period, error)
}

// Defs are the guards and observers that a pattern can name.
type Defs struct {
	Guards    []GuardDef
	Observers []ObserverDef
}

// maxDepth bounds the nesting of a pattern, and with it the depth of every recursion over it.
const maxDepth = 200

// Compile checks a pattern and returns its plan, or an *ast.Error.
func Compile(root ast.PatternExpr, c Compiler, defs Defs) (*Plan, error) {
	return compile(root, &builder{c: c, defs: defs, plan: &Plan{}})
}

func compile(root ast.PatternExpr, b *builder) (*Plan, error) {
	s, err := b.step(root, nil)
	if err != nil {
		return nil, err
	}
	b.plan.root = s
	b.plan.Tags = b.tags
	for _, s := range b.plan.steps {
		s.settle()
	}
	return b.plan, nil
}

// settle notes what an attempt at the step needs.
func (s *step) settle() {
	s.timed = s.guard != nil || s.observer != nil
	var clock any = s.guard
	if s.observer != nil {
		clock = s.observer
	}
	if l, ok := clock.(steady); ok {
		s.lasts, s.steady = l.steady()
	}
	looks := func(x any) bool {
		u, ok := x.(Untagged)
		return x != nil && (!ok || !u.Untagged())
	}
	s.untagged = !looks(s.guard) && !looks(s.observer)
}

type builder struct {
	c     Compiler
	defs  Defs
	plan  *Plan
	tags  []Tag // seen so far, in the order of the text
	depth int

	general bool // for tests: without the short forms of common shapes
}

// step compiles an expression at a place below parent.
func (b *builder) step(x ast.PatternExpr, parent *step) (*step, error) {
	if b.depth++; b.depth > maxDepth {
		return nil, ast.Errorf(x.Position(), "too-deep", "the pattern is nested too deeply")
	}
	defer func() { b.depth-- }()
	s := &step{id: len(b.plan.steps), text: x.String()}
	if parent != nil {
		s.pos = len(parent.kids)
		parent.kids = append(parent.kids, s)
	}
	b.plan.steps = append(b.plan.steps, s)
	if err := b.fill(s, x); err != nil {
		return nil, err
	}
	s.sticky = sticky(s, parent)
	return s, nil
}

// sticky tells whether a step goes on when it has been true. An observer that repeats does so as
// the whole pattern too.
func sticky(s, parent *step) bool {
	again := false
	if parent != nil {
		again = parent.op == opEvery || parent.op == opDistinct || parent.op == opRepeat
	}
	switch s.op {
	case opFilter:
		return again && s.guard == nil
	case opObserver:
		r, ok := s.observer.(Repeater)
		return ok && r.Repeats() && (again || parent == nil)
	default:
		return false
	}
}

// fill compiles what the expression says into its step. Each operator checks its own arguments, so
// that a finding points at the place.
func (b *builder) fill(s *step, x ast.PatternExpr) error {
	switch x := x.(type) {
	case *ast.PatternFilter:
		return b.filter(s, x)
	case *ast.PatternObserver:
		return b.observer(s, x)
	case *ast.PatternFollowedBy:
		return b.sequence(s, x)
	case *ast.PatternLogical:
		s.op = opAnd
		if x.Op == ast.Or {
			s.op = opOr
		}
		err := b.kids(s, x.Operands...)
		b.absence(s)
		return err
	case *ast.PatternEvery:
		s.op = opEvery
		return b.kids(s, x.X)
	case *ast.PatternEveryDistinct:
		return b.distinct(s, x)
	case *ast.PatternNot:
		s.op = opNot
		if err := b.kids(s, x.X); err != nil {
			return err
		}
		b.absorb(s)
		s.parts = []string{s.text}
		return nil
	case *ast.PatternRepeat:
		return b.repeat(s, x)
	case *ast.PatternGuard:
		return b.guard(s, x)
	case *ast.PatternWhile:
		return b.while(s, x)
	}
	return ast.Unsupported(x.Position(), fmt.Sprintf("pattern %T", x))
}

// kids compiles parts in the order of the text: a tag can be named by everything that stands after
// it, whether or not it can have an event by then. That is what lets `a=A and b=B(id = a.id)`
// compile, which never matches, and is how Esper reads it.
func (b *builder) kids(s *step, xs ...ast.PatternExpr) error {
	for _, x := range xs {
		if _, err := b.step(x, s); err != nil {
			return err
		}
	}
	return nil
}

// filter compiles an atom. The filter sees the tags before it and not its own, since the event is
// judged before it has the tag.
func (b *builder) filter(s *step, x *ast.PatternFilter) error {
	s.op = opFilter
	f, err := b.c.Filter(x, b.tags)
	if err != nil {
		return err
	}
	f.Place = b.plan.filters
	b.plan.filters++
	s.filter, s.open = f, f.Accept == nil
	if x.Consume {
		s.level = 1
		if x.Level != nil {
			n, err := b.constant(x.Level, "a level of @consume")
			if err != nil {
				return err
			}
			s.level = int(n)
		}
		b.plan.consumes = true
	}
	if x.Tag == "" {
		return nil
	}
	s.slot, err = b.tag(x, f)
	return err
}

// tag finds or makes the slot of an atom's tag.
func (b *builder) tag(x *ast.PatternFilter, f *Filter) (int, error) {
	for _, t := range b.tags {
		if t.Name != x.Tag {
			continue
		}
		if t.Schema != f.Schema || t.Array {
			return 0, ast.Errorf(x.Position(), "duplicate-tag",
				"the tag %q stands for events of %s already", x.Tag, t.Schema.Name())
		}
		return t.Slot, nil
	}
	t := Tag{Name: x.Tag, Slot: len(b.tags) + 1, Schema: f.Schema}
	b.tags = append(b.tags, t)
	return t.Slot, nil
}

// sequence compiles arrows. The limit of an arrow may be computed, but not from tags: it holds for
// all attempts of the sequence together, and they have different tags.
func (b *builder) sequence(s *step, x *ast.PatternFollowedBy) error {
	s.op = opSequence
	for i, m := range x.Max {
		if m == nil {
			continue
		}
		if s.max == nil {
			s.max = make([]expr.IntFn, len(x.Steps))
		}
		f, err := b.whole(m, nil, "the limit of an arrow")
		if err != nil {
			return err
		}
		s.max[i] = f.AsInt()
	}
	return b.kids(s, x.Steps...)
}

// whole compiles an expression that must be a whole number.
func (b *builder) whole(x ast.Expr, tags []Tag, what string) (expr.Fn, error) {
	f, err := b.c.Expr(x, tags)
	if err != nil {
		return f, err
	}
	if !f.Type.IsInteger() {
		return f, ast.Errorf(x.Position(), "type", "%s must be a whole number, not %s", what, f.Type)
	}
	return f, nil
}

// constant evaluates a whole number that does not change and is not negative.
func (b *builder) constant(x ast.Expr, what string) (int64, error) {
	f, err := b.whole(x, nil, what)
	if err != nil {
		return 0, err
	}
	v, ok := f.AsInt()(&expr.Env{})
	if !f.Const || !ok || v < 0 || v > 1<<30 {
		return 0, ast.Errorf(x.Position(), "range", "%s must be a constant from 0 on", what)
	}
	return v, nil
}

// repeat compiles a repetition. An open length needs an end condition, since it would never be
// true.
func (b *builder) repeat(s *step, x *ast.PatternRepeat) error {
	s.op, s.exact = opRepeat, x.Exact
	low, err := b.bound(x.Low)
	if err != nil {
		return err
	}
	high, err := b.bound(x.High)
	if err != nil {
		return err
	}
	s.low, s.high = low.fn, high.fn
	if low.known && high.known && low.n > high.n {
		return ast.Errorf(x.Position(), "range", "the range %d:%d is upside down", low.n, high.n)
	}
	if !x.Exact && x.Until == nil {
		return ast.Errorf(x.Position(), "range", "a repeat of open length needs an until")
	}
	if err := b.repeated(s, x.X); err != nil {
		return err
	}
	if x.Until != nil {
		return b.kids(s, x.Until)
	}
	return nil
}

// repeated compiles the part that a repeat runs: outside of it, its tags are arrays.
func (b *builder) repeated(s *step, x ast.PatternExpr) error {
	from := len(b.tags)
	if err := b.kids(s, x); err != nil {
		return err
	}
	for i := from; i < len(b.tags); i++ {
		b.tags[i].Array = true
		s.slots = append(s.slots, b.tags[i].Slot)
	}
	return nil
}

type bound struct {
	fn    expr.IntFn
	n     int64
	known bool
}

// bound compiles a limit of a repeat. A constant is checked now; one that is computed from tags is
// checked when the repeat starts, and one that makes no sense then makes it false.
func (b *builder) bound(x ast.Expr) (bound, error) {
	if x == nil {
		return bound{}, nil
	}
	f, err := b.whole(x, b.tags, "a bound")
	if err != nil {
		return bound{}, err
	}
	out := bound{fn: f.AsInt(), known: f.Const}
	if f.Const {
		v, ok := out.fn(&expr.Env{})
		if !ok || v <= 0 {
			return out, ast.Errorf(x.Position(), "range", "a bound must be positive")
		}
		out.n = v
	}
	return out, nil
}

// while compiles `x while (cond)`. The condition is over the match, so it sees the tags of x too.
func (b *builder) while(s *step, x *ast.PatternWhile) error {
	s.op = opGuard
	if err := b.kids(s, x.X); err != nil {
		return err
	}
	f, err := b.c.Expr(x.Cond, b.tags)
	if err != nil {
		return err
	}
	if f.Type.Kind != event.KindBool {
		return ast.Errorf(x.Cond.Position(), "type", "the condition of while must be boolean")
	}
	s.guard = while{f.AsBool()}
	b.absorb(s)
	return nil
}

// absorb makes a guard or negation of a bare atom one step with it.
func (b *builder) absorb(s *step) {
	k := s.kids[0]
	if k.op != opFilter || k.guard != nil {
		return
	}
	b.plan.steps = b.plan.steps[:len(b.plan.steps)-1]
	s.filter, s.open, s.level, s.kids = k.filter, k.open, k.level, nil
	if s.op == opGuard {
		s.op, s.slot = opFilter, k.slot
	}
}
