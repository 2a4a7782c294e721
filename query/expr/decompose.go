package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// CondOp is what an indexable condition asks of its column.
type CondOp uint8

// The operators. No column that is null meets any but CondNull.
const (
	CondEq       CondOp = iota // equal to the one of Values
	CondIn                     // equal to one of Values
	CondRange                  // between Low and High
	CondNull                   // null
	CondNotNull                // not null
	CondContains               // contains the one of Values, a text that is not empty
)

// Cond is a condition on one column that an index can answer. The values are of the column's own
// class, so that keys can be compared without conversion.
type Cond struct {
	Column            *event.Column
	Op                CondOp
	Values            []Fn
	Low, High         *Fn // nil: no bound
	LowOpen, HighOpen bool
	Source            ast.Expr // what was written
}

// Const tells whether the values are the same for every Env.
func (c *Cond) Const() bool {
	return allConst(c.Values...) && (c.Low == nil || c.Low.Const) && (c.High == nil || c.High.Const)
}

// Decompose splits an and-ed filter on the first stream of the scope into conditions that an index
// can answer and the rest. Values may be constants or be computed of other streams (the tags of a
// pattern); what may change by itself, such as a variable, is left to the rest.
func Decompose(e ast.Expr, s *Scope) (conds []Cond, rest []ast.Expr, err error) {
	if len(s.Streams) == 0 {
		return nil, []ast.Expr{e}, nil
	}
	d := decomposer{s: s, barred: s.withoutFirst()}
	for _, term := range andTerms(e, nil) {
		// Each term is compiled as it stands first, so that what is wrong with it is said of it
		// and not of a part.
		if _, err := Compile(term, s); err != nil {
			return nil, nil, err
		}
		if c, ok := d.cond(term); ok {
			conds = append(conds, c)
		} else {
			rest = append(rest, term)
		}
	}
	return conds, rest, nil
}

// andTerms collects the operands of nested conjunctions.
func andTerms(e ast.Expr, out []ast.Expr) []ast.Expr {
	l, ok := e.(*ast.Logical)
	if !ok || l.Op != ast.And {
		return append(out, e)
	}
	for _, x := range l.Operands {
		out = andTerms(x, out)
	}
	return out
}

type decomposer struct {
	s      *Scope
	barred *Scope // the first stream is not to be named
}

// cond turns one term into a condition, if it has that form.
func (d *decomposer) cond(e ast.Expr) (c Cond, ok bool) {
	switch e := e.(type) {
	case *ast.Chain:
		c, ok = d.truth(e, true)
	case *ast.Unary:
		if e.Op == ast.Not {
			c, ok = d.truth(e.X, false)
		}
	case *ast.Compare:
		c, ok = d.compare(e)
	case *ast.In:
		if !e.Not && e.Query == nil {
			c, ok = d.in(e)
		}
	case *ast.Between:
		if !e.Not {
			c, ok = d.between(e.X, e.Low, e.High)
		}
	case *ast.InRange:
		if !e.Not {
			c, ok = d.between(e.X, e.Low, e.High)
			c.LowOpen, c.HighOpen = e.LowOpen, e.HighOpen
		}
	case *ast.Like:
		c, ok = d.like(e)
	case *ast.Logical:
		c, ok = d.or(e)
	}
	c.Source = e
	return c, ok
}

// column returns the column of the filtered stream that an expression is, or nil.
func (d *decomposer) column(e ast.Expr) *event.Column {
	if _, chain := e.(*ast.Chain); !chain {
		return nil
	}
	f, err := Compile(e, d.s)
	if err != nil || f.Column == nil || f.Stream != d.s.Streams[0].Slot || f.schema == nil {
		return nil
	}
	return f.Column
}

// truth is a boolean column, or its negation, as an equality.
func (d *decomposer) truth(e ast.Expr, want bool) (Cond, bool) {
	c := d.column(e)
	if c == nil || c.Type.Kind != event.KindBool {
		return Cond{}, false
	}
	return Cond{Column: c, Op: CondEq, Values: []Fn{Constant(event.Bool, want)}}, true
}

// value compiles an expression that does not depend on the filtered stream nor on what changes by
// itself.
func (d *decomposer) value(e ast.Expr) (Fn, bool) {
	f, err := Compile(e, d.barred)
	if err != nil {
		return Fn{}, false
	}
	if f.Const {
		return f, constValue(&f) != nil
	}
	stable := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		// Functions may look at the clock or at a variable, so that their value now need not be
		// their value when the event comes.
		case *ast.Literal, *ast.Binary, *ast.Unary:
		case *ast.Chain:
			stable = stable && d.ofTag(n)
		default:
			stable = false
		}
		return stable
	})
	return f, stable
}

// ofTag tells whether a chain is a plain property path below a stream.
func (d *decomposer) ofTag(ch *ast.Chain) bool {
	if ch.Root != nil || d.s.local(ch.Elements[0].Name) != nil {
		return false
	}
	for i := range ch.Elements {
		if el := &ch.Elements[i]; el.IsCall || el.Dynamic {
			return false
		}
	}
	name := ch.Elements[0].Name
	if len(ch.Elements) > 1 && d.s.stream(name) != nil {
		return true
	}
	_, col, err := d.s.property(ch.Pos, name)
	return err == nil && col != nil
}

// compare takes a comparison of the filtered column with a value, on either side.
func (d *decomposer) compare(e *ast.Compare) (Cond, bool) {
	op, col, other := e.Op, d.column(e.Left), e.Right
	if col == nil {
		op, col, other = mirrored(op), d.column(e.Right), e.Left
	}
	if col == nil {
		return Cond{}, false
	}
	if l, ok := other.(*ast.Literal); ok && l.Kind == ast.Null {
		switch op {
		case ast.Is:
			return Cond{Column: col, Op: CondNull}, true
		case ast.IsNot:
			return Cond{Column: col, Op: CondNotNull}, true
		}
		return Cond{}, false
	}
	v, ok := d.value(other)
	if !ok {
		return Cond{}, false
	}
	switch op {
	case ast.Is:
		if !v.Const { // a null tag property would have to find null
			return Cond{}, false
		}
		fallthrough
	case ast.Eq:
		k, ok := keyFor(col, v)
		return Cond{Column: col, Op: CondEq, Values: []Fn{k}}, ok
	case ast.Lt, ast.Le:
		k, open, ok := boundFor(col, v, op == ast.Lt, false)
		return Cond{Column: col, Op: CondRange, High: &k, HighOpen: open}, ok
	case ast.Gt, ast.Ge:
		k, open, ok := boundFor(col, v, op == ast.Gt, true)
		return Cond{Column: col, Op: CondRange, Low: &k, LowOpen: open}, ok
	}
	return Cond{}, false
}

// in takes a list of values and constant arrays; one item that is no key leaves the whole to the
// rest.
func (d *decomposer) in(e *ast.In) (Cond, bool) {
	col := d.column(e.X)
	if col == nil {
		return Cond{}, false
	}
	c := Cond{Column: col, Op: CondIn}
	for _, item := range e.Items {
		v, ok := d.value(item)
		if !ok {
			return Cond{}, false
		}
		keys, ok := itemKeys(col, v)
		if !ok {
			return Cond{}, false
		}
		c.Values = append(c.Values, keys...)
	}
	return c, len(c.Values) > 0
}

// itemKeys returns the keys of an item of a list: itself, or the elements of a constant array.
func itemKeys(col *event.Column, v Fn) ([]Fn, bool) {
	if v.Type.Kind != event.KindArray {
		k, ok := keyFor(col, v)
		return []Fn{k}, ok
	}
	if !v.Const || v.Type.Elem == nil {
		return nil, false
	}
	var out []Fn
	array, _ := constValue(&v).([]any)
	for _, x := range array {
		if x == nil {
			continue // nothing equals null
		}
		k, ok := keyFor(col, Constant(*v.Type.Elem, x))
		if !ok {
			return nil, false
		}
		out = append(out, k)
	}
	return out, true
}

// between needs constant bounds, as only they can be put in order beforehand.
func (d *decomposer) between(x, low, high ast.Expr) (Cond, bool) {
	col := d.column(x)
	if col == nil {
		return Cond{}, false
	}
	lo, ok := d.value(low)
	hi, ok2 := d.value(high)
	if !ok || !ok2 || !lo.Const || !hi.Const {
		return Cond{}, false
	}
	if c, ok := Compare(constValue(&lo), constValue(&hi)); !ok {
		return Cond{}, false
	} else if c > 0 {
		lo, hi = hi, lo
	}
	l, ok := keyFor(col, lo)
	h, ok2 := keyFor(col, hi)
	return Cond{Column: col, Op: CondRange, Low: &l, High: &h}, ok && ok2
}

// or makes `a = 1 or a = 2` the list that it is.
func (d *decomposer) or(e *ast.Logical) (Cond, bool) {
	if e.Op != ast.Or {
		return Cond{}, false
	}
	all := Cond{Op: CondIn}
	for _, x := range e.Operands {
		c, ok := d.cond(x)
		if !ok || c.Op != CondEq && c.Op != CondIn || all.Column != nil && c.Column != all.Column {
			return Cond{}, false
		}
		all.Column = c.Column
		all.Values = append(all.Values, c.Values...)
	}
	return all, true
}

// like takes a constant pattern that is a text between two `%`.
func (d *decomposer) like(e *ast.Like) (Cond, bool) {
	col := d.column(e.X)
	if e.Not || e.Regexp || col == nil || col.Type.Class() != event.ClassStr {
		return Cond{}, false
	}
	p, ok := d.value(e.Pattern)
	if !ok {
		return Cond{}, false
	}
	pattern, ok := constText(&p)
	esc, err := escapeOf(e, d.s)
	if !ok || err != nil {
		return Cond{}, false
	}
	text, atStart, atEnd, ok := parseLike(pattern, esc).plain()
	if !ok || atStart || atEnd || text == "" {
		return Cond{}, false
	}
	return Cond{Column: col, Op: CondContains, Values: []Fn{Constant(event.String, text)}}, true
}
