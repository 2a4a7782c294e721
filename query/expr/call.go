package expr

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// callHead resolves a call at the beginning of a chain: a declared expression, a function, or the
// old form of an indexed or mapped property, `a(0)` and `m('k')`.
func callHead(el *ast.ChainElement, s *Scope) (value, error) {
	if f, ok, err := specialCall(el, s); ok {
		return value{fn: f}, err
	}
	if s.Catalog != nil {
		if d := s.Catalog.Declared(el.Name); d != nil && !d.Alias {
			f, err := inline(d, el.Args, el.Pos, s)
			return value{fn: f}, err
		}
		if fn := s.Catalog.Function(el.Name); fn != nil {
			f, err := callFunc(fn, el, s)
			return value{fn: f}, err
		}
	}
	st, col, err := s.property(el.Pos, el.Name)
	if err != nil {
		return value{}, err
	}
	if col != nil && (col.Type.Kind == event.KindMap || col.Type.Kind == event.KindArray) {
		sv := streamValue(st)
		return sv.column(col, false).atArg(el, s)
	}
	if v, ok, err := dynamicCall(el, s); ok {
		return v, err
	}
	bad := ast.Errorf(el.Pos, CodeUnknownFunction, "unknown function '%s'", el.Name)
	return value{}, withSuggestion(bad, el.Name, functionNames())
}

// dynamicCall reads `m('k')?` of a property that is not declared.
func dynamicCall(el *ast.ChainElement, s *Scope) (value, bool, error) {
	if !el.Dynamic || len(el.Args) != 1 {
		return value{}, false, nil
	}
	v, err := dynamicHead(el, s)
	if err != nil {
		return v, true, err
	}
	v, err = v.atArg(el, s)
	return v, true, err
}

// atArg reads an element or an entry whose index stands in round brackets.
func (v value) atArg(el *ast.ChainElement, s *Scope) (value, error) {
	if len(el.Args) != 1 {
		return v, argError(el.Pos, "'%s' takes one index or key", el.Name)
	}
	i, err := Compile(el.Args[0], s)
	if err != nil {
		return v, err
	}
	return v.at(i, el)
}

// callFunc compiles the arguments and asks the function's record for the expression.
func callFunc(fn *Func, el *ast.ChainElement, s *Scope) (Fn, error) {
	if el.Distinct {
		return Fn{}, argError(el.Pos, "'%s' is no aggregation: it takes no distinct", el.Name)
	}
	args, err := compileAll(el.Args, s)
	if err != nil {
		return Fn{}, err
	}
	return fn.Compile(Call{Pos: el.Pos, Name: fn.Name, Args: args, Cat: s.Catalog})
}

// call follows a method in a chain: first what the language has, then a property of the old form.
func (v value) call(el *ast.ChainElement, s *Scope) (value, error) {
	t := v.fn.Type
	if t.Kind == event.KindEvent && t.Schema != nil {
		if c := t.Schema.Column(el.Name); c != nil {
			return v.column(c, false).atArg(el, s)
		}
	}
	if v.dyn && el.Dynamic {
		return v.dynamic(el.Name).atArg(el, s)
	}
	f, ok, err := method(&v, el, s)
	if ok {
		return value{fn: f}, err
	}
	known := methodNames(t)
	bad := ast.Errorf(el.Pos, CodeUnknownMethod, "unknown method '%s' of %s", el.Name, t)
	return v, withSuggestion(bad, el.Name, known)
}

// inline compiles the body of a declared expression where it is called. Its parameters are other
// names for the arguments: a stream for a stream, a value for a value; nothing else is in reach but
// what the catalog has. An alias stands for its text.
func inline(d *ast.ExpressionDecl, args []ast.Expr, pos ast.Pos, s *Scope) (Fn, error) {
	if slices.Contains(s.expanding, d) {
		return Fn{}, ast.Errorf(pos, CodeRecursion, "expression '%s' calls itself", d.Name)
	}
	if len(args) != len(d.Params) {
		return Fn{}, argError(pos, "expression '%s' takes %d parameters, not %d",
			d.Name, len(d.Params), len(args))
	}
	in := *s
	in.expanding = append(slices.Clip(s.expanding), d)
	if d.Alias {
		return Compile(d.Body, &in)
	}
	// The body sees its parameters and nothing of the place from which it is called: an
	// expression means the same wherever it is used.
	in.Streams, in.Locals = nil, nil
	for i, a := range args {
		if err := in.bind(d.Params[i], a, s); err != nil {
			return Fn{}, err
		}
	}
	return Compile(d.Body, &in)
}

// bind makes name another name for the argument a of the scope outside.
func (s *Scope) bind(name string, a ast.Expr, outside *Scope) error {
	if st := outside.argStream(a); st != nil {
		if err := st.errBarred(a.Position()); err != nil {
			return err
		}
		// A stream stays a stream under its new name, so that columns are still read in place,
		// conditions are still fused and aggregations in the body still find their stream.
		bound := *st
		bound.Name, bound.Qualified, bound.Outer = name, true, false
		s.Streams = append(s.Streams, bound)
		return nil
	}
	f, err := Compile(a, outside)
	if err != nil {
		return err
	}
	s.Locals = append(s.Locals, Local{Name: name, Type: f.Type, Bound: &f})
	return nil
}

// argStream returns the stream that an argument names, or nil: `*` is the only one there is.
func (s *Scope) argStream(a ast.Expr) *Stream {
	switch a := a.(type) {
	case *ast.Star:
		if len(s.Streams) == 1 {
			return &s.Streams[0]
		}
	case *ast.StreamStar:
		return s.stream(a.Stream)
	case *ast.Chain:
		el := &a.Elements[0]
		if a.Root != nil || len(a.Elements) > 1 || el.IsCall || len(el.Index) > 0 || el.Dynamic ||
			s.local(el.Name) != nil {
			return nil
		}
		if _, col, err := s.property(el.Pos, el.Name); col != nil || err != nil {
			return nil
		}
		return s.stream(el.Name)
	}
	return nil
}
