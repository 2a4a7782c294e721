package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// JoinPlan is how the streams of a from-clause are put together.
type JoinPlan struct {
	Kinds []ast.JoinKind // of each stream with those before it; the first is CommaJoin
	On    []expr.Filter  // of each stream: its on clause; nil is none
	// Equal are the equalities of columns of two streams that must hold for any tuple (of inner
	// joins) or for the two to be matched (of an outer join's on clause).
	Equal []JoinEqual
	Outer bool // any join is an outer one
	Uni   []bool
}

// JoinEqual is an equality between two streams, with the step of the from-clause that demands it;
// Step -1 is the where clause of an inner join.
type JoinEqual struct {
	Step    int
	Streams [2]int
	Keys    [2]expr.Fn // of the same type
}

// join compiles how the inputs are joined.
func (c *compiler) join(st *ast.Select, p *SelectPlan) error {
	j := &JoinPlan{}
	for i, item := range st.From {
		j.Kinds = append(j.Kinds, item.Join)
		j.Outer = j.Outer || item.Join > ast.InnerJoin
		j.Uni = append(j.Uni, item.Unidirectional)
		if err := c.joinable(item, p.Inputs[i]); err != nil {
			return err
		}
	}
	sc := c.streamScope(p.Inputs, c.interceptPlain)
	for i, item := range st.From {
		f, err := c.onClause(j, i, item, sc)
		if err != nil {
			return err
		}
		j.On = append(j.On, f)
	}
	if st.Where != nil && !j.Outer {
		for _, term := range andTerms([]ast.Expr{st.Where}) {
			j.addEqual(-1, term, sc)
		}
	}
	p.Join = j
	return nil
}

// joinable checks that a stream keeps something to be joined with.
func (c *compiler) joinable(item *ast.FromItem, in *Input) error {
	switch {
	case item.Unidirectional && in.Window != nil:
		return ast.Errorf(item.Pos, "join", "a unidirectional stream keeps nothing and takes no window")
	case !item.Unidirectional && in.Window == nil && in.Pattern == nil:
		return ast.Errorf(item.Pos, "window-needed", "a joined stream needs a data window, or unidirectional")
	}
	return nil
}

func (c *compiler) onClause(j *JoinPlan, i int, item *ast.FromItem, sc *expr.Scope) (expr.Filter, error) {
	if len(item.On) == 0 {
		return nil, nil
	}
	var terms []ast.Expr
	for _, pair := range item.On {
		e := &ast.Compare{Pos: pair.Pos, Op: ast.Eq, Left: pair.Left, Right: pair.Right}
		terms = append(terms, e)
		if err := c.onPair(e, sc); err != nil {
			return nil, err
		}
		j.addEqual(i, e, sc)
	}
	return expr.CompileFilter(conjunction(terms), sc)
}

// onPair checks that an on clause compares properties of two streams.
func (c *compiler) onPair(e *ast.Compare, sc *expr.Scope) error {
	l, err := expr.Compile(e.Left, sc)
	if err != nil {
		return err
	}
	r, err := expr.Compile(e.Right, sc)
	if err != nil {
		return err
	}
	if l.Column != nil && r.Column != nil && l.Stream == r.Stream {
		return ast.Errorf(e.Pos, "join", "an on clause compares properties of two streams")
	}
	return nil
}

// addEqual notes a term that is an equality between columns of two streams.
func (j *JoinPlan) addEqual(step int, term ast.Expr, sc *expr.Scope) {
	cmp, ok := term.(*ast.Compare)
	if !ok || cmp.Op != ast.Eq {
		return
	}
	l, err1 := expr.Compile(cmp.Left, sc)
	r, err2 := expr.Compile(cmp.Right, sc)
	if err1 != nil || err2 != nil || l.Column == nil || r.Column == nil || l.Stream == r.Stream {
		return
	}
	t := l.Type
	if r.Type.Kind > t.Kind && r.Type.IsNumeric() {
		t = r.Type
	}
	lw, ok1 := sameClass(l, t)
	rw, ok2 := sameClass(r, t)
	if !ok1 || !ok2 {
		return
	}
	j.Equal = append(j.Equal, JoinEqual{
		Step: step, Streams: [2]int{l.Stream, r.Stream}, Keys: [2]expr.Fn{lw, rw},
	})
}

// sameClass widens a key to type t.
func sameClass(f expr.Fn, t event.Type) (expr.Fn, bool) {
	if f.Type.Class() == t.Class() && t.Class() != event.ClassAny {
		return f, true
	}
	if !f.Type.IsNumeric() || !t.IsNumeric() {
		return f, false
	}
	return expr.Widen(f, t)
}
