package expr

import "github.com/cephei-go/cephei/query/ast"

// Compile checks an expression against its scope and makes it a function. Findings are of type
// *[ast.Error]; several are joined by go-multierror.
func Compile(e ast.Expr, s *Scope) (Fn, error) {
	if s.Intercept != nil {
		f, handled, err := s.Intercept(e, s)
		if handled || err != nil {
			return f, err
		}
	}
	f, err := compileNode(e, s)
	if err != nil {
		return Fn{}, err
	}
	// What is constant is computed now, once: the filter index and the fused forms look for
	// constants, and patterns and formats are prepared from them.
	if _, literal := e.(*ast.Literal); f.Const && !literal {
		return fold(f), nil
	}
	return f, nil
}

// compileNode is the table of all nodes.
func compileNode(e ast.Expr, s *Scope) (Fn, error) {
	switch e := e.(type) {
	case *ast.Literal:
		return literal(e), nil
	case *ast.Chain:
		return compileChain(e, s)
	case *ast.Unary:
		return compileUnary(e, s)
	case *ast.Binary:
		return compileBinary(e, s)
	case *ast.Logical:
		return compileLogical(e, s)
	case *ast.Compare:
		return compileCompare(e, s)
	case *ast.CompareSet:
		return compileCompareSet(e, s)
	case *ast.Between:
		return compileBetween(e, s)
	case *ast.InRange:
		return compileInRange(e, s)
	case *ast.In:
		return compileIn(e, s)
	case *ast.Like:
		return compileLike(e, s)
	case *ast.Case:
		return compileCase(e, s)
	default:
		return compileRare(e, s)
	}
}

// compileRare goes on with the table.
func compileRare(e ast.Expr, s *Scope) (Fn, error) {
	switch e := e.(type) {
	case *ast.Cast:
		return compileCast(e, s)
	case *ast.InstanceOf:
		return compileInstanceOf(e, s)
	case *ast.TypeOf:
		return compileTypeOf(e, s)
	case *ast.PropertyExists:
		return compileExists(e, s)
	case *ast.NewStruct:
		return compileNewStruct(e, s)
	case *ast.NewArray:
		return compileNewArray(e, s)
	case *ast.ArrayLiteral:
		return compileArrayLiteral(e, s)
	case *ast.Lambda:
		return Fn{}, ast.Errorf(e.Pos, CodePlace, "a lambda is not expected here")
	case *ast.TimePeriod:
		return Fn{}, ast.Errorf(e.Pos, CodePlace, "a time period is not expected here")
	// Java's classes are the one part of the language that is left out for good: no code runs
	// from the text of a query.
	case *ast.NewObject:
		return Fn{}, ast.Errorf(e.Pos, CodeUnknownType,
			"'new %s(...)': there are no classes to make objects of", e.Type.Name)
	case *ast.Subquery, *ast.Exists:
		return Fn{}, ast.Errorf(e.Position(), CodePlace, "a subquery is not expected here")
	case *ast.Substitution:
		return Fn{}, ast.Errorf(e.Pos, CodePlace, "a parameter is not expected here")
	default:
		return Fn{}, ast.Errorf(e.Position(), CodePlace, "'%s' is not expected here", e)
	}
}

// fold replaces a constant expression by its value. One that throws is left as it is, to throw when
// a row needs it.
func fold(f Fn) (folded Fn) {
	defer func() {
		if r := recover(); r != nil {
			if _, thrown := r.(*EvalError); !thrown {
				panic(r)
			}
			folded = f
			folded.Const = false
		}
	}()
	return Constant(f.Type, f.AsAny()(&Env{}))
}

// compileAll compiles several expressions and reports what is wrong with each.
func compileAll(list []ast.Expr, s *Scope) ([]Fn, error) {
	fns := make([]Fn, len(list))
	var errs []error
	for i, e := range list {
		f, err := Compile(e, s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fns[i] = f
	}
	return fns, join(errs)
}

// compileTwo is compileAll for two operands.
func compileTwo(a, b ast.Expr, s *Scope) (l, r Fn, err error) {
	fns, err := compileAll([]ast.Expr{a, b}, s)
	return fns[0], fns[1], err
}

// allConst tells whether nothing in a list can change.
func allConst(fns ...Fn) bool {
	for i := range fns {
		if !fns[i].Const {
			return false
		}
	}
	return true
}
