package pattern

import (
	"slices"
	"strings"

	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// GuardDef is the record of a guard.
type GuardDef struct {
	Namespace, Name string
	Doc             string    // one paragraph for the manual
	Examples        []Example // they are run as tests
	// Compile checks the arguments and returns the plan, or an *ast.Error.
	Compile func(c *Call) (GuardPlan, error)
}

// ObserverDef is the record of an observer.
type ObserverDef struct {
	Namespace, Name string
	Doc             string
	Examples        []Example
	Compile         func(c *Call) (ObserverPlan, error)
}

// Example is a rule that shows a guard or observer: an epltest block.
type Example struct {
	Title string
	Test  string
}

// Call is one use of a guard or observer. Its arguments are compiled when they are asked for, since
// some are no expressions: crontab fields.
type Call struct {
	Pos  ast.Pos
	Args []ast.Expr
	// Tags are those that the arguments may name.
	Tags []Tag
	// Slots is the length that expr.Env.Ev and Arr must have.
	c    Compiler
	name string
}

// Fn compiles an argument.
func (c *Call) Fn(x ast.Expr) (expr.Fn, error) { return c.c.Expr(x, c.Tags) }

// Period compiles an argument that is a length of time.
func (c *Call) Period(x ast.Expr) (*expr.Period, error) { return c.c.Period(x, c.Tags) }

// Errorf returns a finding about the call.
func (c *Call) Errorf(format string, args ...any) error {
	return ast.Errorf(c.Pos, "argument", c.name+": "+format, args...)
}

// Count checks the number of arguments.
func (c *Call) Count(n int) error {
	if len(c.Args) != n {
		return c.Errorf("takes %d arguments, not %d", n, len(c.Args))
	}
	return nil
}

// Builtin returns the guards and observers that come with the language.
func Builtin() Defs {
	return Defs{
		Guards:    []GuardDef{withinDef, withinMaxDef},
		Observers: []ObserverDef{atDef, intervalDef, scheduleDef},
	}
}

// call makes the arguments of a guard or observer ready to be compiled; the tags are cut off, so
// that later ones do not slip in.
func (b *builder) call(pos ast.Pos, namespace, name string, args []ast.Expr) *Call {
	return &Call{
		Pos: pos, Args: args, Tags: slices.Clip(b.tags), c: b.c,
		name: namespace + ":" + name,
	}
}

// same compares names as EPL does with its own words: in any case.
func same(ns1, n1, ns2, n2 string) bool {
	return strings.EqualFold(ns1, ns2) && strings.EqualFold(n1, n2)
}

// guard compiles `x where ns:name(args)` by the definition of that name.
func (b *builder) guard(s *step, x *ast.PatternGuard) error {
	s.op = opGuard
	// The guard sees the tags before its part: it begins before any event of the part comes.
	call := b.call(x.Position(), x.Namespace, x.Name, x.Args)
	for _, d := range b.defs.Guards {
		if same(d.Namespace, d.Name, x.Namespace, x.Name) {
			var err error
			if s.guard, err = d.Compile(call); err != nil {
				return err
			}
			if err := b.kids(s, x.X); err != nil {
				return err
			}
			b.absorb(s)
			return nil
		}
	}
	return ast.Errorf(x.Position(), "unknown-guard", "there is no guard %s", call.name)
}

// observer compiles `ns:name(args)` by the definition of that name.
func (b *builder) observer(s *step, x *ast.PatternObserver) error {
	s.op = opObserver
	call := b.call(x.Position(), x.Namespace, x.Name, x.Args)
	for _, d := range b.defs.Observers {
		if same(d.Namespace, d.Name, x.Namespace, x.Name) {
			var err error
			s.observer, err = d.Compile(call)
			return err
		}
	}
	return ast.Errorf(x.Position(), "unknown-observer", "there is no observer %s", call.name)
}
