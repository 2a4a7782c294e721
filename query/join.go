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
	Outer bool           // any join is an outer one
	Uni   []bool
	// Unkept is the stream that keeps nothing although it does not say so, because all others are tables:
	// only it makes tuples. It is -1 when there is none.
	Unkept int
	Keys   []JoinKey
	KeyOf  [][]JoinSide // the keys of each stream
	// Paths say for each stream how tuples are found from one of its events: of inner joins, and of
	// two streams. Other outer joins take the streams in the order of the text.
	Paths [][]JoinStep

	terms []joinTerm // conditions of an inner join or of two streams, in the order of the text
}

// JoinEqual is an equality between two streams; both keys have the same type.
type JoinEqual struct {
	Streams [2]int
	Keys    [2]expr.Fn
}

// join compiles how the inputs are joined.
func (c *compiler) join(st *ast.Select, p *SelectPlan) error {
	j := &JoinPlan{Unkept: c.onlyStream(p.Inputs)}
	for i, item := range st.From {
		j.Kinds = append(j.Kinds, item.Join)
		j.Outer = j.Outer || item.Join > ast.InnerJoin
		j.Uni = append(j.Uni, item.Unidirectional)
		if err := c.joinable(item, p.Inputs[i], i == j.Unkept); err != nil {
			return err
		}
	}
	if err := j.triggers(st.From); err != nil {
		return err
	}
	sc := c.streamScope(p.Inputs, c.interceptPlain)
	for i, item := range st.From {
		f, err := c.onClause(j, i, item, sc)
		if err != nil {
			return err
		}
		j.On = append(j.On, f)
	}
	p.Join = j
	return nil
}

// triggers checks that one stream is unidirectional, or none; or of full outer joins all, so that
// each event makes a tuple of its own.
func (j *JoinPlan) triggers(from []*ast.FromItem) error {
	uni, full := 0, 0
	var last *ast.FromItem
	for i, item := range from {
		if item.Unidirectional {
			uni, last = uni+1, item
		}
		if i > 0 && j.Kinds[i] == ast.FullJoin {
			full++
		}
	}
	if uni > 1 && (uni < len(from) || full < len(from)-1) {
		return ast.Errorf(last.Pos, "join",
			"one stream of a join can be unidirectional, or all of them where all joins are full outer joins")
	}
	return nil
}

// onlyStream returns the stream without window that is joined with tables alone, or -1.
func (c *compiler) onlyStream(ins []*Input) int {
	only := -1
	for i, in := range ins {
		switch {
		case !in.Tells():
		case only >= 0 || in.Window != nil || in.Store != nil:
			return -1
		default:
			only = i
		}
	}
	return only
}

// joinable checks that a stream keeps something to be joined with.
func (c *compiler) joinable(item *ast.FromItem, in *Input, unkept bool) error {
	switch {
	case !in.Tells():
		if item.Unidirectional {
			return ast.Errorf(item.Pos, "join", "a table triggers nothing: it cannot be unidirectional")
		}
		return c.inOneContext(item.Pos, in.Store)
	case item.Unidirectional && in.Window != nil:
		return ast.Errorf(item.Pos, "join", "a unidirectional stream keeps nothing and takes no window")
	case !item.Unidirectional && !unkept && in.Window == nil && in.Pattern == nil && in.Store == nil:
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
		f, err := expr.CompileFilter(e, sc)
		if err != nil {
			return nil, err
		}
		j.terms = append(j.terms, joinTerm{step: i, holds: f, equal: equality(e, sc)})
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

// equality returns a term that is an equality between columns of two streams, or nil.
func equality(term ast.Expr, sc *expr.Scope) *JoinEqual {
	cmp, ok := term.(*ast.Compare)
	if !ok || cmp.Op != ast.Eq {
		return nil
	}
	l, err1 := expr.Compile(cmp.Left, sc)
	r, err2 := expr.Compile(cmp.Right, sc)
	if err1 != nil || err2 != nil || l.Column == nil || r.Column == nil || l.Stream == r.Stream {
		return nil
	}
	return newEqual(l, r, [2]int{l.Stream, r.Stream})
}

// newEqual returns the equality of two keys in the wider of their types, or nil when there is none that
// both can be keys in.
func newEqual(l, r expr.Fn, streams [2]int) *JoinEqual {
	t := l.Type
	if r.Type.Kind > t.Kind && r.Type.IsNumeric() {
		t = r.Type
	}
	lw, ok1 := sameClass(l, t)
	rw, ok2 := sameClass(r, t)
	if !ok1 || !ok2 {
		return nil
	}
	return &JoinEqual{Streams: streams, Keys: [2]expr.Fn{lw, rw}}
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
