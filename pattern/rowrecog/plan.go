package rowrecog

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// RowSlot is where expressions over a single row (partition by) find it in expr.Env.Ev.
const RowSlot = 0

// Variable is a variable of the pattern.
type Variable struct {
	Name string
	Slot int // index into expr.Env.Ev, or into Arr when Array is set; from 1
	// Array is set when the variable can match several rows: its value is the array of them. In
	// its own condition it is the row in question, in Ev.
	Array bool
}

// Define is a compiled condition of a variable.
type Define struct {
	Cond expr.BoolFn
	// Prev is the deepest look back: prev(x, n) finds the row n before the one in question in
	// Env.Ev[PrevSlot(vars, n)]; nil when there is none.
	Prev int
	// Own is set when the condition looks at the row in question, at rows before it by prev and at
	// nothing else that can differ between attempts: no other variable, no rows taken before.
	Own bool
}

// PrevSlot is the slot of the row n before the one in question.
func PrevSlot(vars []Variable, n int) int { return len(vars) + n }

// Compiler compiles what stands inside the clause. The planner is one; it compiles the measures
// itself, over the slots of [Plan.Variables].
type Compiler interface {
	// Define compiles the condition of variable v. earlier are the variables that it may name
	// besides v itself; vars are all, for their number.
	Define(x ast.Expr, v Variable, earlier, vars []Variable) (Define, error)
	// Partition compiles an expression over the row in RowSlot.
	Partition(x ast.Expr) (expr.Fn, error)
	// Constant compiles an expression over nothing: a bound.
	Constant(x ast.Expr) (expr.Fn, error)
	// Interval compiles the length of the interval.
	Interval(x ast.Expr) (*expr.Period, error)
}

// end is the state after the last row.
const end = -1

// Plan is a checked match_recognize: immutable, shared by all partitions of a context.
type Plan struct {
	Variables []Variable

	states []state
	first  []int // the states that may take the first row, best first
	key    *keys.Key
	prev   int
	own    bool // all conditions are Own
	all    bool
	skip   ast.SkipMode
	period *expr.Period // interval, or nil
	early  bool         // or terminated
	schema *event.Schema
}

// state waits for a row of one variable.
type state struct {
	v    int // index into Variables
	slot int
	cond expr.BoolFn // nil: any row
	own  bool
	next []int // what may follow, best first; may hold end
}

// Slots is the length that Env.Ev and Env.Arr need for the conditions and for [Match.Load].
func (p *Plan) Slots() int { return 1 + len(p.Variables) + p.prev }

// Compile checks the clause over rows of the schema and returns its plan, or an *ast.Error.
func Compile(m *ast.MatchRecognize, schema *event.Schema, c Compiler) (*Plan, error) {
	b := &builder{c: c, plan: &Plan{all: m.AllMatches, skip: m.Skip, own: true, schema: schema}}
	b.asm = assembler{vars: make(map[string]int), bound: b.bound}
	if err := b.inspect(m.Pattern, false, 0); err != nil {
		return nil, err
	}
	defs, err := b.defines(m)
	if err != nil {
		return nil, err
	}
	if err := b.automaton(m.Pattern, defs); err != nil {
		return nil, err
	}
	return b.plan, b.rest(m)
}

// builder collects what [Compile] finds out.
type builder struct {
	c    Compiler
	plan *Plan
	asm  assembler
}

// inspect finds the variables in the order of the text, and which of them are arrays: those that a
// quantifier can repeat and those that stand twice.
func (b *builder) inspect(x ast.RowRegex, repeats bool, depth int) error {
	if depth > maxDepth {
		return ast.Errorf(x.Position(), "row-pattern", "the pattern is nested too deeply")
	}
	var parts []ast.RowRegex
	switch x := x.(type) {
	case *ast.RowVariable:
		vars := &b.plan.Variables
		i, known := b.asm.vars[x.Name]
		if !known {
			i = len(*vars)
			b.asm.vars[x.Name] = i
			*vars = append(*vars, Variable{Name: x.Name, Slot: i + 1})
		}
		(*vars)[i].Array = (*vars)[i].Array || known || repeats
	case *ast.RowConcat:
		parts = x.Parts
	case *ast.RowAlternation:
		parts = x.Parts
	case *ast.RowPermute:
		parts = x.Parts
	case *ast.RowRepeat:
		many, err := b.many(x)
		if err != nil {
			return err
		}
		return b.inspect(x.X, repeats || many, depth+1)
	}
	for _, p := range parts {
		if err := b.inspect(p, repeats, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// many tells whether a quantifier can repeat its part.
func (b *builder) many(x *ast.RowRepeat) (bool, error) {
	switch x.Quantifier {
	case ast.ZeroOrMore, ast.OneOrMore:
		return true, nil
	case ast.ZeroOrOne:
		return false, nil
	default:
	}
	_, high, err := b.asm.bounds(x)
	return high != 1, err
}

// bound evaluates a bound of a quantifier. Like a regular expression the pattern is written out
// before it runs, so bounds cannot change.
func (b *builder) bound(x ast.Expr) (int, error) {
	f, err := b.c.Constant(x)
	if err != nil {
		return 0, err
	}
	if f.Type.IsInteger() && f.Const {
		if n, ok := f.AsInt()(&expr.Env{}); ok && n > 0 && n <= maxProgram {
			return int(n), nil
		}
	}
	return 0, ast.Errorf(x.Position(), "row-pattern", "a bound must be a positive whole constant")
}

// defines compiles the conditions, by variable.
func (b *builder) defines(m *ast.MatchRecognize) ([]*Define, error) {
	p := b.plan
	defs := make([]*Define, len(p.Variables))
	for i := range m.Define {
		d := &m.Define[i]
		v, known := b.asm.vars[d.Variable]
		switch {
		case !known:
			return nil, ast.Errorf(d.Pos, "unknown-variable",
				"there is no variable %q in the pattern", d.Variable)
		case defs[v] != nil:
			return nil, ast.Errorf(d.Pos, "duplicate-variable",
				"the variable %q is defined twice", d.Variable)
		}
		def, err := b.c.Define(d.Cond, p.Variables[v], p.Variables[:v:v], p.Variables)
		if err != nil {
			return nil, err
		}
		defs[v] = &def
		p.prev = max(p.prev, def.Prev)
		p.own = p.own && def.Own
	}
	return defs, nil
}

// automaton makes the states from the program.
func (b *builder) automaton(x ast.RowRegex, defs []*Define) error {
	a, p := &b.asm, b.plan
	last := a.emit(instr{kind: kindEnd})
	start := a.assemble(x, last)
	if a.err != nil {
		return a.err
	}
	byPlace := make([]int, len(a.code))
	for i := len(a.code) - 1; i >= 0; i-- { // the program was written backwards
		in := a.code[i]
		if in.kind != kindRow {
			continue
		}
		byPlace[i] = len(p.states)
		s := state{v: in.v, slot: in.v + 1, own: true}
		if d := defs[in.v]; d != nil {
			s.cond, s.own = d.Cond, d.Own
		}
		p.states = append(p.states, s)
	}
	edges := 0
	for i, in := range a.code {
		if in.kind != kindRow {
			continue
		}
		s := &p.states[byPlace[i]]
		s.next = a.follow(in.x, byPlace)
		if edges += len(s.next); edges > maxEdges {
			return ast.Errorf(x.Position(), "row-pattern", "the pattern is too large")
		}
	}
	for _, s := range a.follow(start, byPlace) {
		if s != end { // a match of no row is none
			p.first = append(p.first, s)
		}
	}
	return nil
}

// rest compiles partition by and interval.
func (b *builder) rest(m *ast.MatchRecognize) error {
	var fns []expr.Fn
	for _, x := range m.PartitionBy {
		f, err := b.c.Partition(x)
		if err != nil {
			return err
		}
		fns = append(fns, f)
	}
	b.plan.key = keys.New(fns...)
	if m.Interval == nil {
		return nil
	}
	var err error
	b.plan.period, err = b.c.Interval(m.Interval.Period)
	b.plan.early = m.Interval.OrTerminated
	return err
}

// Explain draws the automaton: each state with its variable and what may follow, best first.
func (p *Plan) Explain() string {
	var b strings.Builder
	list := func(states []int) {
		for _, s := range states {
			if s == end {
				b.WriteString(" end")
			} else {
				fmt.Fprintf(&b, " %d", s)
			}
		}
		b.WriteByte('\n')
	}
	b.WriteString("start →")
	list(p.first)
	for i, s := range p.states {
		fmt.Fprintf(&b, "%d %s →", i, p.Variables[s.v].Name)
		list(s.next)
	}
	return b.String()
}
