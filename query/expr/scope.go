package expr

import (
	"slices"

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
	// Qualified is set when properties can be named only with the stream's name before them, as
	// those of a pattern's tags.
	Qualified bool

	barred bool // may not be named: see Decompose
}

// errBarred is never shown: it tells Decompose that a value depends on the filtered stream.
func (st *Stream) errBarred(pos ast.Pos) error {
	if st == nil || !st.barred {
		return nil
	}
	return ast.Errorf(pos, CodePlace, "%s cannot be named here", st.label())
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

	expanding []*ast.ExpressionDecl // declared expressions being inlined, against recursion
}

// Local is a parameter of a lambda or declared expression.
type Local struct {
	Name string
	Type event.Type
	Slot int // index into Env.Local
	// Bound, where set, is the argument itself: the parameter is just another name for it, and
	// Slot is not used.
	Bound *Fn
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
	Name string
	Args []Fn
	Cat  Catalog
}

// WithLocals returns the scope inside a lambda: new parameters hide outer names. Each gets a slot
// of its own.
func (s *Scope) WithLocals(params ...Local) *Scope {
	in := *s
	if in.LocalSlots == nil {
		in.LocalSlots = new(int)
		for _, l := range s.Locals {
			*in.LocalSlots = max(*in.LocalSlots, l.Slot+1)
		}
	}
	for i := range params {
		if params[i].Bound == nil {
			params[i].Slot = *in.LocalSlots
			*in.LocalSlots++
		}
	}
	in.Locals = append(slices.Clip(s.Locals), params...)
	return &in
}

// local finds a parameter, the innermost first.
func (s *Scope) local(name string) *Local {
	for i := len(s.Locals) - 1; i >= 0; i-- {
		if s.Locals[i].Name == name {
			return &s.Locals[i]
		}
	}
	return nil
}

// stream finds a stream by its alias, else by its type's name where it has no alias; inner ones
// come first.
func (s *Scope) stream(name string) *Stream {
	for _, outer := range []bool{false, true} {
		for i := range s.Streams {
			if st := &s.Streams[i]; st.Outer == outer && st.Name == name && name != "" {
				return st
			}
		}
		for i := range s.Streams {
			st := &s.Streams[i]
			if st.Outer == outer && st.Name == "" && st.Schema != nil && st.Schema.Name() == name {
				return st
			}
		}
	}
	return nil
}

// property finds the stream that has a property of that name: among the inner streams, else among
// the outer ones. Two is one too many.
func (s *Scope) property(pos ast.Pos, name string) (*Stream, *event.Column, error) {
	// Inner streams first: a subquery's own property hides one of the same name outside.
	for _, outer := range []bool{false, true} {
		var found *Stream
		var col *event.Column
		for i := range s.Streams {
			st := &s.Streams[i]
			if st.Outer != outer || st.Array || st.Qualified || st.Schema == nil {
				continue
			}
			c := st.Schema.Column(name)
			if c == nil {
				continue
			}
			if found != nil {
				return nil, nil, ast.Errorf(pos, CodeAmbiguous,
					"property '%s' is in more than one stream: write %s.%s or %s.%s",
					name, found.label(), name, st.label(), name)
			}
			found, col = st, c
		}
		if found != nil {
			return found, col, found.errBarred(pos)
		}
	}
	return nil, nil, nil
}

// withoutFirst returns the scope in which naming the first stream is an error.
func (s *Scope) withoutFirst() *Scope {
	in := *s
	in.Streams = slices.Clone(s.Streams)
	in.Streams[0].barred = true
	return &in
}

// label is how the stream can be named: by its alias, else by its type.
func (st *Stream) label() string {
	if st.Name == "" && st.Schema != nil {
		return st.Schema.Name()
	}
	return st.Name
}

// Knows tells whether a name, perhaps with an index behind it, means a parameter, a stream or a property.
func (s *Scope) Knows(name string, indexed bool) bool {
	if s.local(name) != nil {
		return true
	}
	if st := s.stream(name); st != nil && (!indexed || st.Array) {
		return true
	}
	for i := range s.Streams {
		st := &s.Streams[i]
		if !st.Array && !st.Qualified && st.Schema != nil && st.Schema.Column(name) != nil {
			return true
		}
	}
	return false
}

// names lists what a name could have meant.
func (s *Scope) names() []string {
	var out []string
	for _, v := range slices.Backward(s.Locals) {
		out = append(out, v.Name)
	}
	for i := range s.Streams {
		if s.Streams[i].Name != "" {
			out = append(out, s.Streams[i].Name)
		}
		if !s.Streams[i].Qualified && !s.Streams[i].Array {
			out = append(out, columnNames(s.Streams[i].Schema)...)
		}
	}
	return out
}

// columnNames lists the properties of a schema, for suggestions.
func columnNames(s *event.Schema) []string {
	if s == nil {
		return nil
	}
	out := make([]string, 0, len(s.Columns()))
	for i := range s.Columns() {
		out = append(out, s.Columns()[i].Name)
	}
	return out
}
