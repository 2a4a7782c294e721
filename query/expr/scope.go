package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// Stream is a stream (or pattern tag, or match_recognize variable) that expressions can name.
type Stream struct {
	Name   string // alias or tag; "" when it cannot be named
	Schema *event.Schema
	Slot   int  // index into Env.Ev, or into Env.Arr when Array is set
	Array  bool // a tag that repeats: its value is an array of events
	// Outer is set for a stream of the enclosing statement, seen from a subquery: its names are
	// looked for after the inner ones.
	Outer bool
}

// Catalog is what names mean engine-wide.
type Catalog interface {
	// Variable returns the variable of that name, or nil.
	Variable(name string) *Variable
	// Schema returns the event type of that name, or nil.
	Schema(name string) *event.Schema
	// Declared returns the declared expression of that name, or nil.
	Declared(name string) *ast.ExpressionDecl
	// Function returns the scalar function of that name, or nil: built in or the user's own.
	Function(name string) *Func
}

// Scope is where an expression stands: what its names can mean.
type Scope struct {
	Catalog Catalog
	Streams []Stream
	// Locals are the parameters of enclosing lambdas and declared expressions, innermost last.
	Locals []Local
	// Intercept, where set, is asked first about every node; it returns handled = true for those
	// that the planner compiles itself: aggregates, prev and prior, subqueries, tables, context
	// properties, grouping.
	Intercept func(e ast.Expr, s *Scope) (f Fn, handled bool, err error)
	// Nested and Locals slots: how many Env.Local slots are in use.
	LocalSlots *int
}

// Local is a parameter of a lambda or declared expression.
type Local struct {
	Name string
	Type event.Type
	Slot int // index into Env.Local
}

// Func is the record of a scalar function. Overloads are decided by Compile.
type Func struct {
	Name     string
	Doc      string   // one paragraph for the manual
	Examples []string // expressions with their value: "max(1, 2) = 2"; they are run as tests
	// Compile checks the arguments' types and returns the expression. The arguments are compiled
	// already; a function over streams or with special arguments is no Func but a case of Compile.
	Compile func(call Call) (Fn, error)
}

// Call is one call of a [Func].
type Call struct {
	Pos  ast.Pos
	Args []Fn
	Cat  Catalog
}
