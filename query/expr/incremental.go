package expr

import (
	"slices"

	"github.com/cephei-go/cephei/query/ast"
)

// Incremental rewrites a fold over the events of the data window, such as
// `window(*).where(x => x.a = 1).sumOf(x => x.b)`, as the aggregation that says the same,
// `sum(b, filter: a = 1)`: kept up to date as events enter and leave, instead of walking the window
// each time. ok is false where there is no such aggregation.
//
// Only lambdas of one parameter qualify, and only those that look at nothing but the properties of
// their element, literals and operators: an aggregation asks again when the event leaves, and must
// get the same answer. The result is null over an empty window, as the fold is.
func Incremental(ch *ast.Chain, s *Scope) (e ast.Expr, ok bool) {
	els := ch.Elements
	if ch.Root != nil || len(els) < 2 || !isWindowStar(&els[0]) || len(s.Locals) > 0 {
		return nil, false
	}
	stream := s.only()
	if stream == nil {
		return nil, false
	}
	r := rewriter{stream: stream.label()}
	for i := 1; i < len(els)-1; i++ { // conditions first, then what is folded
		if els[i].Name != "where" {
			return nil, false
		}
		cond, ok := r.lambda(&els[i])
		if !ok {
			return nil, false
		}
		r.filter = append(r.filter, cond)
	}
	return r.fold(&els[len(els)-1])
}

// isWindowStar recognises `window(*)`.
func isWindowStar(el *ast.ChainElement) bool {
	if el.Name != "window" || !el.IsCall || len(el.Args) != 1 || len(el.Index) > 0 || el.Distinct {
		return false
	}
	_, star := el.Args[0].(*ast.Star)
	return star
}

// only returns the single stream of the statement itself, or nil.
func (s *Scope) only() *Stream {
	var found *Stream
	for i := range s.Streams {
		if s.Streams[i].Outer {
			continue
		}
		if found != nil {
			return nil
		}
		found = &s.Streams[i]
	}
	if found == nil || found.Array || found.label() == "" {
		return nil
	}
	return found
}

// rewriter turns lambdas over events of the window into expressions over the stream.
type rewriter struct {
	stream string
	filter []ast.Expr // the conditions of the wheres so far
}

// fold returns the aggregation for the last method of the chain.
func (r *rewriter) fold(el *ast.ChainElement) (ast.Expr, bool) {
	if el.Name == "countOf" && len(el.Args) == 0 {
		return r.orNull(el, r.cast(el, r.count(el, nil), "int")), el.IsCall
	}
	x, ok := r.lambda(el)
	if !ok {
		return nil, false
	}
	switch el.Name {
	case "countOf":
		return r.orNull(el, r.cast(el, r.count(el, x), "int")), true
	case "anyOf":
		zero := &ast.Literal{Pos: el.Pos, Kind: ast.Int, Text: "0"}
		return r.orNull(el, &ast.Compare{Pos: el.Pos, Op: ast.Gt, Left: r.count(el, x), Right: zero}), true
	case "allOf":
		all := &ast.Compare{Pos: el.Pos, Op: ast.Eq, Left: r.count(el, x), Right: r.count(el, nil)}
		return r.orNull(el, all), true
	case "average":
		return r.call(el, "avg", x, r.filter), true
	case "min", "max":
		return r.call(el, el.Name, x, r.filter), true
	case "sumOf":
		return r.call(el, "sum", x, r.filter), true
	}
	return nil, false
}

// count is `count(*, filter: ...)` with one more condition.
func (r *rewriter) count(el *ast.ChainElement, cond ast.Expr) ast.Expr {
	filter := slices.Clone(r.filter)
	if cond != nil {
		filter = append(filter, cond)
	}
	return r.call(el, "count", &ast.Star{Pos: el.Pos}, filter)
}

// call is an aggregation with the conditions as its filter.
func (r *rewriter) call(el *ast.ChainElement, name string, x ast.Expr, filter []ast.Expr) ast.Expr {
	args := []ast.Expr{x}
	switch len(filter) {
	case 0:
	case 1:
		args = append(args, &ast.NamedArg{Pos: el.Pos, Name: "filter", Value: filter[0]})
	default:
		all := &ast.Logical{Pos: el.Pos, Op: ast.And, Operands: filter}
		args = append(args, &ast.NamedArg{Pos: el.Pos, Name: "filter", Value: all})
	}
	return &ast.Chain{Pos: el.Pos, Elements: []ast.ChainElement{
		{Pos: el.Pos, Name: name, IsCall: true, Args: args},
	}}
}

// cast gives an aggregation the type that the fold has.
func (r *rewriter) cast(el *ast.ChainElement, x ast.Expr, to string) ast.Expr {
	return &ast.Cast{Pos: el.Pos, X: x, Type: &ast.TypeName{Pos: el.Pos, Name: to}}
}

// orNull makes an answer null while the window is empty; sums and extremes are that by themselves.
func (r *rewriter) orNull(el *ast.ChainElement, x ast.Expr) ast.Expr {
	plain := rewriter{stream: r.stream}
	zero := &ast.Literal{Pos: el.Pos, Kind: ast.Int, Text: "0"}
	some := &ast.Compare{Pos: el.Pos, Op: ast.Gt, Left: plain.count(el, nil), Right: zero}
	return &ast.Case{Pos: el.Pos, Whens: []ast.When{{Pos: el.Pos, Cond: some, Result: x}}}
}

// lambda returns the body of the only argument with the parameter replaced by the stream.
func (r *rewriter) lambda(el *ast.ChainElement) (ast.Expr, bool) {
	if !el.IsCall || len(el.Args) != 1 || len(el.Index) > 0 || el.Dynamic {
		return nil, false
	}
	l, ok := el.Args[0].(*ast.Lambda)
	if !ok || len(l.Params) != 1 {
		return nil, false
	}
	return r.body(l.Body, l.Params[0])
}

// body copies an expression; what could change between two looks is refused.
func (r *rewriter) body(e ast.Expr, param string) (ast.Expr, bool) {
	switch e := e.(type) {
	case *ast.Literal:
		return e, true
	case *ast.Chain:
		return r.path(e, param)
	case *ast.Unary:
		x, ok := r.body(e.X, param)
		return &ast.Unary{Pos: e.Pos, Op: e.Op, X: x}, ok
	case *ast.Binary:
		l, r, ok := r.two(e.Left, e.Right, param)
		return &ast.Binary{Pos: e.Pos, Op: e.Op, Left: l, Right: r}, ok
	case *ast.Compare:
		l, r, ok := r.two(e.Left, e.Right, param)
		return &ast.Compare{Pos: e.Pos, Op: e.Op, Left: l, Right: r}, ok
	case *ast.Logical:
		list, ok := r.all(e.Operands, param)
		return &ast.Logical{Pos: e.Pos, Op: e.Op, Operands: list}, ok
	case *ast.In:
		x, ok := r.body(e.X, param)
		items, ok2 := r.all(e.Items, param)
		return &ast.In{Pos: e.Pos, Not: e.Not, X: x, Items: items}, ok && ok2 && e.Query == nil
	case *ast.Between:
		list, ok := r.all([]ast.Expr{e.X, e.Low, e.High}, param)
		if !ok {
			return nil, false
		}
		return &ast.Between{Pos: e.Pos, Not: e.Not, X: list[0], Low: list[1], High: list[2]}, true
	case *ast.Like:
		x, p, ok := r.two(e.X, e.Pattern, param)
		return &ast.Like{Pos: e.Pos, Not: e.Not, Regexp: e.Regexp, X: x, Pattern: p, Escape: e.Escape}, ok
	}
	return nil, false
}

// two copies both operands.
func (r *rewriter) two(a, b ast.Expr, param string) (l, x ast.Expr, ok bool) {
	list, ok := r.all([]ast.Expr{a, b}, param)
	if !ok {
		return nil, nil, false
	}
	return list[0], list[1], true
}

// all copies a list of operands.
func (r *rewriter) all(list []ast.Expr, param string) ([]ast.Expr, bool) {
	out := make([]ast.Expr, len(list))
	for i, e := range list {
		x, ok := r.body(e, param)
		if !ok {
			return nil, false
		}
		out[i] = x
	}
	return out, true
}

// path turns `x.a.b` into `stream.a.b`; any other name is refused.
func (r *rewriter) path(ch *ast.Chain, param string) (ast.Expr, bool) {
	if ch.Root != nil || len(ch.Elements) < 2 || ch.Elements[0].Name != param {
		return nil, false
	}
	for i := range ch.Elements {
		if el := &ch.Elements[i]; el.IsCall || el.Dynamic || len(el.Index) > 0 {
			return nil, false
		}
	}
	els := slices.Clone(ch.Elements)
	els[0].Name = r.stream
	return &ast.Chain{Pos: ch.Pos, Elements: els}, true
}
