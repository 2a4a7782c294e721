package expr

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compareLeaf returns the fused form of a comparison, if it has one.
func compareLeaf(op ast.CompareOp, l, r *Fn) *leaf {
	// A constant on the left is as good: 5 < x is x > 5.
	if l.column() == nil {
		l, r = r, l
		op = mirrored(op)
	}
	x, form := l.leaf()
	switch {
	case x == nil:
		return nil
	case isNullType(r):
		return x.null(op)
	case r.Const:
		return x.constant(form, op, r)
	}
	if y, other := r.leaf(); y != nil && other == form && x.sameEvent(y) {
		x.d = y.c
		return x.columns(form, op)
	}
	return nil
}

// column is the column that an expression is, of a stream's event or of a lambda's element; else nil.
func (f *Fn) column() *event.Column {
	switch {
	case f.schema == nil:
		return nil
	case f.Column != nil:
		return f.Column
	}
	return f.element
}

// leaf begins a leaf on the column that an expression is; nil when it is none that can be read
// directly.
func (f *Fn) leaf() (*leaf, event.Direct) {
	c := f.column()
	if c == nil || c.Direct() == event.DirectNone {
		return nil, event.DirectNone
	}
	l := &leaf{c: c.Place(), slot: f.Stream, schema: f.schema}
	if f.Column == nil {
		l.local = f.local
	}
	return l, c.Direct()
}

// sameEvent tells whether two leaves look at one event.
func (l *leaf) sameEvent(m *leaf) bool {
	return l.slot == m.slot && l.local == m.local && l.schema == m.schema
}

// mirrored is the operator with its sides exchanged.
func mirrored(op ast.CompareOp) ast.CompareOp {
	switch op {
	case ast.Lt:
		return ast.Gt
	case ast.Le:
		return ast.Ge
	case ast.Gt:
		return ast.Lt
	case ast.Ge:
		return ast.Le
	default:
		return op
	}
}

// null is the leaf of `is null` and `is not null`; `= null` is never true and stays general.
func (l *leaf) null(op ast.CompareOp) *leaf {
	switch op {
	case ast.Is:
		l.op = leafNull
	case ast.IsNot:
		l.op = leafNotNull
	default:
		return nil
	}
	return l
}

// constant is a column against a constant that is not null.
func (l *leaf) constant(form event.Direct, op ast.CompareOp, r *Fn) *leaf {
	v := constValue(r)
	if v == nil || op == ast.Is || op == ast.IsNot {
		return nil
	}
	i, isInt := event.ToInt(v)
	switch form {
	case event.DirectStr:
		l.s, _ = v.(string)
		l.op = pickOp(op, leafStrEq, leafStrNe)
	case event.DirectBool:
		b, _ := v.(bool)
		l.op = pickOp(op, leafTrue, leafFalse)
		if !b {
			l.op = pickOp(op, leafFalse, leafTrue)
		}
	case event.DirectI32, event.DirectI64:
		if !isInt {
			return nil
		}
		l.intRange(form, op, i)
	case event.DirectF64:
		if isBig(v) {
			return nil
		}
		f, _ := event.ToFloat(v)
		l.floatRange(op, f)
	}
	if l.op == leafFn {
		return nil
	}
	return l
}

// pickOp chooses for = and !=; other operators have no fused form.
func pickOp(op ast.CompareOp, eq, ne leafOp) leafOp {
	switch op {
	case ast.Eq:
		return eq
	case ast.Ne:
		return ne
	default:
		return leafFn
	}
}

// intRange writes a comparison of integers as a closed range.
func (l *leaf) intRange(form event.Direct, op ast.CompareOp, k int64) {
	in, ne := leafI64In, leafI64Ne
	if form == event.DirectI32 {
		in, ne = leafI32In, leafI32Ne
	}
	l.op, l.i, l.j = in, math.MinInt64, math.MaxInt64
	switch op {
	case ast.Eq:
		l.i, l.j = k, k
	case ast.Ne:
		l.op, l.i = ne, k
	case ast.Le:
		l.j = k
	case ast.Ge:
		l.i = k
	case ast.Lt:
		// Nothing is below the lowest integer: the range is made empty rather than wrapped
		// around.
		if l.j = k - 1; k == math.MinInt64 {
			l.i, l.j = 1, 0
		}
	case ast.Gt:
		if l.i = k + 1; k == math.MaxInt64 {
			l.i, l.j = 1, 0
		}
	}
}

// floatRange writes a comparison as a closed range; it leaves NaN, which equals only itself, to the general form.
func (l *leaf) floatRange(op ast.CompareOp, k float64) {
	if math.IsNaN(k) {
		return
	}
	l.op, l.f, l.g = leafF64In, math.Inf(-1), math.Inf(1)
	switch op {
	case ast.Eq:
		l.f, l.g = k, k
	case ast.Ne:
		l.op, l.f = leafF64Ne, k
	case ast.Le:
		l.g = k
	case ast.Ge:
		l.f = k
	case ast.Lt:
		// The next number below is the greatest that is less, and the comparison needs no second
		// form.
		l.g = math.Nextafter(k, math.Inf(-1))
		if math.IsInf(k, -1) {
			l.f, l.g = 1, 0
		}
	case ast.Gt:
		l.f = math.Nextafter(k, math.Inf(1))
		if math.IsInf(k, 1) {
			l.f, l.g = 1, 0
		}
	}
}

// columns is a column against another of the same event and form.
func (l *leaf) columns(form event.Direct, op ast.CompareOp) *leaf {
	if op == ast.Gt || op == ast.Ge {
		l.c, l.d = l.d, l.c
		op = mirrored(op)
	}
	switch {
	case form == event.DirectStr && op == ast.Eq:
		l.op = leafStrCols
	case form == event.DirectF64 && op == ast.Lt:
		l.op = leafF64LtCol
	case form == event.DirectF64 && op == ast.Le:
		l.op = leafF64LeCol
	case form == event.DirectF64 && op == ast.Eq:
		l.op = leafF64EqCol
	case form == event.DirectI64:
		masks := map[ast.CompareOp]int64{ast.Lt: 1, ast.Eq: 2, ast.Le: 3, ast.Ne: 5}
		if masks[op] == 0 {
			return nil
		}
		l.op, l.i = leafI64Cols, masks[op]
	default:
		return nil
	}
	return l
}

// conjunction collects the leaves of an `and`; operands that are none keep their function. All
// leaves must be of one event.
func conjunction(fns []Fn) []leaf {
	var out []leaf
	for i := range fns {
		if len(fns[i].leaves) == 0 {
			out = append(out, leaf{op: leafFn, fn: fns[i].Bool})
			continue
		}
		out = append(out, fns[i].leaves...)
	}
	if !ofOneEvent(out) {
		return nil
	}
	return out
}

// disjunction makes one leaf of an `or`.
func disjunction(fns []Fn) []leaf {
	either := leaf{op: leafAny}
	for i := range fns {
		switch l := fns[i].leaves; len(l) {
		case 0:
			either.sub = append(either.sub, leaf{op: leafFn, fn: fns[i].Bool})
		case 1:
			either.sub = append(either.sub, l[0])
		default:
			all := leaf{op: leafAll, sub: l, slot: l[0].slot, local: l[0].local, schema: l[0].schema}
			either.sub = append(either.sub, all)
		}
	}
	if !ofOneEvent(either.sub) {
		return nil
	}
	first := &either.sub[0]
	either.slot, either.local, either.schema = first.slot, first.local, first.schema
	return []leaf{either}
}

// ofOneEvent tells whether all leaves that look at an event look at the same, and notes it in the
// first leaf, where fused finds it.
func ofOneEvent(leaves []leaf) bool {
	var first *leaf
	for i := range leaves {
		l := &leaves[i]
		switch {
		case l.schema == nil:
		case first == nil:
			first = l
		case !l.sameEvent(first):
			return false
		}
	}
	if first == nil {
		return false
	}
	leaves[0].slot, leaves[0].local, leaves[0].schema = first.slot, first.local, first.schema
	return true
}

// rangeLeaf is a column between two constants, which may come in either order.
func rangeLeaf(b bounds, x, low, high *Fn) *leaf {
	if b.not || x.column() == nil || !low.Const || !high.Const {
		return nil
	}
	lo, hi := constValue(low), constValue(high)
	c, ok := Compare(lo, hi)
	if lo == nil || hi == nil || !ok {
		return nil
	}
	if c > 0 {
		low, high = high, low
	}
	from, to := b.ops()
	l, h := compareLeaf(from, x, low), compareLeaf(to, x, high)
	if l == nil || h == nil || l.op != h.op || l.op == leafFn {
		return nil
	}
	// both are ranges of the same column, each with one open end: their intersection
	l.i, l.j = max(l.i, h.i), min(l.j, h.j)
	l.f, l.g = max(l.f, h.f), min(l.g, h.g)
	return l
}

// amongLeaf is a column in a short list of constants of its own class, none of them null.
func amongLeaf(not bool, x *Fn, items []Fn) *leaf {
	l, form := x.leaf()
	if not || l == nil || len(items) >= manyItems {
		return nil
	}
	switch form {
	case event.DirectI32:
		l.op = leafI32Among
	case event.DirectI64:
		l.op = leafI64Among
	case event.DirectStr:
		l.op = leafStrAmong
	default:
		return nil
	}
	for i := range items {
		if !items[i].Const || items[i].Type.Class() != x.Type.Class() {
			return nil
		}
		switch v := constValue(&items[i]).(type) {
		case nil:
			return nil
		case string:
			l.strs = append(l.strs, v)
		default:
			n, _ := event.ToInt(v)
			l.ints = append(l.ints, n)
		}
	}
	return l
}

// matchLeaf is a string column against a pattern that is prepared, or nothing for a negated one.
func matchLeaf(not bool, x *Fn, match func(string) bool) []leaf {
	l, form := x.leaf()
	if not || form != event.DirectStr {
		return nil
	}
	l.op, l.match = leafMatch, match
	return []leaf{*l}
}

// boolLeaf is a boolean column, or its negation, as a condition.
func boolLeaf(f *Fn, op leafOp) *leaf {
	l, form := f.leaf()
	if form != event.DirectBool {
		return nil
	}
	l.op = op
	return l
}
